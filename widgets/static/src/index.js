import { article } from "./article.js";
import { chart } from "./chart.js";
import { claims } from "./claims.js";
import { h } from "./dom.js";
import { headline } from "./headline.js";
import { question } from "./question.js";
import { ruler } from "./ruler.js";
import style from "./style.css";
import { tell } from "./tell.js";
import { work } from "./work.js";

const KINDS = { claims, article, headline, question, tell, chart, ruler, work };
const KEYS = ["keydown", "keyup", "keypress"];

function addStyle() {
  if (!document.getElementById("kit-style")) document.head.append(h("style", { id: "kit-style" }, style));
}

/** Draw one widget into el; resolves, once it is drawn, to the way to take it down. */
async function render({ model, el, vega }) {
  const data = model.get("data");
  const lang = model.get("lang") || document.documentElement.lang;
  const root = h("div", { class: `kit kit-${data.kind}`, lang: lang || null });
  addStyle();
  // JupyterLab's command mode must never see what is typed here; only "save" goes through
  const saves = (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  for (const type of KEYS) root.addEventListener(type, (event) => saves(event) || event.stopPropagation());
  Object.assign(root.style, { height: "0", overflow: "hidden" }); // the still is in its place until all is drawn
  el.append(root);
  try {
    const stop = await KINDS[data.kind]({ model, root, data, words: data.words, lang, vega });
    Object.assign(root.style, { height: "", overflow: "" });
    return () => {
      stop();
      root.remove();
    };
  } catch (error) {
    root.remove();
    throw error;
  }
}

globalThis.__kit ??= { render };
