"""Seals feedback so that it opens only with the answer it belongs to.

The browser does the checking (``static/src/seal.js`` and ``canonical.js`` are the same rules in JavaScript);
Python only seals, and opens again in tests. Both sides are held to ``tests/canonical.json``.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import hashlib
import hmac
import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

# 2**12 costs about 10 ms here and 27 ms in a browser, so a lesson of 30 answers seals in 0.3 s.
WORK = 2**12
PAD = 64
# Keys by a digest of what they come from: a question that depends on no parameter is sealed once. A builder puts a
# mapping here that its kernels share.
derived: MutableMapping[bytes, bytes] = {}

_SPACE = re.compile("[\t-\r \x85\u1680\u200b\u2028\u2029\ufeff]+")
_SIGN = "[-+\u2010\u2012\u2013\u2212\u30fc]"  # the last is what a Japanese keyboard types for a hyphen
_HEAD = re.compile(f"(?:({_SIGN}) ?)?((?:us)?[$¥€£₩])? ?({_SIGN})? ?")
_NUMBER = re.compile(
    " ?(?:"
    "(?P<comma>[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\\.[0-9]+)?)"
    "|(?P<dot>[1-9][0-9]{0,2}(?:(?:\\.[0-9]{3})+,[0-9]+|(?:\\.[0-9]{3}){2,}))"
    "|(?P<space>[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?)"
    "|(?P<plain>(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:e[-+]?[0-9]{1,3})?)"
    ")(?![.,]?[0-9])"
)
_SCALES = {
    "百": 1e2, "千": 1e3, "万": 1e4, "億": 1e8, "兆": 1e12, "割": 10.0, "hundred": 1e2, "thousand": 1e3,
    "million": 1e6, "billion": 1e9, "trillion": 1e12, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3,
    "m": 1e6, "b": 1e9, "t": 1e12,
}  # fmt: skip
_SCALE = re.compile(
    " ?(?:([百千万億兆割])|(hundred|thousand|million|billion|trillion|mn|bn|tn|k)s?(?![a-z]))"
)
_LETTER = re.compile(" ?()([mbt])(?![a-z])")  # "5 m" may be metres, "$5 m" is money


def canonical_text(text: str) -> str:
    """Bring a typed text into the one form that is compared.

    Compatibility forms, letter case, katakana or hiragana and the amount of white space make no difference.

    Parameters
    ----------
    text : str
        What a learner typed, or an answer to be sealed.

    Returns
    -------
    str
        The canonical form. Canonical text stays as it is when put in again.

    Examples
    --------
    >>> canonical_text("  Ｏｐｅｎ   WEIGHT ")
    'open weight'
    >>> canonical_text("データ")
    'でーた'
    """
    folded = "".join(letter.lower().upper().lower() for letter in unicodedata.normalize("NFKC", text))
    hiragana = "".join(
        chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" or c in "\u30fd\u30fe" else c
        for c in unicodedata.normalize("NFKC", folded)
    )
    return _SPACE.sub(" ", hiragana).strip(" ")


def parse_number(text: str) -> float | None:
    """Read one number the way people type it, in English or Japanese.

    Parameters
    ----------
    text : str
        For example ``"1,5"``, ``"1 500"``, ``"$92 billion"`` or ``"13兆8,575億円"``.

    Returns
    -------
    float or None
        The number without its unit, a percentage as written (``"12 %"`` is 12.0), or None where the text is
        not one number.

    Examples
    --------
    >>> parse_number("1,5"), parse_number("1,500"), parse_number("1億2,000万")
    (1.5, 1500.0, 120000000.0)
    >>> parse_number("3 or 4") is None
    True
    """
    text = unicodedata.normalize("NFKC", text).lower().replace("、", ",").replace("。", ".")
    text = _SPACE.sub(" ", text).strip(" ").replace("'", " ").replace("\u2019", " ")
    head = _HEAD.match(text)
    if head is None or (head[1] and head[3]):
        return None
    sign = -1.0 if (head[1] or head[3] or "+") != "+" else 1.0
    total, last, at = 0.0, math.inf, head.end()
    while term := _NUMBER.match(text, at):
        at, scale = term.end(), 1.0
        while word := _SCALE.match(text, at) or (_LETTER.match(text, at) if head[2] else None):
            at, scale = word.end(), scale * _SCALES[word[1] or word[2]]
        value = _plain(term) * scale
        # 1億2,000万 adds up; "12 34" and "5万3億" are not numbers.
        if scale >= last or value >= last:
            return None
        total, last = total + value, scale
    if last == math.inf or re.search("[0-9]", text[at:]):
        return None
    return sign * total + 0.0  # never -0.0


def _plain(term: re.Match[str]) -> float:
    """Turn one matched number into a float, its thousands marks removed."""
    digits = term[0].replace(" ", "")
    if term["comma"]:
        digits = digits.replace(",", "")
    elif term["dot"]:
        digits = digits.replace(".", "")
    return float(digits.replace(",", "."))


def bucket(x: float, offset: float, step: float) -> int:
    """Count the interval of width `step` that holds `x`; interval 0 is centred on `offset`.

    Parameters
    ----------
    x, offset, step : float
        All in the unit of the answer; `step` is positive.

    Returns
    -------
    int
        The interval's number, counted from `offset`.

    Examples
    --------
    >>> bucket(41.4, offset=1.0, step=2.0), bucket(0.9, offset=1.0, step=2.0)
    (20, 0)
    """
    return math.floor((x - offset) / step + 0.5)


def number_bucket(answer: float, tolerance: float) -> tuple[float, float]:
    """Place the intervals so that the one in the middle of which `answer` stands is `answer` ± `tolerance`.

    Both results are public. The offset is a whole number of steps away from the answer, and far from it, so
    that looking at it does not show the answer.

    Parameters
    ----------
    answer, tolerance : float
        In the unit of the answer; `tolerance` is positive. Both ends of the interval are accepted.

    Returns
    -------
    tuple of float
        Offset and step for :func:`bucket`.

    Raises
    ------
    ValueError
        If a value is not finite or the tolerance is not above zero.

    Examples
    --------
    >>> offset, step = number_bucket(42.0, 0.5)
    >>> [bucket(x, offset, step) == bucket(42.0, offset, step) for x in (41.4, 41.5, 42.5, 42.6)]
    [False, True, True, False]
    """
    if not (math.isfinite(answer) and math.isfinite(tolerance) and tolerance > 0):
        msg = f"A number question needs a finite answer and a tolerance above 0, not {answer!r} and {tolerance!r}."
        raise ValueError(msg)
    step = 2 * tolerance * (1 + 1e-6)  # the millionth keeps both ends inside in spite of rounding
    return answer - (math.floor(answer / step) + 1000) * step, step


def seal(uid: str, boxes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Seal one feedback per answer.

    Nothing is random: the same question gives the same bytes. The salt comes from `uid` alone and each nonce
    from its key and its text, so no check faster than scrypt exists and no nonce serves two texts.

    Parameters
    ----------
    uid : str
        The question's id; a box opens only under the id it was sealed for.
    boxes : mapping of str to mapping
        Key text (an option key such as ``"o2"``, or ``"b:12"`` for a number) to what opens with it.

    Returns
    -------
    dict
        ``salt`` and ``boxes`` in base64, and ``N``, the scrypt cost. The boxes are padded to one length and
        sorted by their bytes, so neither size nor order says which is which.

    Raises
    ------
    ValueError
        If two key texts are the same after :func:`canonical_text`.

    Examples
    --------
    >>> sealed = seal(
    ...     "q1", {"o1": {"grade": "right", "html": "Yes."}, "o2": {"grade": "wrong", "html": "No."}}
    ... )
    >>> open_seal(sealed, "o1", "q1")["grade"], open_seal(sealed, "o3", "q1")
    ('right', None)
    """
    texts = {canonical_text(key): _payload(payload) for key, payload in boxes.items()}
    if len(texts) != len(boxes):
        msg = (
            f"Question {uid!r} has two answers that count as the same: {', '.join(boxes)}. Make them differ."
        )
        raise ValueError(msg)
    size = -(-max((len(text) for text in texts.values()), default=0) // PAD) * PAD
    salt = hashlib.sha256(b"kit salt\0" + uid.encode()).digest()[:16]
    closed = sorted(_close(_key(key, salt, WORK), text.ljust(size), uid) for key, text in texts.items())
    return {"salt": _b64(salt), "N": WORK, "boxes": [[_b64(nonce), _b64(box)] for nonce, box in closed]}


def open_seal(sealed: Mapping[str, Any], key_text: str, uid: str) -> dict[str, Any] | None:
    """Open the box that belongs to one answer.

    Parameters
    ----------
    sealed : mapping
        What :func:`seal` returned.
    key_text, uid : str
        The answer's key text and the question's id.

    Returns
    -------
    dict or None
        What was sealed for this answer, or None if there is no box for it.

    Examples
    --------
    >>> open_seal(seal("q1", {"b:3": {"grade": "right"}}), "B:３", "q1")
    {'grade': 'right'}
    """
    cipher = ChaCha20Poly1305(_key(canonical_text(key_text), base64.b64decode(sealed["salt"]), sealed["N"]))
    for nonce, box in sealed["boxes"]:
        try:
            plain = cipher.decrypt(base64.b64decode(nonce), base64.b64decode(box), uid.encode())
        except InvalidTag:
            continue
        opened: dict[str, Any] = json.loads(plain)
        return opened
    return None


def _payload(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _close(key: bytes, text: bytes, uid: str) -> tuple[bytes, bytes]:
    nonce = hmac.digest(key, b"kit nonce\0" + uid.encode() + b"\0" + text, "sha256")[:12]
    return nonce, ChaCha20Poly1305(key).encrypt(nonce, text, uid.encode())


def _give_back() -> None:
    """Give the memory that scrypt used back to the system; glibc would keep 4 MiB of it in every kernel."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # other systems have no such call
        ctypes.CDLL(None).malloc_trim(0)


def _key(canonical: str, salt: bytes, work: int) -> bytes:
    name = hashlib.sha256(b"%d\0%b\0%b" % (work, salt, canonical.encode())).digest()
    key = derived.get(name)
    if key is None:
        key = derived[name] = Scrypt(salt=salt, length=32, n=work, r=8, p=1).derive(canonical.encode())
        _give_back()
    return key


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
