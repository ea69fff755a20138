// One hidden model per kernel: its bytes are the page's two scripts, gzip. Every other model stays small.
const PARTS = { kit: "__kit", vega: "__kitVega" };

async function load(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  dispatchEvent(new Event("kit-part"));
}

export default {
  // anywidget gives up on an initialize() that takes more than 2 s, so nothing here is awaited
  initialize({ model }) {
    for (const [trait, global] of Object.entries(PARTS)) {
      const bytes = model.get(trait);
      if (bytes?.byteLength && !globalThis[global]) load(bytes).catch((error) => console.error("kit:", trait, error));
    }
    model.send({ type: "hello" });
  },
  render() {},
};
