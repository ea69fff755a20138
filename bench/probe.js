// Measures one step: from the event that changes a control to the redrawn SVG, and to the next animation frame.
// `redrawn` is taken in the microtask after the last change below the SVG's root that the frame will show, so all
// that the event's own handler does counts, too.
(() => {
  const LIMIT = 20_000; // ms
  const isDrawing = ({ target }) => {
    const node = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const svg = node?.closest("svg");
    return svg && svg !== node && svg.querySelector("[class^='mark-'] *") !== null;
  };

  // A fixed piece of work; where its time varies, other programs had the processor.
  const work = () => {
    const from = performance.now();
    let sum = 0;
    for (let i = 0; i < 3_000_000; i += 1) sum += Math.sqrt(i);
    return sum > 0 ? performance.now() - from : 0;
  };

  globalThis.benchArm = (box, type) => {
    globalThis.benchStep = new Promise((resolve) => {
      let from = null;
      let redrawn = null;
      const began = (event) => (from ??= event.timeStamp);
      const end = (times) => {
        clearTimeout(late);
        observer.disconnect();
        box.removeEventListener(type, began, true);
        resolve(times && { ...times, work: work() });
      };
      const observer = new MutationObserver((records) => {
        if (from === null || !records.some(isDrawing)) return;
        const first = redrawn === null;
        redrawn = performance.now();
        if (first) requestAnimationFrame(() => end({ redrawn: redrawn - from, frame: performance.now() - from }));
      });
      const late = setTimeout(() => end(null), LIMIT);
      box.addEventListener(type, began, true);
      observer.observe(box, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  };
})();
