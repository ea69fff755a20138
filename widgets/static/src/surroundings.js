// What a page gives its widgets in place of JupyterLab: a theme, and the script that draws charts.
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The widgets' colours follow the notebook's theme; here the theme is the reader's own. */
export function followTheme() {
  const follow = () => (document.documentElement.dataset.jpThemeLight = String(!dark.matches));
  dark.addEventListener("change", follow);
  follow();
}

/** vega.js comes last and is large: questions do not wait for it. */
export const vegaLoaded = () =>
  new Promise((resolve) => {
    const look = () => globalThis.__kitVega && resolve(globalThis.__kitVega);
    addEventListener("load", look);
    look();
  });
