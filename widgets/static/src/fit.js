// Makes a chart fit the page: room for labels beside the bars, and on a narrow screen room for the bars beside their names.
const LINE = { en: "(.{1,13})( |$)", ja: "((?:[0-9]{1,2}|[A-Za-z]{1,12}|.){1,8})" }; // one line of a name: to a space, or so many signs

const layers = (spec) => [spec, ...(spec.layer ?? []).flatMap(layers)];
const isText = ({ mark }) => mark === "text" || mark?.type === "text";

/** Names along the upright axis and the title of the level one, broken into lines. */
function broken(encoding, pattern) {
  const { x, y } = encoding;
  const result = { ...encoding };
  if (y && y.axis !== null && ["nominal", "ordinal"].includes(y.type) && !y.axis?.labelExpr) {
    const lines = `replace(datum.label, regexp('${pattern}', 'g'), '$1|')`;
    const labelExpr = `split(replace(${lines}, regexp('[|]$'), ''), '|')`;
    result.y = { ...y, axis: { ...y.axis, labelExpr, labelLimit: 0 } };
  }
  if (typeof x?.title === "string") {
    const title = x.title.replace(new RegExp(pattern, "g"), "$1|").replace(/[|]$/, "").split("|");
    result.x = { ...x, title };
  }
  return result;
}

function inLines(spec, pattern) {
  const layer = spec.layer?.map((one) => inLines(one, pattern));
  return { ...spec, ...(layer ? { layer } : {}), ...(spec.encoding ? { encoding: broken(spec.encoding, pattern) } : {}) };
}

/** The same chart for a page: a copy of its specification. */
export function fitted(spec, narrow, lang) {
  const right = layers(spec).some(isText) ? 72 : 14; // what stands at the end of the longest bar
  const roomy = { ...spec, padding: { left: 4, top: 8, right, bottom: 4 } };
  if (!narrow || spec.width !== "container") return roomy;
  const axisX = { ...spec.config?.axisX, titleAnchor: "end", titleAlign: "right" };
  return { ...inLines(roomy, LINE[lang] ?? LINE.en), config: { ...spec.config, axisX } };
}
