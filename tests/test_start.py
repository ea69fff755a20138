"""The lesson's start: which copy this is, and what is refused before anything else runs."""

from __future__ import annotations

import copy
import hashlib
import logging
from typing import TYPE_CHECKING, Any

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from variants.parameters import with_parameters
from variants.source import SOURCES, read, sources
from variants.strip import strip, to_bytes
from variants.translate import translate
from variants.words import catalogue
from widgets import LessonError, start, table
from widgets.language import language, use_language
from widgets.lesson import _refuse_misspelt, expand, in_words, running, variant_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

CHOICES = {
    "country": ["economies.economy"],
    "currency": ["USD", "exchange_rates.currency"],
    "year": [2024, 2025],
}
KOREA = {"country": "KOR", "currency": "KRW", "year": 2025}


# --- which copy -------------------------------------------------------------------------------------------


def test_a_lesson_says_which_copy_it_is(displayed: Displayed) -> None:
    digest = hashlib.sha256(b'["03-test", {"country": "KOR", "currency": "KRW", "year": 2025}]').hexdigest()[
        :8
    ]
    for code, names in (("en", ("South Korea, South Korean won",)), ("ja", ("韓国、韓国ウォン",))):
        output, panel = displayed(lambda code=code: start("03-test", code, KOREA, CHOICES))
        assert panel.data["application/vnd.kit.v1+json"]["file"] == f"answers/03-test-{digest}.json"
        text = output.data["text/plain"]
        assert output.data == {"text/markdown": text, "text/plain": text}
        for part in (*names, "2025", f"03-test-{digest}"):
            assert part in text
        assert ("This copy uses" in text) == (code == "en")
        assert language() == running().language == code
        assert running().answers.path.as_posix() == f"answers/03-test-{digest}.json"


def test_a_lessons_own_values_are_said_in_its_words(displayed: Displayed) -> None:
    labels = {"per": {"gdp": "as a share of GDP"}}
    choices = {"per": ["gdp", "total"], "year": [2025]}
    output, _panel = displayed(lambda: start("03-test", "en", {"per": "gdp", "year": 2025}, choices, labels))
    assert output.data["text/plain"].startswith("This copy uses: as a share of GDP, rates of 2025. Variant")
    output, _panel = displayed(
        lambda: start("03-test", "en", {"per": "total", "year": 2025}, choices, labels)
    )
    assert "This copy uses: total, rates of 2025." in output.data["text/plain"]


@pytest.mark.parametrize("code", ["en", "ja"])
def test_no_reader_meets_a_code_of_a_parameter(code: str) -> None:
    use_language(code)
    words = catalogue(code)
    for path in sources():
        lesson = read(path)
        notebook = translate(lesson, words)[0] if words else lesson
        for parameter in notebook.metadata["lesson"]["parameters"]:
            said = [
                in_words(parameter["name"], choice, parameter["labels"])
                for choice in expand(parameter["choices"])
                if choice != "EU"  # it is called so in Japanese
            ]
            assert set(said).isdisjoint(map(str, expand(parameter["choices"])))
            assert len(set(said)) == len(said), "two values read alike"
            if code == "ja":
                assert [text for text in said if text.isascii()] == []


def test_a_variant_is_named_by_its_lesson_and_parameters() -> None:
    name = variant_id("03-test", KOREA)
    assert name == variant_id("03-test", dict(reversed(KOREA.items())))
    others = [{**KOREA, "year": 2024}, {**KOREA, "year": "2025"}, {"country": "KOR"}, {}]
    assert len({name, variant_id("04-test", KOREA), *(variant_id("03-test", other) for other in others)}) == 6


def test_every_kernel_has_a_scope_of_its_own(displayed: Displayed) -> None:
    scopes = set()
    for _ in range(3):
        displayed(lambda: start("03-test", "en", KOREA, CHOICES))
        scopes.add(running().scope)
    assert len(scopes) == 3


def test_a_lesson_ends_with_the_learners_work() -> None:
    for code, title in (("en", "Your work"), ("ja", "あなたの記録")):
        *others, heading, panel = with_parameters(read(SOURCES / "03-investment-figures.md"), code).cells
        assert [cell.id for cell in others[:3]] == ["heading", "parameters", "start"]
        assert (heading.id, heading.cell_type, heading.source) == ("work-intro", "markdown", f"## {title}")
        assert (panel.id, panel.cell_type, panel.source) == ("work-panel", "code", "work(end=True)")
        assert panel.metadata["jupyter"] == {"source_hidden": True}


# --- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "ending"),
    [
        ("currency", "WON", "choose one of: USD, BRL, CAD, CHF, CNY, EUR, INR, JPY, KRW, SEK, SGD, TWD."),
        ("currency", "JPX", "SGD, TWD. Did you mean 'JPY'?"),
        ("currency", "krw", "SGD, TWD. Did you mean 'KRW'?"),
        ("country", "KORR", "TWN, USA. Did you mean 'KOR'?"),
        ("year", 2026, "choose one of: 2024, 2025. Did you mean 2025?"),
        ("year", "2025", "choose one of: 2024, 2025. Did you mean 2025?"),
        ("year", 2025.0, "choose one of: 2024, 2025. Did you mean 2025?"),
        ("year", None, "choose one of: 2024, 2025."),
        ("year", True, "choose one of: 2024, 2025."),
    ],
)
def test_a_wrong_value_is_refused_with_the_nearest(name: str, value: Any, ending: str) -> None:
    with pytest.raises(LessonError) as refused:
        start("03-test", "en", {**KOREA, name: value}, CHOICES)
    assert str(refused.value).startswith(
        f"{name} = {value!r} is not possible in this lesson; choose one of: "
    )
    assert str(refused.value).endswith(ending)
    assert str(refused.value)[-20:].count("Did you mean") == ending.count("Did you mean")


