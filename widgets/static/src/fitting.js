// How large a slide is drawn: as large as fits the window, and never so small that the last row cannot read it.
const WIDTH = 960; // the window is treated as this many CSS px wide, or as 540 high, whichever is tighter
const HEIGHT = 540;
const SIZES = [1, 0.92, 0.85, 0.78, 0.75]; // a slide that is too tall is made smaller, if that makes it fit
const SCROLLED = 0.85; // else it scrolls, in type that is still large
const PAPER = [0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3]; // nobody can scroll paper
const LEAST = 13.5; // CSS px at full size: 18 px in a window of 1280 by 720
const LABEL = 13; // of a chart, see widgets/charts.py
const CHARTS = [1.25, 1.12, 1]; // a chart takes the room that is left

export const tooTall = (slide) => slide.scrollHeight > slide.clientHeight + 1;

/** Choose the size of one slide; `paper` is true where it must fit on a sheet of 1280 by 720. */
export function fit(slide, paper) {
  const [width, height] = paper ? [1280, 720] : [innerWidth, innerHeight];
  const scale = Math.max(1, Math.min(width / WIDTH, height / HEIGHT));
  const body = slide.firstElementChild;
  const put = (size, chart = 1) => {
    const zoom = paper ? scale * size : Math.max(1, scale * size);
    const least = (LEAST * scale) / Math.max(zoom, scale * SIZES.at(-1)); // on paper all becomes smaller
    body.style.zoom = String(zoom);
    body.style.setProperty("--least", `${least}px`);
    body.style.setProperty("--draw", String((chart * least) / LABEL));
  };
  const size = [...SIZES, ...(paper ? PAPER : [])].find((tried) => (put(tried), !tooTall(slide)));
  if (size) CHARTS.find((chart) => (put(size, chart), !tooTall(slide)));
  else put(paper ? PAPER.at(-1) : SCROLLED);
}
