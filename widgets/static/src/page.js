// The script of a page without a kernel: widgets, kept answers, projector, readings, the other language.
import { beside } from "./beside.js";
import { furigana } from "./furigana.js";
import { host } from "./host.js";
import { nameBox } from "./learner.js";
import { projector } from "./projector.js";

const page = JSON.parse(document.getElementById("kit-page").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const notice = document.querySelector(".page-kept");

// the widgets' colours follow the notebook's theme; here the theme is the reader's own
const theme = () => (document.documentElement.dataset.jpThemeLight = String(!dark.matches));
dark.addEventListener("change", theme);
theme();

function refused() {
  if (notice.getAttribute("role") === "alert") return;
  notice.setAttribute("role", "alert");
  notice.textContent = page.words.not_kept;
}

// vega.js comes last and is large: questions do not wait for it
const vega = () =>
  new Promise((resolve) => {
    const look = () => globalThis.__kitVega && resolve(globalThis.__kitVega);
    addEventListener("load", look);
    look();
  });

// what is typed is kept when its box loses the focus
addEventListener("pagehide", () => document.activeElement?.blur());

beside(document.querySelector("[data-switch=beside]")); // before the charts are drawn
notice.hidden = false;
document.querySelector(".page-noscript").hidden = true;
const render = globalThis.__kit.render;
const learner = nameBox(document.querySelector(".page-name input"), page.course);
const { places, ready } = host(page, { render, vega, lang: document.documentElement.lang, refused, learner });
const show = projector(page.words, places);

const tools = document.querySelector(".page-tools");
tools.hidden = false;
furigana(page.words);
tools.querySelector("[data-do=project]").addEventListener("click", show.start);
tools.querySelector("[data-do=print]").addEventListener("click", () => print());

// the other language opens at the same place
for (const link of document.querySelectorAll(".page-bar a[hreflang]")) {
  link.addEventListener("click", () => (link.hash = show.here()?.querySelector(".page-block").id ?? ""));
}

ready.then(() => {
  const all = places.every(({ node }) => node.classList.contains("is-live"));
  document.documentElement.classList.toggle("page-live-all", all);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView(); // drawing moved it
});
