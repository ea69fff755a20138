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
  article: ["furigana"],
  headline: [
    "title", "lead", "headline", "number", "number_how", "unit", "pick", "counts", "currencies", "people", "things", "percent",
    "date", "date_how", "country_with", "questions", "who", "who_how", "what", "what_how", "what_percent",
    "when", "when_how", "compared", "compared_how", "size", "waiting", "summary", "labelled", "kept_here", "date_wrong",
    "not_amount", "unknown", "other_currency", "not_positive", "too_small", "too_large", "other_rates", "no_rates",
    "other_year", "more_people", "for_each", "one_person_in", "one_thing_for", "per_thousand", "of_hundred", "over_all",
    "below_none", "percent_of", "no_conversion",
  ],
  work: [
    "title", "kept", "kept_here", "binder", "download", "load", "clear", "undo", "saves", "too_large", "unreadable",
    "no_reply",
  ],
  claims: [
    "show_anyway", "where", "place", "said", "previous", "next", "to_summary", "think", "how_sure", "evidence",
    "printed", "settle", "sources", "chain", "compute", "result", "reset", "not_number", "no_result", "judgement",
    "judge_first", "again", "said_nothing", "said_unsure", "said_same", "said_other", "kind", "figure", "sentence",
    "mark", "for", "against", "since", "report", "summary", "sum_said", "sum_opened", "sum_sure", "piles", "pile",
    "pile_empty", "differ", "differ_none", "yours", "ours", "claim", "go", "lesson", "lesson_n", "by_judgement",
    "all", "left", "choose", "none", "show_all",
  ],
};
