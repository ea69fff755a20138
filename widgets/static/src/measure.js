import { parseNumber } from "./canonical.js";
import { fill } from "./dom.js";
import { MOST, carried, digitsOf, number, quantity } from "./quantity.js";

const UNITS = /(?<![a-z])(?:(?:hundred|thousand|million|billion|trillion|mn|bn|tn)s?|[kmbt])(?![a-z])|[百千万億兆]/g;
const MARKS = /(?<=[0-9])e(?=[-+]?[0-9])|[0-9\s.,、。'’¤+\-\u2010\u2012\u2013\u2212\u30fc]/g;

/** All names and signs of currencies, the longest first. */
function namesOf(currencies) {
  const names = [...new Set(currencies.flatMap(({ marks }) => marks))].sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[$.]/g, "\\$&"));
  const bounded = escaped.map((name) => `${/^[a-z]/.test(name) ? "(?<![a-z])" : ""}${name}${/[a-z]$/.test(name) ? "(?![a-z])" : ""}`);
  return new RegExp(bounded.join("|"), "g");
}

/** What is no part of a number and no unit word. */
export const strangeIn = (text) => text.replace(UNITS, "").replace(MARKS, "");

/** What was typed: {amount, digits}, or {problem, …} with the name of the sentence that says what is wrong. */
export function read(typed, data, { currency, year }) {
  const text = typed.normalize("NFKC").toLowerCase().trim();
  if (!text) return { problem: "empty" };
  const named = [];
  const masked = text
    .replace(namesOf(data.currencies), (name) => named.push(name) && "¤")
    .replace(/^([-+\u2010\u2012\u2013\u2212\u30fc]?)\s*¤/, "$1");
  const amount = parseNumber(`$${masked}`); // all amounts are money, so "5 m" is 5 million
  if (amount === null) return { problem: "not_amount" };
  const strange = strangeIn(masked);
  if (strange) return { problem: "unknown", word: strange };
  const chosen = data.currencies.find(({ code }) => code === currency);
  if (named.some((name) => !chosen.marks.includes(name))) return { problem: "other_currency" };
  if (amount <= 0) return { problem: "not_positive" };
  const rate = chosen.rates[data.years.indexOf(year)];
  if (!rate) return { problem: "no_start" };
  if (amount < data.limits.money) return { problem: "too_small", limit: data.limits.money };
  if (amount / rate > data.limits.usd) return { problem: "too_large", limit: data.limits.usd };
  return { amount, digits: digitsOf(typed, amount, data.units) };
}

/** All that the page says about one amount (as widgets/measure.py): its sentences, and the rows of the table. */
export function measure(data, state, amount, digits, lang) {
  const { words, units, other, limits } = data;
  const { year, to } = state;
  const place = data.years.indexOf(year);
  const from = data.currencies.find(({ code }) => code === state.currency);
  const economy = data.economies.find(({ code }) => code === state.country);
  const { people, gdp } = economy;
  const about = { country: economy.name, year: economy.year };
  const rate = from.rates[place];
  const fewest = (...figures) => Math.min(digits, ...figures.map(carried));
  const short = (x, n) => (x < limits.money ? fill(words.less, { limit: number(limits.money, 1, lang) }) : quantity(x, n, lang, units[lang]));
  const foreign = (x, n) => (x < limits.money ? "–" : quantity(x, n, other, units[other]));
  const money = (x, n, { name }) => fill(words.money, { quantity: short(x, n), currency: name });

  function each() {
    if (!people) return fill(words.no_people, about);
    return fill(words.each, { ...about, amount: money(amount / people, fewest(people), from) });
  }
  function ofGdp() {
    if (!gdp) return fill(words.no_gdp, about);
    const x = (100 * (amount / rate)) / (gdp * 1e9);
    const tiny = fill(words.less, { limit: `${number(limits.percent, 1, lang)}%` });
    return fill(words.share, { ...about, percent: x < limits.percent ? tiny : `${number(x, fewest(rate, gdp), lang)}%` });
  }
  function prices() {
    const [before, after] = [year, to].map((wanted) => data.prices.find(([when]) => when === wanted));
    if (!before || !after) return [fill(words.no_prices, { year: before ? to : year }), []];
    const x = (amount / rate) * (after[1] / before[1]);
    const n = fewest(rate, before[1], after[1]);
    const short = [...new Set([before, after])].filter(([, , months]) => months < 12);
    const notes = [fill(words.how, { year }), ...short.map(([when, , months]) => fill(words.months, { year: when, months }))];
    return [fill(words.prices, { to, amount: money(x, n, data.currencies[0]), other: foreign(x, n) }), notes];
  }
  function row(currency) {
    const target = currency.rates[place];
    if (!target) return [currency.name, fill(words.no_rate, { year })];
    const [x, n] = currency === from ? [amount, digits] : [(amount * target) / rate, fewest(rate, target)];
    return [currency.name, short(x, n), foreign(x, n), people ? short(x / people, Math.min(n, carried(people))) : "–"];
  }

  const typed = money(amount, digits, from);
  const theirs = foreign(amount, digits);
  const [priced, notes] = prices();
  const shown = rate === 1 ? [] : [fill(words.rate, { rate: number(rate, MOST, lang), currency: from.name, year })];
  return {
    typed,
    title: theirs === short(amount, digits) ? typed : fill(words.equal, { amount: typed, other: theirs }),
    lines: [each(), ofGdp(), priced],
    notes: [...shown, ...notes, fill(words.digits, { n: digits }), words.digits_why],
    caption: fill(words.caption, { amount: typed, year }),
    columns: [words.col_currency, words.col_amount, words.col_other, fill(words.col_each, about)],
    rows: data.currencies.map(row),
  };
}
