import { fill, h } from "./dom.js";
import { openSeal } from "./seal.js";

// A shape for every grade, so that colour is never alone.
const SHAPES = {
  right: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12.5l3.7 3.7 7.3-8" stroke="var(--kit-paper)"/>',
  close: '<circle cx="12" cy="12" r="10"/><path d="M7 10.2c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0M7 14.7c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0"/>',
  slip: '<path d="M12 2.5l10 18.5H2z"/><path d="M12 9.5v5.5M12 17.700v.3"/>',
  wrong: '<path d="M12 1.8L22.200 12 12 22.200 1.8 12z"/><path d="M8 12h.01M12 12h.01M16 12h.01"/>',
};
const WORKED_AFTER = 3; // tries that were not right

/** The shape of a grade; its word always stands beside it. */
export function shape(grade) {
  const drawing = `<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round">${SHAPES[grade]}</svg>`;
  return h("span", { class: "kit-shape", "aria-hidden": "true", html: drawing });
}

/** Where the result is read out. */
export function resultArea(words) {
  const node = h("div", { class: "kit-result", role: "status", "aria-live": "polite" });
  return {
    node,
    clear: () => node.replaceChildren(),
    say(text) {
      node.className = "kit-result kit-says";
      node.replaceChildren(h("p", {}, text));
    },
    grade({ grade, html, word, values }) {
      const text = word ? h("p", {}, fill(words[word], values)) : h("div", { html });
      node.className = `kit-result kit-${grade}`;
      node.replaceChildren(
        shape(grade),
        h("div", {}, h("p", { class: "kit-grade" }, words[`grade_${grade}`]), text),
      );
    },
  };
}

/** Hints, one at a time; `used(n)` is told when the learner takes one. */
export function hintLadder(hints, words, used) {
  const list = h("ol", { class: "kit-hints", "aria-live": "polite" });
  const button = h("button", { type: "button", class: "kit-plain", onclick: () => next() });
  const show = (wanted) => {
    const n = Math.min(wanted, hints.length);
    if (n < list.children.length) list.replaceChildren();
    for (const html of hints.slice(list.children.length, n)) list.append(h("li", { html }));
    const left = n < hints.length;
    button.textContent = left ? fill(words.hint, { n: n + 1, of: hints.length }) : words.hints_done;
    button.setAttribute("aria-disabled", String(!left)); // not disabled: it keeps the focus
  };
  const next = () => {
    if (list.children.length === hints.length) return;
    show(list.children.length + 1);
    used(list.children.length);
  };
  show(0);
  return { button: hints.length ? button : null, list, show, count: () => list.children.length };
}

/** The worked step: sealed under a public text, offered once enough tries were not right. */
export function workedStep({ data, words }) {
  const body = h("div", { class: "kit-worked", hidden: true });
  const button = h("button", { type: "button", class: "kit-plain", "aria-expanded": "false" }, words.worked);
  const node = h("div", { "aria-live": "polite" });
  const show = (open) => {
    body.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    if (!body.firstChild) body.innerHTML = openSeal(data.seal, "worked", data.uid)?.html ?? "";
    show(body.hidden);
  });
  return {
    node: data.worked ? node : null,
    offer({ tries, done }) {
      const due = tries - (done ? 1 : 0) >= WORKED_AFTER;
      if (due === node.hasChildNodes()) return;
      show(false);
      node.replaceChildren(...(due ? [button, body] : []));
    },
  };
}
