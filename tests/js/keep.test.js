import assert from "node:assert/strict";
import { test } from "node:test";
import { keeper, sane, strings } from "../../widgets/static/src/keep.js";
import { watch } from "../../widgets/static/src/scope.js";
import { measure } from "../../widgets/static/src/text.js";

const EMPTY = { answer: "", sure: null, tries: 0, done: false, hints: 0 };

for (const values of [
  null, undefined, 7, "x", [], {}, { answer: null }, { answer: 7 }, { answer: [1] }, { tries: "3" }, { tries: -1 },
  { tries: 1.5 }, { done: "yes" }, { hints: {} }, { sure: "1" }, { of: "another version" }, { tries: Infinity },
]) {
  test(`values that make no sense: ${JSON.stringify(values)}`, () => assert.deepEqual(sane(values), EMPTY));
}

test("values that make sense stay, beside others that do not", () => {
  const answer = { half: "42" };
  const kept = { answer, sure: 1, tries: 3, done: true, hints: 2 };
  assert.deepEqual(sane({ ...kept, more: 1 }), kept);
  assert.deepEqual(sane({ answer: "a,b", tries: [] }), { ...EMPTY, answer: "a,b" });
});

test("of an object, the strings under known names", () => {
  assert.deepEqual(strings({ a: "x", b: 7, c: "y" }, ["a", "b"]), { a: "x" });
  for (const value of [null, "a", 7, ["a"], undefined]) assert.deepEqual(strings(value, ["a", "0", "length"]), {});
});

function model(values) {
  const [state, on] = [{ values, scope: "s" }, {}];
  return {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      on[`change:${name}`]?.();
    },
    save_changes() {},
    on: (name, f) => (on[name] = f),
    off: (name) => delete on[name],
    send: (message) => on["msg:custom"]?.(message),
    listeners: () => Object.keys(on),
  };
}

test("Python may set values until the learner acts, and then only by saying so", () => {
  const drawn = [];
  const one = model({ answer: "a" });
  const keep = keeper({ model: one, data: { uid: "q-keep" } }, ({ answer, done }) => (drawn.push(answer), done));
  keep.redraw();
  one.set("values", { answer: "b" });
  keep.touch();
  one.set("values", { answer: "c" });
  one.send({ type: "other" });
  assert.deepEqual(drawn, ["a", "b"]);
  one.send({ type: "restored" });
  one.set("values", { answer: "d" });
  assert.deepEqual(drawn, ["a", "b", "c", "d"]);
  keep.save({ answer: "e", done: true });
  assert.deepEqual(one.get("values"), { ...EMPTY, answer: "e", done: true });
  assert.deepEqual(drawn.at(-1), "d", "what the learner enters is not drawn again");
  const heard = [];
  watch("s", "q-keep", ({ done }) => heard.push(done))();
  assert.deepEqual(heard, [true]);
  keep.stop();
  assert.deepEqual(one.listeners(), []);
});

for (const [text, words, characters] of [
  ["", 0, 0], ["  \n", 0, 0], ["One, two – three.", 3, 14], ["92 billion dollars", 3, 16],
  ["これは、文です。", 1, 8], ["𠮷 野", 2, 2], ["don't … stop", 2, 10],
]) {
  test(`length of ${JSON.stringify(text)}`, () => {
    assert.equal(measure(text, "words"), words);
    assert.equal(measure(text, "characters"), characters);
  });
}
