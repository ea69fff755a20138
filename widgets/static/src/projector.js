// One screen of the lesson at a time, in large type, turned by keys, a presenter's remote or buttons.
import { fill, h } from "./dom.js";
import { answerOf, forget } from "./reveal.js";

const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
// R is the key to remember; "." and B are what a remote's "black screen" button sends, within reach of a teacher who walks
const REVEAL = ["r", ".", "b"];
const SIZES = [1, 0.92, 0.85, 0.78, 0.72]; // a screen that is too tall is made smaller, if that makes it fit
const SCROLLED = 0.85; // else it scrolls, in type that is still large
const BASE = 1024; // the window is treated as this many CSS px wide, or as 576 high, whichever is tighter

const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=range], [type=checkbox], [type=button])";

/** The key by its letter, where an input method is on as well. */
const keyOf = (event) =>
  event.key === "Process" ? event.code.replace("Key", "").toLowerCase() : event.key.length === 1 ? event.key.toLowerCase() : event.key;

/** Does the element with the focus need this key itself? */
function needs(target, key) {
  if (!(target instanceof Element)) return false;
  if (key === "PageDown" || key === "PageUp") return target.matches("textarea"); // a remote always works
  if (target.matches(TYPED)) return true;
  if (key.startsWith("Arrow")) return target.matches("input[type=radio], input[type=range]");
  return key === " " && target.matches("button, summary, a, input");
}

export function projector(words, places) {
  const body = document.body;
  const status = h("span", { role: "status", "aria-live": "polite", class: "page-where" });
  const button = (text, keys, onclick) =>
    h("button", { type: "button", onclick }, text, " ", ...keys.map((key) => h("kbd", {}, key)));
  const bar = h(
    "div",
    { class: "page-projector", role: "group", "aria-label": words.projector, hidden: true },
    button(words.previous, ["←"], () => turn(-1)),
    status,
    button(words.next, ["→"], () => turn(1)),
    button(words.reveal, ["R"], () => reveal()),
    button(words.end, ["Esc"], () => end()),
  );
  let screens = [];
  let at = -1;
  let opened = [];
  body.append(bar);

  const on = () => at >= 0;
  const here = () => {
    const all = [...document.querySelectorAll(".page-screen")];
    return on() ? screens[at] : all.find((screen) => screen.getBoundingClientRect().bottom > 80);
  };

  const tooTall = (screen) => screen.scrollHeight > screen.clientHeight + 1;

  function fit() {
    const screen = screens[at];
    const scale = Math.min(innerWidth / BASE, innerHeight / (BASE * 0.5625));
    const put = (size) => (screen.style.zoom = String(Math.max(1, scale * size)));
    const fits = SIZES.some((size) => (put(size), !tooTall(screen)));
    if (!fits) put(SCROLLED);
    screen.querySelector(".page-answer")?.scrollIntoView({ block: "nearest" });
  }

  // a chart is drawn late, and what is shown takes room: only then the type changes size
  const growth = new ResizeObserver(() => on() && tooTall(screens[at]) && fit());

  const say = (more) => {
    status.textContent = [fill(words.screen, { n: at + 1, m: screens.length }), more].filter(Boolean).join(" · ");
  };

  function go(to, focus) {
    screens[at]?.classList.remove("is-shown");
    at = Math.min(Math.max(to, 0), screens.length - 1);
    const screen = screens[at];
    screen.classList.add("is-shown");
    fit();
    growth.disconnect();
    for (const block of screen.children) growth.observe(block);
    screen.scrollTop = 0;
    say(screen.querySelector("h1, h2, h3")?.textContent);
    if (focus) screen.focus({ preventScroll: true });
  }

  function turn(by) {
    const to = at + by;
    if (to >= 0 && to < screens.length) go(to, !bar.contains(document.activeElement));
  }

  // what does not fit is read to its end before the screen turns
  function step(by) {
    const screen = screens[at];
    const left = by > 0 ? screen.scrollHeight - screen.clientHeight - screen.scrollTop : screen.scrollTop;
    if (left > 2) screen.scrollBy({ top: by * screen.clientHeight * 0.85 });
    else turn(by);
  }

  function reveal() {
    const shown = places.filter(({ node }) => screens[at].contains(node));
    if (!shown.some((place) => answerOf(place, words))) say(words.nothing);
  }

  function start() {
    if (on()) return;
    const first = here();
    opened = [...document.querySelectorAll("details.page-more:not([open])")];
    for (const details of opened) details.open = true;
    screens = [...document.querySelectorAll(".page-screen:not(.page-work)")];
    document.documentElement.classList.add("page-projecting");
    bar.hidden = false;
    go(Math.max(0, screens.indexOf(first)), true);
    document.documentElement.requestFullscreen?.().catch(() => {}); // refused in some windows; all works without
  }

  function end() {
    if (!on()) return;
    const last = screens[at];
    at = -1;
    growth.disconnect();
    for (const { node } of places) forget(node);
    document.documentElement.classList.remove("page-projecting");
    bar.hidden = true;
    for (const screen of screens) {
      screen.classList.remove("is-shown");
      screen.style.zoom = "";
    }
    for (const details of opened) if (!details.contains(last)) details.open = false;
    if (document.fullscreenElement) document.exitFullscreen();
    last.scrollIntoView();
    last.focus({ preventScroll: true });
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = keyOf(event);
    const act = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (!on()) {
      if (key === "p" && !event.shiftKey && !needs(event.target, key)) act(), start();
      return;
    }
    if (key === "Escape") return act(), end();
    if (needs(event.target, key)) return;
    if (FORWARD.includes(key)) act(), step(key === " " && event.shiftKey ? -1 : 1);
    else if (BACK.includes(key)) act(), step(-1);
    else if (key === "Home") act(), go(0, true);
    else if (key === "End") act(), go(screens.length - 1, true);
    else if (REVEAL.includes(key)) act(), reveal();
  }

  // the widgets keep their keys to themselves, so look before they do
  addEventListener("keydown", press, true);
  addEventListener("resize", () => on() && fit());
  document.addEventListener("fullscreenchange", () => document.fullscreenElement || end());
  return { start, here };
}
