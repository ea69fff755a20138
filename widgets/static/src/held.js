// A page that is sent alone holds its slides itself: they open over it, with the scripts that the page has already.
import { h } from "./dom.js";

const script = (text) => `<script>${text}</${"script"}>`;

/** Open the slides that the page holds at a block; at their end the page starts anew, with what was answered there. */
export function openHeld(deck, id) {
  const [kit, , vega] = [...document.querySelectorAll("body > script:not([type])")].map((node) => node.textContent);
  const text = JSON.parse(deck.textContent).replace("<!--kit-->", () => script(kit)).replace("<!--vega-->", () => script(vega));
  const frame = h("iframe", { class: "page-held", title: document.title, allow: "fullscreen", srcdoc: text, "data-start": id });
  frame.addEventListener("load", () => frame.contentWindow.focus());
  frame.addEventListener("kit-end", ({ detail }) => {
    location.hash = detail;
    location.reload();
  });
  document.body.append(frame);
}
