// The end of a deck: how many claims were answered, the piles, and where learner and register differ.
import { oursOf } from "./claim.js";
import { fill, h } from "./dom.js";
import { part } from "./evidence.js";

/** Claims by what the learner said, in the order of the scale; those without an answer last. */
export function pilesOf(claims, said, answers) {
  const ids = (key) => claims.filter(({ id }) => (said[id]?.think ?? "") === key).map(({ id }) => id);
  return [...Object.keys(answers), ""].map((key) => [key, ids(key)]).filter(([, found]) => found.length);
}

/** The claims whose judgement was opened after an answer; “not sure yet” neither agrees nor differs. */
export const comparedOf = (claims, said) => claims.filter(({ id }) => said[id]?.open && said[id].think && said[id].think !== "unsure");

/** The summary; go(id) opens a claim. */
export function summary(said, { data, words }, go) {
  const { claims, answers, sure } = data;
  const n = claims.filter(({ id }) => said[id]?.think).length;
  const compared = comparedOf(claims, said);
  const agrees = ({ id, says }) => said[id].think === says;
  const count = (list) => ({ n: list.length, same: list.filter(agrees).length });
  const levels = sure.map((level, place) => [level, compared.filter(({ id }) => said[id].sure === place)]);
  const lines = [
    fill(words.sum_said, { n, of: claims.length }),
    ...(compared.length ? [fill(words.sum_opened, count(compared))] : []),
    ...levels.filter(([, list]) => list.length).map(([level, list]) => fill(words.sum_sure, { level, ...count(list) })),
  ];
  const button = (id) => h("button", { type: "button", class: "kit-plain kit-go", "aria-label": fill(words.go, { id }), onclick: () => go(id) }, id);
  const piles = pilesOf(claims, said, answers).map(([key, ids]) => {
    const label = fill(words.pile, { label: key ? answers[key][0] : words.pile_empty, n: ids.length });
    return h("li", {}, h("p", { class: "kit-label" }, label), h("div", { class: "kit-row" }, ...ids.map(button)));
  });
  const rows = compared
    .filter((claim) => !agrees(claim))
    .map((claim) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, button(claim.id)),
        h("td", {}, answers[said[claim.id].think][0]),
        h("td", {}, oursOf(claim, data)),
      ),
    );
  const head = [words.claim, words.yours, words.ours].map((title) => h("th", { scope: "col" }, title));
  const table = h("div", { class: "kit-table kit-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)));
  const title = h("p", { class: "kit-claim-text", tabindex: "-1" }, words.summary);
  const node = h(
    "div",
    { class: "kit-deck-end" },
    title,
    h("ul", {}, ...lines.map((text) => h("li", {}, text))),
    part(words.piles, h("ul", { class: "kit-piles", role: "list" }, ...piles)),
    part(words.differ, rows.length ? table : h("p", {}, words.differ_none)),
  );
  return { node, focus: () => title.focus() };
}
