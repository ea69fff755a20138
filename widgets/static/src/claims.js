// The claim explorer: a deck for a class, or the whole register.
import { claimCard } from "./claim.js";
import { fill, h } from "./dom.js";
import { register } from "./register.js";
import { publish } from "./scope.js";
import { summary } from "./summary.js";

const PAUSE = 600; // ms: Python is told after a pause
const END = "end"; // the place after the last claim of a deck
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Kept values as far as they make sense; claims that are no longer there are left out. */
export function sane(values, { deck, claims, answers, sure }) {
  const { at, said } = isObject(values) ? values : {};
  const found = {};
  for (const { id } of claims) {
    const one = isObject(said) && Object.hasOwn(said, id) && isObject(said[id]) ? said[id] : null;
    if (!one) continue;
    const think = typeof one.think === "string" && Object.hasOwn(answers, one.think) ? one.think : "";
    const level = Number.isSafeInteger(one.sure) && one.sure in sure ? one.sure : null;
    if (think || level !== null || one.open === true) found[id] = { think, sure: level, open: one.open === true };
  }
  return { at: (at === END && deck) || claims.some(({ id }) => id === at) ? at : "", said: found };
}

/** Where the deck or the list stands: back, forward, and how far. */
function navigation({ data, words }, step) {
  const place = h("p", { class: "kit-place" });
  const bar = h("progress", { max: data.claims.length, "aria-hidden": "true" });
  const back = h("button", { type: "button", class: "kit-plain", onclick: () => step(-1) }, words.previous);
  const forth = h("button", { type: "button", class: "kit-main", onclick: () => step(1) }, words.next);
  return {
    top: h("div", { class: "kit-progress" }, place, data.deck ? bar : null),
    bottom: h("div", { class: "kit-row kit-steps" }, back, forth),
    show({ n, of, done, first, last, end }) {
      const text = end ? words.summary : fill(words.place, { n, of });
      place.textContent = data.deck ? `${text} · ${fill(words.said, { n: done })}` : text;
      bar.value = done;
      back.hidden = first;
      forth.hidden = end || (last && !data.deck);
      forth.textContent = last ? words.to_summary : words.next;
    },
  };
}

export function claims(kit) {
  const { model, root, data } = kit;
  let values = sane(model.get("values"), data);
  let touched = false;
  let setting = false;
  let later = null;
  let open = null; // what is shown: {node, focus}
  const nav = navigation(kit, (by) => go(list()[place() + by] ?? END, true));
  const all = data.deck ? null : register(kit, (id) => (id === null ? draw() : go(id)));
  const list = () => (all ? all.left() : data.claims).map(({ id }) => id);
  const place = () => (values.at === END ? list().length : Math.max(0, list().indexOf(values.at)));
  const holder = h("div", {});

  function send() {
    clearTimeout(later);
    later = null;
    model.save_changes();
  }
  function keep(change) {
    touched = true;
    values = { ...values, ...change };
    setting = true;
    model.set("values", values);
    setting = false;
    clearTimeout(later);
    later = setTimeout(send, PAUSE);
    tell();
  }
  const done = () => data.claims.filter(({ id }) => values.said[id]?.think).length;
  function tell() {
    publish(model.get("scope"), data.uid, { done: done() === data.claims.length, number: null });
    const [at, ids] = [place(), list()];
    const end = Boolean(data.deck) && at >= ids.length;
    nav.show({ n: at + 1, of: ids.length, done: done(), first: at === 0, last: at === ids.length - 1, end });
  }
  function say(id, change) {
    const before = values.said[id] ?? { think: "", sure: null, open: false };
    keep({ said: { ...values.said, [id]: { ...before, ...change } } });
  }
  function go(id, focus = Boolean(data.deck)) {
    keep({ at: id });
    draw();
    if (focus) open.focus();
  }
  function draw() {
    const ids = list();
    nav.top.hidden = nav.bottom.hidden = !ids.length;
    if (!ids.length) return holder.replaceChildren();
    const id = ids[place()];
    if (id === undefined) open = summary(values.said, kit, (wanted) => go(wanted, true));
    else {
      const claim = data.claims.find((one) => one.id === id);
      const said = values.said[id] ?? { think: "", sure: null, open: false };
      open = claimCard(claim, said, (change) => say(id, change), kit);
      all?.show(id);
    }
    holder.replaceChildren(open.node);
    tell();
  }
  function restore() {
    values = sane(model.get("values"), data);
    draw();
  }
  const changed = () => setting || touched || restore();
  const heard = (message) => {
    if (message?.type !== "restored") return;
    touched = false;
    restore();
  };

  root.append(...[all?.node, nav.top, holder, nav.bottom].filter(Boolean));
  root.addEventListener("focusout", () => later !== null && send());
  if (all) all.narrow();
  else draw();
  model.on("change:values", changed);
  model.on("msg:custom", heard);
  return () => {
    if (later !== null) send();
    model.off("change:values", changed);
    model.off("msg:custom", heard);
  };
}
