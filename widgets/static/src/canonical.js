// The same rules as widgets/seal.py; both are held to tests/canonical.json.
const SPACE = /[\t-\r \x85\u1680\u200b\u2028\u2029\ufeff]+/g;
const SIGN = "[-+\u2010\u2012\u2013\u2212\u30fc]"; // the last is what a Japanese keyboard types for a hyphen
const HEAD = new RegExp(`(?:(${SIGN}) ?)?((?:us)?[$¥€£₩])? ?(${SIGN})? ?`, "y");
const NUMBER = new RegExp(
  " ?(?:" +
    "(?<comma>[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\\.[0-9]+)?)" +
    "|(?<dot>[1-9][0-9]{0,2}(?:(?:\\.[0-9]{3})+,[0-9]+|(?:\\.[0-9]{3}){2,}))" +
    "|(?<space>[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?)" +
    "|(?<plain>(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:e[-+]?[0-9]{1,3})?)" +
    ")(?![.,]?[0-9])",
  "y",
);
const SCALES = {
  百: 1e2, 千: 1e3, 万: 1e4, 億: 1e8, 兆: 1e12, 割: 10, hundred: 1e2, thousand: 1e3,
  million: 1e6, billion: 1e9, trillion: 1e12, mn: 1e6, bn: 1e9, tn: 1e12, k: 1e3,
  m: 1e6, b: 1e9, t: 1e12,
};
const SCALE = / ?(?:([百千万億兆割])|(hundred|thousand|million|billion|trillion|mn|bn|tn|k)s?(?![a-z]))/y;
const LETTER = / ?()([mbt])(?![a-z])/y; // "5 m" may be metres, "$5 m" is money

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The one form of a typed text that is compared. */
export function canonicalText(text) {
  const folded = Array.from(String(text).normalize("NFKC"), (letter) => letter.toLowerCase().toUpperCase().toLowerCase()).join("");
  return folded
    .normalize("NFKC")
    .replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(SPACE, " ")
    .replace(/^ | $/g, "");
}

/** One number as people type it, in English or Japanese, or null. */
export function parseNumber(typed) {
  const text = String(typed)
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("、", ",")
    .replaceAll("。", ".")
    .replace(SPACE, " ")
    .replace(/^ | $/g, "")
    .replace(/['\u2019]/g, " ");
  const head = matchAt(HEAD, text, 0);
  if (head[1] && head[3]) return null;
  const sign = (head[1] || head[3] || "+") === "+" ? 1 : -1;
  let [total, last, at] = [0, Infinity, HEAD.lastIndex];
  for (let term; (term = matchAt(NUMBER, text, at)); ) {
    at = NUMBER.lastIndex;
    let scale = 1;
    for (;;) {
      const pattern = [SCALE, ...(head[2] ? [LETTER] : [])].find((one) => matchAt(one, text, at));
      if (!pattern) break;
      const word = matchAt(pattern, text, at);
      at = pattern.lastIndex;
      scale *= SCALES[word[1] || word[2]];
    }
    const value = plain(term) * scale;
    // 1億2,000万 adds up; "12 34" and "5万3億" are not numbers
    if (scale >= last || value >= last) return null;
    [total, last] = [total + value, scale];
  }
  if (last === Infinity || /[0-9]/.test(text.slice(at))) return null;
  return sign * total + 0;
}

const SCALE_NAMED = /[0-9] ?(?:[百千万億兆]|hundred|thousand|[mbt]r?illion|[mbt]n\b)/i;

/** The number counted in its box's unit, where a whole amount was typed: 92 for "92 billion" in billions; else null. */
export function inUnit(typed, unit) {
  const scale = parseNumber(`1 ${unit ?? ""}`) ?? 1; // 1e9 for "billion dollars", 1e8 for "億円", 1 for "people"
  const x = parseNumber(typed);
  const whole = scale > 1 && x !== null && (Math.abs(x) >= scale || SCALE_NAMED.test(String(typed).normalize("NFKC")));
  return whole ? x / scale : null;
}

function plain(term) {
  let digits = term[0].replaceAll(" ", "");
  if (term.groups.comma) digits = digits.replaceAll(",", "");
  else if (term.groups.dot) digits = digits.replaceAll(".", "");
  return Number(digits.replace(",", "."));
}

/** Number of the interval of width step that holds x; interval 0 is centred on offset. */
export const bucket = (x, offset, step) => Math.floor((x - offset) / step + 0.5) + 0;
