// Readings above the kanji of a Japanese page: a switch, kept in this browser.
import { h } from "./dom.js";

const KEY = "kit:furigana";
const MARK = /^#\d?/; // after a number, after a number that ends in this digit
const PLACES = /\d*[一-鿿々]+/g;
// what is drawn, typed, code, in another language or has readings already
const BARE = "kit-read, ruby, svg, input, textarea, select, script, style, pre, code, [contenteditable]";

/** A function from a text to its pieces: strings, and pairs of kanji and reading. As variants/readings.py, look_up. */
export function reader(lines) {
  const entries = new Map(lines.split("\n").map((line) => line.split("\t")));
  const reach = new Map();
  for (const entry of entries.keys()) {
    const { length, 0: first } = entry.replace(MARK, "");
    reach.set(first, Math.max(reach.get(first) ?? 0, length));
  }
  const winner = (text, at) => {
    const before = text[at - 1] ?? "";
    const number = /^\d+(?:[.,]\d+)*/.exec(text.slice(at, at + 20))?.[0] ?? "";
    if (number && /[\d.,]/.test(before)) return null; // inside a number
    const marks = /\d/.test(before) ? [`#${before}`, "#", ""] : [""];
    for (let size = Math.min(reach.get(text[at]) ?? 0, text.length - at); size > number.length; size -= 1) {
      const part = text.slice(at, at + size);
      const mark = marks.find((mark) => entries.has(mark + part));
      if (mark !== undefined) return { part, readings: entries.get(mark + part).split(",") };
    }
    return null;
  };
  return (whole) => {
    const text = `^${whole.trim()}$`;
    const shift = whole.length - whole.trimStart().length - 1;
    const pieces = [];
    let end = 0;
    for (let at = 0; at < text.length; ) {
      const found = winner(text, at);
      [...(found?.part.matchAll(PLACES) ?? [])].forEach(({ 0: kanji, index }, place) => {
        const start = shift + at + index;
        pieces.push(whole.slice(end, start), [kanji, found.readings[place]]);
        end = start + kanji.length;
      });
      at += found?.part.length ?? 1;
    }
    return [...pieces, whole.slice(end)].filter((piece) => piece !== "");
  };
}

/** Put the switch into the page's tools. */
export function furigana(words) {
  if (!globalThis.__kitReadings) return;
  const read = reader(globalThis.__kitReadings);
  const roots = [...document.querySelectorAll("main, .page-back, .page-foot")];
  const texts = new WeakMap(); // what stands with readings, to the text that it stands for

  const foreign = (element) => !element.closest("[lang]")?.lang.startsWith("ja");
  function dress(text) {
    const parent = text.parentElement;
    if (!parent || parent.closest(BARE) || foreign(parent)) return;
    const pieces = read(text.data);
    if (!pieces.some(Array.isArray)) return;
    // The reading is drawn by the style sheet: the page's text stays as it is, to copy, to search, to be read out.
    const ruby = ([kanji, reading]) => h("ruby", {}, kanji, h("rt", { "aria-hidden": "true", "data-reading": reading }));
    const stand = h("kit-read", {}, ...pieces.map((piece) => (Array.isArray(piece) ? ruby(piece) : piece)));
    texts.set(stand, text);
    text.replaceWith(stand);
  }
  function within(root) {
    if (root.nodeType === Node.TEXT_NODE) return dress(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(BARE)) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    found.forEach(dress);
    own(root, true);
  }
  // an article with readings of its own
  const own = (root, on) => root.querySelectorAll("[data-furigana]").forEach((box) => box.checked !== on && box.click());

  const watch = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      const stand = (target.closest ? target : target.parentElement)?.closest("kit-read");
      if (stand?.isConnected) {
        const text = new Text(stand.textContent); // a widget has written into it
        stand.replaceWith(text);
        dress(text);
      } else if (target.nodeType === Node.TEXT_NODE) dress(target);
      else for (const node of addedNodes) if (node.isConnected) within(node);
    }
  });

  function turn(on) {
    document.documentElement.classList.toggle("page-readings", on);
    if (on) {
      for (const root of roots) watch.observe(root, { childList: true, characterData: true, subtree: true });
      return roots.forEach(within);
    }
    watch.disconnect();
    for (const root of roots) {
      for (const stand of root.querySelectorAll("kit-read")) stand.replaceWith(texts.get(stand) ?? stand.textContent);
      own(root, false);
    }
  }

  const kept = (work) => {
    try {
      return work(localStorage);
    } catch {
      return null; // private window: not kept
    }
  };
  const change = () => {
    kept((storage) => storage.setItem(KEY, String(box.checked)));
    turn(box.checked);
  };
  const box = h("input", { type: "checkbox", onchange: change });
  document.querySelector(".page-tools").prepend(h("label", { class: "page-switch" }, box, words.furigana));
  box.checked = kept((storage) => storage.getItem(KEY)) === "true";
  if (box.checked) turn(true);
}
