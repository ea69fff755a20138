import assert from "node:assert/strict";
import { test } from "node:test";
import { chacha20poly1305 } from "../../widgets/static/vendor/noble-ciphers/chacha.js";
import { scrypt } from "../../widgets/static/vendor/noble-hashes/scrypt.js";
import { check, compare, guessed } from "../../widgets/static/src/check.js";
import { fill } from "../../widgets/static/src/dom.js";
import { publish, watch } from "../../widgets/static/src/scope.js";

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

function sealed(boxes) {
  const salt = new Uint8Array(16).fill(7);
  const rows = Object.entries(boxes).map(([key, payload], place) => {
    const nonce = new Uint8Array(12).fill(place);
    const secret = scrypt(key, salt, { N: 1024, r: 8, p: 1, dkLen: 32 });
    const text = new TextEncoder().encode(JSON.stringify(payload));
    return [base64(nonce), base64(chacha20poly1305(secret, nonce, new TextEncoder().encode("q")).encrypt(text))];
  });
  return { salt: base64(salt), N: 1024, boxes: rows };
}

const right = { grade: "right", html: "yes" };
const close = { grade: "close", html: "nearly" };
// 42 ± 1 is right, the intervals beside it are close
const number = {
  uid: "q", input: "number", bucket: { offset: 0, step: 2 },
  seal: sealed({ "b:21": right, "b:20": close, "b:22": close }),
};
const rest = async () => {};

for (const [typed, expected] of [
  ["42", right], ["41", right], ["４２ 人", right], ["42,5", right],
  ["40", close], ["43", close],
  ["4.2", { grade: "slip", word: "digits_fit" }],
  ["420", { grade: "slip", word: "digits_fit" }],
  ["42 thousand", { grade: "slip", word: "digits_fit" }],
  ["42億", { grade: "slip", word: "digits_fit" }],
  ["0.042", { grade: "slip", word: "digits_fit" }],
  ["400", { grade: "wrong", word: "not_yet" }], // 40 is close, not right: its digits do not fit
  ["-42", { grade: "wrong", word: "not_yet" }],
  ["77", { grade: "wrong", word: "not_yet" }],
  ["0", { grade: "wrong", word: "not_yet" }],
  ["many", null], ["", null],
]) {
  test(`number: ${typed}`, async () => assert.deepEqual(await check(number, typed, rest), expected));
}

test("an answer at zero makes no slip out of every small number", async () => {
  const zero = { ...number, seal: sealed({ "b:0": right }) };
  assert.deepEqual(await check(zero, "0.4", rest), right);
  assert.deepEqual(await check(zero, "77", rest), { grade: "wrong", word: "not_yet" });
});

for (const [typed, unit, expected] of [
  ["42 billion", "billion dollars", right], ["42", "billion dollars", right], ["42,000,000,000", "billion dollars", right],
  ["42 million", "billion dollars", { grade: "slip", word: "digits_fit" }], ["42億", "億円", right], ["42億", "of every 100", { grade: "slip", word: "digits_fit" }],
]) {
  test(`unit: ${typed} ${unit}`, async () => assert.deepEqual(await check({ ...number, unit }, typed, rest), expected));
}

test("a guess is read in the unit of its box", () => {
  const box = { unit: "billion dollars", lo: 0, hi: 200 };
  assert.equal(guessed(box, "92"), 92);
  assert.equal(guessed(box, "$92 billion"), 92);
  assert.equal(guessed(box, "500 billion"), 500);
  assert.equal(guessed(box, "300"), 300);
  assert.equal(guessed(box, "0.5 billion"), 0.5);
  assert.equal(guessed({ unit: null, lo: null, hi: null }, "1,5"), 1.5);
  assert.equal(guessed(box, "many"), null);
});

test("choice: each option has its own feedback", async () => {
  const choice = { uid: "q", input: "choice", seal: sealed({ o1: right, o2: { grade: "wrong", html: "who?" } }) };
  assert.deepEqual(await check(choice, "o1", rest), right);
  assert.deepEqual(await check(choice, "o2", rest), { grade: "wrong", html: "who?" });
  assert.deepEqual(await check(choice, "o3", rest), { grade: "wrong", word: "not_yet" });
});

