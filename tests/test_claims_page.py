"""The claim explorer in a real browser: a deck by keyboard, the register, what is kept, narrow pages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.test_claims import CASES, CLAIMS, DECK, _data, _page
from tests.widget_page import STATIC, mount, tab_to, told
from variants.site import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outputs

UID = "00.deck"
COMPUTED, FACT, _QUOTATION, OPINION, _FORECAST, VAGUE = DECK
LABELS = {
    "matches": "matches the source", "loose": "loose", "misleading": "misleading", "contradicts": "contradicts the source",
    "no-source": "no source found", "disagree": "sources disagree", "view": "opinion, forecast or inference",
    "vague": "too vague to check", "unsure": "not sure yet",
}  # fmt: skip


def _says(id_: str) -> str:
    row = CLAIMS[id_]
    return row["sentence_judgement"] or ("vague" if row["kind"] == "vague" else "view")


def _other(id_: str) -> str:
    return next(key for key in ("loose", "matches") if key != _says(id_))


def _said(think: str = "", sure: int | None = None, shown: bool = False) -> dict[str, Any]:
    return {"think": think, "sure": sure, "open": shown}


def _pick(page: Page, key: str) -> None:
    """Choose an answer by keyboard."""
    radio = page.locator(f'.kit-thinking input[value="{key}"]')
    radio.focus()
    page.keyboard.press("Space")
    expect(radio).to_be_checked()


def _last(page: Page) -> dict[str, Any]:
    page.wait_for_timeout(700)
    return told(page, UID)[-1]


def _spoken(page: Page) -> str:
    """What the page shows, without what is closed."""
    return str(page.locator(".kit-claims").inner_text())


# --- a deck by keyboard -------------------------------------------------------------------------------------


def test_a_deck_from_the_first_claim_to_the_summary_by_keyboard_alone(page: Page, displayed: Outputs) -> None:
    deck = [FACT, OPINION, VAGUE]
    mount(page, _data(displayed, deck))
    for n, id_ in enumerate(deck, 1):
        expect(page.locator(".kit-place")).to_have_text(f"Claim {n} of 3 · answered: {n - 1}")
        expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[id_]["claim"])
        if n > 1:
            expect(page.locator(".kit-claim-text")).to_be_focused()
        page.keyboard.press("Tab")  # into the answers
        page.keyboard.press("Space")  # the first one
        for _ in range(list(LABELS).index(_other(id_) if n == 1 else _says(id_))):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")  # how sure
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Open the evidence"
        page.keyboard.press("Enter")
        expect(page.locator(".kit-evidence")).to_contain_text("Sources")
        tab_to(page, "See the judgement")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="See the judgement")).to_have_attribute(
            "aria-expanded", "true"
        )
        tab_to(page, "To the summary" if n == 3 else "Next claim")
        page.keyboard.press("Enter")
    expect(page.locator(".kit-claim-text")).to_have_text("Summary")
    expect(page.locator(".kit-claim-text")).to_be_focused()
    expect(page.locator(".kit-deck-end > ul li")).to_have_text(
        [
            "You have answered 3 of 3 claims.",
            "Judgements opened after your answer: 3. You and the register agree in 2.",
            "When you were “a wild guess”: 2 of 3 as in the register.",
        ]
    )
    expect(page.locator(".kit-deck-end tbody tr")).to_have_count(1)
    expect(page.locator(".kit-deck-end tbody tr")).to_contain_text(LABELS[_other(FACT)])
    assert _last(page) == {
        "at": "end",
        "said": {id_: _said(_other(id_) if id_ == FACT else _says(id_), 0, True) for id_ in deck},
    }
    tab_to(page, f"Go to {FACT}")
    page.keyboard.press("Enter")
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[FACT]["claim"])


def test_not_sure_yet_neither_agrees_nor_differs(page: Page, displayed: Outputs) -> None:
    said = {FACT: _said("unsure", 1, True), OPINION: _said("", None, True), VAGUE: _said("view", 2, False)}
    mount(page, _data(displayed, [FACT, OPINION, VAGUE]), {"at": "end", "said": said})
    expect(page.locator(".kit-deck-end > ul li")).to_have_text(["You have answered 2 of 3 claims."])
    expect(page.get_by_text("Nowhere among the judgements that you have opened.")).to_be_visible()
    expect(page.locator(".kit-piles > li > p")).to_have_text(
        ["opinion, forecast or inference (1)", "not sure yet (1)", "no answer yet (1)"]
    )


def test_the_judgement_waits_for_an_answer_or_is_shown_anyway(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [FACT]))
    assert CLAIMS[FACT]["why"] not in page.content().split("<script")[0]
    judge = page.get_by_role("button", name="See the judgement")
    judge.press("Enter")
    expect(page.get_by_text("Say first what you think. “Not sure yet” counts.")).to_be_visible()
    expect(judge).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Show anyway").press("Enter")
    expect(judge).to_be_focused()
    expect(page.locator(".kit-compare")).to_have_text(
        f"You opened it before you answered. The register says “{LABELS[_says(FACT)]}”."
    )
    expect(page.get_by_role("radio").first).to_be_disabled()
    judge.press("Enter")  # closed again: now an answer can be given
    _pick(page, "unsure")
    expect(page.get_by_role("button", name="Show anyway")).to_be_hidden()
    judge.press("Enter")
    expect(page.locator(".kit-compare")).to_contain_text("You were not sure yet.")


def test_what_you_said_stands_beside_the_judgement(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [FACT, OPINION]))
    _pick(page, _other(FACT))
    page.get_by_role("button", name="See the judgement").press("Enter")
    yours, ours = LABELS[_other(FACT)], LABELS[_says(FACT)]
    expect(page.locator(".kit-compare")).to_have_text(
        f"You said “{yours}”. The register says “{ours}”, because:"
    )
    assert "Errors we made" in _spoken(page)
    expect(page.get_by_role("radio", name=yours)).to_be_checked()
    page.get_by_role("button", name="See the judgement").press("Enter")
    _pick(page, _says(FACT))
    page.get_by_role("button", name="See the judgement").press("Enter")
    expect(page.locator(".kit-compare")).to_have_text(f"You said “{ours}”. The register says the same.")
    assert "Errors we made" not in _spoken(page)


def test_an_opinion_gets_two_equal_boxes_and_no_mark(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [OPINION]), {"at": OPINION, "said": {OPINION: _said("view", 1, True)}})
    sides = page.locator(".kit-side")
    expect(sides).to_have_text(
        [
            f"What speaks for it{CLAIMS[OPINION]['speaks_for']}",
            f"What speaks against it{CLAIMS[OPINION]['speaks_against']}",
        ]
    )
    widths = sides.evaluate_all("all => all.map(e => [e.offsetWidth, e.offsetHeight])")
    assert widths[0] == widths[1]
    expect(page.locator(".kit-marks dt")).to_have_text(["Kind"])


# --- evidence -----------------------------------------------------------------------------------------------


def test_the_learner_works_it_out_again(page: Page, displayed: Outputs) -> None:
    data = _data(displayed, [COMPUTED])
    mount(page, data)
    page.get_by_role("button", name="Open the evidence").press("Enter")
    sent = data["computations"][CLAIMS[COMPUTED]["computation"]]
    first = page.get_by_role("textbox").first
    result = page.locator(".kit-arithmetic .kit-equal")
    before = result.inner_text()
    assert before.splitlines()[1].endswith(sent["what"])
    first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12,5")  # a decimal comma
    assert result.inner_text().splitlines()[0].startswith("12.5 ")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(page.locator(".kit-problem")).to_contain_text("does not read as a number")
    expect(first).to_have_attribute("aria-invalid", "true")
    assert result.inner_text() == ""
    tab_to(page, "Back to the numbers of the table")
    page.keyboard.press("Enter")
    expect(page.locator(".kit-problem")).to_be_hidden()
    assert result.inner_text() == before
    assert not told(page, UID)  # what is tried here is nobody's answer


def test_dividing_by_zero_is_said_in_one_sentence(page: Page, displayed: Outputs) -> None:
    data = _data(displayed, [COMPUTED])
    assert data["computations"][CLAIMS[COMPUTED]["computation"]]["op"] in ("ratio", "share")
    mount(page, data)
    page.get_by_role("button", name="Open the evidence").press("Enter")
    box = page.get_by_role("textbox").last
    box.fill("0")
    box.press("Tab")
    expect(page.locator(".kit-problem")).to_have_text(
        "These numbers give no result: they divide by zero or are too large."
    )


@pytest.mark.parametrize(
    ("operation", "values"), [(op, values) for op, values, x in CASES["compute"] if x and len(values) < 4]
)
def test_every_operation_is_written_out(
    page: Page, displayed: Outputs, operation: str, values: list[float]
) -> None:
    data = _data(displayed, [COMPUTED])
    sent = data["computations"][CLAIMS[COMPUTED]["computation"]]
    sent.update(op=operation, digits=6, inputs=[[f"n{i}", x, None] for i, x in enumerate(values)])
    mount(page, data)
    page.get_by_role("button", name="Open the evidence").press("Enter")
    line = page.locator(".kit-arithmetic .kit-equal").inner_text().splitlines()[0]
    expected = next(x for op, given, x in CASES["compute"] if (op, given) == (operation, values))
    assert float(line.split("=")[1].replace(",", "")) == pytest.approx(expected, rel=1e-4)


def test_who_passed_it_on_is_an_ordered_list(page: Page, displayed: Outputs) -> None:
    data = _data(displayed)
    claim = next(claim for claim in data["claims"] if "chain" in claim)
    mount(page, data, {"at": claim["id"], "said": {}})
    page.get_by_role("button", name="Open the evidence").press("Enter")
    items = page.locator("ol.kit-chain > li")
    expect(items).to_have_count(len(claim["chain"]))
    for place, step in enumerate(claim["chain"]):
        expect(items.nth(place)).to_contain_text(step["said"])
        if place:
            expect(items.nth(place)).to_contain_text(data["links"][step["link"]])
    styles = page.locator(".kit-link").evaluate_all(
        "all => all.map(e => [e.className.split('-').at(-1), getComputedStyle(e).borderLeftStyle])"
    )
    drawn = {"seen": "solid", "likely": "dashed", "unknown": "dotted"}
    assert styles
    assert all(drawn[link] == style for link, style in styles)


# --- the register -------------------------------------------------------------------------------------------


def test_the_register_is_narrowed_and_picked_from_by_keyboard(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed))
    expect(page.get_by_text(f"{len(CLAIMS)} of {len(CLAIMS)} claims")).to_be_visible()
    tab_to(page, "Kind")
    page.keyboard.type("forecast")
    fitting = [id_ for id_, row in CLAIMS.items() if row["kind"] == "forecast"]
    expect(page.get_by_text(f"{len(fitting)} of {len(CLAIMS)} claims")).to_be_visible()
    expect(page.locator(".kit-pick option")).to_have_count(len(fitting))
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[fitting[0]]["claim"])
    tab_to(page, "Choose a claim")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[fitting[1]]["claim"])
    expect(page.get_by_role("listbox")).to_be_focused()  # the list can be walked through
    expect(page.locator(".kit-place")).to_have_text(f"Claim 2 of {len(fitting)}")
    page.get_by_role("combobox", name="Judgement of the sentence").select_option("loose")
    expect(page.get_by_text("No claim fits this choice.")).to_be_visible()
    expect(page.locator(".kit-claim-text")).to_have_count(0)
    page.get_by_role("button", name="Show all claims").press("Enter")
    expect(page.get_by_role("combobox", name="Lesson")).to_be_focused()
    expect(page.locator(".kit-pick option")).to_have_count(len(CLAIMS))


def test_walking_through_the_register_does_not_lag_and_python_hears_of_the_end(
    page: Page, displayed: Outputs
) -> None:
    mount(page, _data(displayed))
    took = page.evaluate(
        "() => { const list = document.querySelector('.kit-pick'), t = performance.now();"
        " for (let n = 1; n <= 50; n++) { list.selectedIndex = n; list.dispatchEvent(new Event('input')); }"
        " return (performance.now() - t) / 50; }"
    )
    assert took < 50
    last = list(CLAIMS)[50]
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[last]["claim"])
    page.wait_for_timeout(800)
    assert told(page, UID) == [{"at": last, "said": {}}]


# --- what is kept -------------------------------------------------------------------------------------------


def test_what_was_said_comes_back(page: Page, displayed: Outputs) -> None:
    data = _data(displayed, [FACT, OPINION])
    mount(page, data)
    _pick(page, "loose")
    page.get_by_role("radio", name="very sure").press("Space")
    page.get_by_role("button", name="Next claim").press("Enter")
    kept = _last(page)
    assert kept == {"at": OPINION, "said": {FACT: _said("loose", 2)}}
    page.evaluate("uid => { stops[uid](); models[uid].el.remove(); }", UID)
    mount(page, data, kept)
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[OPINION]["claim"])
    page.get_by_role("button", name="Previous claim").press("Enter")
    expect(page.get_by_role("radio", name="loose")).to_be_checked()
    expect(page.get_by_role("radio", name="very sure")).to_be_checked()


def test_it_is_kept_when_the_focus_leaves_at_once(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [FACT]))
    _pick(page, "loose")
    page.evaluate("document.activeElement.blur()")
    assert told(page, UID)[-1]["said"] == {FACT: _said("loose")}


@pytest.mark.parametrize(
    "junk",
    [
        None, [], "x", {"at": 7, "said": []}, {"at": "gone", "said": {"gone": {"think": "loose"}}},
        {"at": "__proto__", "said": {FACT: None}}, {"said": {FACT: {"think": "toString", "sure": 9, "open": "yes"}}},
        {"said": {FACT: {"think": 5, "sure": "1", "open": 1}}}, {"at": "END", "said": 3},
    ],
)  # fmt: skip
def test_a_damaged_answer_or_one_to_a_claim_that_is_gone_is_ignored(
    page: Page, displayed: Outputs, junk: Any
) -> None:
    mount(page, _data(displayed, [FACT]), junk)
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[FACT]["claim"])
    expect(page.locator(":checked")).to_have_count(0)
    expect(page.locator(".kit-compare")).to_have_count(0)
    expect(page.locator(".kit-place")).to_have_text("Claim 1 of 1 · answered: 0")
    expect(page.get_by_role("button", name="Show anyway")).to_be_visible()
    _pick(page, "loose")
    assert _last(page)["said"] == {FACT: _said("loose")}


def test_without_a_kernel_it_is_kept_in_the_browser(page: Page, displayed: Outputs, tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "en").mkdir()
    for name in SHARED:
        shutil.copyfile(STATIC / name, tmp_path / "kit" / name)
    home = tmp_path / "en" / "00.html"
    home.write_text(_page(displayed, [FACT, OPINION], "en"), "utf-8")
    page.goto(home.as_uri())
    page.wait_for_selector(".page-live-all")
    expect(page.locator(".page-deck")).to_be_hidden()  # paper has a table, the screen has the explorer
    expect(page.locator(".page-back")).to_be_hidden()
    _pick(page, "loose")
    page.get_by_role("button", name="Next claim").press("Enter")
    page.reload()
    page.wait_for_selector(".page-live-all")
    expect(page.locator(".kit-claim-text")).to_have_text(CLAIMS[OPINION]["claim"])
    entry = page.evaluate("JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).answers")
    assert entry == {UID: {"at": OPINION, "said": {FACT: _said("loose")}}}


def test_restored_answers_are_drawn_over_what_was_touched(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [FACT]))
    _pick(page, "loose")
    page.evaluate(
        "([uid, id]) => { models[uid].model.set('values', {at: id, said: {[id]: {think: 'vague', sure: 1, open: false}}});"
        " models[uid].receive({type: 'restored'}); }",
        [UID, FACT],
    )
    expect(page.get_by_role("radio", name="too vague to check")).to_be_checked()
    page.evaluate(
        "uid => { models[uid].model.set('values', {}); models[uid].receive({type: 'restored'}); }", UID
    )
    expect(page.locator(":checked")).to_have_count(0)


def test_keys_stay_in_it_and_it_can_be_taken_down(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, [FACT]))
    page.evaluate("keys.length = 0")
    _pick(page, "loose")
    assert page.evaluate("keys") == []
    page.evaluate("uid => stops[uid]()", UID)
    assert page.evaluate("document.querySelector('section').innerHTML") == ""
    assert told(page, UID)[-1]["said"] == {FACT: _said("loose")}  # nothing is lost that was not yet told


# --- narrow and Japanese ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ja"])
@pytest.mark.parametrize("deck", [[COMPUTED, OPINION], None])
def test_it_fits_a_narrow_page_and_every_target_is_big_enough(
    page: Page, displayed: Outputs, code: str, deck: list[str] | None
) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    data = _data(displayed, deck, code)
    chained = next((claim["id"] for claim in data["claims"] if "chain" in claim), COMPUTED)
    for at in dict.fromkeys([COMPUTED, chained, *(["end"] if deck else [])]):
        said = {id_: _said("loose", 1, True) for id_ in (COMPUTED, OPINION, chained)}
        mount(page, data, {"at": at, "said": said}, lang=code)
        if at != "end":
            page.locator(".kit-opener").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        small = page.evaluate(
            "() => [...document.querySelectorAll('.kit-claims :is(button, .kit-option, .kit-chip, select, .kit-number)')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert small == []
        page.evaluate("uid => { stops[uid](); models[uid].el.remove(); }", UID)


def test_in_japanese_the_claim_and_its_reasons_are_japanese(page: Page, displayed: Outputs) -> None:
    data = _data(displayed, [OPINION], "ja")
    mount(page, data, {"at": OPINION, "said": {OPINION: _said("view", 1, True)}}, lang="ja")
    row = CLAIMS[OPINION]
    expect(page.locator(".kit-claim-text")).to_have_text(row["claim_ja"])
    for column in ("speaks_for_ja", "speaks_against_ja"):
        assert row[column] in _spoken(page)
