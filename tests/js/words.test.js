import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { WORDS } from "../../widgets/static/src/words.js";

const read = (file) => readFileSync(new URL(`../../widgets/static/src/${file}.js`, import.meta.url), "utf8");
const FILES = {
  question: ["question", "answer", "order", "blanks", "text", "result"],
  tell: ["tell", "gate"],
  chart: ["chart", "gate"],
  ruler: ["ruler", "measure"],
};
// names that are put together at run time: words[`grade_${grade}`], words[word]
const MADE = {
  question: ["grade_right", "grade_close", "grade_slip", "grade_wrong", "digits_fit", "not_yet", "pairs", "blanks_right"],
  tell: ["above", "below", "exact"],
  chart: [],
  ruler: [
    "empty", "not_amount", "unknown", "other_currency", "not_positive", "no_start", "too_small", "too_large",
  ],
};

for (const [kind, files] of Object.entries(FILES)) {
  test(`the list of words of a ${kind} is what its code reads`, () => {
    const named = files.flatMap((file) => [...read(file).matchAll(/\bwords\.(\w+)/g)].map((found) => found[1]));
    assert.deepEqual([...new Set([...named, ...MADE[kind]])].sort(), [...WORDS[kind]].sort());
  });
}

test("check.js names no word that the list lacks", () => {
  const named = [...read("check").matchAll(/word: "(\w+)"/g)].map((found) => found[1]);
  assert.ok(named.length > 0);
  for (const name of named) assert.ok(WORDS.question.includes(name), name);
});
