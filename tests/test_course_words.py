"""An instructor's own Markdown: what is accepted runs nothing, whoever renders it."""

from __future__ import annotations

import random
import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat.v4 import new_markdown_cell, new_notebook

from variants.course.own_words import faults
from widgets.live import markdown

GOOD = [
    "Plain words, **bold**, *slanted*, `code`.",
    "2 < 3 and 5 > 4, a <- b, 1<2",
    "[The source](https://example.org/a?b=c&d=1#e) and <https://example.org> and <mailto:a@example.org>",
    "[up](#look), [file](notes/a.html), [mail](mailto:a@b.org), [ref][r]\n\n[r]: https://example.org 'Title'",
    "# A heading\n\n- a list\n- of two\n\n1. one\n2. two\n\n> quoted",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "$x^2$ and $$\\frac{1}{2}$$",
    "```python\nprint(1)\n```",
    "The data: what is missing? JavaScript: a language.",
    "日本語の**太字**と[出典](https://example.org)。",
    "AT&amp;T &lt;script&gt; is text",
]
BAD = [
    "<script>alert(1)</script>",
    "a <b onmouseover=alert(1)>b</b>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil></iframe>",
    "<!-- comment -->",
    "<?php ?>",
    "<![CDATA[x]]>",
    "</div>",
    "`<script>`",
    "$$ `<script>alert(1)</script>` $$",
    "```\n<script>alert(1)</script>\n```",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "```mermaid\nclick A href 'x'\n```",
    "```&#109;ermaid\nA\n```",
    "~~~ mermaid\nA\n~~~",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](%6Aavascript:alert(1))",
    "[x]( \n javascript:alert(1))",
    "[x][a]\n\n[a]: javascript:alert(1)",
    "[x][a]\n\n[a]:\n  javascript:alert(1)",
    "> [x][a]\n>\n> [a]:\n> javascript:alert(1)",
    "[^a]\n\n[^a]: javascript:alert(1)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/etc/passwd)",
    "[x](\\\\evil\\x)",
    "[x](blob:x)",
    "[x](http:evil)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](https://example.org/a.png)",
    "![x](a.svg)",
    "![x][a]\n\n[a]: a.png",
    "![x](attachment:a)",
    "$\\href{javascript:alert(1)}{x}$",
    "\\\\(\\href{https://a}{x}\\\\)",
    "$\\&#104;ref{javascript:x}{y}$",
    "$\\require{html}\\cssId{a}{b}$",
    "$\\def\\x{1}$",
    "```&Tab;\na\n```",
    "price &#x202e;12",
    "a" * 20_001,
    "](" * 5_000,
    "[x](\n\n[a]:javascript:alert(1)\n\n[a]",
    "[x](" + "&Tab;" * 500 + "javascript:alert(1))",
    "[x](" + "&Tab;" * 70 + "javascript:alert(1))",
]
PIECES = r"""
    <script> </script> <b> <!-- --> <? < > << ` `` ``` ~~~ $ $$ \( \[ \\( \\[ \ \begin{a} \end{a} \href{ \ref
    [x] ( ) [x]( [a]: [a] ![ ]( <java script: javascript: JAVASCRIPT: &#106; &colon; &Tab; data: https://a.b mailto:
    http: // # " ' onerror= on=1 title="x" * ** _ - 1. # ### | |- {a} {% & &amp; &lt; &quot; &#34; %22 %6A mermaid
    python html alert(1) [x](javascript: [a]:javascript:alert(1) <https://a"onclick=1> [x](https://a onclick=1)
    ```"onclick=1 ```html <a@b.c> www.a.b [a]:[a]:javascript:x
""".split()  # noqa: SIM905 - a list of quoted pieces cannot be read
WITH_HTML = MarkdownIt("js-default", {"html": True, "linkify": False})
TAGS = re.compile(
    "p|a|em|strong|code|pre|br|hr|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|div|span|del|s|input"
)
ATTRIBUTES = {"href", "title", "class", "id", "start", "style", "type", "disabled", "checked"}


def live(html: str) -> list[str]:
    """Name what could run or load in rendered Markdown."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        if not TAGS.fullmatch(tag.name):
            found.append(tag.name)
        found += [name for name in tag.attrs if name not in ATTRIBUTES]
        address = re.sub(r"[\s\x00-\x20]", "", unquote(str(tag.get("href", "")))).lower()
        if re.match(r"[a-z][a-z0-9+.-]*:|[/\\]", address) and not re.match("https?://|mailto:", address):
            found.append(address)
        if "mermaid" in tag.get("class", []) or not re.fullmatch(
            r"(text-align: ?\w+;?)?", str(tag.get("style", "")).strip()
        ):
            found.append(str(tag.attrs))
    return found + re.findall(r"\\href|\\def|\\require", html)


CRASHES = re.compile("attachment:|```&Tab;")  # nbconvert ends with an error
RENDERERS = [markdown2html_mistune, markdown, WITH_HTML.render]


@pytest.mark.parametrize("text", GOOD)
def test_accepts_words_links_and_formulas(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize("text", BAD)
def test_refuses_what_could_run_or_load(text: str) -> None:
    found = list(faults(text))

    assert found
    assert all(1 <= line <= text.count("\n") + 1 for line, _what in found)


def test_the_check_sees_what_nbconvert_would_run() -> None:
    dangerous = [text for text in BAD if not CRASHES.search(text) and live(markdown2html_mistune(text))]

    assert len(dangerous) > 20


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_accepted_is_harmless_in_every_renderer(seed: int) -> None:
    chance = random.Random(seed)
    accepted = 0
    for _ in range(700):
        parts = chance.choices(PIECES, k=chance.randint(1, 9))
        text = "".join(part + chance.choice(["", "", " ", "\n", "\n\n"]) for part in parts)
        if not list(faults(text)):
            accepted += 1
            for render in RENDERERS:
                assert live(render(text)) == [], text
    assert accepted > 70


def test_a_page_of_all_that_is_accepted_holds_nothing_live() -> None:
    notebook = new_notebook(cells=[new_markdown_cell(text) for text in GOOD])

    html, _resources = HTMLExporter().from_notebook_node(notebook)

    cells = BeautifulSoup(html, "html.parser").select(".jp-RenderedMarkdown")
    assert len(cells) == len(GOOD)
    assert [live(cell.decode_contents()) for cell in cells] == [[]] * len(GOOD)
