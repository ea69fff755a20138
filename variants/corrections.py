"""The page “Errors we made”, in each language, from the table corrections."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from widgets.language import _, date_text, use_language

__all__ = ["page"]

DATA = Path(__file__).parent.parent / "data"


def page(language: str, folder: Path = DATA) -> str:
    """Write the list of errors that we made and corrected, the newest first.

    Parameters
    ----------
    language : str
        Language of the page.
    folder : Path
        Folder with the table corrections.

    Returns
    -------
    str
        Markdown; the same table gives the same text.

    Examples
    --------
    >>> page("en").splitlines()[0]
    '# Errors we made'
    """
    use_language(language)
    with (folder / "corrections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    suffix = "" if language == "en" else f"_{language}"
    parts = [
        "# " + _("Errors we made"),
        _(
            "We ask learners to check figures, so we list where our own were wrong. "
            "Each entry says what we had said, what is right, and how it was found."
        ),
        "## " + _("How to report an error"),
        _(
            "Open an issue in the repository of this kit, or tell your teacher. Name the lesson or the claim, "
            "what we say, what you think is right, and a source. What proves right is corrected and listed here."
        ),
    ]
    day = ""
    # Newest day first; within a day in the order of the table.
    for row in sorted(rows, key=lambda row: row["date"], reverse=True):
        if row["date"] != day:
            day = row["date"]
            parts.append(f"## {date_text(datetime.date.fromisoformat(day))}")
        labels = {"said": _("We had said"), "is": _("Right is"), "how": _("How it was found")}
        lines = [f"- **{label}** {row[name + suffix]}" for name, label in labels.items()]
        parts += [f"### {row[f'where{suffix}']}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"
