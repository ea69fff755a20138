import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { measure, read } from "../../widgets/static/src/measure.js";
import { carried, digitsOf, number, quantity, rounded } from "../../widgets/static/src/quantity.js";
import { parseNumber } from "../../widgets/static/src/canonical.js";

const table = JSON.parse(readFileSync(new URL("../quantities.json", import.meta.url), "utf8"));
const { units } = table;

test("numbers and quantities are written as Python writes them", () => {
  for (const [x, digits, en, ja] of table.number) {
    assert.equal(number(x, digits, "en"), en, `${x} ${digits}`);
    assert.equal(number(x, digits, "ja"), ja, `${x} ${digits}`);
  }
  for (const [x, digits, en, ja] of table.quantity) {
    assert.equal(quantity(x, digits, "en", units.en), en, `${x} ${digits}`);
    assert.equal(quantity(x, digits, "ja", units.ja), ja, `${x} ${digits}`);
  }
});

test("digits of what was typed", () => {
  for (const [typed, digits] of table.digits) assert.equal(digitsOf(typed, parseNumber(typed), units), digits, typed);
});

test("digits of a table's figure", () => {
  for (const [x, digits] of table.carried) assert.equal(carried(x), digits, String(x));
});

test("a tie goes to the even digit, and what looks like a tie is none", () => {
  assert.equal(rounded(2.5, 1), 2);
  assert.equal(rounded(3.5, 1), 4);
  assert.equal(rounded(-2.5, 1), -2);
  assert.equal(rounded(0.15, 1), 0.1); // 0.15 is a little less in binary
  assert.equal(rounded(0, 3), 0);
});

const words = {
  money: "{quantity} {currency}", equal: "{amount} = {other}", each: "{amount} each in {country}", share: "{percent} of {country}",
  prices: "{amount} = {other} of {to}", rate: "rate {rate} {currency} {year}", how: "how {year}", months: "{year}: {months} months",
  caption: "{amount} {year}", col_currency: "currency", col_amount: "amount", col_other: "other", col_each: "each in {country}",
  no_rate: "no rate {year}", no_people: "no people {country}", no_gdp: "no gdp {country}", no_prices: "no prices {year}",
  less: "less than {limit}", digits: "{n} digits", digits_why: "why",
};
const data = {
  years: [2024, 2025],
  currencies: [
    { code: "USD", name: "dollars", marks: ["us dollars", "dollars", "us$", "$"], rates: [1, 1] },
    { code: "JPY", name: "yen", marks: ["円", "yen", "¥"], rates: [160, 150] },
    { code: "XXX", name: "crowns", marks: ["crowns"], rates: [null, 0.25] },
    { code: "GBP", name: "pounds", marks: ["gbp"], rates: [] },
  ],
  economies: [{ code: "A", name: "Aland", people: 2000, gdp: 50, year: 2024 }, { code: "B", name: "Bland", people: null, gdp: null, year: 2024 }],
  prices: [[2024, 100, 12], [2025, 125, 11]],
  limits: { money: 0.01, percent: 0.0001, usd: 1e15 },
  units, other: "ja", words,
};
const dollars = { currency: "USD", year: 2025, country: "A", to: 2024 };
const yen = { ...dollars, currency: "JPY" };

for (const [typed, state, expected] of [
  ["92 billion", dollars, { amount: 92e9, digits: 2 }],
  ["US$92bn", dollars, { amount: 92e9, digits: 2 }],
  ["$ 92 billion dollars", dollars, { amount: 92e9, digits: 2 }],
  ["1,5 million", dollars, { amount: 1.5e6, digits: 2 }],
  ["5 m", dollars, { amount: 5e6, digits: 1 }],
  ["13兆8,575億円", yen, { amount: 13.8575e12, digits: 6 }],
  ["￥１３兆８，５７５億", yen, { amount: 13.8575e12, digits: 6 }],
  ["9.2e10", dollars, { amount: 92e9, digits: 2 }],
  ["", dollars, { problem: "empty" }],
  ["  ", dollars, { problem: "empty" }],
  ["many", dollars, { problem: "not_amount" }],
  ["3 or 4", dollars, { problem: "not_amount" }],
  ["5 dollars 300", dollars, { problem: "not_amount" }],
  ["92 trilion", dollars, { problem: "unknown", word: "trilion" }],
  ["92 milliards", dollars, { problem: "unknown", word: "milliards" }],
  ["5割", dollars, { problem: "unknown", word: "割" }],
  ["12%", dollars, { problem: "unknown", word: "%" }],
  ["13兆8,575億円", dollars, { problem: "other_currency" }],
  ["$5", yen, { problem: "other_currency" }],
  ["0", dollars, { problem: "not_positive" }],
  ["-5", dollars, { problem: "not_positive" }],
  ["−$5 billion", dollars, { problem: "not_positive" }],
  ["1e30", dollars, { problem: "too_large", limit: 1e15 }],
  ["1000 trillion", dollars, { amount: 1e15, digits: 4 }],
  ["1001 trillion", dollars, { problem: "too_large", limit: 1e15 }],
  ["0.009", dollars, { problem: "too_small", limit: 0.01 }],
  ["5", { ...dollars, currency: "XXX", year: 2024 }, { problem: "no_start" }],
]) {
  test(`typed: ${typed} (${state.currency})`, () => assert.deepEqual(read(typed, data, state), expected));
}

test("an amount on every scale", () => {
  // 12,000,000,000 yen ÷ 150 = 80 million dollars; ÷ 2,000 people = 6 million yen; ÷ 50 billion = 0.16 %
  assert.deepEqual(measure(data, yen, 12e9, 2, "en"), {
    typed: "12 billion yen",
    title: "12 billion yen = 120億",
    lines: ["6 million yen each in Aland", "0.16% of Aland", "64 million dollars = 6,400万 of 2024"], // 80 × 100 ÷ 125
    notes: ["rate 150 yen 2025", "how 2025", "2025: 11 months", "2 digits", "why"],
    caption: "12 billion yen 2025",
    columns: ["currency", "amount", "other", "each in Aland"],
    rows: [
      ["dollars", "80 million", "8,000万", "40,000"],
      ["yen", "12 billion", "120億", "6 million"],
      ["crowns", "20 million", "2,000万", "10,000"], // 80 million × 0.25
      ["pounds", "no rate 2025"],
    ],
  });
});

test("what was never checked is said and not guessed", () => {
  const found = measure(data, { ...dollars, year: 2024, country: "B", to: 2013 }, 250, 3, "en");
  assert.equal(found.title, "250 dollars"); // both languages write it alike
  assert.deepEqual(found.lines, ["no people Bland", "no gdp Bland", "no prices 2013"]);
  assert.deepEqual(found.rows[1], ["yen", "40,000", "4万", "–"]);
  assert.deepEqual(found.rows[2], ["crowns", "no rate 2024"]);
});

test("a result has no more digits than the rate behind it", () => {
  const found = measure(data, yen, 13.8575e12, 6, "en");
  assert.equal(found.rows[0][1], "92.4 billion"); // 13.8575e12 ÷ 150 = 92,383,333,333, and 150 carries 3 digits
  assert.equal(found.rows[2][1], "23 billion"); // 0.25 carries 2
});

test("what is too small to print is called less", () => {
  const found = measure(data, dollars, 0.5, 1, "en");
  assert.equal(found.lines[0], "less than 0.01 dollars each in Aland");
  assert.equal(found.lines[1], "less than 0.0001% of Aland");
  assert.deepEqual(found.rows[0], ["dollars", "0.5", "0.5", "less than 0.01"]);
});
