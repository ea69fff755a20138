import { h } from "./dom.js";
import { openSeal } from "./seal.js";
import { watch } from "./scope.js";

const REVEAL = "reveal"; // the public key text of what waits in a sealed copy

/**
 * Keep something closed until the question it waits for is done, or the learner asks to see it.
 *
 * `open(guess, body)` fills the body, once; `update(guess)` is told a later guess.
 * Without `after` it opens at once. Returns {ready, stop}.
 */
export function gate({ model, root, data, words }, open, update = () => {}) {
  // prose is read out as it comes in; a chart says its reading itself
  const live = data.after && data.kind === "tell" ? "polite" : null;
  const body = h("div", { class: "kit-body", tabindex: "-1", "aria-live": live });
  if (!data.after) {
    root.append(body);
    return { ready: Promise.resolve(open(null, body)), stop() {} };
  }
  const button = h("button", { type: "button", class: "kit-plain" }, words.show_anyway);
  const closed = h("div", { class: "kit-closed" }, h("p", {}, words.closed), button);
  root.append(closed, body);
  let opened = null;
  let guess = null;
  const start = () => {
    closed.remove();
    if (data.seal) Object.assign(data, openSeal(data.seal, REVEAL, data.uid));
    opened = Promise.resolve(open(guess, body));
    opened.catch((error) => console.error("kit:", data.uid, error));
  };
  button.addEventListener("click", () => {
    start();
    body.focus(); // the button with the focus is gone
  });
  const stop = watch(model.get("scope"), data.after, (state) => {
    if (!state.done) return;
    guess = state.number;
    if (opened) opened.then(() => update(guess));
    else start();
  });
  return { ready: opened ?? Promise.resolve(), stop };
}
