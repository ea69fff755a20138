// The few helpers that every part of the page uses.
let count = 0;

/** An id that no other element of the page has. */
export const newId = () => `kit-${++count}`;

/** An element. html is trusted: our Python makes it from Markdown with raw HTML switched off. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Put values into a template: "Hint {n} of {of}". A missing unit leaves no gap. */
export function fill(template = "", values = {}) {
  const text = template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? (name in values ? "" : whole));
  return text.replace(/ {2,}/g, " ").replace(/ ([.,;:!?])/g, "$1").trim();
}

/** A number as the language writes it. */
export const format = (x, lang, options = {}) =>
  new Intl.NumberFormat(lang || undefined, { maximumFractionDigits: 10, ...options }).format(x);

/** Wait until the page has been painted; in a hidden tab no frame comes, so do not wait for ever. */
export const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });

/** Let the page breathe between two pieces of work. */
export const pause = () => new Promise((resolve) => setTimeout(resolve));
