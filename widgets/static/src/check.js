import { bucket, inUnit, parseNumber } from "./canonical.js";
import { openSeal } from "./seal.js";

// Slips of size: a digit, a thousand, and the steps of 万 and 億. Every try costs one scrypt.
const SLIPS = [1, 2, 3, 4, 6, 8, 9, 12].flatMap((power) => [power, -power]);
const NOT_YET = { grade: "wrong", word: "not_yet" };
const GRADES = ["wrong", "slip", "close", "right"]; // from the worst to the best

const CHECKS = { choice: checkChoice, number: checkOneNumber, order: checkOrder, blanks: checkBlanks };

/**
 * Check one answer against a question's seal.
 *
 * Returns {grade, html} from the box that opened, {grade, word, values} where none did (word: key of the words), or
 * null if the text is not a number. `rest` is awaited before every key, so that the page stays responsive.
 */
export function check(data, answer, rest) {
  const open = async (key) => (await rest(), openSeal(data.seal, key, data.uid));
  return CHECKS[data.input](data, answer, open);
}

async function checkChoice(_data, answer, open) {
  return (await open(answer)) ?? NOT_YET;
}

async function checkOneNumber(data, answer, open) {
  return (await checkNumber(data, answer, open))?.found ?? null;
}

/** The box of a number, and the key that opened it; `before` is what its keys begin with. */
async function checkNumber({ bucket: { offset, step }, unit }, answer, open, before = "") {
  const x = parseNumber(answer);
  if (x === null) return null;
  const at = (value) => bucket(value, offset, step);
  const meant = [x, inUnit(answer, unit)].filter((value) => value !== null).map(at);
  for (const number of new Set(meant)) {
    const key = `${before}b:${number}`;
    const found = await open(key);
    if (found) return { found, key };
  }
  const tried = new Set([...meant, at(0)]); // zero has no digits that could fit
  for (const power of SLIPS) {
    const number = at(power < 0 ? x / 10 ** -power : x * 10 ** power);
    if (tried.has(number) || !Number.isSafeInteger(number)) continue;
    tried.add(number);
    const box = await open(`${before}b:${number}`);
    if (box?.grade === "right") return { found: { grade: "slip", word: "digits_fit" } };
  }
  return { found: NOT_YET };
}

/** An order: each pair that is right has a box; the first neighbours that are not are named. */
async function checkOrder(data, answer, open) {
  const keys = answer.split(",");
  const name = (key) => data.items.find((item) => item.key === key)?.plain ?? key;
  let [n, of, look] = [0, 0, null];
  for (let i = 0; i < keys.length; i++) {
    for (let j = i + 1; j < keys.length; j++) {
      const right = await open(`p:${keys[i]}<${keys[j]}`);
      of += 1;
      if (right) n += 1;
      else if (!look || (j === i + 1 && look.apart)) look = { a: name(keys[i]), b: name(keys[j]), apart: j > i + 1 };
    }
  }
  if (look) return { grade: n === of - 1 ? "close" : "wrong", word: "pairs", values: { n, of, a: look.a, b: look.b } };
  return (await open(`o:${answer}`)) ?? NOT_YET;
}

/** A text with blanks: each is graded by itself, and all that are right open the feedback together. */
async function checkBlanks(data, answer, open) {
  const [marks, keys] = [{}, []];
  for (const name of Object.keys(data.blanks).sort()) {
    const blank = data.blanks[name];
    const chosen = `${name}=${answer[name]}`;
    const { found, key } = blank.options
      ? { found: (await open(chosen)) ?? NOT_YET, key: chosen }
      : ((await checkNumber(blank, answer[name], open, `${name}=`)) ?? { found: NOT_YET });
    marks[name] = found.grade;
    keys.push(key);
  }
  const grades = Object.values(marks);
  const grade = GRADES.find((one) => grades.includes(one));
  if (grade === "right") return { ...((await open(`all:${keys.join(";")}`)) ?? NOT_YET), marks };
  const n = grades.filter((one) => one === "right").length;
  return { grade, word: "blanks_right", values: { n, of: grades.length }, marks };
}

/** A guess as a number in the unit of its box; null if it is none. */
export function guessed({ unit, lo, hi }, text) {
  const x = parseNumber(text);
  const counted = inUnit(text, unit);
  const inside = (value) => lo === null || hi === null || (value >= lo && value <= hi);
  return counted !== null && !inside(x) ? counted : x;
}

/** How far a guess is from the truth, as {word, distance}: exact if the truth, rounded like the guess, is the guess. */
export function compare(guess, truth) {
  const decimals = (String(guess).split("e")[0].split(".")[1] ?? "").length;
  const same = Number(truth.toFixed(Math.min(decimals, 20))) === guess;
  const distance = Math.abs(guess - truth);
  return { word: same ? "exact" : guess > truth ? "above" : "below", distance };
}
