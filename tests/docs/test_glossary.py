"""The glossary: every name of the main rooms is explained, in the words of the field, and none that is gone."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.test_words import instead

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
EXPLAINED = ("data", "detectors", "pipeline")
TECHNICAL_ROOMS = (
    "data/importing/formats",
    "data/importing/interpreting",
    "data/simulation",
    "detectors/methods",
    "pipeline/cache",
    "pipeline/jobs",
)
"""Their classes are explained where they are: formats of others, building blocks, and the methods by themselves."""
TECHNICAL = {
    "words and plug-ins": ("Explanation", "ShiftedTime", "WorkingDay", "Tariff", "Plugin", "FittedHistory"),
    "errors": ("LoadlensError", "DataError", "ParameterError", "UnforeseenError", "RefusalError", "Why"),
    "import and storage": (
        "Imported", "Preview", "Examined", "Glimpse", "Localised", "Rows", "Ledger", "Placed", "MergeSummary", "Store",
    ),
    "SQL": ("Table", "Fact", "FactGroup", "Addition", "StatedPlace"),
    "the contract of /predict": (
        "Record", "Reading", "Amount", "Band", "Failure", "Posted", "Stored", "FittedMeters",
        "StoredReadings", "MeterList", "DetectorRecord", "DetectorList",
    ),
    "settings and export": ("Setting", "Settings", "CsvFile"),
    "parts of a method": ("DayForecasts", "FilledDays", "Hourly", "Network", "OutdoorTemperature", "Step"),
    "parts of the judge of changes": (
        "DailyLevels", "Evidence", "LevelWindow", "Logs", "Move", "Moves", "Onset", "Precision", "Site",
        "Weather",
    ),
    "kinds of detectors by how they are fitted": (
        "DetectorState", "StrategyState", "WalkForwardDetector", "WholeSeriesDetector", "EmptyState", "FittedWalk",
    ),
}  # fmt: skip
"""Classes that stand for no word of their own."""
WALK_FORWARD = "walk-forward"
"""A term of the field with a word that does not stand alone."""


@dataclass(frozen=True)
class Entry:
    word: str
    meaning: str
    names: tuple[str, ...]
    source: str


def tables() -> list[list[Entry]]:
    return [[entry(line) for line in part.splitlines() if is_entry(line)] for part in TEXT.split("\n## ")[1:]]


def is_entry(line: str) -> bool:
    return line.startswith("| ") and not line.startswith(("| Word |", "| --- |"))


def entry(line: str) -> Entry:
    word, meaning, names, source = (cell.strip() for cell in line.strip("|").split("|"))
    return Entry(word, meaning, tuple(re.findall(r"`(\w+)`", names)), source)


ENTRIES = [found for table in tables() for found in table]


def classes(*folders: str) -> dict[str, str]:
    """Return the public classes below folders, with their file."""
    found = {}
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name] = path.relative_to(ROOT).as_posix()
    return found


def test_every_class_of_the_main_rooms_is_explained() -> None:
    explained = {name for found in ENTRIES for name in found.names} | {n for names in TECHNICAL.values() for n in names}
    missing = [
        f"{name} ({path})"
        for name, path in classes(*EXPLAINED).items()
        if name not in explained and not path.startswith(TECHNICAL_ROOMS)
    ]

    assert not missing, f"put these beside a word of docs/glossary.md, or into TECHNICAL here: {', '.join(missing)}"


def test_no_name_that_is_gone_is_explained() -> None:
    there = classes(*EXPLAINED, "benchmarks")
    named = [name for found in ENTRIES for name in found.names] + [n for names in TECHNICAL.values() for n in names]

    assert [name for name in named if name not in there] == []


@pytest.mark.parametrize("word", [found.word for found in ENTRIES])
def test_words_are_those_of_the_field(word: str) -> None:
    assert not instead(word.replace(WALK_FORWARD, "").replace(" ", "_").replace("-", "_"))


def test_a_word_is_explained_once() -> None:
    words = [found.word.casefold() for found in ENTRIES]

    assert [word for word in set(words) if words.count(word) > 1] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table[0].word)
def test_words_of_a_table_are_in_alphabetical_order(table: list[Entry]) -> None:
    words = [found.word.casefold() for found in table]

    assert words == sorted(words)


@pytest.mark.parametrize("found", ENTRIES, ids=lambda found: found.word)
def test_an_entry_is_one_short_line_with_a_source_that_can_be_found(found: Entry) -> None:
    assert 10 < len(found.meaning) <= 130
    assert not found.meaning.endswith(".")
    assert not found.source or found.source == "expert rule" or re.search(r"\b(19|20)\d\d\b", found.source)
    assert "doi" not in found.source or re.search(r"doi:10\.\d{4,}/\S+", found.source)


@pytest.mark.parametrize("word", ["odd", "spread", "votes", "echo", "new normal", "learn below"])
def test_the_check_sees_a_word_that_is_not_of_the_field(word: str) -> None:
    assert instead(word.replace(" ", "_"))
