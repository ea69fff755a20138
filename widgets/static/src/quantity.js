// Numbers with unit words, as widgets/language.py and widgets/measure.py write them; both are held to tests/quantities.json.
export const MOST = 6; // digits

/** x with so many significant digits; a tie goes to the even digit, as in Python. */
export function rounded(x, digits) {
  const [mantissa, power] = Math.abs(x).toExponential(40).split("e"); // all digits that decide
  const figures = mantissa.replace(".", "");
  const [kept, rest] = [Number(figures.slice(0, digits)), figures.slice(digits)];
  const half = "5".padEnd(rest.length, "0");
  const up = rest > half || (rest === half && kept % 2 === 1) ? 1 : 0;
  return Math.sign(x) * Number(`${kept + up}e${Number(power) - digits + 1}`) + 0;
}

/** A number with at most so many significant digits and no unit word. */
export const number = (x, digits, lang) =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 12 }).format(rounded(x, digits));

function whole(x) {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 ? up - 1 : up;
}

/** A number with its unit word: million, billion; 万, 億, 兆. units: [[power, word], …], largest first. */
export function quantity(x, digits, lang, units) {
  const value = rounded(x, digits);
  if (lang !== "ja") {
    const [power, word] = units.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
    return number(value / power, digits, lang) + word;
  }
  if (Math.abs(value) < 10000) return number(value, digits, lang);
  const format = new Intl.NumberFormat(lang);
  let text = value < 0 ? "-" : "";
  let rest = whole(Math.abs(value));
  for (const [power, word] of [...units, [1, ""]]) {
    const count = Math.floor(rest / power);
    rest -= count * power;
    if (count) text += format.format(count) + word;
  }
  return text;
}

const fold = (typed) => typed.normalize("NFKC").toLowerCase().replaceAll("、", ",").replaceAll("。", ".");

/** How many digits a typed amount carries; zeros that fill places do not count. x: the amount as a number. */
export function digitsOf(typed, x, units) {
  const text = fold(typed).replace(/([0-9])e[-+]?[0-9]+/, "$1");
  const figures = text.replace(/[^0-9]/g, "").replace(/^0+/, "");
  const decimals = /[.,][0-9]/.test(text.replace(/([0-9])[, '\u2019](?=[0-9]{3}(?![0-9]))/g, "$1"));
  let count = figures.length;
  if (count >= 4 && Number(figures) === x) count = figures.replace(/0+$/, "").length;
  else if (/[百千万億兆]/.test(text) && !decimals) {
    // 920億 and 92 billion are one amount: the zero is there because 億 counts in other steps than billion
    count = Math.min(count, digitsOf(quantity(x, 15, "en", units.en), x, units));
  }
  return Math.min(Math.max(count, 1), MOST);
}

/** How many digits a figure of a table carries; a rate of exactly 1 is no measurement. */
export const carried = (x) => (x === 1 ? MOST : String(x).replace(".", "").replace(/^0+/, "").length);
