// The script of a deck: the widgets of the page, on slides.
import base from "reveal.js/reveal.css";
import { deck } from "./deck.js";
import { h } from "./dom.js";
import { furigana } from "./furigana.js";
import { host } from "./host.js";
import { nameBox } from "./learner.js";
import own from "./slides.css";
import { followTheme, vegaLoaded } from "./surroundings.js";

const page = JSON.parse(document.getElementById("kit-page").textContent);
const lang = document.documentElement.lang;
document.head.append(h("style", {}, base), h("style", {}, own));
document.querySelector(".page-noscript").hidden = true;
followTheme();

let shown = null;
let kept = true;
const refused = () => {
  kept = false;
  shown?.warn(page.words.not_kept);
};
const learner = nameBox(h("input", {}), page.course); // the name is the page's; a new one starts the deck anew
const { places, ready } = host(page, { render: globalThis.__kit.render, vega: vegaLoaded, lang, refused, learner });
shown = deck(page, places);
if (!kept) refused();

addEventListener("pagehide", () => document.activeElement?.blur()); // what is typed is kept when its box loses the focus
Promise.all([ready, shown.start]).then(() => {
  globalThis.__kitReadings ??= window.frameElement?.ownerDocument.defaultView.__kitReadings; // see held.js
  if (document.querySelector(".page-tools")) furigana(page.words);
  const all = places.every(({ node }) => node.classList.contains("is-live"));
  document.documentElement.classList.toggle("page-live-all", all);
});
