// One screen of the lesson at a time: reveal.js holds the slides; their keys, their size and their answers are ours.
import Reveal from "reveal.js";
import { h } from "./dom.js";
import { fit, tooTall } from "./fitting.js";
import { BACK, FORWARD, keyOf, needs, plain, REVEAL } from "./keys.js";
import { answerOf } from "./reveal.js";

const PAPER = /print-pdf/.test(location.search); // reveal.js's own name for one slide a page
const HELD = window.frameElement; // of a page that was sent alone, see held.js
const OURS = { keyboard: false, hash: false, disableLayout: !PAPER, display: "flex" }; // done here
// what it would say in English, do by accident on a touch board, move, or take from another window
const OFF = {
  ...{ controls: false, progress: false, help: false, pause: false, jumpToSlide: false, fragments: false, touch: false },
  ...{ postMessage: false, focusBodyOnPageVisibilityChange: false, scrollActivationWidth: null, autoAnimate: false },
  ...{ transition: "none", backgroundTransition: "none" },
};
const SHEET = { width: 1280, height: 720, margin: 0, center: false, pdfMaxPagesPerSlide: 1 };

export function deck({ words, home }, places) {
  const root = document.querySelector(".reveal");
  const slides = [...root.querySelectorAll(".page-screen")];
  const reveal = new Reveal(root, { ...OURS, ...OFF, ...SHEET });
  const status = h("span", { role: "status", "aria-live": "polite", class: "page-where" });
  const button = (text, key, onclick) => h("button", { type: "button", onclick }, text, " ", h("kbd", {}, key));
  const arrow = (text, sign, onclick) => h("button", { type: "button", "aria-label": text, title: text, onclick }, sign);
  const bar = h(
    "nav",
    { class: "page-projector page-tools", "aria-label": words.projector },
    arrow(words.previous, "←", () => turn(-1)),
    arrow(words.next, "→", () => turn(1)),
    status,
    button(words.reveal, "R", () => show()),
    button(words.overview, "O", () => reveal.toggleOverview()),
    button(words.fullscreen, "F", () => full()),
    button(words.end, "Esc", () => end()),
  );
  let warning = "";

  const here = () => reveal.getCurrentSlide();
  const idOf = (slide) => slide.querySelector(".page-block").id;
  const say = (more) => (status.textContent = [here().ariaLabel, more, warning].filter(Boolean).join(" · "));

  // a chart is drawn late, and what is shown takes room: only then the type changes size
  const growth = new ResizeObserver(() => tooTall(here()) && fit(here()));

  function arrive() {
    const slide = here();
    say();
    if (!HELD) history.replaceState(null, "", `#${idOf(slide)}`);
    if (reveal.isOverview()) return;
    fit(slide);
    growth.disconnect();
    for (const block of slide.firstElementChild.children) growth.observe(block);
    slide.scrollTop = 0;
    if (!bar.contains(document.activeElement)) slide.focus({ preventScroll: true });
  }

  function go(to) {
    const slide = slides[Math.min(Math.max(to, 0), slides.length - 1)];
    const { h: across, v: down } = reveal.getIndices(slide);
    reveal.slide(across, down);
  }
  const turn = (by) => go(slides.indexOf(here()) + by);

  // what does not fit is read to its end before the screen turns
  function step(by) {
    const slide = here();
    const left = by > 0 ? slide.scrollHeight - slide.clientHeight - slide.scrollTop : slide.scrollTop;
    if (left > 2) slide.scrollBy({ top: by * slide.clientHeight * 0.85 });
    else turn(by);
  }

  function show() {
    const inside = places.filter(({ node }) => here().contains(node));
    if (!inside.some((place) => answerOf(place, words))) return say(words.nothing);
    here().querySelector(".page-answer")?.scrollIntoView({ block: "nearest" });
  }

  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {}));
  const end = () => {
    const id = idOf(here());
    if (HELD) HELD.dispatchEvent(new CustomEvent("kit-end", { detail: id }));
    else location.assign(`${home}#${id}`);
  };

  /** What a key does among all slides, drawn small; arrows move as the eye does. */
  function choose(key) {
    const moves = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
    if (key in moves) return () => reveal[moves[key]]();
    return ["o", "Escape", "Enter", " "].includes(key) ? () => reveal.toggleOverview(false) : null;
  }

  function meaning(event, key) {
    if (reveal.isOverview() && choose(key)) return choose(key);
    if (key === "Escape") return end;
    if (needs(event.target, key)) return null;
    if (FORWARD.includes(key)) return () => step(key === " " && event.shiftKey ? -1 : 1);
    if (BACK.includes(key)) return () => step(-1);
    const others = { Home: () => go(0), End: () => go(Infinity), o: () => reveal.toggleOverview(), f: full };
    return REVEAL.includes(key) ? show : (others[key] ?? null);
  }

  function press(event) {
    const act = plain(event) && meaning(event, keyOf(event));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // small slides are pictures of slides: nothing in them takes the focus
  function overview() {
    const on = reveal.isOverview();
    for (const slide of slides) slide.firstElementChild.inert = on;
    if (!on) return arrive();
    growth.disconnect();
    for (const slide of slides) fit(slide);
  }

  function paper() {
    const all = new ResizeObserver(() => slides.filter(tooTall).forEach((slide) => fit(slide, true)));
    for (const slide of slides) {
      fit(slide, true);
      for (const block of slide.firstElementChild.children) all.observe(block);
    }
  }

  const start = reveal.initialize().then(() => {
    root.removeAttribute("role"); // "application" would switch a screen reader's own keys off
    if (PAPER) return;
    document.body.append(bar);
    root.addEventListener("slidechanged", arrive);
    root.addEventListener("overviewshown", overview);
    root.addEventListener("overviewhidden", overview);
    addEventListener("keydown", press, true); // the widgets keep their keys to themselves, so look before they do
    addEventListener("resize", () => (reveal.isOverview() ? overview() : fit(here())));
    if (HELD) go(slides.indexOf(document.getElementById(HELD.dataset.start)?.closest(".page-screen")));
    arrive();
  });
  root.addEventListener("pdf-ready", paper);
  return { start, warn: (text) => ((warning = text), status.textContent && say()) };
}
