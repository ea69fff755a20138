// The script of a course's start page: who works, what is kept here, one file of all answers and back again.
import { fill, h } from "./dom.js";
import { answersIn, begunOf, fileName } from "./host.js";
import { keyOf, nameBox, partsOf } from "./learner.js";

const page = JSON.parse(document.getElementById("kit-start").textContent);
const { course, words, limit } = page;
const learner = nameBox(document.querySelector(".page-name input"), course);
const status = document.querySelector(".page-said");
const undo = document.querySelector("[data-do=undo]");
const say = (...what) => status.replaceChildren(...what);
let before = null; // what a loaded file replaced: [key, text or null] each

/** The kept answers of this learner, one entry for each copy of a lesson. */
const entries = () =>
  Object.keys(localStorage)
    .filter((key) => partsOf(key, course, learner))
    .sort()
    .map((key) => answersIn(localStorage.getItem(key) ?? ""))
    .filter((content) => content && Object.keys(begunOf(content.answers)).length);

function count() {
  const kept = entries();
  for (const place of document.querySelectorAll("[data-lesson]")) {
    const found = kept.filter(({ lesson }) => lesson === place.dataset.lesson);
    const n = found.reduce((sum, { answers }) => sum + Object.keys(begunOf(answers)).length, 0);
    place.textContent = n ? fill(words.answers, { n }) : "";
  }
}

function download() {
  const lessons = entries();
  if (!lessons.length) return say(words.no_file);
  const text = `${JSON.stringify({ course, learner, lessons }, null, 1)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const name = fileName(course, learner);
  const link = h("a", { href: url, download: name }, name);
  say(`${words.saves} `, link);
  link.click();
}

/** The lessons in a file: one of the whole course, or one of a single lesson. */
function lessonsIn(text) {
  const single = answersIn(text);
  if (single) return [single];
  try {
    const whole = JSON.parse(text.replace(/^\ufeff/, ""));
    const lessons = (Array.isArray(whole.lessons) ? whole.lessons : []).map((one) => answersIn(JSON.stringify(one)));
    return lessons.every(Boolean) ? lessons : [];
  } catch {
    return [];
  }
}

function put(changes) {
  before = changes.map(([key]) => [key, localStorage.getItem(key)]);
  for (const [key, text] of changes) text === null ? localStorage.removeItem(key) : localStorage.setItem(key, text);
  count();
}

async function load(file) {
  if (!file) return;
  if (file.size > limit * page.lessons.length) return say(words.too_large);
  const text = await file.text().catch(() => null);
  if (text === null) return say(words.unreadable);
  const known = lessonsIn(text).filter(({ lesson }) => page.lessons.includes(lesson));
  const answers = known.map((content) => ({ ...content, answers: begunOf(content.answers) }));
  const n = answers.reduce((sum, content) => sum + Object.keys(content.answers).length, 0);
  if (!n) return say(words.damaged);
  put(
    answers.map((content) => {
      const key = keyOf(course, content.lesson, content.variant, learner);
      const kept = answersIn(localStorage.getItem(key) ?? "")?.answers ?? {};
      return [key, JSON.stringify({ ...content, answers: { ...kept, ...content.answers } })];
    }),
  );
  undo.hidden = false;
  say(fill(words.loaded, { n }));
}

function clear() {
  const keys = Object.keys(localStorage).filter((key) => partsOf(key, course, learner));
  if (!keys.length) return say(words.no_clear);
  put(keys.map((key) => [key, null]));
  undo.hidden = false;
  say(words.cleared);
}

function takeBack() {
  put(before);
  document.querySelector("[data-do=download]").focus();
  undo.hidden = true;
  say(words.undone);
}

/** Nothing can be kept in a private window or a full storage: say it instead of failing. */
const careful = (work) => async (...given) => {
  try {
    await work(...given);
  } catch {
    say(words.not_kept);
  }
};

const file = document.querySelector(".page-own input[type=file]");
const doing = { download, clear, undo: takeBack };
for (const button of document.querySelectorAll(".page-own [data-do]")) {
  button.addEventListener("click", careful(doing[button.dataset.do]));
}
file.addEventListener(
  "change",
  careful(async () => {
    const [chosen] = file.files;
    await load(chosen);
    file.value = ""; // so that the same file can be chosen again
  }),
);
document.querySelector(".page-noscript").hidden = true;
document.querySelector(".page-own").hidden = false;
careful(count)();
