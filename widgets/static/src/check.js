import { bucket, inUnit, parseNumber } from "./canonical.js";
import { openSeal } from "./seal.js";

// Slips of size: a digit, a thousand, and the steps of 万 and 億. Every try costs one scrypt.
const SLIPS = [1, 2, 3, 4, 6, 8, 9, 12].flatMap((power) => [power, -power]);

/**
 * Check one answer against a question's seal.
 *
 * Returns {grade, html} from the box that opened, {grade, word} where none did (word: key of the words), or
 * null if the text is not a number. `rest` is awaited before every key, so that the page stays responsive.
 */
export async function check(data, answer, rest) {
  const open = async (key) => (await rest(), openSeal(data.seal, key, data.uid));
  const notYet = { grade: "wrong", word: "not_yet" };
  if (data.input === "choice") return (await open(answer)) ?? notYet;
  const x = parseNumber(answer);
  if (x === null) return null;
  const { offset, step } = data.bucket;
  const at = (value) => bucket(value, offset, step);
  const meant = [x, inUnit(answer, data.unit)].filter((value) => value !== null).map(at);
  for (const number of new Set(meant)) {
    const box = await open(`b:${number}`);
    if (box) return box;
  }
  const tried = new Set([...meant, at(0)]); // zero has no digits that could fit
  for (const power of SLIPS) {
    const number = at(power < 0 ? x / 10 ** -power : x * 10 ** power);
    if (tried.has(number) || !Number.isSafeInteger(number)) continue;
    tried.add(number);
    if ((await open(`b:${number}`))?.grade === "right") return { grade: "slip", word: "digits_fit" };
  }
  return notYet;
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
