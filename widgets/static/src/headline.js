// “Bring your own headline”: four questions about a number, and at once how large it is.
import { fill, h, newId } from "./dom.js";
import { sizeOf } from "./headline_size.js";
import { keeper, strings } from "./keep.js";
import { list, tableOf } from "./ruler.js";

const PAUSE = 800; // ms without a key: then what is typed is kept, and what is wrong is said
const ASKED = ["who", "what", "when", "compared"];
const SIZE = ["number", "unit", "date", "country"];

/** A label, what to write there, and a box; `node` holds all three. */
function fieldOf(label, box, how = null) {
  const id = newId();
  const tip = h("p", { id: `${id}-how`, class: "kit-how" }, how ?? "");
  tip.hidden = !how;
  box.id = id;
  box.setAttribute("aria-describedby", tip.id);
  return { box, tip, node: h("div", { class: "kit-control" }, h("label", { for: id, class: "kit-label" }, label), tip, box) };
}

const textBox = () => h("input", { type: "text", class: "kit-number", autocomplete: "off", spellcheck: "false", maxlength: 200 });
const area = (rows, most) => h("textarea", { rows, maxlength: most });
const choice = (value, text) => h("option", { value }, text);

function fieldsOf(data, words) {
  const group = (label, options) => h("optgroup", { label }, ...options);
  const units = h("select", {}, choice("", words.pick),
    group(words.counts, ["people", "things", "percent"].map((kind) => choice(kind, words[kind]))),
    group(words.currencies, data.currencies.map(({ code, name }) => choice(code, name))));
  const countries = h("select", {}, ...data.economies.map(({ code, name }) => choice(code, name)));
  const how = (name) => words[`${name}_how`];
  return {
    headline: fieldOf(words.headline, area(2, 600)),
    number: fieldOf(words.number, textBox(), how("number")),
    unit: fieldOf(words.unit, units),
    date: fieldOf(words.date, textBox(), how("date")),
    country: fieldOf(words.country_with, countries),
    ...Object.fromEntries(ASKED.map((name) => [name, fieldOf(words[name], area(2, 400), how(name))])),
  };
}

/** The size in words, its table, and where the figures come from. */
function readingOf(said, words) {
  if (!said.title) return [h("p", {}, words.waiting)];
  const table = said.table && h("div", { class: "kit-table kit-scroll", tabindex: "0", role: "group", "aria-label": said.table.caption }, tableOf(said.table));
  return [
    h("p", { class: "kit-equal" }, said.title),
    said.warnings.length ? h("div", { class: "kit-warning" }, ...said.warnings.map((text) => h("p", {}, text))) : null,
    list(said.lines),
    table,
    said.notes.length ? h("div", { class: "kit-source" }, list(said.notes)) : null,
  ].filter(Boolean);
}

/** Everything in one text that can be selected. */
function summaryOf(texts, said, labels, words) {
  const size = said.title ? [said.title, ...said.lines, ...said.warnings] : [];
  const asked = ASKED.map((name) => `${words[name]} ${texts[name].trim() || "–"}`);
  const about = ["date", "country"].filter((name) => texts[name]).map((name) => fill(words.labelled, { label: labels[name], text: name === "date" ? texts.date.trim() : labels.chosen }));
  return [texts.headline.trim(), ...about, ...size, ...asked].filter(Boolean).join("\n");
}

export function headline(kit) {
  const { root, data, words, lang } = kit;
  const speech = lang?.startsWith("ja") ? "ja" : "en";
  const fields = fieldsOf(data, words);
  const names = Object.keys(fields);
  const ids = { title: newId(), summary: newId() };
  const problem = h("div", { id: newId(), class: "kit-problem", hidden: true });
  const out = h("div", { class: "kit-reading" });
  const status = h("div", { role: "status", "aria-live": "polite", class: "kit-hidden" });
  const summary = h("textarea", { id: ids.summary, readonly: true, class: "kit-summary", rows: 4 });
  let said = { problems: {} };
  let timer = null;

  const read = () => Object.fromEntries(names.map((name) => [name, fields[name].box.value]));
  const chosen = () => fields.country.box.selectedOptions[0]?.textContent ?? "";

  // the size is there at once; what is wrong waits for a pause in typing
  function show() {
    const texts = read();
    const before = JSON.stringify(said);
    said = sizeOf(data, texts, speech);
    if (JSON.stringify(said) !== before || !out.firstChild) out.replaceChildren(...readingOf(said, words));
    fields.what.tip.textContent = texts.unit === "percent" ? words.what_percent : words.what_how;
    summary.value = summaryOf(texts, said, { date: words.date, country: words.country_with, chosen: chosen() }, words);
    summary.rows = Math.min(14, Math.max(4, summary.value.split("\n").length + 1));
    summary.style.height = "";
    if (summary.scrollHeight > summary.clientHeight) summary.style.height = `${summary.scrollHeight + 4}px`;
    if (!Object.keys(said.problems).length) complain();
  }
  function complain() {
    const wrong = Object.values(said.problems);
    problem.replaceChildren(...wrong.map((text) => h("p", {}, text)));
    problem.hidden = !wrong.length;
    for (const name of ["number", "date"]) fields[name].box.setAttribute("aria-invalid", String(name in said.problems));
  }
  const answered = () => Boolean(said.title) && ASKED.every((name) => fields[name].box.value.trim());

  function draw({ answer }) {
    stopTimer();
    const kept = strings(answer.fields, names);
    for (const name of names) fields[name].box.value = kept[name] ?? "";
    // a choice that is no longer there counts as none
    if (!fields.unit.box.value) fields.unit.box.value = "";
    if (!fields.country.box.value) fields.country.box.value = data.country;
    show();
    complain();
    return answered();
  }
  const keep = keeper(kit, draw);

  function stopTimer() {
    clearTimeout(timer);
    timer = null;
  }
  function save() {
    stopTimer();
    const texts = read();
    const some = names.some((name) => name !== "country" && texts[name]) || texts.country !== data.country;
    complain();
    const gap = speech === "ja" ? "" : " ";
    const text = Object.values(said.problems).join(gap) || (said.title ? [said.title, ...said.warnings, ...said.lines].join(gap) : "");
    if (status.textContent !== text) status.textContent = text;
    keep.save({ answer: { fields: some ? texts : {} }, done: answered() });
  }
  function later() {
    keep.touch();
    show();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }
  for (const name of names) {
    const { box } = fields[name];
    box.addEventListener("input", (event) => event.isComposing || later());
    box.addEventListener("compositionend", later);
    box.addEventListener("blur", () => timer !== null && save());
  }

  root.append(
    h("section", { "aria-labelledby": ids.title },
      h("p", { id: ids.title, class: "kit-title", role: "heading", "aria-level": 3 }, words.title),
      h("p", {}, words.lead),
      fields.headline.node,
      h("div", { class: "kit-controls" }, ...SIZE.map((name) => fields[name].node)),
      problem,
      h("p", { class: "kit-label" }, words.size),
      out,
      h("div", { class: "kit-source", html: data.source_html }),
      h("fieldset", { class: "kit-asked" }, h("legend", { class: "kit-label" }, words.questions), ...ASKED.map((name) => fields[name].node)),
      h("label", { for: ids.summary, class: "kit-label" }, words.summary),
      summary,
      h("p", { class: "kit-small" }, words.kept_here),
      status,
    ),
  );
  keep.redraw();
  return () => {
    if (timer !== null) save();
    keep.stop();
  };
}
