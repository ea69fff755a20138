// Arithmetic on a claim, as widgets/computing.py does it; both are held to tests/operations.json.
const MINUS = "−";
const total = (values) => values.reduce((sum, x) => sum + x, 0);
const times = (values) => values.reduce((product, x) => product * x, 1);

// name: [fewest inputs, most inputs, what is done, how it is written]
const OPERATIONS = {
  ratio: [2, 2, ([a, b]) => a / b, ([a, b]) => `${a} ÷ ${b}`],
  product: [2, Infinity, times, (all) => all.join(" × ")],
  sum: [2, Infinity, total, (all) => all.join(" + ")],
  difference: [2, 2, ([a, b]) => a - b, ([a, b]) => `${a} ${MINUS} ${b}`],
  share: [2, 2, ([a, b]) => (100 * a) / b, ([a, b]) => `100 × ${a} ÷ ${b}`],
  growth: [2, 2, ([a, b]) => (100 * (b - a)) / a, ([a, b]) => `100 × (${b} ${MINUS} ${a}) ÷ ${a}`],
  win_share: [1, 1, ([a]) => 100 / (1 + 10 ** (-a / 400)), ([a]) => `100 ÷ (1 + 10^(${MINUS}${a} ÷ 400))`],
};

/** The result, not rounded; null if there is none. */
export function compute(operation, values) {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : null;
  if (!known || values.length < known[0] || values.length > known[1]) return null;
  const result = known[2](values);
  return Number.isFinite(result) ? result : null;
}

/** The operation written out; texts: the inputs as the page shows them. A minus in it stands in brackets, except in front. */
export function written(operation, texts) {
  const bare = texts.map((text) => text.replace(/^-/, MINUS));
  const text = OPERATIONS[operation][3](bare.map((one) => (one.startsWith(MINUS) ? `(${one})` : one)));
  return text.replace(/^\(([^()]*)\)/, "$1");
}
