"""The search for words that must not be in a file finds them in every form and packing."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from typing import Any

import pytest

from tests.leaks import forms, found


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", content)
    return packed.getvalue()


@pytest.mark.parametrize("form", forms("zibbleworth"))
def test_each_form_of_a_word_is_found(form: str) -> None:
    assert form in str(found({"file": b"x" + forms("zibbleworth")[form] + b"y"}, ["zibbleworth"]))


@pytest.mark.parametrize(
    "pack",
    [
        _zipped,
        gzip.compress,
        lambda content: b'<a href="data:x;base64,' + base64.b64encode(b"ab" + content + b"c") + b'">',
        lambda content: base64.urlsafe_b64encode(gzip.compress(content * 3)),
        lambda content: base64.b64encode(base64.b64encode(b"\xff\xfe" + content)),
    ],
    ids=["docx", "gzip", "data address", "gzip in base64", "base64 twice"],
)  # fmt: skip
def test_a_word_is_found_in_what_is_packed(pack: Any) -> None:
    assert found(
        {"file": pack(b"some words, zibbleworth, and more of them")}, ["zibbleworth", "florpint"]
    ).keys() == {"zibbleworth"}
