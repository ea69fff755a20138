// The other language beside the lesson's own, switched on by the reader.
const KEY = "kit:beside";

/** Show of each chart's readings in the other language the one that its controls are set to. */
function follow(takeaway) {
  const readings = takeaway.closest(".page-block")?.querySelectorAll(".page-twin [data-state]") ?? [];
  for (const reading of readings) reading.hidden = reading.dataset.state !== takeaway.dataset.state;
}

/** Let a box in the page switch the other language on; what was chosen last holds for the next page. */
export function beside(box) {
  if (!box) return;
  const show = () => document.documentElement.classList.toggle("page-beside", box.checked);
  try {
    box.checked = localStorage.getItem(KEY) === "yes";
  } catch {
    // nothing can be kept: it begins switched off
  }
  box.addEventListener("change", () => {
    show();
    try {
      localStorage.setItem(KEY, box.checked ? "yes" : "no");
    } catch {
      // shown all the same
    }
  });
  show();
  new MutationObserver((changes) => {
    for (const { target } of changes) if (target.matches(".kit-takeaway")) follow(target);
  }).observe(document.querySelector("main"), { subtree: true, attributes: true, attributeFilter: ["data-state"] });
}
