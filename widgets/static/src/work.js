// “Your work”: the page offers files and asks; whoever keeps the answers does the work and replies.
import { fill, h, newId } from "./dom.js";

const PATIENCE = 8000; // ms until a missing reply is said; a kernel that runs a cell may take some seconds

/** Download, load and clear the kept answers of one lesson. */
export async function work({ model, root, data, words }) {
  const id = newId();
  let waiting;
  let url;
  const status = h("p", { class: "kit-said", role: "status", "aria-live": "polite" });
  const download = h("button", { type: "button", class: "kit-main", onclick: () => ask({ type: "file" }) }, words.download);
  const file = h("input", { type: "file", id, accept: ".json,application/json", onchange: () => load() });
  const clear = h("button", { type: "button", onclick: () => ask({ type: "clear" }) }, words.clear);
  const undo = h("button", { type: "button", hidden: true, onclick: () => ask({ type: "undo" }) }, words.undo);
  const place = data.file ? fill(words.kept, { file: data.file }) : words.kept_here; // no file: a page without a kernel
  const body = [
    data.binder ? h("p", { class: "kit-banner" }, words.binder) : h("p", {}, place),
    h("div", { class: "kit-row" }, download, clear),
    h("div", { class: "kit-load" }, h("label", { for: id, class: "kit-label" }, words.load), file),
    h("div", { class: "kit-after" }, status, undo),
  ];
  root.append(
    data.end
      ? h("section", { class: "kit-panel", "aria-label": words.title }, ...body)
      : h("details", { class: "kit-panel", open: data.open }, h("summary", {}, words.title), ...body),
  );

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }
  function offerUndo(offered) {
    // a button that goes must not take the focus with it
    if (!offered && document.activeElement === undo) download.focus();
    undo.hidden = !offered;
  }
  function ask(message) {
    say(""); // the same sentence said again is then read out again
    clearTimeout(waiting);
    waiting = setTimeout(() => say(words.no_reply), PATIENCE);
    try {
      model.send(message);
    } catch {
      clearTimeout(waiting);
      say(words.no_reply);
    }
  }
  async function load() {
    const [chosen] = file.files;
    if (!chosen) return;
    say("");
    try {
      if (chosen.size > data.limit) say(words.too_large);
      else ask({ type: "load", text: await chosen.text() });
    } catch {
      say(words.unreadable); // a folder, or a file that is gone
    }
    file.value = ""; // so that the same file can be chosen again
  }
  // a link to a blob needs neither the clipboard nor https
  function save({ name, text }) {
    URL.revokeObjectURL(url);
    url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = h("a", { href: url, download: name }, name);
    status.replaceChildren(words.saves, " ", link);
    link.click();
  }
  function receive(message) {
    clearTimeout(waiting);
    if (message.type === "file") save(message);
    if (message.type !== "said") return;
    if (message.text) say(message.text);
    offerUndo(Boolean(message.undo));
  }
  // what was said before this panel was drawn, or by another one
  function draw() {
    const { said, undo: offered } = model.get("values");
    if (said !== undefined && said !== status.textContent && (said || !url)) say(said);
    offerUndo(Boolean(offered));
  }
  model.on("msg:custom", receive);
  model.on("change:values", draw);
  draw();
  return () => {
    clearTimeout(waiting);
    URL.revokeObjectURL(url);
    model.off("msg:custom", receive);
    model.off("change:values", draw);
  };
}
