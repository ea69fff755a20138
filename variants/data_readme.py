"""The data dictionary ``data/README.md``: what each table holds, for a reader who opens the folder."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["page"]

_HEAD = """\
# The tables of the kit

This page is made from `datapackage.json` and `sources.csv` by `python3 kit.py lessons`; change those, not this page.

- **Format.** UTF-8, commas, decimal points, one row for each figure or claim that a lesson uses. `datapackage.json` describes each table in the Frictionless Data Package format; a build stops when table and description differ.
- **Gaps.** An empty cell means: nobody checked it, or there is none. It is never zero.
- **Names.** A country or economy has its ISO 3166-1 alpha-3 code, a currency its ISO 4217 code. Being listed says nothing about the status of a territory.
- **Two languages.** A column with a twin in `_ja` holds English, its twin Japanese.
- **Sources.** Each figure names a row of [sources](#sources). Read first-hand: in the publisher's own page or file. Mirror: in an unchanged copy. Second-hand: in somebody else's report.
- **Freshness.** Each source has the month in which we compared our figures with it, and the month by which to do so again.
- **Terms.** Our own words and groupings: CC BY 4.0. Figures are facts; give the credit that the table of sources asks for.
- **Your own figures.** A file `own/<table>.csv` beside a lesson, with the same columns, stands in for ours; `own/sources.csv` adds sources. Nothing here is changed."""

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "yearmonth": "month (YYYY-MM)",
    "date": "day (YYYY-MM-DD)",
}
_READ = {"first-hand": "first-hand", "mirror": "in an unchanged copy", "second-hand": "second-hand"}


def page(folder: Path) -> str:
    """Write the data dictionary.

    Parameters
    ----------
    folder : Path
        Folder of ``datapackage.json``, whose tables fit it.

    Returns
    -------
    str
        Markdown; the same tables give the same text.
    """
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = package["resources"]
    rows = {resource["name"]: _rows(folder / resource["path"]) for resource in resources}
    overview = _table(
        ("Table", "What it holds", "Rows", "Processing"),
        (
            (f"[{r['name']}](#{r['name']})", r["title"], f"{len(rows[r['name']]):,}", r["processingLevel"])
            for r in resources
        ),
    )
    sections = [_section(resource, rows) for resource in resources]
    return "\n\n".join([_HEAD, overview, *sections, _credits(rows["sources"])]) + "\n"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _section(resource: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> str:
    """Describe one table: decisions, facts about the file, columns."""
    name, schema = resource["name"], resource["schema"]
    keys = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    used = sorted(
        {row[column] for column, other in keys.items() if other == "sources" for row in rows[name]} - {""}
    )
    by_id = {row["id"]: row for row in rows["sources"]}
    facts = [
        f"File: [`{resource['path']}`]({resource['path']}), {len(rows[name]):,} rows, one for each {' + '.join(schema['primaryKey'])}.",
        f"Processing: {resource['processingLevel']}. Last checked: {resource['lastChecked']}.",
        f"Terms: {'; '.join(licence['title'] for licence in resource['licenses'])}.",
    ]
    if used:
        again = min(row["check_again"] for source, row in by_id.items() if source in used)
        named = ", ".join(f"`{source}`" for source in used) if len(used) <= 12 else f"{len(used)} rows of it"
        facts.append(f"Sources: {named}. Check again by {again}.")
    names = {field["name"] for field in schema["fields"]}
    columns = _table(
        ("Column", "Meaning", "Kind", "Unit"),
        (
            (_name(field, names), field["description"], _kind(field, keys), field.get("unit", ""))
            for field in schema["fields"]
            if not (field["name"].endswith("_ja") and field["name"].removesuffix("_ja") in names)
        ),
    )
    title = f"## {name}\n\n**{resource['title']}.** {resource['description']}"
    return "\n\n".join([title, "\n".join(f"- {fact}" for fact in facts), columns])


def _name(field: dict[str, Any], names: set[str]) -> str:
    twin = f"{field['name']}_ja"
    return f"`{field['name']}`" + (f", `{twin}`" if twin in names else "")


def _kind(field: dict[str, Any], keys: dict[str, str]) -> str:
    limits = field.get("constraints", {})
    kind = _TYPES.get(field["type"], field["type"])
    if field["name"] in keys:
        kind = f"row of [{keys[field['name']]}](#{keys[field['name']]})"
    elif "enum" in limits:
        kind = "one of " + ", ".join(f"`{value}`" for value in limits["enum"])
    return kind if limits.get("required") else f"{kind}; may be empty"


def _credits(sources: list[dict[str, str]]) -> str:
    """List every source as it has to be named, with its terms and months."""
    lines = []
    for row in sources:
        title = f"[{row['title']}]({row['url']})" if row["url"] else row["title"]
        credit = ", ".join(part for part in (title, row["publisher"], row["date"]) if part)
        lines.append(
            (
                f"`{row['id']}`",
                credit,
                row["licence"],
                _READ[row["basis"]],
                row["checked"],
                row["check_again"],
            )
        )
    return "### Credit, terms and freshness of each source\n\n" + _table(
        ("Id", "Credit", "Terms", "Read", "Checked", "Check again by"), lines
    )
