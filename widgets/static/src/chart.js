import { h, newId, painted } from "./dom.js";
import { gate } from "./gate.js";

const SAVE = 100; // ms: what Python is told waits for a pause
const SPEAK = 250; // ms: do not flood a screen reader while a slider moves

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** One labelled control over the places of its options. */
function controlOf(control, change) {
  const { options, label } = control;
  const id = newId();
  const heading = h("label", { for: id, class: "kit-label" }, label);
  const oninput = (event) => change(Number(event.target.value));
  if (control.type === "select") {
    const choices = options.map((option, place) => h("option", { value: place }, option.label));
    const select = h("select", { id, oninput }, ...choices);
    return { node: h("div", { class: "kit-control" }, heading, select), show: (place) => (select.value = place) };
  }
  const input = h("input", { id, type: "range", min: 0, max: options.length - 1, step: 1, oninput });
  const output = h("output", { for: id, "aria-live": "off" }); // the slider itself says its value
  const show = (place) => {
    input.value = place;
    output.textContent = options[place].label;
    input.setAttribute("aria-valuetext", options[place].label);
  };
  const top = h("div", { class: "kit-over" }, heading, output);
  return { node: h("div", { class: "kit-control kit-wide" }, top, input), show };
}

/** The table twin of what is drawn. */
function tableOf({ columns }, rows, caption) {
  const kind = (place) => (columns[place]?.number ? "kit-figure" : null);
  const head = columns.map(({ title }, place) => h("th", { scope: "col", class: kind(place) }, title));
  const body = rows.map((row) => {
    const cells = row.map((text, place) =>
      place ? h("td", { class: kind(place) }, text) : h("th", { scope: "row", class: kind(place) }, text),
    );
    return h("tr", {}, ...cells);
  });
  return h(
    "table",
    {},
    caption ? h("caption", {}, caption) : null,
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...body),
  );
}

/** Draw the chart once; returns the Vega view. */
async function drawInto(canvas, data, settings, vega) {
  const spec = structuredClone(data.spec);
  delete spec.$schema; // the versions that the kit uses draw alike
  for (const param of spec.params ?? []) if (param.name in settings) param.value = settings[param.name];
  const embed = await vega();
  const how = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false };
  const { view } = await embed(canvas, spec, how);
  return view;
}

/** Keep the chart as wide as its card: Vega itself looks only when the window changes. */
function followWidth(canvas, view) {
  let width = canvas.clientWidth;
  const observer = new ResizeObserver(() => {
    if (!canvas.clientWidth || canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    view.width(width).runAsync();
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}

/** A chart with its reading, its table and its source, changed by the learner where it has controls. */
export async function chart(kit) {
  const { model, data, words } = kit;
  const canvas = h("div", { class: "kit-canvas" });
  const takeaway = h("div", { class: "kit-takeaway" });
  const status = h("div", { role: "status", "aria-live": "polite", class: "kit-hidden" });
  const details = h("details", { class: "kit-table", open: data.open }, h("summary", {}, words.table));
  const holder = h("div", { class: "kit-scroll", tabindex: "0", role: "group", "aria-label": words.table });
  const controls = data.controls.map((control, index) => controlOf(control, (place) => change(index, place)));
  const hasGuess = () => (data.spec.params ?? []).some(({ name }) => name === "guess");
  let places = [];
  let view = null;
  let touched = false;
  let setting = false;
  let telling = false;
  let saveLater;
  let speakLater;
  let unfollow = () => {};
  let over = false;
  details.append(holder);

  const settings = () => Object.fromEntries(data.controls.map(({ name, options }, i) => [name, options[places[i]].value]));
  const readPlaces = () => {
    const values = model.get("values") ?? {};
    places = data.controls.map(({ name, options, value }) => {
      const wanted = name in values ? values[name] : value;
      return Math.max(0, options.findIndex((option) => same(option.value, wanted)));
    });
  };

  // what the words, the table and the drawing's label say about the present setting
  function describe() {
    const state = data.states[places.join(",")];
    takeaway.innerHTML = state.takeaway_html;
    takeaway.dataset.state = places.join(",");
    const caption = [data.title, ...data.controls.map(({ label, options }, i) => `${label}: ${options[places[i]].label}`)];
    holder.replaceChildren(tableOf(data, state.rows, caption.filter(Boolean).join(" · ")));
    const svg = canvas.querySelector("svg");
    svg?.setAttribute("role", "img");
    svg?.setAttribute("aria-label", state.description);
  }

  // the drawing reaches the screen first; quick steps share one description
  function describeLater() {
    if (telling) return;
    telling = true;
    painted().then(() => {
      telling = false;
      if (!over) describe();
    });
  }

  const speak = () => (status.textContent = takeaway.textContent.trim());

  function change(index, place) {
    const { name, options } = data.controls[index];
    touched = true;
    places[index] = place;
    view.signal(name, options[place].value).run(); // Vega draws before the task of the event ends
    controls[index].show(place);
    describeLater();
    setting = true;
    model.set("values", settings());
    setting = false;
    clearTimeout(saveLater);
    saveLater = setTimeout(() => model.save_changes(), SAVE);
    clearTimeout(speakLater);
    speakLater = setTimeout(speak, SPEAK);
  }

  async function open(guess, body) {
    const title = data.title ? h("div", { class: "kit-title", id: newId() }, data.title) : null;
    const panel = controls.length ? h("div", { class: "kit-controls" }, ...controls.map(({ node }) => node)) : null;
    const source = h("div", { class: "kit-source", html: data.source_html });
    const card = h("div", { class: "kit-card" }, canvas);
    const figure = h("figure", { "aria-labelledby": title?.id }, title, card);
    readPlaces();
    controls.forEach((control, i) => control.show(places[i]));
    body.append(figure, status);
    view = await drawInto(canvas, data, { ...settings(), ...(hasGuess() ? { guess } : {}) }, kit.vega);
    if (over) return view.finalize();
    if (data.spec.width === "container") unfollow = followWidth(canvas, view);
    if (panel) card.before(panel); // not before there is something to control
    figure.append(takeaway, details, source);
    describe();
    if (data.after) speak();
  }

  const { ready, stop } = gate(kit, open, (guess) => hasGuess() && view?.signal("guess", guess).run());
  await ready;
  const changed = () => {
    if (setting || touched || !view) return;
    readPlaces();
    controls.forEach((control, i) => control.show(places[i]));
    for (const [name, value] of Object.entries(settings())) view.signal(name, value);
    view.run();
    describe();
  };
  model.on("change:values", changed);
  return () => {
    over = true;
    model.off("change:values", changed);
    clearTimeout(speakLater);
    stop();
    unfollow();
    view?.finalize();
  };
}
