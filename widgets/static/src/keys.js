// Which keys a screen answers to, and which belong to what has the focus.
export const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "];
export const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
// R is the key to remember; "." and B are what a remote's "black screen" button sends, within reach of a teacher who walks
export const REVEAL = ["r", ".", "b"];

const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=range], [type=checkbox], [type=button])";

/** The key by its letter, where an input method is on as well. */
export const keyOf = (event) =>
  event.key === "Process" ? event.code.replace("Key", "").toLowerCase() : event.key.length === 1 ? event.key.toLowerCase() : event.key;

/** Is it a key by itself, and not part of a shortcut or of a word being typed? */
export const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);

/** Does the element with the focus need this key itself? */
export function needs(target, key) {
  if (!(target instanceof Element)) return false;
  if (key === "PageDown" || key === "PageUp") return target.matches("textarea"); // a remote always works
  if (target.matches(TYPED)) return true;
  if (key.startsWith("Arrow")) return target.matches("input[type=radio], input[type=range]");
  return key === " " && target.matches("button, summary, a, input");
}
