import { fill, h } from "./dom.js";

const ARROW = { [-1]: "M12 19V5M5.500 11.500L12 5l6.500 6.500", 1: "M12 5v14M5.500 12.500L12 19l6.500-6.500" };

function arrow(by) {
  const drawing = `<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round"><path d="${ARROW[by]}"/></svg>`;
  return h("span", { "aria-hidden": "true", class: "kit-arrow", html: drawing });
}

/** Items to be put in order: a button up and one down for each, or Alt with an arrow key. */
export function orderAnswer({ data, words }) {
  const list = h("ol", { class: "kit-order", role: "list" });
  const said = h("div", { class: "kit-hidden", "aria-live": "polite" });
  const rows = new Map(data.items.map((item) => [item.key, rowOf(item)]));
  let closed = false;

  function rowOf(item) {
    const buttons = [-1, 1].map((by) => {
      const label = fill(by < 0 ? words.move_up : words.move_down, { item: item.plain });
      const move = () => shift(item, by);
      return h("button", { type: "button", class: "kit-move", "aria-label": label, onclick: move }, arrow(by));
    });
    const node = h("li", { class: "kit-item" }, h("span", { class: "kit-item-text", html: item.html }), ...buttons);
    node.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !by) return;
      event.preventDefault();
      shift(item, by);
    });
    return { node, buttons };
  }

  function ends() {
    const nodes = [...list.children];
    for (const { node, buttons } of rows.values()) {
      const places = [nodes[0], nodes[nodes.length - 1]];
      buttons.forEach((button, side) => {
        const last = places[side] === node;
        if (last && button === document.activeElement) buttons[1 - side].focus(); // a closed button loses the focus
        button.disabled = closed || last;
      });
    }
  }

  function shift(item, by) {
    const { node } = rows.get(item.key);
    const other = by < 0 ? node.previousElementSibling : node.nextElementSibling;
    if (!other || closed) return;
    if (by < 0) node.after(other); // the neighbour moves: who is moved in the page loses the focus
    else node.before(other);
    const { buttons } = rows.get(item.key);
    buttons.forEach((button) => (button.disabled = false));
    ends();
    const n = [...list.children].indexOf(node) + 1;
    said.textContent = fill(words.moved, { item: item.plain, n, of: rows.size });
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function write(kept) {
    const keys = [...new Set(typeof kept === "string" ? kept.split(",") : [])].filter((key) => rows.has(key));
    const all = [...keys, ...data.items.map(({ key }) => key).filter((key) => !keys.includes(key))];
    list.replaceChildren(...all.map((key) => rows.get(key).node));
    ends();
    said.textContent = "";
    return kept === "" || kept === all.join(",");
  }
  write("");
  const [top, bottom] = data.ends;
  const node = h(
    "fieldset",
    { class: "kit-ranking" },
    h("legend", { class: "kit-prompt", html: data.prompt_html }),
    h("p", { class: "kit-end" }, top),
    list,
    h("p", { class: "kit-end" }, bottom),
    said,
  );
  return {
    node,
    read: () => [...list.children].map((child) => data.items.find(({ key }) => rows.get(key).node === child).key).join(","),
    write,
    problem: () => null,
    focus: () => list.querySelector("button:enabled")?.focus(),
    close: () => ((closed = true), ends()),
    open: () => ((closed = false), ends()),
  };
}
