// Who is working: on a shared computer, and from a folder where all pages share one storage, keys are kept apart by it.
const MOST = 60; // characters of a name

/** A name as it is shown: one line, without spaces around it. */
export const named = (text) => (text ?? "").normalize("NFKC").replace(/\s+/gu, " ").trim().slice(0, MOST).trim();

const folded = (name) => named(name).toLowerCase();

/** The storage key of one lesson's answers. The name stands last, as it may hold any character. */
export const keyOf = (course, lesson, variant, name) => `kit:${course}:${lesson}:${variant}:${folded(name)}`;

/** The lesson and variant of a key, or null if it belongs to another course or learner, or is no answer. */
export function partsOf(key, course, name) {
  const [kit, theirs, lesson, variant, ...rest] = key.split(":");
  const own = kit === "kit" && theirs === course && rest.length > 0 && rest.join(":") === folded(name);
  return own ? { lesson, variant } : null;
}

const nameKey = (course) => `kit:${course}:learner`;

/** The name that was typed last in this browser; "" if none was, or if nothing can be kept. */
export function learnerOf(course) {
  try {
    return named(localStorage.getItem(nameKey(course)));
  } catch {
    return "";
  }
}

/** Let the learner say in a box of the page who they are; the page starts anew with the answers of that name. */
export function nameBox(box, course) {
  const now = learnerOf(course);
  const handOver = () => folded(learnerOf(course)) === folded(now) || location.reload();
  box.value = now;
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(nameKey(course), named(box.value));
    } catch {
      // the page says elsewhere that nothing is kept
    }
    handOver();
  });
  // another page of the course, open in another tab
  addEventListener("storage", ({ key }) => key === nameKey(course) && handOver());
  return now;
}
