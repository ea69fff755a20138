// What the page says about the number in a learner's headline: when it was, and how large it is.
import { parseNumber } from "./canonical.js";
import { fill } from "./dom.js";
import { measure, read, strangeIn } from "./measure.js";
import { carried, digitsOf, number, quantity } from "./quantity.js";

const fold = (typed) => typed.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
const ERA = 2018; // 令和1年 is 2019
const CLOSED = ["people", "things"]; // counted, and never fewer than none

/** A month or a day as people write it: {year, month, day}, day 0 if it is not given; null if it is neither. */
export function dateOf(typed, months) {
  const text = fold(typed).replace(/^令和(元|\d{1,2})年/, (_, n) => `${ERA + (n === "元" ? 1 : Number(n))}年`);
  const named = (name) => months.findIndex((names) => names.includes(name)) + 1;
  const date = (year, month, day) => {
    const found = { year: Number(year), month: Number(month), day: Number(day ?? 0) };
    const last = new Date(Date.UTC(found.year, found.month, 0)).getUTCDate();
    const fits = found.year >= 1900 && found.year < 2100 && found.month >= 1 && found.month <= 12;
    return fits && found.day <= last && (day === undefined || found.day >= 1) ? found : null;
  };
  const inNumbers = /^(\d{4}) ?[-/.年] ?(\d{1,2})(?: ?[-/.月] ?(\d{1,2}) ?日?| ?月)?$/.exec(text);
  if (inNumbers) return date(inNumbers[1], inNumbers[2], inNumbers[3]);
  const [, dayFirst, , monthName, dayAfter, year] =
    /^(?:(\d{1,2})(st|nd|rd|th)? )?([a-z]+)\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})$/.exec(text.replace(/,(?! )/g, ", ").replace(/([a-z]), /, "$1 ")) ?? [];
  if (!year || (dayFirst && dayAfter) || !named(monthName)) return null;
  return date(year, named(monthName), dayFirst ?? dayAfter);
}

/** The year of the list that lies nearest; of two the later one. */
const nearest = (years, wanted) =>
  years.reduce((best, year) => (best === null || Math.abs(year - wanted) <= Math.abs(best - wanted) ? year : best), null);

/** An amount of money on every scale, with what its rates and counts are worth. */
function money(data, { number: typed, unit, country }, when, lang) {
  const { words } = data;
  const currency = data.currencies.find(({ code }) => code === unit);
  const rated = data.years.filter((_, place) => currency.rates[place]);
  const year = nearest(rated.length ? rated : data.years, when.year);
  // without a rate the amount can still be said in words and divided by people
  const unrated = { ...currency, rates: data.years.map(() => 1) };
  const tables = rated.length
    ? data
    : { ...data, limits: { ...data.limits, usd: Infinity }, currencies: data.currencies.map((one) => (one === currency ? unrated : one)) };
  const found = read(typed, tables, { currency: unit, year });
  if (found.problem) {
    const limit = found.limit && quantity(found.limit, 1, lang, data.units[lang]);
    return { problem: fill(words[found.problem], { word: found.word, year, limit }) };
  }
  const said = measure(tables, { currency: unit, year, country, to: null }, found.amount, found.digits, lang);
  const [each, share] = said.lines;
  if (!rated.length) return { title: said.title, lines: [each], warnings: [fill(words.no_rates, { currency: currency.name })], table: null, notes: [] };
  const other = year === when.year ? [] : [fill(words.other_rates, { year, headline: when.year })];
  const rows = said.rows.filter((row) => row.length > 2);
  const missing = said.rows.filter((row) => row.length === 2).map(([name]) => name);
  const none = { label: fill(words.no_rate, { year }), text: missing.join(lang === "ja" ? "、" : ", ") };
  const notes = missing.length ? [fill(words.labelled, none), ...said.notes] : said.notes;
  return { title: said.title, lines: [each, share], warnings: other, table: { ...said, rows }, notes };
}

/** How many people or things that is, for each person. */
function count(x, digits, unit, economy, data, lang) {
  const { words } = data;
  const { people } = economy;
  const about = { country: economy.name, year: economy.year };
  const [mine, other] = [lang, data.other].map((code) => quantity(x, digits, code, data.units[code]));
  const amount = unit === "people" ? fill(words.money, { quantity: mine, currency: words.people }) : mine;
  const title = mine === other ? amount : fill(words.equal, { amount, other });
  if (!people) return { title, lines: [fill(words.no_people, about)] };
  const n = Math.min(digits, carried(people));
  const short = (value) => quantity(value, n, lang, data.units[lang]);
  if (x > people && unit === "people") return { title, lines: [fill(words.more_people, { ...about, n: short(people) })] };
  if (x > people) return { title, lines: [fill(words.for_each, { ...about, n: short(x / people) })] };
  const one = fill(unit === "people" ? words.one_person_in : words.one_thing_for, { ...about, n: short(people / x) });
  return { title, lines: [one, fill(words.per_thousand, { ...about, n: short((1000 * x) / people) })] };
}

/** What a percentage is of 100 people; it needs no rate. */
function share(x, digits, data, lang) {
  const { words } = data;
  const shown = number(x, digits, lang);
  const what = x < 0 ? words.below_none : x > 100 ? words.over_all : fill(words.of_hundred, { n: shown });
  return { title: `${shown}%`, lines: [what, words.percent_of, words.no_conversion] };
}

function counted(data, { number: typed, unit, country }, lang) {
  const { words } = data;
  const names = data.counters.map((name) => name.replace(/[$.]/g, "\\$&"));
  const text = fold(typed).replace(new RegExp(names.join("|"), "g"), " ").trim();
  const x = parseNumber(text);
  if (x === null) return { problem: words.not_amount };
  const word = strangeIn(unit === "percent" ? text.replace("割", "") : text);
  if (word) return { problem: fill(words.unknown, { word }) };
  if (CLOSED.includes(unit) && x <= 0) return { problem: words.not_positive };
  const digits = digitsOf(text, x, data.units);
  const economy = data.economies.find(({ code }) => code === country);
  const said = unit === "percent" ? share(x, digits, data, lang) : count(x, digits, unit, economy, data, lang);
  return { ...said, warnings: [], table: null, notes: unit === "percent" ? [] : [fill(words.digits, { n: digits }), words.digits_why] };
}

/**
 * The size of the number in the headline. state: {number, unit, date, country}, as typed and chosen.
 * Returns `problems` by field, and the rest as soon as number, unit and date can be read.
 */
export function sizeOf(data, state, lang) {
  const { words } = data;
  const when = dateOf(state.date, data.months);
  const problems = {};
  if (state.date.trim() && !when) problems.date = words.date_wrong;
  const ready = state.number.trim() && state.unit;
  // rates wait for the date; whether the number can be read does not
  const said = ready && (data.currencies.some(({ code }) => code === state.unit) ? money(data, state, when ?? { year: data.years.at(-1) }, lang) : counted(data, state, lang));
  if (said?.problem) problems.number = said.problem;
  if (!ready || !when || said.problem) return { problems };
  const { name, year, people, gdp } = data.economies.find(({ code }) => code === state.country);
  const dated = state.unit !== "percent" && (people || gdp) && year !== when.year;
  const warnings = dated ? [...said.warnings, fill(words.other_year, { country: name, year, headline: when.year })] : said.warnings;
  return { problems, ...said, warnings };
}
