// The model of one widget. It is never displayed: it looks for the saved still with its token,
// <div class="kit-still" data-token="…">, and mounts the live widget after it. Without a kernel the still stays.
const page = (globalThis.__kitPage ??= (() => {
  const models = new Map();
  const active = new Map();
  const stills = document.getElementsByClassName("kit-still");
  const scan = () => {
    for (const [still, mounted] of active) {
      if (still.isConnected) mounted.tidy();
      else drop(still);
    }
    for (const still of stills) {
      const mount = models.get(still.dataset.token);
      if (mount && !active.has(still)) active.set(still, mount(still));
    }
  };
  const drop = (still) => {
    const mounted = active.get(still);
    active.delete(still);
    mounted.stop();
  };
  // an output may be cleared, drawn again or moved at any time
  new MutationObserver(scan).observe(document.body, { childList: true, subtree: true });
  return { models, active, scan, drop };
})());

const part = (name, signal) =>
  new Promise((resolve) => {
    const look = () => globalThis[name] && resolve(globalThis[name]);
    addEventListener("kit-part", look, { signal });
    look();
  });

// A chart that is changed by controls is stored twice: as a row that JupyterLab draws itself, then as the still.
function nativeRow(still) {
  const row = still.closest(".jp-OutputArea-child")?.previousElementSibling;
  const drawn = row?.matches(".jp-OutputArea-child") && row.querySelector('[class*="RenderedVega"]');
  return drawn && !row.contains(still) ? row : null;
}

function mountAt(still, model, signal) {
  const el = document.createElement("div");
  const hidden = new Set();
  let live = false;
  let over = false;
  let undo;
  const hide = (node) => {
    if (!node || node.style.display === "none") return;
    hidden.add(node);
    node.style.display = "none";
  };
  const tidy = () => {
    if (!live) return;
    hide(still);
    if (model.get("data").kind === "chart") hide(nativeRow(still));
  };
  still.after(el);
  part("__kit", signal)
    .then((kit) => (over ? null : kit.render({ model, el, vega: () => part("__kitVega", signal) })))
    .then((stop) => {
      if (over) return stop?.();
      undo = stop;
      live = true;
      tidy();
    })
    .catch((error) => {
      el.remove();
      console.error("kit:", model.get("token"), error);
    });
  const stop = () => {
    over = true;
    live = false;
    undo?.();
    el.remove();
    for (const node of hidden) node.style.display = "";
  };
  return { tidy, stop };
}

export default {
  // anywidget gives up on an initialize() that takes more than 2 s, so nothing here is awaited
  initialize({ model, signal }) {
    const token = model.get("token");
    page.models.set(token, (still) => mountAt(still, model, signal));
    page.scan();
    signal.addEventListener("abort", () => {
      page.models.delete(token);
      for (const still of [...page.active.keys()]) if (still.dataset.token === token) page.drop(still);
    });
  },
  render({ el }) {
    el.textContent = "";
  },
};
