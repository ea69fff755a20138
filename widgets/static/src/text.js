import { rowAnswer } from "./answer.js";
import { fill, h, newId } from "./dom.js";
import { keeper, strings } from "./keep.js";

const PAUSE = 800; // ms without a key: then what is typed is kept

/** Words, or characters without the space between them. */
export function measure(text, unit) {
  if (unit === "characters") return [...text.replace(/\s/gu, "")].length;
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** A text of the learner's own: nothing is checked, everything is kept. */
export function writing(kit) {
  const { root, data, words } = kit;
  const boxes = data.fields.map(fieldOf);
  const length = lengthOf(data, words);
  const rubric = rubricOf(data.rubric, words);
  let last = boxes[0].box; // a beginning goes where the learner wrote last
  let timer = null;

  function draw({ answer }) {
    clearTimeout(timer);
    timer = null;
    const texts = strings(answer.fields, data.fields.map(({ name }) => name));
    for (const { name, box } of boxes) box.value = texts[name] ?? "";
    rubric.write(answer.score);
    length.show(read());
    return written();
  }
  const read = () => boxes.map(({ box }) => box.value).join("\n");
  const written = () => read().trim() !== "";
  const keep = keeper(kit, draw);

  function save() {
    clearTimeout(timer);
    timer = null;
    const fields = Object.fromEntries(boxes.map(({ name, box }) => [name, box.value]));
    keep.save({ answer: { fields, score: rubric.read() }, done: written() });
    length.show(read());
  }
  function later() {
    keep.touch();
    length.show(read());
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }
  function begin(starter) {
    const gap = last.value && !/\s$/u.test(last.value) ? " " : "";
    last.value += gap + starter;
    last.focus();
    last.setSelectionRange(last.value.length, last.value.length);
    later();
  }
  for (const { box } of boxes) {
    box.addEventListener("focus", () => (last = box));
    box.addEventListener("input", later);
    box.addEventListener("blur", () => timer !== null && save());
  }
  rubric.node?.addEventListener("change", () => (keep.touch(), save()));

  root.append(
    h(
      "fieldset",
      {},
      h("legend", { class: "kit-prompt", html: data.prompt_html }),
      cardsOf(data.cards),
      startersOf(data.starters, words, begin),
      ...boxes.map(({ node }) => node),
      length.node,
      rubric.node,
      h("p", { class: "kit-small" }, words.text_kept),
    ),
  );
  keep.redraw();
  return () => {
    if (timer !== null) save();
    keep.stop();
  };
}

function fieldOf({ name, label }, _place, all) {
  const id = newId();
  const box = h("textarea", { id, rows: all.length > 1 ? 2 : 4 });
  return { name, box, node: h("div", { class: "kit-field" }, h("label", { for: id, class: "kit-label" }, label), box) };
}

function cardsOf(cards) {
  if (!cards.length) return null;
  const nodes = cards.map(({ title_html, html, note_html }) =>
    h(
      "li",
      { class: "kit-source-card" },
      h("p", { class: "kit-card-title", html: title_html }),
      h("div", { html }),
      note_html ? h("p", { class: "kit-small", html: note_html }) : null,
    ),
  );
  return h("ul", { class: "kit-cards", role: "list" }, ...nodes);
}

function startersOf(starters, words, begin) {
  if (!starters.length) return null;
  const id = newId();
  const buttons = starters.map((text) =>
    h("li", {}, h("button", { type: "button", class: "kit-starter", onclick: () => begin(text) }, text)),
  );
  const list = h("ul", { class: "kit-row kit-starters", role: "list", "aria-labelledby": id }, ...buttons);
  return h("div", {}, h("p", { id, class: "kit-label" }, words.starters), list);
}

/** How long the text is, while it grows; read out when it fits or grows too long. */
function lengthOf({ length: [low, high], count }, words) {
  const number = h("span", {});
  const verdict = h("span", { class: "kit-label", "aria-live": "polite" });
  return {
    node: h("p", { class: "kit-count" }, number, " ", verdict),
    show(text) {
      const n = measure(text, count);
      number.textContent = fill(count === "words" ? words.count_words : words.count_characters, { n, low, high });
      const now = n > high ? words.length_over : n >= low ? words.length_fits : "";
      if (verdict.textContent !== now) verdict.textContent = now;
    },
  };
}

/** The rubric: folded, there before writing, and for scoring one's own text. */
function rubricOf(rubric, words) {
  if (!rubric.length) return { node: null, read: () => ({}), write() {} };
  const lines = rubric.map(({ name, levels }) => {
    return { name, ...rowAnswer(name, levels.map((level, points) => `${points}: ${level}`), "kit-criterion") };
  });
  const most = rubric.reduce((sum, { levels }) => sum + levels.length - 1, 0);
  const sum = h("p", { class: "kit-label", "aria-live": "polite" });
  const read = () => Object.fromEntries(lines.filter((line) => line.read()).map((line) => [line.name, Number(line.read())]));
  const show = () => {
    const points = Object.values(read());
    sum.textContent = points.length ? fill(words.score, { n: points.reduce((a, b) => a + b, 0), of: most }) : "";
  };
  const node = h("details", { class: "kit-fold" }, h("summary", {}, words.rubric), ...lines.map((line) => line.node), sum);
  node.addEventListener("change", show);
  return {
    node,
    read,
    write(score) {
      const kept = typeof score === "object" && score !== null ? score : {};
      for (const line of lines) line.write(Number.isInteger(kept[line.name]) ? kept[line.name] : "");
      show();
    },
  };
}
