// Makes a chart fit the page: room for labels beside the bars, and on a narrow screen room for the bars beside their names.
// one line of a name: so many signs, in English to a space; in Japanese two digits or a Latin word count as one
const LINE = {
  en: (most) => `(.{1,${most}})( |$)`,
  ja: (most) => `((?:[0-9]{1,2}|[A-Za-z]{1,12}|.){1,${most}})`,
};
const MOST = { narrow: { en: 13, ja: 8 }, wide: { en: 30, ja: 18 } };

const layers = (spec) => [spec, ...(spec.layer ?? []).flatMap(layers)];
const isText = ({ mark }) => mark === "text" || mark?.type === "text";

/** Names along the upright axis and the title of the level one, broken into lines. */
function broken(encoding, pattern, narrow) {
  const { x, y } = encoding;
  const result = { ...encoding };
  if (y && y.axis !== null && ["nominal", "ordinal"].includes(y.type) && !y.axis?.labelExpr) {
    const lines = `replace(datum.label, regexp('${pattern}', 'g'), '$1|')`;
    const labelExpr = `split(replace(${lines}, regexp('[|]$'), ''), '|')`;
    result.y = { ...y, axis: { ...y.axis, labelExpr, labelLimit: 0 } };
  }
  if (narrow && typeof x?.title === "string") {
    const title = x.title.replace(new RegExp(pattern, "g"), "$1|").replace(/[|]$/, "").split("|");
    result.x = { ...x, title };
  }
  return result;
}

function inLines(spec, pattern, narrow) {
  const layer = spec.layer?.map((one) => inLines(one, pattern, narrow));
  const encoding = spec.encoding && broken(spec.encoding, pattern, narrow);
  return { ...spec, ...(layer && { layer }), ...(encoding && { encoding }) };
}

/** The same chart for a page: a copy of its specification. */
export function fitted(spec, narrow, lang) {
  const right = layers(spec).some(isText) ? 72 : 14; // what stands at the end of the longest bar
  const code = lang in LINE ? lang : "en";
  const pattern = LINE[code](MOST[narrow ? "narrow" : "wide"][code]);
  const roomy = { ...inLines(spec, pattern, narrow), padding: { left: 4, top: 8, right, bottom: 4 } };
  if (!narrow) return roomy;
  const axisX = { ...spec.config?.axisX, titleAnchor: "end", titleAlign: "right" };
  return { ...roomy, config: { ...spec.config, axisX } };
}
