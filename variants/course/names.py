"""Countries, economies and currencies by code or by name."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["countries", "currencies", "folded", "without_figures"]

_TONGUES = ("en", "ja")
# What people say where CLDR says more.
_COMMON = {
    "USD": ("US dollars", "米ドル", "ドル"), "JPY": ("yen", "円"), "EUR": ("euros",), "CNY": ("yuan", "renminbi"),
    "USA": ("America", "アメリカ", "米国"), "GBR": ("UK", "Britain", "英国"), "EU": ("EU",),
}  # fmt: skip


def folded(word: str) -> str:
    """Say what counts of a word when it is looked up.

    Examples
    --------
    >>> folded("ＪＰＮ "), folded("the Netherlands")
    ('jpn', 'netherlands')
    """
    return unicodedata.normalize("NFKC", word).casefold().strip().removeprefix("the ")


def countries(codes: Iterable[str]) -> dict[str, str]:
    """Map codes and names of countries and economies to their code.

    Parameters
    ----------
    codes : iterable of str
        Codes of ISO 3166-1 alpha-3, or EU.

    Returns
    -------
    dict
        Folded word to code: the code itself, that of two letters, and CLDR's English and Japanese names.

    Examples
    --------
    >>> found = countries(["JPN", "NOR", "EU"])
    >>> found["japan"], found["日本"], found["no"], found["european union"]
    ('JPN', 'JPN', 'NOR', 'EU')
    """
    aliases, found = get_global("territory_aliases"), dict[str, str]()
    for code in codes:
        short = code if code == "EU" else str(aliases.get(code, [code])[0])
        names = [str(Locale(tongue).territories.get(short, code)) for tongue in _TONGUES]
        found.update({folded(word): code for word in (*names, *_COMMON.get(code, ()), short, code)})
    return found


def currencies(codes: Iterable[str]) -> dict[str, str]:
    """Map codes and names of currencies to their code.

    Examples
    --------
    >>> found = currencies(["JPY", "KRW"])
    >>> found["円"], found["south korean won"], found["韓国ウォン"]
    ('JPY', 'KRW', 'KRW')
    """
    found = dict[str, str]()
    for code in codes:
        names = [str(Locale(tongue).currencies.get(code, code)) for tongue in _TONGUES]
        names += [name.replace(" ", "") for name in names[1:]]  # Japanese is written without spaces
        found.update({folded(word): code for word in (*names, *_COMMON.get(code, ()), code)})
    return found


def without_figures(word: str) -> str:
    """Name the country that a word stands for though the kit may have no figures of it; else nothing.

    Examples
    --------
    >>> without_figures("NO"), without_figures("Norvege")
    ('Norway', '')
    """
    return _everywhere().get(folded(word), "")


@cache
def _everywhere() -> dict[str, str]:
    territories = {code: str(name) for code, name in Locale("en").territories.items()}
    aliases = get_global("territory_aliases")
    found = {folded(name): name for code, name in territories.items() if code.isalpha()}
    for code, name in territories.items():
        if code.isalpha() and len(code) == 2:
            found[code.casefold()] = name
    for code, short in aliases.items():
        if len(code) == 3 and code.isalpha() and short[0] in territories and short != ["ZZ"]:
            found[code.casefold()] = territories[short[0]]
    return found
