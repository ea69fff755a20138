import { guessed } from "./check.js";
import { format, h, newId } from "./dom.js";

/** Radio buttons of one group, a row each. */
function radios(name, choices, kind) {
  return choices.map(({ value, html, text }) => {
    const label = html === undefined ? h("span", {}, text) : h("span", { html });
    return h("label", { class: kind }, h("input", { type: "radio", name, value }), label);
  });
}

function radioGroup(node) {
  const inputs = [...node.querySelectorAll("input")];
  return {
    node,
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    write: (value) => inputs.forEach((input) => (input.checked = input.value === String(value))),
    focus: () => inputs[0].focus(),
    close: () => inputs.forEach((input) => (input.disabled = true)),
  };
}

/** One of several options. */
export function choiceAnswer({ data }) {
  const options = data.options.map(({ key, html }) => ({ value: key, html }));
  const legend = h("legend", { class: "kit-prompt", html: data.prompt_html });
  return radioGroup(h("fieldset", {}, legend, ...radios(newId(), options, "kit-option")));
}

/** How sure the learner is: the answer is the place in the list, as text. */
export function sureAnswer({ data, words }) {
  const options = data.sure.map((text, place) => ({ value: String(place), text }));
  const row = h("div", { class: "kit-row" }, ...radios(newId(), options, "kit-chip"));
  return radioGroup(h("fieldset", { class: "kit-sure" }, h("legend", {}, words.how_sure), row));
}

/** A number, typed; with lo and hi also by a slider tied to the box. */
export function numberAnswer({ data, words, lang }) {
  const slides = data.lo !== null && data.hi !== null;
  const [id, unitId] = [newId(), newId()];
  const box = h("input", {
    id, type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false",
    class: "kit-number", "aria-describedby": data.unit ? unitId : null,
  });
  const unit = data.unit ? h("span", { id: unitId, class: "kit-unit" }, data.unit) : null;
  const answer = {
    read: () => box.value.trim(),
    write: (text) => (box.value = text),
    focus: () => box.focus(),
    close: () => (box.disabled = true),
  };
  if (!slides) {
    const prompt = h("label", { for: id, class: "kit-prompt", html: data.prompt_html });
    return { ...answer, node: h("div", {}, prompt, h("div", { class: "kit-row" }, box, unit)) };
  }
  const slider = sliderOf(data, words, lang);
  const show = () => slider.follow(guessed(data, box.value));
  box.addEventListener("input", show);
  slider.input.addEventListener("input", () => {
    box.value = slider.text();
    show();
  });
  const label = h("label", { for: id, class: "kit-label" }, data.guess ? words.your_guess : words.your_answer);
  const node = h(
    "fieldset",
    {},
    h("legend", { class: "kit-prompt", html: data.prompt_html }),
    slider.node,
    h("div", { class: "kit-row" }, label, box, unit),
  );
  show();
  return {
    ...answer,
    node,
    write: (text) => (answer.write(text), show()),
    close: () => (answer.close(), (slider.input.disabled = true)),
  };
}

function sliderOf({ lo, hi, step, unit }, words, lang) {
  const pace = step ?? (hi - lo) / 100;
  const decimals = (String(pace).split(".")[1] ?? "").length;
  const input = h("input", { type: "range", min: lo, max: hi, step: pace, "aria-label": words.slider });
  const text = () => Number(input.value).toFixed(Math.min(decimals, 20));
  const ends = h("div", { class: "kit-ends", "aria-hidden": "true" });
  ends.append(h("span", {}, format(lo, lang)), h("span", {}, format(hi, lang)));
  return {
    input,
    text,
    node: h("div", { class: "kit-slider" }, input, ends),
    follow(x) {
      input.classList.toggle("kit-unset", x === null); // nothing is chosen until the learner moves it
      if (x !== null) input.value = x;
      if (x === null) input.removeAttribute("aria-valuetext");
      else input.setAttribute("aria-valuetext", [format(x, lang), unit].filter(Boolean).join(" "));
    },
  };
}
