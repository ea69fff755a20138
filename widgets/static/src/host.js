// Gives the widgets of a page, where no kernel runs, the model they talk to in a notebook.
import { fill, h } from "./dom.js";
import { fitted } from "./fit.js";
import { keyOf } from "./learner.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// what a learner enters in these is kept; charts and reveals begin as the lesson made them (as widgets/live.py)
const KEPT = ["question", "claims", "headline"];

/** The answers in a file's or an entry's text, or null if it holds none. */
export function answersIn(text) {
  try {
    const content = JSON.parse(text.replace(/^\ufeff/, ""));
    const fits = isObject(content.answers) && Object.values(content.answers).every(isObject);
    return fits && typeof content.lesson === "string" && typeof content.variant === "string" ? content : null;
  } catch {
    return null;
  }
}

/** Kept answers: one entry for each learner and variant, in the form of the answers file. `refused` is called if there can be none. */
export function store({ course, lesson, variant, parameters }, storage, refused, learner) {
  const key = keyOf(course, lesson, variant, learner);
  const attempt = (work, otherwise) => {
    try {
      return work();
    } catch {
      refused(); // private window, full, or switched off
      return otherwise;
    }
  };
  const content = (answers) => {
    const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
    return { lesson, variant, parameters, answers: sorted };
  };
  // a damaged entry is set aside, never written over
  const setAside = (text) => {
    let count = 1;
    while (storage().getItem(`${key}:damaged-${count}`) !== null) count += 1;
    storage().setItem(`${key}:damaged-${count}`, text);
    storage().removeItem(key);
  };
  const read = () =>
    attempt(() => {
      const text = storage().getItem(key);
      if (text === null) return {};
      const kept = answersIn(text);
      if (!kept) setAside(text);
      return kept?.answers ?? {};
    }, {});
  const write = (answers) => attempt(() => storage().setItem(key, JSON.stringify(content(answers))));
  return {
    read,
    write,
    // read again each time: another tab may have written meanwhile
    keep: (uid, values) => write({ ...read(), [uid]: values }),
    text: () => `${JSON.stringify(content(read()), null, 1)}\n`,
  };
}

/** The interface that a widget uses; see anywidget. */
function modelOf(state, save, answer) {
  const listeners = new Map();
  const emit = (name, ...values) => [...(listeners.get(name) ?? [])].forEach((listener) => listener(...values));
  return {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      emit(`change:${name}`);
    },
    save_changes: () => save(state),
    on(name, listener) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(listener);
    },
    off: (name, listener) => (listener ? listeners.get(name)?.delete(listener) : listeners.delete(name)),
    send: (message) => answer(message, (reply) => emit("msg:custom", reply, [])),
    receive: (message) => emit("msg:custom", message, []),
  };
}

// has a learner entered anything?
const begun = (value) => (isObject(value) ? Object.values(value).some(begun) : Boolean(value));
export const begunOf = (answers) => Object.fromEntries(Object.entries(answers).filter(([, values]) => begun(values)));

/** A file name with the learner's name; signs that some system refuses become "-". */
export const fileName = (start, name) => `${[start, name].filter(Boolean).join("-").replace(/[\\/:*?"<>|\u0000-\u001f]/g, "-")}.json`;

