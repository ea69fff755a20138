// What a claim rests on: its figure, what would settle it, who passed it on, the arithmetic, the sources.
import { parseNumber } from "./canonical.js";
import { compute, written } from "./computing.js";
import { fill, format, h, newId } from "./dom.js";
import { number } from "./quantity.js";

const PAUSE = 600; // ms: that something is wrong, and what is read out, waits for a pause in typing

/** A part with its heading; empty parts are left out. */
export function part(title, ...content) {
  const found = content.filter(Boolean);
  return found.length ? h("div", { class: "kit-part" }, h("p", { class: "kit-label" }, title), ...found) : null;
}

/** The places of all sources of a claim, in the order in which they are numbered. */
function sourcesOf({ sources, chain = [] }, calculation) {
  const inputs = calculation ? calculation.inputs.map(([, , source]) => source) : [];
  const all = [...sources, ...inputs, ...chain.map(({ source }) => source)];
  return [...new Set(all.filter((place) => place !== null))];
}

/** Who passed it on: boxes from top to bottom, an ordered list for a screen reader. */
function chainOf(steps, { links }, mark) {
  const items = steps.map(({ who, said, date, source, link }) => {
    const arrow = links[link] ? h("p", { class: `kit-link kit-link-${link}` }, links[link]) : null;
    const head = h("p", {}, h("strong", {}, who), date ? ` · ${date}` : null, mark(source));
    return h("li", {}, arrow, h("div", { class: "kit-step" }, head, h("p", {}, said)));
  });
  return h("ol", { class: "kit-chain", role: "list" }, ...items);
}

/** The arithmetic, with the numbers of the table at first; the learner changes them. */
function arithmetic({ op, what, digits, inputs }, { words, lang, mark }) {
  const plain = (x) => format(x, lang);
  const problem = h("p", { id: newId(), class: "kit-problem", hidden: true });
  const out = h("p", { class: "kit-equal" });
  const status = h("div", { role: "status", "aria-live": "polite", class: "kit-hidden" });
  let later;

  const fields = inputs.map(([label, value, source]) => {
    const box = h("input", {
      id: newId(), type: "text", class: "kit-number", autocomplete: "off", spellcheck: "false", value: plain(value),
      "aria-describedby": problem.id,
    });
    const name = h("label", { for: box.id, class: "kit-label" }, label);
    return { box, value, node: h("div", { class: "kit-control" }, h("span", {}, name, mark(source)), box) };
  });

  function read() {
    const values = fields.map(({ box }) => parseNumber(box.value));
    const bad = fields.filter((_field, place) => values[place] === null);
    if (bad.length) return { bad, wrong: words.not_number };
    const result = compute(op, values);
    if (result === null) return { bad: [], wrong: words.no_result };
    return { bad: [], text: `${written(op, values.map(plain))} = ${number(result, digits, lang)}`, result };
  }

  function complain({ bad, wrong = "" }) {
    problem.textContent = wrong;
    problem.hidden = !wrong;
    for (const field of fields) field.box.setAttribute("aria-invalid", String(bad.includes(field)));
  }

  // a result is there at once; that something is wrong waits, and the last result stays till then
  function draw() {
    const found = read();
    if (!found.wrong) {
      const named = fill(words.result, { number: number(found.result, digits, lang), what });
      out.replaceChildren(found.text, h("br"), h("span", { class: "kit-what" }, named));
      complain(found);
    }
    return found;
  }
  function settle() {
    clearTimeout(later);
    const found = draw();
    complain(found);
    if (found.wrong) out.replaceChildren();
    const text = found.wrong || out.innerText;
    if (status.textContent !== text) status.textContent = text;
  }
  function typed() {
    draw();
    clearTimeout(later);
    later = setTimeout(settle, PAUSE);
  }
  function reset() {
    for (const { box, value } of fields) box.value = plain(value);
    settle();
  }
  for (const { box } of fields) {
    box.addEventListener("input", typed);
    box.addEventListener("change", settle);
  }
  draw();
  const button = h("button", { type: "button", class: "kit-plain", onclick: reset }, words.reset);
  const controls = h("div", { class: "kit-inputs" }, ...fields.map(({ node }) => node));
  return h("div", { class: "kit-arithmetic" }, controls, problem, out, h("div", { class: "kit-row" }, button), status);
}

/** All evidence of one claim. */
export function evidence(claim, kit) {
  const { data, words } = kit;
  const calculation = data.computations[claim.computation];
  const listed = sourcesOf(claim, calculation);
  const mark = (place) => (place === null ? null : h("span", { class: "kit-small" }, ` [${listed.indexOf(place) + 1}]`));
  const lines = listed.map((place) => h("li", { html: data.sources[place] }));
  return h(
    "div",
    { class: "kit-evidence" },
    part(words.printed, claim.figure && h("p", {}, claim.figure)),
    part(words.settle, claim.settle && h("p", {}, claim.settle)),
    part(words.chain, claim.chain && chainOf(claim.chain, data, mark)),
    part(words.compute, calculation && arithmetic(calculation, { ...kit, mark })),
    part(words.sources, h("ol", { class: "kit-source kit-numbered" }, ...lines)),
  );
}
