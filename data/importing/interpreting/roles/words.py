"""What the names of columns say, by the words of ``words.toml``: times, meters, power, energy, or no consumption."""

from __future__ import annotations

import pkgutil
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that are no letter with an accent."""
_CURRENCY = re.compile(r"[€£$¢]|\((?:p|c|ct|kr|zł|Ft|Kč)\)", re.IGNORECASE)
_PER_ENERGY = re.compile(r"(?<!kWh)(?<!MWh)(?<!Wh)(?<=\S)\s*/\s*[kM]?Wh\b", re.IGNORECASE)
_OTHER_UNIT = re.compile(
    r"[\[(]\s*(?:V|A|Hz|%|k?VA|k?VAh|k?var|k?varh|W/m2|W/m²|bar|h?Pa|lx|ppm)\s*[\])]", re.IGNORECASE
)
UNIT = re.compile(r"(?<![a-z])[kmg]?wh?(?![a-z])")
"""A unit of power or energy in a plain name."""
NO_UNIT = "its unit is not one of power or energy"
A_PRICE = "it is a price or a cost"
A_TEMPERATURE = "it is a temperature"


@cache
def plain(name: str) -> str:
    """Return a name in small letters without accents, with blanks for signs and between joined words."""
    parted = re.sub(r"(?<=[a-z])(?=[kMG]Wh?(?![a-zA-Z]))", " ", name)
    spaced = re.sub(r"(?<=[a-z]{2})(?=[A-Z])", " ", parted)
    stripped = unicodedata.normalize("NFKD", spaced.lower().translate(_LETTERS))
    letters = "".join(sign for sign in stripped if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w°#%€£]|_", " ", letters).split())


def speaks_of(meaning: str, name: str) -> bool:
    """Say whether a name has a word of a meaning: a table of ``words.toml``, such as "price" or "never.price"."""
    return _pattern(meaning).search(plain(name)) is not None


def without_words(meaning: str, name: str) -> str:
    """Return a plain name without the words of a meaning."""
    return " ".join(_pattern(meaning).sub(" ", plain(name)).split())


def names_time(name: str) -> bool:
    """Say whether a column name speaks of time."""
    return speaks_of("time", name)


def names_start(name: str) -> bool:
    """Say whether a column name speaks of the start of an interval."""
    return speaks_of("start", name)


def names_end(name: str) -> bool:
    """Say whether a column name speaks of the end of an interval."""
    return speaks_of("end", name)


def names_meter(name: str) -> bool:
    """Say whether a column name speaks of a meter, a place or a channel."""
    return speaks_of("meter", name) or speaks_of("identifier", name)


def names_temperature(name: str) -> bool:
    """Say whether a column name speaks of the temperature of the air outdoors."""
    return speaks_of("temperature", name) and not speaks_of("indoor", name) and not UNIT.search(plain(name))


def names_load(name: str) -> bool:
    """Say whether a column name speaks of power or energy, and of nothing else."""
    return not why_no_meter(name) and any(speaks_of(meaning, name) for meaning in ("energy", "power", "register"))


def names_other(name: str) -> bool:
    """Say whether a column name speaks of something that is no consumption."""
    return bool(why_no_meter(name))


@cache
def why_no_meter(name: str) -> str:
    """Return why a column of that name is no meter, the end of a sentence; empty where it may be one."""
    words = plain(name)
    if _CURRENCY.search(name) or _PER_ENERGY.search(name):
        return A_PRICE
    for kind, why in _reasons("never"):
        if _pattern(kind).search(words):
            return why
    if UNIT.search(words):
        return ""
    if _OTHER_UNIT.search(name):
        return NO_UNIT
    if speaks_of("temperature", name):
        return A_TEMPERATURE
    return next((why for kind, why in _reasons("unless_unit") if _pattern(kind).search(words)), "")


def names_power(name: str) -> bool:
    """Say whether a column name speaks of power."""
    return speaks_of("power", name) and not speaks_of("energy", name)


def names_register(name: str) -> bool:
    """Say whether a column name speaks of a counter."""
    return speaks_of("register", name)


def names_feed_in(name: str) -> bool:
    """Say whether a name speaks of what is produced or given to the grid."""
    return speaks_of("feed_in", name)


def is_generic(name: str) -> bool:
    """Say whether a column name tells nothing of the meter: "value", "kWh", "Usage_kWh"."""
    if re.fullmatch(r"column \d+", name):
        return True
    words = plain(name)
    for meaning in ("generic", "energy", "power"):
        words = _pattern(meaning).sub(" ", words)
    return not UNIT.sub(" ", words).strip(" #°%0123456789")


@cache
def month_number(name: str, language: str) -> int:
    """Return the number of a month by its name or the beginning of it in a language, 0 where it is none."""
    word = plain(name)
    beginnings = (
        (len(start), number)
        for number, starts in enumerate(_tables()["months"][language], start=1)
        for start in map(plain, starts.split(","))
        if word.startswith(start)
    )
    return max(beginnings, default=(0, 0))[1]


def month_languages() -> tuple[str, ...]:
    """Return the languages whose months are known."""
    return tuple(_tables()["months"])


def words_of(meaning: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a meaning with their languages."""
    table: Any = _tables()
    for part in meaning.split("."):
        table = table[part]
    return tuple((language, word) for language, words in table.items() if language != "why" for word in words)


def meanings() -> tuple[str, ...]:
    """Return all meanings."""
    tables = _tables()
    nested = [f"{group}.{kind}" for group in ("never", "unless_unit") for kind in tables[group]]
    return (*(name for name in tables if name not in ("never", "unless_unit", "months")), *nested)


@cache
def _tables() -> dict[str, Any]:
    body = pkgutil.get_data(__package__, "words.toml") or b""
    return tomllib.loads(body.decode("utf-8"))


@cache
def _reasons(group: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{group}.{kind}", table["why"]) for kind, table in _tables()[group].items())


@cache
def _pattern(meaning: str) -> re.Pattern[str]:
    return re.compile("|".join(_alternatives(word for _, word in words_of(meaning))))


def _alternatives(words: Iterable[str]) -> list[str]:
    """Return words as alternatives of a pattern, the longest first so that phrases win over their words."""
    found = {word: _alternative(word) for word in dict.fromkeys(words)}
    return [found[word] for word in sorted(found, key=len, reverse=True)]


def _alternative(word: str) -> str:
    core = plain(word.strip("^$*"))
    text = re.escape(core).replace(r"\ ", " ?").replace(" ", " ?") if " " in core else re.escape(core)
    text = re.sub(r"(?: \?)+\??", " ?", text)
    before = "^" if word.startswith("^") else "" if word.startswith("*") else r"(?<![^\W\d])"
    after = "$" if word.endswith("$") else "" if word.endswith("*") else r"(?![^\W\d])"
    if core[:1].isdigit() and before not in ("", "^"):
        before = r"(?<!\w)"
    if core[-1:].isdigit() and after not in ("", "$"):
        after = r"(?!\w)"
    return f"{before}{text}{after}"
