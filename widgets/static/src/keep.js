import { publish } from "./scope.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const count = (value) => (Number.isSafeInteger(value) && value > 0 ? value : 0);

/** Kept values as far as they make sense, whatever file they come from; the rest is as if nothing was kept. */
export function sane(values) {
  const { answer, sure, tries, done, hints } = isObject(values) ? values : {};
  return {
    answer: typeof answer === "string" || isObject(answer) ? answer : "",
    sure: Number.isSafeInteger(sure) ? sure : null,
    tries: count(tries),
    done: done === true,
    hints: count(hints),
  };
}

/** The strings of an object under these names; anything else in it is left out. */
export function strings(value, names) {
  const found = isObject(value) ? value : {};
  return Object.fromEntries(names.filter((name) => typeof found[name] === "string").map((name) => [name, found[name]]));
}

/**
 * What a learner enters in one question, in the model's values. `draw(values)` shows what was kept and says whether
 * the question is done: at first, when Python brings values before the learner has done anything, and whenever it
 * says that they were restored.
 */
export function keeper({ model, data }, draw, numberOf = () => null) {
  let values = sane(model.get("values"));
  let touched = false;
  let saving = false;
  const tell = () => publish(model.get("scope"), data.uid, { done: values.done, number: numberOf(values) });
  const redraw = () => {
    values = sane(model.get("values"));
    values.done = draw(values);
    tell();
  };
  const changed = () => saving || touched || redraw();
  const said = (message) => {
    if (message?.type !== "restored") return;
    touched = false;
    redraw();
  };
  model.on("change:values", changed);
  model.on("msg:custom", said);
  return {
    redraw,
    get values() {
      return values;
    },
    touch: () => (touched = true),
    save(change) {
      values = { ...values, ...change };
      saving = true;
      model.set("values", values);
      saving = false;
      model.save_changes();
      tell();
    },
    stop() {
      model.off("change:values", changed);
      model.off("msg:custom", said);
    },
  };
}
