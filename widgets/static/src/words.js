// Every text that the page says comes from `words`. These are the names, by kind; Python is tested against them.
const GATE = ["closed", "show_anyway"];

export const WORDS = {
  question: [
    "check", "checking", "lock", "locked", "your_answer", "your_guess", "slider", "how_sure", "locked_guess",
    "choose_first", "type_first", "not_number", "outside", "hint", "hints_done", "unsure",
    "grade_right", "grade_close", "grade_slip", "grade_wrong", "digits_fit", "not_yet",
  ],
  tell: [...GATE, "your_guess", "above", "below", "exact"],
  chart: [...GATE, "table"],
};
