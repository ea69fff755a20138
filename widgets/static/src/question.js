import { choiceAnswer, numberAnswer, sureAnswer } from "./answer.js";
import { check, guessed } from "./check.js";
import { fill, format, h, painted, pause } from "./dom.js";
import { hintLadder, resultArea } from "./result.js";
import { publish } from "./scope.js";

const EMPTY = { answer: "", sure: null, tries: 0, done: false };

/** A question: checked in the page, or a guess that is locked in. */
export async function question(kit) {
  const { model, root, data, words, lang } = kit;
  const answer = data.input === "choice" ? choiceAnswer(kit) : numberAnswer(kit);
  const sure = data.sure ? sureAnswer(kit) : null;
  const result = resultArea(words);
  const hints = hintLadder(data.hints_html, words);
  const button = h("button", { type: "submit", class: "kit-main" }, data.guess ? words.lock : words.check);
  const form = h(
    "form",
    { novalidate: true, onsubmit: (event) => submit(event) },
    answer.node,
    sure?.node,
    h("div", { class: "kit-row kit-buttons" }, button, hints.button),
    hints.list,
    result.node,
  );
  let values = { ...EMPTY, ...model.get("values") };
  let touched = false;
  let round = 0; // a later check overtakes an earlier one
  let saving = false;
  root.append(form);
  form.addEventListener("input", () => (touched = true));

  const tell = () => {
    const number = data.input === "number" && values.answer ? guessed(data, values.answer) : null;
    publish(model.get("scope"), data.uid, { done: values.done, number });
  };
  const save = (changed) => {
    values = { ...values, ...changed };
    saving = true;
    model.set("values", values);
    saving = false;
    model.save_changes();
    tell();
  };

  function refuse(text) {
    result.say(text);
    answer.focus();
  }

  function problem(text) {
    if (data.input === "choice") return text ? null : words.choose_first;
    if (!text) return words.type_first;
    const x = guessed(data, text);
    if (x === null) return words.not_number;
    const outside = data.guess && data.lo !== null && (x < data.lo || x > data.hi);
    return outside ? fill(words.outside, { lo: format(data.lo, lang), hi: format(data.hi, lang) }) : null;
  }

  function lock() {
    if (form.contains(document.activeElement)) button.focus(); // a closed input would lose the focus
    answer.close();
    sure?.close();
    button.textContent = words.locked;
    button.setAttribute("aria-disabled", "true");
    if (data.input !== "number") return result.say(words.locked);
    const guess = format(guessed(data, values.answer), lang);
    result.say(fill(words.locked_guess, { guess, unit: data.unit ?? "" }));
  }

  async function grade(text) {
    if (text === "unsure") {
      round += 1;
      hints.first();
      result.say(words.unsure);
      return false;
    }
    const mine = ++round;
    await painted(); // what is on the page first, then the work
    const found = (await check(data, text, pause)) ?? { grade: "wrong", word: "not_yet" };
    if (mine !== round) return null;
    result.grade(found);
    return found.grade === "right";
  }

  async function submit(event) {
    event.preventDefault();
    if (data.guess && values.done) return;
    const text = answer.read();
    const wrong = problem(text);
    if (wrong) return refuse(wrong);
    touched = true;
    if (data.guess) {
      const picked = sure?.read();
      save({ answer: text, sure: picked ? Number(picked) : null, tries: values.tries + 1, done: true });
      return lock();
    }
    result.say(words.checking);
    const right = await grade(text);
    if (right !== null) save({ answer: text, tries: values.tries + 1, done: values.done || right });
  }

  // kept answers come with the model, or from Python before the learner has done anything
  function restore() {
    values = { ...EMPTY, ...model.get("values") };
    answer.write(values.answer);
    if (values.sure !== null) sure?.write(values.sure);
    tell();
    if (!values.answer) return;
    if (data.guess) values.done && lock();
    else if (values.tries || values.done) grade(values.answer);
  }
  const changed = () => saving || touched || restore();
  model.on("change:values", changed);
  restore();
  return () => model.off("change:values", changed);
}
