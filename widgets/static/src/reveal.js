// What one key shows on a projector: the closed reveal, the right option, the right order, the worked step.
import { fill, h } from "./dom.js";
import { openSeal } from "./seal.js";

const WORKED = "worked"; // the public key text of every worked step

const open = ({ data }, key) => openSeal(data.seal, key, data.uid);

function rightOption(place) {
  for (const { key } of place.data.options) {
    const box = key === "unsure" ? null : open(place, key);
    if (box?.grade === "right") return { key, html: box.html };
  }
  return null;
}

/** The items of an order, sorted by the pairs that open. */
function rightOrder(place) {
  const { items } = place.data;
  const before = new Map(items.map(({ key }) => [key, 0]));
  items.forEach(({ key: a }, i) => {
    for (const { key: b } of items.slice(i + 1)) {
      const later = open(place, `p:${a}<${b}`) ? b : a;
      before.set(later, before.get(later) + 1);
    }
  });
  const sorted = [...items].sort((a, b) => before.get(a.key) - before.get(b.key));
  return { sorted, html: open(place, `o:${sorted.map(({ key }) => key).join(",")}`)?.html ?? "" };
}

function answerNode(place, words) {
  const { node, data } = place;
  if (data.input === "choice") {
    const right = rightOption(place);
    if (!right) return null;
    const input = node.querySelector(`input[value="${CSS.escape(right.key)}"]`);
    input?.closest("label")?.classList.add("page-right");
    const n = data.options.findIndex(({ key }) => key === right.key) + 1;
    return h("div", {}, h("p", { class: "page-grade" }, fill(words.right_option, { n })), h("div", { html: right.html }));
  }
  if (data.input === "order") {
    const { sorted, html } = rightOrder(place);
    const list = h("ol", {}, ...sorted.map((item) => h("li", { html: item.html })));
    return h("div", {}, h("p", { class: "page-grade" }, words.right_order), list, h("div", { html }));
  }
  const worked = open(place, WORKED);
  if (!worked) return null;
  return h("div", {}, h("p", { class: "page-grade" }, words.worked), h("div", { html: worked.html }));
}

/** Show the answer of one place; false if nothing is hidden there (any more). Kept answers are not touched. */
export function answerOf(place, words) {
  const { node, data, kind } = place;
  const closed = node.querySelector(".kit-closed button");
  if (closed) {
    closed.click();
    return true;
  }
  if (kind !== "question" || !data.seal || node.querySelector(".page-answer")) return false;
  const answer = answerNode(place, words);
  if (!answer) return false;
  answer.className = "page-answer";
  answer.setAttribute("role", "status");
  node.append(answer);
  return true;
}
