import { guessed } from "./check.js";
import { fill, format, h, newId } from "./dom.js";

// Every answer has: node; read(); write(kept), which shows what fits and says whether all of it did, nothing kept
// included; problem(), a sentence if it cannot be checked yet; focus(), where the learner goes on; close() and open().

/** Radio buttons of one group, a row each; the first are numbered. */
function radios(name, choices, kind) {
  return choices.map(({ value, html, text, finger }) => {
    const label = html === undefined ? h("span", {}, text) : h("span", { html });
    const shown = finger === undefined ? [] : [h("span", { class: "kit-finger" }, finger), " "];
    return h("label", { class: kind }, h("input", { type: "radio", name, value }), ...shown, label);
  });
}

export function radioGroup(node) {
  const inputs = [...node.querySelectorAll("input")];
  return {
    node,
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    write(value) {
      for (const input of inputs) input.checked = input.value === String(value);
      return value === "" || inputs.some((input) => input.checked);
    },
    problem: () => null,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
    close: () => inputs.forEach((input) => (input.disabled = true)),
    open: () => inputs.forEach((input) => (input.disabled = false)),
  };
}

/** One of several options, numbered for a class that answers with its fingers. */
export function choiceAnswer({ data, words }) {
  const options = data.options.map(({ key, html }, place) => {
    return { value: key, html, finger: key === "unsure" ? "" : String(place + 1) };
  });
  const legend = h("legend", { class: "kit-prompt", html: data.prompt_html });
  const group = radioGroup(h("fieldset", {}, legend, ...radios(newId(), options, "kit-option")));
  return { ...group, problem: () => (group.read() ? null : words.choose_first) };
}

/** One of a few words in a row: the answer is the place in the list, as text. */
export function rowAnswer(legend, texts, kind) {
  const options = texts.map((text, place) => ({ value: String(place), text }));
  const row = h("div", { class: "kit-row" }, ...radios(newId(), options, "kit-chip"));
  return radioGroup(h("fieldset", { class: kind }, h("legend", {}, legend), row));
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
  const read = () => box.value.trim();
  const answer = {
    read,
    write(text) {
      const fits = typeof text === "string";
      box.value = fits ? text : "";
      return fits && (!text || guessed(data, text) !== null);
    },
    problem() {
      if (!read()) return words.type_first;
      const x = guessed(data, read());
      if (x === null) return words.not_number;
      const outside = data.guess && slides && (x < data.lo || x > data.hi);
      return outside ? fill(words.outside, { lo: format(data.lo, lang), hi: format(data.hi, lang) }) : null;
    },
    focus: () => box.focus(),
    close: () => (box.disabled = true),
    open: () => (box.disabled = false),
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
    write(text) {
      const fits = answer.write(text);
      show();
      return fits;
    },
    close: () => (box.disabled = slider.input.disabled = true),
    open: () => (box.disabled = slider.input.disabled = false),
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
