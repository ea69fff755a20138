import { fill, h, newId } from "./dom.js";
import { measure, read } from "./measure.js";
import { quantity } from "./quantity.js";

const PAUSE = 700; // ms: what is said, and that something is wrong, waits for a pause in typing

// 13兆8,575億 may be broken after 兆 and nowhere else
const parted = (text) => text.split(/(?<=[京兆億万])/).flatMap((part, place) => (place ? [h("wbr"), part] : [part]));

/** A table of figures: the caption, the columns, and rows that begin with their name. */
export function tableOf({ caption, columns, rows }) {
  const head = columns.map((title, place) => h("th", { scope: "col", class: place ? "kit-figure" : null }, title));
  const body = rows.map(([name, ...cells]) => {
    const figures =
      cells.length === 1
        ? [h("td", { colspan: columns.length - 1, class: "kit-none" }, cells[0])]
        : cells.map((text) => h("td", { class: "kit-figure" }, ...parted(text)));
    return h("tr", {}, h("th", { scope: "row" }, name), ...figures);
  });
  return h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body));
}

export const list = (texts) => h("ul", {}, ...texts.map((text) => h("li", {}, text)));

/** One labelled list of choices; each value is a number or a code. */
function selectOf(label, options, value, change) {
  const id = newId();
  const pick = (event) => change(options[event.target.value][0]);
  const select = h("select", { id, oninput: pick }, ...options.map(([, text], place) => h("option", { value: place }, text)));
  const show = (wanted) => (select.value = options.findIndex(([one]) => one === wanted));
  show(value);
  return { node: h("div", { class: "kit-control" }, h("label", { for: id, class: "kit-label" }, label), select), show };
}

/** One amount on every scale, typed and chosen by the learner. */
export function ruler({ model, root, data, words, lang }) {
  const speech = lang?.startsWith("ja") ? "ja" : "en";
  const gap = speech === "ja" ? "" : " "; // between sentences
  const problem = h("p", { id: newId(), class: "kit-problem", hidden: true });
  const out = h("div", { class: "kit-reading" });
  const status = h("div", { role: "status", "aria-live": "polite", class: "kit-hidden" });
  const box = h("input", {
    id: newId(), type: "text", class: "kit-number", autocomplete: "off", spellcheck: "false", "aria-describedby": problem.id,
  });
  const settings = { currency: words.currency, year: words.year, country: words.country, to: words.to };
  const rated = data.currencies.filter(({ rates }) => rates.length);
  const named = ({ code, name }) => [code, name];
  const plain = (year) => [year, String(year)];
  const choices = {
    currency: rated.map(named), year: data.years.map(plain), country: data.economies.map(named), to: data.prices.map(([year]) => plain(year)),
  };
  let state = { ...data.start };
  let wrong = "";
  let settled = null; // the last good result before the present typing: "92 t" on the way to "92 tons" is none
  let printed = null;
  let touched = false;
  let setting = false;
  let later;

  // what was kept or set from outside counts where it is one of the choices
  const take = (values) => {
    for (const [name, options] of Object.entries(choices)) {
      if (options.some(([value]) => value === values?.[name])) state[name] = values[name];
    }
    if (typeof values?.amount === "string") state.amount = values.amount;
  };

  function print(result) {
    if (result === printed) return;
    printed = result;
    const holder = h("div", { class: "kit-table kit-scroll", tabindex: "0", role: "group", "aria-label": result.title }, tableOf(result));
    const notes = h("div", { class: "kit-source" }, list(result.notes));
    out.replaceChildren(h("p", { class: "kit-equal" }, result.title), list(result.lines), holder, notes);
  }

  // a result is there at once; that something is wrong, and the way back to the last result, waits for a pause
  function draw() {
    const found = read(state.amount, data, state);
    wrong = "";
    if (found.problem) {
      const limit = found.limit && quantity(found.limit, 1, speech, data.units[speech]);
      wrong = fill(words[found.problem], { word: found.word, year: state.year, limit });
      if (settled) wrong += gap + fill(words.stays, { amount: settled.typed });
      return;
    }
    print(measure(data, state, found.amount, found.digits, speech));
    complain();
  }

  function complain() {
    problem.textContent = wrong;
    problem.hidden = !wrong;
    box.setAttribute("aria-invalid", String(Boolean(wrong)));
  }

  function settle() {
    clearTimeout(later);
    if (!wrong) settled = printed;
    else if (settled) print(settled);
    complain();
    const text = wrong || [settled.title, ...settled.lines].join(gap);
    if (status.textContent !== text) status.textContent = text;
    setting = true;
    model.set("values", { ...state });
    setting = false;
    model.save_changes();
  }

  function change(name, value) {
    touched = true;
    state = { ...state, [name]: value };
    draw();
    clearTimeout(later);
    later = setTimeout(settle, PAUSE);
  }

  const type = (event) => event.isComposing || change("amount", box.value);
  box.addEventListener("input", type);
  box.addEventListener("compositionend", type);
  box.addEventListener("change", () => touched && settle());

  take(model.get("values"));
  const selects = Object.entries(settings).map(([name, label]) => [name, selectOf(label, choices[name], state[name], (value) => change(name, value))]);
  const show = () => {
    box.value = state.amount;
    for (const [name, select] of selects) select.show(state[name]);
    draw();
    if (!wrong) settled = printed;
    complain();
  };
  const amount = h("div", { class: "kit-control" }, h("label", { for: box.id, class: "kit-label" }, words.amount), box);
  const source = h("div", { class: "kit-source", html: data.source_html });
  root.append(h("div", { class: "kit-controls" }, amount, ...selects.map(([, { node }]) => node)), problem, out, source, status);
  show();
  const changed = () => {
    if (setting || touched) return;
    take(model.get("values"));
    show();
  };
  model.on("change:values", changed);
  return () => {
    clearTimeout(later);
    model.off("change:values", changed);
  };
}
