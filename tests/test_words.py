"""One word per idea: names of the product code use the words of the field, and public ones mean one thing.

Names are those that Python files define, those in the scripts of ``assets/``, the classes of its style sheets, the ids
of the page, and the names of all these files and their folders.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.basics.ids import Id, Part, Tab

ROOT = Path(__file__).parents[1]
PACKAGES = ("loadlens", "api", "components", "terminal", "pipeline", "detectors", "data")
DOORS = ("app.py", "cli.py")
SCRIPTS, STYLES = (".js", ".mjs", ".ts"), (".css",)

NO_NAMES = re.compile(
    r"/\*.*?\*/|//[^\n]*"  # comments
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""",  # texts, with what a template puts into them
    re.DOTALL,
)
SCRIPT_NAME = re.compile(r"[A-Za-z_$][\w$]*")
STYLE_NAME = re.compile(r"[.#]([A-Za-z_][\w-]*)")
"""Classes and ids, perhaps a colour or an ending, neither of which is a word."""

INSTEAD = {
    **dict.fromkeys(("odd", "oddest", "odder", "oddness"), "anomaly score, anomalous, peak"),
    **dict.fromkeys(("spread", "spreads"), "scale (robust sigma)"),
    **dict.fromkeys(("expect", "expects", "expectation", "expectations"), "predict, forecast"),
    **dict.fromkeys(("learn", "learns", "learnt", "learned", "learnable"), "update, training"),
    **dict.fromkeys(("refit", "refits"), "fit"),
    **dict.fromkeys(("walk", "walks", "walked", "walking"), "walk-forward (one WalkForward)"),
    **dict.fromkeys(("insight", "foresight", "foresee", "foreseen"), "analytics, predictability, forecast"),
    **dict.fromkeys(("finding", "findings"), "data problem; events and explain"),
    **dict.fromkeys(("heavier", "surprise", "surprises"), "tail scale, volatility"),
    **dict.fromkeys(("rest", "rests", "resting"), "idle period; residual"),
    **dict.fromkeys(("span", "spans"), "segment, load range, date range"),
    "extent": "boundaries",
    **dict.fromkeys(("stretch", "stretches"), "segment, event context"),
    **dict.fromkeys(("echo", "echoes"), "carryover; redundant methods"),
    **dict.fromkeys(("vote", "votes"), "agreement"),
    **dict.fromkeys(("ask", "asks", "asked"), "consulted; query, requested"),
    **dict.fromkeys(("trust", "trusted"), "confidence"),
    **dict.fromkeys(("judge", "judges", "judgement", "question", "questions"), "detect, query, result"),
    "together": "several analyses",
    "ahead": "forecast",
    **dict.fromkeys(("turn", "turns", "board", "look", "looks"), "job slot, job status, heartbeat"),
    **dict.fromkeys(("told", "tell", "tells", "said", "say", "says"), "view content, stated"),
    **dict.fromkeys(("picture", "choosing", "shelf"), "view model, callbacks, upload cache"),
    **dict.fromkeys(("understand", "understood", "gather", "gathered", "assemble"), "interpret, parse, convert"),
    **dict.fromkeys(("clock", "clocks", "summer"), "wall clock, daylight saving"),
    "faults": "data problems (found), fault kinds (planted)",
}
"""Word of a name, and what to write instead."""
WHOLE = {
    "new_normal": "level_shift", "old_normal": "previous_level", "day_distance": "profile_distance",
    "usual_day": "weekday_profile", "can_go_on": "supports_warm_start", "followed_by": "continued",
    "learn_below": "training_cutoff", "seen_by": "confirmed_by", "when": "dates", "Order": "Job", "Call": "JobRequest",
}  # fmt: skip
"""Names as a whole, or parts of several words."""
PREFIXES = {"LEAST": "MIN", "FEWEST": "MIN", "MOST": "MAX", "LONGEST": "MAX"}
"""First words of constants."""

TERMS = re.compile(r"wall_clock|walk_forward|clock_changes?|least_squares")
"""Terms of the field that hold a word which does not stand alone."""
ORDINARY = {
    "rest": "what follows the beginning of a sentence",
    "HEADLINE_REST": "what follows the count of the headline",
    "headline_rest": "the same, as an id and a class",
    "from_expectation": "a constructor of scores that people call by this name",
    "SUMMER_PRESENCE": "the season, not the clock",
    "SUMMER_AND_AUTUMN": "the season, not the clock",
    "clock": "an option of the import on the terminal and the page",
    "CLOCKS": "the values of that option",
    "faults": "planted ones",
    "DATA_FAULTS": "planted kinds",
    "plant_demo_faults": "planted ones",
    "demo_faults": "planted ones (file)",
    "data_faults": "key of a detector in links and caches (file)",
}
"""Ordinary English, or fixed by a contract with the outside, with the reason."""
THE_WALK_FORWARD = re.compile(r"^_?(WalkForward(Detector)?|FittedWalk|walk_forward)$")
"""There is one, with one fitted object."""
PROTOCOL = {"add", "run"}
"""Every module of the terminal has these two."""
FACE = {"detect", "forecast", "methods", "read"}
"""What an analyst calls has the plain words that the doors use for the same."""


