// The script of a page without a kernel: widgets, kept answers, readings, the other language, the way to the slides.
import { beside } from "./beside.js";
import { furigana } from "./furigana.js";
import { host } from "./host.js";
import { openHeld } from "./held.js";
import { keyOf, needs, plain } from "./keys.js";
import { nameBox } from "./learner.js";
import { followTheme, vegaLoaded } from "./surroundings.js";

const page = JSON.parse(document.getElementById("kit-page").textContent);
const notice = document.querySelector(".page-kept");
followTheme();

function refused() {
  if (notice.getAttribute("role") === "alert") return;
  notice.setAttribute("role", "alert");
  notice.textContent = page.words.not_kept;
}

// what is typed is kept when its box loses the focus
addEventListener("pagehide", () => document.activeElement?.blur());
// back from the slides, a page that the browser put aside does not know what was answered there
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

beside(document.querySelector("[data-switch=beside]")); // before the charts are drawn
notice.hidden = false;
document.querySelector(".page-noscript").hidden = true;
const render = globalThis.__kit.render;
const learner = nameBox(document.querySelector(".page-name input"), page.course);
const { places, ready } = host(page, { render, vega: vegaLoaded, lang: document.documentElement.lang, refused, learner });

const tools = document.querySelector(".page-tools");
tools.hidden = false;
furigana(page.words);
tools.querySelector("[data-do=print]").addEventListener("click", () => print());

const inView = (screen) => screen.getBoundingClientRect().bottom > 80;
const here = (screens) => screens.find(inView) ?? screens.at(-1);
const idIn = (screen) => screen?.querySelector(".page-block").id ?? "";

// the other language opens at the same place
for (const link of document.querySelectorAll(".page-bar a[hreflang]")) {
  link.addEventListener("click", () => (link.hash = idIn(here([...document.querySelectorAll(".page-screen")]))));
}

// so do the slides; what is no slide stands after the last one
const project = tools.querySelector("[data-do=project]");
const slides = [...document.querySelectorAll("[data-slide]")];
const held = document.getElementById("kit-deck");
project?.addEventListener("click", (event) => {
  project.hash = idIn(here(slides));
  if (!held) return;
  event.preventDefault();
  openHeld(held, project.hash.slice(1));
});
addEventListener(
  "keydown",
  (event) => {
    const key = keyOf(event);
    if (!project || key !== "p" || event.shiftKey || !plain(event) || needs(event.target, key)) return;
    event.preventDefault();
    event.stopPropagation(); // the widgets keep their keys to themselves, so look before they do
    project.click();
  },
  true,
);

ready.then(() => {
  const all = places.every(({ node }) => node.classList.contains("is-live"));
  document.documentElement.classList.toggle("page-live-all", all);
  const wanted = document.getElementById(location.hash.slice(1));
  wanted?.scrollIntoView(); // drawing moved it
  wanted?.closest(".page-screen")?.focus({ preventScroll: true });
});
