import { guessed } from "./check.js";
import { h, newId } from "./dom.js";
import { strings } from "./keep.js";
import { shape } from "./result.js";

/** A text with blanks: numbers are typed, words are chosen; each blank carries its own mark. */
export function blanksAnswer({ data, words }) {
  const text = h("div", { class: "kit-text" });
  // the pieces are halves of paragraphs: they make sense together, with a place for each blank
  text.innerHTML = data.parts.map((part) => part.html ?? `<span data-blank="${part.blank}"></span>`).join("");
  const fields = new Map();
  for (const place of [...text.querySelectorAll("[data-blank]")]) {
    const field = fieldOf(data.blanks[place.dataset.blank], words);
    fields.set(place.dataset.blank, field);
    place.replaceWith(field.node);
    field.end(punctuationAfter(field.node));
  }
  const all = () => [...fields.values()];
  const wrong = () => all().find((field) => field.problem());
  return {
    node: h("fieldset", {}, h("legend", { class: "kit-prompt", html: data.prompt_html }), text),
    read: () => Object.fromEntries([...fields].map(([name, field]) => [name, field.input.value.trim()])),
    write(kept) {
      const texts = strings(kept, [...fields.keys()]);
      const fits = [...fields].map(([name, field]) => field.write(texts[name] ?? ""));
      return kept === "" || (fits.every(Boolean) && all().every((field) => !field.problem()));
    },
    problem: () => wrong()?.problem() ?? null,
    focus: () => (wrong() ?? all()[0]).input.focus(),
    close: () => all().forEach(({ input }) => (input.disabled = true)),
    open: () => all().forEach(({ input }) => (input.disabled = false)),
    mark: (marks) => fields.forEach((field, name) => field.mark(marks[name])),
  };
}

/** Take a full stop or comma from the text after a node: it belongs to the blank, not to the mark beside it. */
function punctuationAfter({ nextSibling: next }) {
  const found = next?.nodeType === Node.TEXT_NODE ? /^[.,;:!?)\u3001\u3002\uff01\uff1f\uff09]+/.exec(next.data) : null;
  if (found) next.deleteData(0, found[0].length);
  return found?.[0] ?? "";
}

function fieldOf(blank, words) {
  const [id, markId, unitId] = [newId(), newId(), newId()];
  const described = [blank.unit && unitId, markId].filter(Boolean).join(" ");
  const input = blank.options
    ? h(
        "select",
        { id, "aria-describedby": described },
        h("option", { value: "" }, words.pick),
        ...blank.options.map(({ key, plain }) => h("option", { value: key }, plain)),
      )
    : h("input", {
        id, type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false",
        class: "kit-number", "aria-describedby": described,
      });
  const mark = h("span", { id: markId, class: "kit-mark" });
  // a narrow page cuts a long option off: there it stands in full below; who listens hears it whole anyway
  const chosen = blank.options ? h("span", { class: "kit-chosen", "aria-hidden": "true" }) : null;
  const name = () => chosen && (chosen.textContent = input.value ? input.selectedOptions[0].textContent : "");
  const put = (grade) => {
    mark.className = `kit-mark${grade ? ` kit-${grade}` : ""}`;
    mark.replaceChildren(...(grade ? [shape(grade), words[`grade_${grade}`]] : []));
    if (grade && grade !== "right") input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", () => (name(), put(null))); // a mark belongs to the answer that was checked
  const unit = blank.unit ? h("span", { id: unitId, class: "kit-unit" }, blank.unit) : null;
  const end = h("span", {});
  const label = h("label", { for: id, class: "kit-hidden" }, blank.label);
  return {
    node: h("span", { class: "kit-blank" }, label, h("span", { class: "kit-gap" }, input, unit, end), chosen, mark),
    input,
    end: (text) => (end.textContent = text),
    mark: put,
    write(text) {
      input.value = text;
      if (input.value !== text) input.value = ""; // an option that is no longer there
      name();
      put(null);
      return input.value === text;
    },
    problem() {
      if (!input.value.trim()) return words.fill_all;
      return blank.options || guessed({ unit: blank.unit, lo: null, hi: null }, input.value) !== null ? null : words.not_number;
    },
  };
}
