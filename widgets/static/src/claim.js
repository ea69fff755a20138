// One claim: where it stands, what the learner thinks of it, the evidence, the judgement.
import { radioGroup, rowAnswer } from "./answer.js";
import { fill, h, newId } from "./dom.js";
import { evidence, part } from "./evidence.js";

/** What the register says of a claim, in one mark. */
export const oursOf = ({ says, kind }, { answers, kinds }) => (says === "view" || says === "vague" ? kinds[kind] : answers[says])[0];

function thinking({ data, words }) {
  const name = newId();
  const option = (key) => {
    const [label, meaning] = data.answers[key];
    const text = h("span", {}, h("strong", {}, label), h("span", { class: "kit-meaning" }, meaning));
    return h("label", { class: "kit-option" }, h("input", { type: "radio", name, value: key }), " ", text);
  };
  const groups = data.groups.map(([heading, keys]) => {
    const options = h("div", { class: "kit-options" }, ...keys.map(option));
    return heading ? h("fieldset", { class: "kit-group" }, h("legend", {}, heading), options) : h("div", { class: "kit-group" }, options);
  });
  return radioGroup(h("fieldset", { class: "kit-thinking" }, h("legend", { class: "kit-prompt" }, words.think), ...groups));
}

/** The learner's answer beside the register's, the marks with their meaning, and the reasons. */
function judgement(claim, { think }, { data, words }) {
  const ours = oursOf(claim, data);
  const values = { ours, yours: data.answers[think]?.[0] };
  const same = think === claim.says;
  const name = !think ? "said_nothing" : think === "unsure" ? "said_unsure" : same ? "said_same" : "said_other";
  const marks = [[words.kind, data.kinds[claim.kind]]];
  if (claim.figures) marks.push([words.figure, data.figures[claim.figures]]);
  if (claim.says in data.answers && claim.says !== "view" && claim.says !== "vague") marks.push([words.sentence, data.answers[claim.says]]);
  const because = claim.why ?? (name === "said_other" ? data.kinds[claim.kind][1] : null);
  if (!claim.why && because) marks.shift(); // the meaning of the kind is the reason
  const list = marks.flatMap(([title, [label, meaning]]) => [h("dt", {}, title), h("dd", {}, fill(words.mark, { label, meaning }))]);
  const sides = [[words.for, claim.for], [words.against, claim.against]].filter(([, text]) => text);
  const boxes = sides.map(([title, text]) => h("div", { class: "kit-side" }, h("p", { class: "kit-label" }, title), h("p", {}, text)));
  return [
    h("p", { class: "kit-compare" }, fill(words[name], values)),
    because ? h("p", {}, because) : null,
    list.length ? h("dl", { class: "kit-marks" }, ...list) : null,
    boxes.length ? h("div", { class: "kit-sides" }, ...boxes) : null,
    part(words.since, claim.since && h("p", {}, claim.since)),
    name === "said_other" ? h("p", { class: "kit-small" }, words.report) : null,
  ].filter(Boolean);
}

/** A button that opens and closes what follows it. */
function opener(text, press) {
  const body = h("div", { id: newId(), class: "kit-opened", hidden: true });
  const button = h("button", { type: "button", class: "kit-opener", "aria-expanded": "false", "aria-controls": body.id, onclick: press }, text);
  const show = (open) => {
    body.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  return { button, body, show };
}

/** One claim; said: {think, sure, open}; say(change) keeps what the learner says. */
export function claimCard(claim, said, say, kit) {
  const { data, words } = kit;
  const about = { article: data.articles[claim.article], paragraph: claim.paragraph, lesson: claim.lesson };
  const text = h("p", { class: "kit-claim-text", tabindex: "-1" }, claim.text);
  const think = thinking(kit);
  const sure = rowAnswer(words.how_sure, data.sure, "kit-sure");
  const note = h("p", { class: "kit-note", role: "status" });
  const proof = opener(words.evidence, () => {
    if (!proof.body.firstChild) proof.body.append(evidence(claim, kit));
    proof.show(proof.body.hidden);
  });
  const verdict = opener(words.judgement, () => (said.think || said.open ? turn(!said.open) : (note.textContent = words.judge_first)));
  const anyway = h("button", { type: "button", class: "kit-plain", onclick: () => { turn(true); verdict.button.focus(); } }, words.show_anyway);

  function draw() {
    const closed = said.open;
    for (const group of [think, sure]) closed ? group.close() : group.open();
    verdict.button.setAttribute("aria-disabled", String(!said.think && !said.open));
    anyway.hidden = Boolean(said.think) || said.open;
    verdict.show(said.open);
    verdict.body.replaceChildren(...(said.open ? judgement(claim, said, kit) : []));
    note.textContent = said.open ? words.again : "";
  }
  function keep(change) {
    said = { ...said, ...change };
    say(change);
    draw();
  }
  const turn = (open) => keep({ open });
  think.write(said.think);
  sure.write(said.sure ?? "");
  think.node.addEventListener("change", () => keep({ think: think.read() }));
  sure.node.addEventListener("change", () => keep({ sure: Number(sure.read()) }));
  draw();
  const node = h(
    "div",
    { class: "kit-claim" },
    h("p", { class: "kit-where" }, h("strong", {}, claim.id), " · ", fill(words.where, about)),
    text,
    think.node,
    sure.node,
    h("div", { class: "kit-row kit-buttons" }, proof.button),
    proof.body,
    h("div", { class: "kit-row kit-buttons" }, verdict.button, anyway, note),
    verdict.body,
  );
  return { node, focus: () => text.focus() };
}