test("the page may rest before every key", async () => {
  let rests = 0;
  await check(number, "77", async () => (rests += 1));
  assert.ok(rests > 5 && rests < 20, String(rests));
});

for (const [guess, truth, word, distance] of [
  [30, 42, "below", 12], [50, 42, "above", 8], [42, 42, "exact", 0], [42, 42.3, "exact", 0.3], [42.0, 42.7, "below", 0.7],
  [41.5, 41.52, "exact", 0.02], [41.6, 41.52, "above", 0.08], [100, 92, "above", 8], [-1, 1, "below", 2],
]) {
  test(`guess ${guess} of ${truth}`, () => {
    const found = compare(guess, truth);
    assert.equal(found.word, word);
    assert.ok(Math.abs(found.distance - distance) < 1e-9);
  });
}

test("templates", () => {
  assert.equal(fill("Hint {n} of {of}", { n: 1, of: 3 }), "Hint 1 of 3");
  assert.equal(fill("You said {guess} {unit}.", { guess: "5", unit: "" }), "You said 5.");
  assert.equal(fill("予想は{guess}{unit}です。", { guess: "5", unit: "人" }), "予想は5人です。");
  assert.equal(fill("{other}", { guess: 1 }), "{other}");
});

test("a reveal hears of its question before and after it starts to wait, and of no other", () => {
  const heard = [];
  publish("a", "q1", { done: false });
  const stop = watch("a", "q1", (state) => heard.push(state.done));
  publish("b", "q1", { done: true });
  publish("a", "q2", { done: true });
  publish("a", "q1", { done: true });
  stop();
  publish("a", "q1", { done: false });
  assert.deepEqual(heard, [false, true]);
});

// --- order ---

const item = (key) => ({ key, plain: `item ${key}` });
const order = {
  uid: "q", input: "order", items: ["b", "d", "a", "c"].map(item),
  seal: sealed({ "p:a<b": {}, "p:a<c": {}, "p:a<d": {}, "p:b<c": {}, "p:b<d": {}, "p:c<d": {}, "o:a,b,c,d": right }),
};
for (const [answer, expected] of [
  ["a,b,c,d", right],
  ["a,c,b,d", { grade: "close", word: "pairs", values: { n: 5, of: 6, a: "item c", b: "item b" } }],
  ["b,c,d,a", { grade: "wrong", word: "pairs", values: { n: 3, of: 6, a: "item d", b: "item a" } }], // neighbours first
  ["d,c,b,a", { grade: "wrong", word: "pairs", values: { n: 0, of: 6, a: "item d", b: "item c" } }],
]) {
  test(`order: ${answer}`, async () => assert.deepEqual(await check(order, answer, rest), expected));
}

// --- blanks ---

const blanks = {
  uid: "q", input: "blanks",
  blanks: {
    what: { unit: null, bucket: null, options: [{ key: "k1" }, { key: "k2" }] },
    much: { unit: "people", bucket: { offset: 0, step: 2 }, options: null },
  },
  seal: sealed({
    "what=k1": { grade: "right" }, "much=b:21": { grade: "right" }, "much=b:22": { grade: "close" },
    "all:much=b:21;what=k1": right,
  }),
};
const partly = (grade, n, what, much) => ({ grade, word: "blanks_right", values: { n, of: 2 }, marks: { what, much } });
for (const [what, much, expected] of [
  ["k1", "42", { ...right, marks: { what: "right", much: "right" } }],
  ["k1", "41.5 people", { ...right, marks: { what: "right", much: "right" } }],
  ["k1", "43", partly("close", 1, "right", "close")],
  ["k1", "42,000", partly("slip", 1, "right", "slip")],
  ["k1", "77", partly("wrong", 1, "right", "wrong")],
  ["k1", "many", partly("wrong", 1, "right", "wrong")],
  ["k2", "42", partly("wrong", 1, "wrong", "right")],
  ["k2", "43", partly("wrong", 0, "wrong", "close")],
]) {
  test(`blanks: ${what}, ${much}`, async () => assert.deepEqual(await check(blanks, { what, much }, rest), expected));
}
