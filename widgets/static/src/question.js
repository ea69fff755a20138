import { choiceAnswer, numberAnswer, rowAnswer } from "./answer.js";
import { blanksAnswer } from "./blanks.js";
import { check, guessed } from "./check.js";
import { fill, format, h, painted, pause } from "./dom.js";
import { keeper } from "./keep.js";
import { orderAnswer } from "./order.js";
import { hintLadder, resultArea, workedStep } from "./result.js";
import { writing } from "./text.js";

const ANSWERS = { choice: choiceAnswer, number: numberAnswer, order: orderAnswer, blanks: blanksAnswer };

/** A question: checked in the page, a guess that is locked in, or a text. */
export async function question(kit) {
  return kit.data.input === "text" ? writing(kit) : asking(kit);
}

function asking(kit) {
  const { root, data, words, lang } = kit;
  const answer = ANSWERS[data.input](kit);
  const sure = data.sure ? rowAnswer(words.how_sure, data.sure, "kit-sure") : null;
  const result = resultArea(words);
  const hints = hintLadder(data.hints_html, words, (n) => keep.save({ hints: n }));
  const worked = workedStep(kit);
  const button = h("button", { type: "submit", class: "kit-main" }, data.guess ? words.lock : words.check);
  const form = h(
    "form",
    { novalidate: true, onsubmit: (event) => submit(event) },
    answer.node,
    sure?.node,
    h("div", { class: "kit-row kit-buttons" }, button, hints.button),
    hints.list,
    result.node,
    worked.node,
  );
  const numberOf = (values) => (data.input === "number" && values.answer ? guessed(data, values.answer) : null);
  const keep = keeper(kit, draw, numberOf);
  let round = 0; // a later check overtakes an earlier one
  root.append(form);
  form.addEventListener("input", keep.touch);

  function lock() {
    if (form.contains(document.activeElement)) button.focus(); // a closed input would lose the focus
    answer.close();
    sure?.close();
    button.textContent = words.locked;
    button.setAttribute("aria-disabled", "true");
    const guess = numberOf(keep.values);
    if (guess === null) return result.say(words.locked);
    result.say(fill(words.locked_guess, { guess: format(guess, lang), unit: data.unit ?? "" }));
  }

  function unlock() {
    answer.open();
    sure?.open();
    button.textContent = words.lock;
    button.removeAttribute("aria-disabled");
  }

  async function grade(given) {
    if (given === "unsure") {
      round += 1;
      hints.show(Math.max(1, hints.count()));
      result.say(words.unsure);
      return false;
    }
    const mine = ++round;
    await painted(); // what is on the page first, then the work
    const found = (await check(data, given, pause)) ?? { grade: "wrong", word: "not_yet" };
    if (mine !== round) return null;
    result.grade(found);
    answer.mark?.(found.marks);
    return found.grade === "right";
  }

  async function submit(event) {
    event.preventDefault();
    if (data.guess && keep.values.done) return;
    const problem = answer.problem();
    if (problem) {
      result.say(problem);
      answer.focus();
      return;
    }
    keep.touch();
    const given = answer.read();
    const { tries, done } = keep.values;
    if (data.guess) {
      const picked = sure?.read();
      keep.save({ answer: given, sure: picked ? Number(picked) : null, tries: tries + 1, done: true });
      return lock();
    }
    result.say(words.checking);
    const right = await grade(given);
    if (right === null) return;
    keep.save({ answer: given, tries: tries + (done ? 0 : 1), done: done || right, hints: hints.count() });
    worked.offer(keep.values);
  }

  /** Show kept values; what belongs to another version of the question counts as not answered. */
  function draw(values) {
    round += 1;
    result.clear();
    const fits = answer.write(values.answer);
    sure?.write(values.sure ?? "");
    hints.show(values.hints);
    const done = values.done && fits && values.answer !== "";
    worked.offer({ ...values, done });
    if (data.guess) done ? lock() : unlock();
    else if (fits && values.answer !== "" && (values.tries || done)) grade(values.answer);
    return done;
  }
  keep.redraw();
  return keep.stop;
}