/** The half of kept work that Python has in a notebook; `restore(answers, every)` shows answers in the page. */
export function workOf(page, kept, restore, learner) {
  const { words } = page;
  let before = null;
  const said = (text) => ({ type: "said", text, undo: before !== null });
  const put = (answers, every) => {
    before = kept.read();
    kept.write(answers);
    restore(answers, every);
  };
  const problem = (content) => {
    if (!content) return words.damaged;
    const [lesson, variant] = [content.lesson.slice(0, 60), content.variant.slice(0, 80)];
    if (lesson !== page.lesson) return fill(words.other_lesson, { theirs: lesson, ours: page.lesson });
    if (variant !== page.variant) return fill(words.other_copy, { theirs: variant, ours: page.variant });
    return begun(content.answers) ? null : words.no_answers;
  };
  return {
    file: () => (begun(kept.read()) ? { type: "file", name: fileName(page.variant, learner), text: kept.text() } : said(words.no_file)),
    load({ text }) {
      const content = answersIn(text);
      const wrong = problem(content);
      if (wrong) return said(wrong);
      const loaded = begunOf(content.answers);
      put({ ...kept.read(), ...loaded }, false);
      return said(fill(words.loaded, { n: Object.keys(loaded).length }));
    },
    clear() {
      const some = begun(kept.read());
      if (some) put({}, true);
      else restore({}, true); // something may be typed and not yet entered
      return said(some ? words.cleared : words.no_clear);
    },
    undo() {
      if (!before) return said(words.no_undo);
      put(before, false);
      before = null;
      return said(words.undone);
    },
  };
}

/** Put the working version into one place of the page; resolves when it is drawn. */
export async function mount(place, { model, render, vega }) {
  const el = h("div", { class: "page-live" });
  place.append(el);
  try {
    await render({ model, el, vega });
    place.classList.add("is-live");
  } catch (error) {
    el.remove(); // the paper version stays
    console.error("kit:", error);
  }
}

/** A chart without controls: drawn again, as wide as the page. */
async function draw({ model, el, vega }) {
  const { $schema, ...spec } = model.get("data").spec;
  const canvas = el.appendChild(h("div", { class: "page-card" })).appendChild(h("div", { class: "page-canvas" }));
  const embed = await vega();
  const how = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false };
  const { view } = await embed(canvas, spec, how);
  const drawing = canvas.querySelector("svg");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", spec.description ?? "");
  new ResizeObserver(() => canvas.clientWidth && view.width(canvas.clientWidth).runAsync()).observe(canvas);
}

/** Start all widgets of the page. Returns the places, each with its data, and a promise that all are drawn. */
export function host(page, { render, vega, lang, refused, learner }) {
  const kept = store(page, () => localStorage, refused, learner);
  const answers = kept.read();
  const narrow = matchMedia("(max-width: 30rem)").matches;
  const places = [...document.querySelectorAll(".page-mount")].map((node) => {
    const data = JSON.parse(node.querySelector("script").textContent);
    if (data.spec) data.spec = fitted(data.spec, narrow, lang);
    return { node, data, kind: node.dataset.kind };
  });
  const restore = (restored, every) => {
    for (const { kind, data, model } of places) {
      if (!KEPT.includes(kind)) continue;
      const values = restored[data.uid] ?? {};
      if (!every && JSON.stringify(values) === JSON.stringify(model.get("values"))) continue;
      model.set("values", values);
      model.receive({ type: "restored" });
    }
  };
  const work = workOf(page, kept, restore, learner);
  // every panel says the same about undo, and the one that was asked says what happened
  const answer = (own, message, reply) => {
    const found = Object.hasOwn(work, message.type) ? work[message.type](message) : null;
    if (found?.type === "said") {
      for (const { kind, model } of places) {
        if (kind === "work") model.set("values", { said: model === own ? found.text : "", undo: found.undo });
      }
    }
    if (found) reply(found);
  };
  for (const place of places) {
    const { data, kind } = place;
    if (kind === "work") Object.assign(data, { file: null, binder: false }); // kept here, in the browser
    const values = KEPT.includes(kind) ? (answers[data.uid] ?? {}) : {};
    const state = { data, values, uid: data.uid, token: data.uid, scope: page.variant, lang };
    const save = ({ values: now }) => KEPT.includes(kind) && kept.keep(data.uid, now);
    place.model = modelOf(state, save, (message, reply) => answer(place.model, message, reply));
  }
  const drawn = places.map(({ node, kind, model }) =>
    mount(node, { model, vega, render: kind === "drawing" ? draw : render }),
  );
  return { places, ready: Promise.all(drawn) };
}
