// The whole register: filters, how many claims are left, and a list to pick from.
import { fill, h, newId } from "./dom.js";

const FILTERS = {
  lesson: { of: ({ lesson }) => lesson, name: (key, { words }) => fill(words.lesson_n, { n: key }) },
  kind: { of: ({ kind }) => kind, name: (key, { data }) => data.kinds[key][0] },
  by_judgement: { of: ({ says }) => says, name: (key, { data }) => data.answers[key][0] },
};

/** Only what stands in the register can be chosen; marks in the order of the scale. */
function choicesOf(name, { data }) {
  const found = new Set(data.claims.map(FILTERS[name].of));
  const scale = { lesson: [...found].sort(), kind: Object.keys(data.kinds), by_judgement: Object.keys(data.answers) };
  return scale[name].filter((key) => found.has(key) && key !== "view" && !(name === "by_judgement" && key === "vague"));
}

/** The head of the register; go(id) opens a claim. `show(id)` follows what is open. */
export function register(kit, go) {
  const { data, words } = kit;
  let left = data.claims;
  const count = h("p", { class: "kit-label", role: "status" });
  const list = h("select", { id: newId(), size: 6, class: "kit-pick", oninput: () => list.value && go(list.value) });
  const again = h("button", { type: "button", class: "kit-plain", onclick: () => reset() }, words.show_all);
  const none = h("div", { hidden: true }, h("p", {}, words.none), again);

  const filters = Object.keys(FILTERS).map((name) => {
    const options = choicesOf(name, kit).map((key) => h("option", { value: key }, FILTERS[name].name(key, kit)));
    const select = h("select", { id: newId(), oninput: () => narrow() }, h("option", { value: "" }, words.all), ...options);
    const label = h("label", { for: select.id, class: "kit-label" }, words[name]);
    return { name, select, node: h("div", { class: "kit-control" }, label, select) };
  });

  function narrow() {
    left = data.claims.filter((claim) => filters.every(({ name, select }) => !select.value || FILTERS[name].of(claim) === select.value));
    list.replaceChildren(...left.map(({ id, text }) => h("option", { value: id }, `${id} · ${text}`)));
    count.textContent = fill(words.left, { n: left.length, of: data.claims.length });
    list.parentElement.hidden = !left.length;
    none.hidden = Boolean(left.length);
    go(null); // the open claim may be gone from the list
  }
  function reset() {
    for (const { select } of filters) select.value = "";
    narrow();
    filters[0].select.focus(); // the button with the focus is gone
  }
  const picking = h("div", { class: "kit-control" }, h("label", { for: list.id, class: "kit-label" }, words.choose), list);
  const node = h("div", { class: "kit-register" }, h("div", { class: "kit-controls" }, ...filters.map((f) => f.node)), count, picking, none);
  return { node, narrow, left: () => left, show: (id) => (list.value = id) };
}
