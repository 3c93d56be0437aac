"""The golden cases the scripts of the page are held to are those Python writes today."""

from __future__ import annotations

import json

import pytest

from tests.golden.write import FOLDER, golden


@pytest.mark.parametrize(("name", "text"), golden().items(), ids=list(golden()))
def test_golden_cases_are_what_python_writes(name: str, text: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == text, f"{name} is out of date; write it anew: python -m tests.golden.write"


def test_every_case_is_named_once_and_most_hold_flags() -> None:
    cases = json.loads(golden()["flags.json"])

    assert len({case["name"] for case in cases}) == len(cases)
    assert sum(bool(case["flagged"]) for case in cases) > 0.8 * len(cases)