def test_every_value_of_a_column_is_possible(displayed: Displayed) -> None:
    for country in table("economies").economy:
        displayed(lambda country=country: start("03-test", "en", {**KOREA, "country": country}, CHOICES))
        assert running().parameters["country"] == country


@pytest.mark.parametrize(
    ("value", "choices", "possible"),
    [
        (True, [True, False], True), (False, [True, False], True), (1, [True, False], False),
        (True, [1, 2], False), (0.5, [0.5, 1.0], True), (1, [0.5, 1.0], False), ("a", ["a"], True),
    ],
)  # fmt: skip
def test_a_value_has_the_type_of_its_choice(
    displayed: Displayed, value: Any, choices: list[Any], possible: bool
) -> None:
    if possible:
        displayed(lambda: start("03-test", "en", {"x": value}, {"x": choices}))
        assert running().parameters == {"x": value}
    else:
        with pytest.raises(LessonError, match="is not possible in this lesson"):
            start("03-test", "en", {"x": value}, {"x": choices})


def test_an_unknown_language_starts_nothing() -> None:
    with pytest.raises(LessonError, match="There is no language 'fr'"):
        start("03-test", "fr", KOREA, CHOICES)
    with pytest.raises(LessonError, match="has not started yet"):
        running()


def test_a_learner_reads_one_sentence_and_no_traceback() -> None:
    assert LessonError("No such year.")._render_traceback_() == ["LessonError: No such year."]


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "near"), [("curency", "currency"), ("COUNTRY", "country"), ("years", "year")]
)
def test_a_misspelt_name_is_refused(
    displayed: Displayed, monkeypatch: pytest.MonkeyPatch, wrong: str, near: str
) -> None:
    monkeypatch.setitem(_namespace(), wrong, "KRW")
    with pytest.raises(LessonError) as refused:
        displayed(lambda: start("03-test", "en", KOREA, CHOICES))
    assert str(refused.value) == (
        f"This lesson has no parameter {wrong!r}; did you mean {near!r}? Known: country, currency, year."
    )


def _namespace() -> dict[str, Any]:
    from IPython.core.getipython import get_ipython

    return get_ipython().user_ns


def test_what_a_lesson_imports_is_no_misspelt_name(displayed: Displayed) -> None:
    def cell() -> None:
        exec("import altair as alt\nimport pandas as pd\nfrom widgets import *", _namespace())
        for known in ("tables", "numbers", "shows", "opens", "percents", "country_names", "ins", "outs"):
            _refuse_misspelt({known: 1})

    assert displayed(cell) == []


def test_names_are_judged_only_at_the_first_start(
    displayed: Displayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    displayed(lambda: start("03-test", "en", KOREA, CHOICES))
    # A learner tried something and runs all cells again.
    monkeypatch.setitem(_namespace(), "currenc", "KRW")
    displayed(lambda: start("03-test", "en", KOREA, CHOICES))


# --- through papermill ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def head() -> nbformat.NotebookNode:
    """The cells that every lesson has: heading, parameters, set-up, kept work."""
    notebook = with_parameters(read(SOURCES / "03-investment-figures.md"), "en")
    notebook.cells = notebook.cells[:3] + notebook.cells[-2:]
    return strip(notebook)


def _run(head: nbformat.NotebookNode, folder: Path, parameters: dict[str, Any]) -> nbformat.NotebookNode:
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill.execute_notebook(
        copy.deepcopy(head), None, parameters, cwd=folder, progress_bar=False, execution_timeout=60, log_output=False,
    )  # fmt: skip


def test_papermill_fails_on_a_name_that_it_would_ignore(head: nbformat.NotebookNode, tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError) as failed:
        _run(head, tmp_path, {"curency": "KRW"})
    assert failed.value.ename == "LessonError"
    assert failed.value.evalue == (
        "This lesson has no parameter 'curency'; did you mean 'currency'? Known: country, currency, year, per, level."
    )
    # The learner sees the sentence and nothing of our code.
    assert failed.value.traceback == [f"LessonError: {failed.value.evalue}"]
    assert list(tmp_path.iterdir()) == []


def test_without_a_page_two_runs_give_the_same_bytes_and_leave_nothing(
    head: nbformat.NotebookNode, tmp_path: Path
) -> None:
    runs = [to_bytes(strip(_run(head, tmp_path, {}))) for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0].count(b'"kind": "work"') == 2
    assert list(tmp_path.iterdir()) == []


def test_papermill_lists_every_parameter(head: nbformat.NotebookNode, tmp_path: Path) -> None:
    nbformat.write(head, tmp_path / "head.ipynb")
    known = papermill.inspect_notebook(str(tmp_path / "head.ipynb"))
    assert {name: (found["inferred_type_name"], found["default"]) for name, found in known.items()} == {
        "country": ("str", "'USA'"), "currency": ("str", "'USD'"), "year": ("int", "2025"), "per": ("str", "'person'"),
        "level": ("str", "'secondary'"),
    }  # fmt: skip
    assert all(len(found["help"]) > 10 for found in known.values())
