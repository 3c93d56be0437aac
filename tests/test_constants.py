"""Every number that detection keeps in a module says in one line what it is counted in and where it comes from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.scores import LIMIT_LEVEL
from detectors.threshold import DEFAULT_LEVEL

ROOT = Path(__file__).parents[1]
UNIT = re.compile(
    r"\b(sigmas?|scales?|kWh?|watts?|hours?|days?|nights?|weeks?|months?|years?|minutes?|seconds?|degrees|readings?|slots|"
    r"shares?|quantiles?|factors?|times|weights?|numbers?|counts?|points?|periods?|steps?|rounds|levels|digits|logarithms?|"
    r"penalty|penalties|power|seed|per cent|starts|widths|rate|local hours?|currency|without unit)\b",
    re.IGNORECASE,
)
ORIGIN = re.compile(
    r"\b(measured|chosen|by definition|technical limit|source:|expert's choice)",
    re.IGNORECASE,
)
"""Measured: on what. Source: who. Chosen: by judgement, and whether it was tuned."""


def modules() -> list[Path]:
    return sorted((ROOT / "detectors").rglob("*.py"))


def numbers(source: str) -> Iterator[tuple[str, str]]:
    """Yield the names of each module-level constant that holds a number of its own, and the docstring below it."""
    body = ast.parse(source).body
    for node, below in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        if all(name.isupper() for name in names) and any(map(is_number, ast.walk(node.value))):
            yield ", ".join(names), " ".join(docstring(below).split())


def is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def docstring(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return ""


def lacking(names: str, text: str) -> str:
    """Return what a docstring does not say; empty where it says all, the unit perhaps in the name."""
    unit = UNIT.search(f"{names} {text}".replace("_", " "))
    parts = {"unit": unit, "origin": ORIGIN.search(text)}
    return " and ".join(part for part, found in parts.items() if not found)


def test_numbers_of_detection_say_unit_and_origin() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {names} ({missing})"
        for path in modules()
        for names, text in numbers(path.read_text(encoding="utf-8"))
        if (missing := lacking(names, text))
    ]

    assert not offenders, f"{len(offenders)} constants:\n" + "\n".join(offenders)


def test_what_is_told_of_a_limit_stands_at_the_default_level() -> None:
    assert LIMIT_LEVEL == DEFAULT_LEVEL


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("A = 3\n", "unit and origin"),
        ("A = 3\n'''Days.'''\n", "origin"),
        ("A_DAYS = 3\n", "origin"),
        ("A = 3\n'''Chosen, not tuned.'''\n", "unit"),
        ("A, B = 3, 4\n'''Days. By definition.'''\n", ""),
        ("A = (1.0,)\nB = 2\n'''Days. Measured.'''\n", "unit and origin"),
        ("A: int = 2 * OTHER\n'''Share. Measured.'''\n", ""),
    ],
)
def test_the_check_sees_what_a_docstring_lacks(source: str, missing: str) -> None:
    assert lacking(*next(numbers(source))) == missing


@pytest.mark.parametrize("source", ["A = 'text'\n", "a = 3\n", "A = OTHER\n", "A = True\n"])
def test_the_check_lets_other_names_pass(source: str) -> None:
    assert not list(numbers(source))
