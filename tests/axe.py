"""axe-core in a page of a test: what it finds that keeps people out."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.needs import node

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([within, options]) => {
  const { violations } = await axe.run(within, options);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, html }) => `${impact} ${id}: ${target.join(" ")} ${html.slice(0, 120)}`));
}"""


def script(folder: Path) -> str:
    """Return axe-core's text, from npm if the kit's own folder does not hold it.

    Parameters
    ----------
    folder : Path
        Where npm may write.
    """
    own = ROOT / "node_modules"
    if not (own / "axe-core").is_dir():
        node()
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True)
        own = folder / "node_modules"
    return (own / "axe-core" / "axe.min.js").read_text("utf-8")


def findings(page: Page, axe: str, within: str = "html", contrast_only: bool = False) -> list[str]:
    """List what axe calls serious or critical.

    Parameters
    ----------
    page : Page
        As a reader has it.
    axe : str
        axe-core's text.
    within : str
        CSS selector of what is looked at.
    contrast_only : bool
        Look at the contrast of colours alone: in the other theme nothing else differs.

    Returns
    -------
    list of str
        One finding each: impact, rule, place.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    only = (
        {"type": "rule", "values": ["color-contrast"]} if contrast_only else {"type": "tag", "values": RULES}
    )
    options = {"runOnly": only, "resultTypes": ["violations"]}
    return [
        line for line in page.evaluate(RUN, [within, options]) if line.startswith(("serious", "critical"))
    ]
