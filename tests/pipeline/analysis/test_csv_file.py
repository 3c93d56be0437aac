"""CSV that leaves: no cell that a spreadsheet runs, no number that changes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.csv_file import FORMULA_BEGINS, CsvFile, csv_text


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\tTAB", "\rCR", '=HYPERLINK("http://x")']
)
def test_a_name_that_a_spreadsheet_would_run_becomes_text(name: str) -> None:
    table = pd.DataFrame({"meter_id": [name, "office"], name: [1.5, 2.5]})
    harmless = "'" + name.replace("\r", " ")
    assert cells(csv_text(table)) == [["meter_id", harmless], [harmless, "1.5"], ["office", "2.5"]]


def test_numbers_are_not_touched_whether_typed_or_written() -> None:
    table = pd.DataFrame({"side": [-1, 1], "kw": [-0.25, 3.0], "text": ["-12.5", "+3e2"]})
    assert csv_text(table) == "side,kw,text\n-1,-0.25,-12.5\n1,3,+3e2\n"


def test_the_table_that_is_written_keeps_its_own_cells(tmp_path: Path) -> None:
    table = pd.DataFrame({"meter_id": ["=1+1"]})
    with CsvFile(tmp_path / "events.csv") as file:
        file.append(table)
        file.append(table)

    assert (tmp_path / "events.csv").read_text() == "meter_id\n'=1+1\n'=1+1\n"
    assert table["meter_id"].tolist() == ["=1+1"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=1, max_size=5))
def test_no_text_begins_like_a_formula_and_none_is_lost(texts: list[str]) -> None:
    table = pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype=object)})
    for text, (_, written) in zip(texts, cells(csv_text(table))[1:], strict=True):
        assert written.removeprefix("'") == text.replace("\r", " ").removeprefix("'")
        assert not written.startswith(FORMULA_BEGINS) or float(written) is not None
