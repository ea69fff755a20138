import { h } from "./dom.js";

/** A retold article; where there are readings, a switch puts them above the words. */
export function article({ root, data, words }) {
  const text = h("article", { class: "kit-retold", html: data.html });
  if (data.ruby_html) {
    const show = ({ target }) => {
      text.innerHTML = target.checked ? data.ruby_html : data.html;
      // a page prints its paper version
      root.closest(".page-mount")?.querySelector(".page-furigana")?.toggleAttribute("open", target.checked);
    };
    const box = h("input", { type: "checkbox", "data-furigana": true, onchange: show });
    root.append(h("p", {}, h("label", { class: "kit-switch" }, box, ` ${words.furigana}`)));
  }
  root.append(text, h("div", { html: data.note_html }), h("div", { html: data.about_html }));
  return () => {};
}
