import { fill, h } from "./dom.js";

// A shape for every grade, so that colour is never alone.
const SHAPES = {
  right: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12.5l3.7 3.7 7.3-8" stroke="var(--kit-paper)"/>',
  close: '<circle cx="12" cy="12" r="10"/><path d="M7 10.2c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0M7 14.7c1.7-1.6 3.3-1.6 5 0s3.3 1.6 5 0"/>',
  slip: '<path d="M12 2.5l10 18.5H2z"/><path d="M12 9.5v5.5M12 17.700v.3"/>',
  wrong: '<path d="M12 1.8L22.200 12 12 22.200 1.8 12z"/><path d="M8 12h.01M12 12h.01M16 12h.01"/>',
};

function shape(grade) {
  const drawing = `<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round">${SHAPES[grade]}</svg>`;
  return h("span", { class: "kit-shape", "aria-hidden": "true", html: drawing });
}

/** Where the result is read out. */
export function resultArea(words) {
  const node = h("div", { class: "kit-result", role: "status", "aria-live": "polite" });
  return {
    node,
    say(text) {
      node.className = "kit-result kit-says";
      node.replaceChildren(h("p", {}, text));
    },
    grade({ grade, html, word }) {
      const text = word ? h("p", {}, words[word]) : h("div", { html });
      node.className = `kit-result kit-${grade}`;
      node.replaceChildren(
        shape(grade),
        h("div", {}, h("p", { class: "kit-grade" }, words[`grade_${grade}`]), text),
      );
    },
  };
}

/** Hints, one at a time. */
export function hintLadder(hints, words) {
  const list = h("ol", { class: "kit-hints", "aria-live": "polite" });
  const button = h("button", { type: "button", class: "kit-plain", onclick: () => next() });
  const label = () => {
    const shown = list.children.length;
    const left = shown < hints.length;
    button.textContent = left ? fill(words.hint, { n: shown + 1, of: hints.length }) : words.hints_done;
    button.setAttribute("aria-disabled", String(!left)); // not disabled: it keeps the focus
  };
  const next = () => {
    const html = hints[list.children.length];
    if (html !== undefined) list.append(h("li", { html }));
    label();
  };
  label();
  return { button: hints.length ? button : null, list, first: () => list.children.length || next() };
}
