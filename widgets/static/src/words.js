// Every text that the page says comes from `words`. These are the names, by kind; Python is tested against them.
const GATE = ["closed", "show_anyway"];

export const WORDS = {
  question: [
    "check", "checking", "lock", "locked", "your_answer", "your_guess", "slider", "how_sure", "locked_guess",
    "choose_first", "type_first", "not_number", "outside", "hint", "hints_done", "unsure",
    "grade_right", "grade_close", "grade_slip", "grade_wrong", "digits_fit", "not_yet",
    "worked", "move_up", "move_down", "moved", "pairs", "pick", "fill_all", "blanks_right", "starters", "count_words",
    "count_characters", "length_fits", "length_over", "rubric", "score", "text_kept",
  ],
  tell: [...GATE, "your_guess", "above", "below", "exact"],
  chart: [...GATE, "table"],
  ruler: [
    "amount", "currency", "year", "country", "to", "money", "equal", "each", "share", "prices", "rate", "how", "months",
    "caption", "col_currency", "col_amount", "col_other", "col_each", "no_rate", "no_people", "no_gdp", "no_prices", "less",
    "digits", "digits_why", "stays", "empty", "not_amount", "unknown", "other_currency", "not_positive", "no_start",
    "too_small", "too_large",
  ],
  work: [
    "title", "kept", "kept_here", "binder", "download", "load", "clear", "undo", "saves", "too_large", "unreadable",
    "no_reply",
  ],
};