def sources() -> list[Path]:
    doors = [ROOT / door for door in DOORS if (ROOT / door).is_file()]
    return doors + [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def assets() -> list[Path]:
    return [path for path in sorted((ROOT / "assets").rglob("*.*")) if path.suffix in (*SCRIPTS, *STYLES)]


def identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.alias(asname=str(name)):
                yield name


def names_of(path: Path) -> set[str]:
    """Return the names in a file, in a Python file those it defines, and those of the file and its folders."""
    text = path.read_text(encoding="utf-8")
    return {*names_in(text, path.suffix), *path.relative_to(ROOT).with_suffix("").parts}


def names_in(text: str, suffix: str) -> set[str]:
    if suffix in SCRIPTS:
        return set(SCRIPT_NAME.findall(NO_NAMES.sub(" ", text)))
    if suffix in STYLES:
        return {name.replace("-", "_") for name in STYLE_NAME.findall(NO_NAMES.sub(" ", text))}
    return set(identifiers(ast.parse(text)))


def words(name: str) -> list[str]:
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().strip("_").split("_")


def instead(name: str) -> str:
    """Return what to write instead of a term in a name; empty where it is well named."""
    if name in ORDINARY or THE_WALK_FORWARD.search(name):
        return ""
    parts = TERMS.sub("", "_".join(words(name))).strip("_").split("_")
    for bad, good in WHOLE.items():
        if name == bad or ("_" in bad and f"_{bad}_" in f"_{'_'.join(parts)}_"):
            return good
    if name.isupper() and parts[0].upper() in PREFIXES:
        return PREFIXES[parts[0].upper()]
    return next((INSTEAD[part] for part in parts if part in INSTEAD), "")


def test_names_use_the_words_of_the_field() -> None:
    offenders = []
    for path in [*sources(), *assets()]:
        named = path.relative_to(ROOT)
        offenders += [f"{named}: {name} (write {good})" for name in sorted(names_of(path)) if (good := instead(name))]

    assert not offenders, f"{len(offenders)} names:\n" + "\n".join(offenders)


@pytest.mark.parametrize("name", [*Id, *Part, *Tab])
def test_ids_of_the_page_use_the_words_of_the_field(name: str) -> None:
    assert not instead(name.replace("-", "_"))


def test_a_public_name_means_one_thing() -> None:
    """Classes and functions of modules; constants belong to their module and may repeat (``MIN_DAYS``)."""
    places: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                places[node.name].add(path.relative_to(ROOT).as_posix())
    repeated = {name: sorted(found) for name, found in places.items() if len(found) > 1 and name not in PROTOCOL | FACE}

    assert not repeated, "\n".join(f"{name}: {', '.join(found)}" for name, found in sorted(repeated.items()))


@pytest.mark.parametrize("name", ["oddness", "LEAST_DAYS", "_heavier", "Order", "is_new_normal", "clock_of_file"])
def test_the_check_sees_what_it_forbids(name: str) -> None:
    assert instead(name)


@pytest.mark.parametrize(
    ("text", "suffix", "names"),
    [
        ("const { votes } = view; // spans", ".js", {"const", "votes", "view"}),
        (
            "/* odd */ export const worstSpan = 'votes' + `told ${'x'}` + \"it's\";",
            ".mjs",
            {"export", "const", "worstSpan"},
        ),
        ("/* .told */ .also-title > #ahead-hint:empty { color: #fff }", ".css", {"also_title", "ahead_hint", "fff"}),
        ("def judged(span: int) -> None: ...", ".py", {"judged", "span"}),
    ],
)
def test_the_check_reads_names_and_no_comments_or_texts(text: str, suffix: str, names: set[str]) -> None:
    assert names_in(text, suffix) == names


@pytest.mark.parametrize("name", ["order", "in_order", "rest", "most", "least_squares", "ClockChange", "judged"])
def test_the_check_lets_well_named_things_pass(name: str) -> None:
    assert not instead(name)


def test_the_list_of_ordinary_names_holds_none_that_is_gone() -> None:
    there = {name for path in [*sources(), *assets()] for name in names_of(path)}

    assert set(ORDINARY) <= there
