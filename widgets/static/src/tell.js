import { compare } from "./check.js";
import { fill, format, h } from "./dom.js";
import { gate } from "./gate.js";

/** Computed prose, open at once or after a question; with the truth it says how far the guess was. */
export async function tell(kit) {
  const { data, words, lang } = kit;
  const distanceLine = (guess) => {
    const { word, distance } = compare(guess, data.truth);
    const values = {
      guess: format(guess, lang),
      truth: format(data.truth, lang, { maximumSignificantDigits: 4 }),
      distance: format(distance, lang, { maximumSignificantDigits: 3 }),
      unit: data.unit ?? "",
    };
    return [words.your_guess, words[word]].map((template) => fill(template, values)).join(" ");
  };
  const line = h("p", { class: "kit-guess" });
  const compareWith = (guess) => {
    const known = guess !== null && data.truth !== null && data.truth !== undefined;
    line.textContent = known ? distanceLine(guess) : "";
    line.hidden = !known;
  };
  const { ready, stop } = gate(
    kit,
    (guess, body) => {
      compareWith(guess);
      body.append(line, h("div", { html: data.html }));
    },
    compareWith,
  );
  await ready;
  return stop;
}
