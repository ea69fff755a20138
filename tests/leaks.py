"""Searching files for words that must not be in them, however they are written or packed."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import re
import urllib.parse
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PACKED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def forms(word: str) -> dict[str, bytes]:
    """A word as bytes, in every form that a file may hold it in."""
    plain = word.encode()
    found = {
        "plain": plain,
        "reversed": word[::-1].encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": urllib.parse.quote(word, safe="").encode(),
        "percent, all": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "percent, small": "".join(f"%{byte:02x}" for byte in plain).encode(),
        "UTF-16, little end": word.encode("utf-16-le"),
        "UTF-16, big end": word.encode("utf-16-be"),
        "JSON": "".join(f"\\u{ord(sign):04x}" for sign in word).encode(),
        "JSON, big": "".join(f"\\u{ord(sign):04X}" for sign in word).encode(),
        "entities": "".join(f"&#{ord(sign)};" for sign in word).encode(),
        "entities, hex": "".join(f"&#x{ord(sign):x};" for sign in word).encode(),
        "hex, PDF": word.encode("utf-16-be").hex().upper().encode(),
    }
    for shift in range(3):
        # The first and the last sign also hold bits of what stands beside the word.
        signs = base64.b64encode(bytes(shift) + plain)
        inner = signs[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]
        found[f"base64, {shift}"] = inner
        found[f"base64 for addresses, {shift}"] = inner.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def layers(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """A file's bytes, and all that can be unpacked from them."""
    yield content
    if not depth:
        return
    inner: list[bytes] = []
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            inner += [file.read(name) for name in file.namelist()]
    if content.startswith(b"%PDF"):
        inner += [data for match in _STREAM.finditer(content) if (data := _inflated(match[1]))]
    if content.startswith(b"\x1f\x8b"):
        inner.append(gzip.decompress(content))
    for match in _PACKED.finditer(content):
        signs = match[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        with contextlib.suppress(ValueError):
            unpacked = base64.b64decode(signs[: len(signs) - (len(signs) % 4 == 1)] + b"==")
            inner.append(_inflated(unpacked) or unpacked)
    for each in inner:
        yield from layers(each, depth - 1)


def _inflated(content: bytes) -> bytes:
    for start in (15, 31, -15):  # zlib, gzip, bare
        with contextlib.suppress(zlib.error):
            return zlib.decompressobj(start).decompress(content)
    return b""


def found(files: Mapping[str, bytes], words: Iterable[str]) -> dict[str, list[str]]:
    """Name the files that hold a word, and in which form."""
    searched = [(name, layer.lower()) for name, content in files.items() for layer in layers(content)]
    hits: dict[str, list[str]] = {}
    for word in words:
        shapes = {form: (raw, raw.lower()) for form, raw in forms(word).items()}
        for name, layer in searched:
            hits.setdefault(word, []).extend(
                f"{name}: {form}" for form, (_raw, small) in shapes.items() if small in layer
            )
    return {word: where for word, where in hits.items() if where}
