"""The report on readings: a sentence, a table, counts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from data.quality import WORDS, DataProblem, Ledger, QualityReport

START = pd.Timestamp("2024-01-10T00:00+01:00").tz_convert("Europe/Zurich")
HOUR = pd.Timedelta(hours=1)


def report(*data_problems: DataProblem) -> QualityReport:
    return QualityReport("office", 0.975, START, START + 40 * HOUR, timedelta(hours=1), data_problems)


def test_the_sentence_names_coverage_span_and_what_was_handled() -> None:
    found = report(
        DataProblem("gap", START, START + HOUR, 1, "missing"), DataProblem("clock_change", START, START + HOUR, 1, "x")
    )
    assert found.sentence == (
        "office: 97.5 % of the 60-minute intervals from 2024-01-10 00:00 to 2024-01-11 16:00 have a reading; "
        "found and handled: gaps, clock changes."
    )
    assert report().sentence.endswith("nothing had to be mended.")


def test_only_what_lacks_nothing_is_a_hundred_per_cent() -> None:
    assert " 100 % of" in replace(report(), coverage=1.0).sentence
    assert " 99.9 % of" in replace(report(), coverage=0.99999).sentence


def test_the_table_has_a_row_a_data_problem_and_its_columns_even_when_empty() -> None:
    columns = ["kind", "start", "end", "count", "done"]
    assert list(report().frame().columns) == columns
    table = report(DataProblem("gap", START, START + HOUR, 3, "missing")).frame()
    assert table.to_dict("records") == [
        {"kind": "gap", "start": START, "end": START + HOUR, "count": 3, "done": "missing"}
    ]


def test_counts_add_up_over_data_problems_of_a_kind() -> None:
    gaps = [DataProblem("gap", START, START + HOUR, number, "missing") for number in (1, 2)]
    assert report(*gaps).count("gap") == 3
    assert report(*gaps).count("conflict") == 0


def test_a_ledger_notes_stretches_in_the_zone_of_the_meter_and_nothing_for_nothing() -> None:
    ledger = Ledger("Europe/Zurich", 3_600_000_000)
    first = int(START.value // 1000)
    ledger.add("gap", np.array([first + 7_200_000_000, first]), "missing")
    ledger.add("conflict", np.array([], np.int64), "never")
    assert ledger.data_problems() == (DataProblem("gap", START, START + 3 * HOUR, 2, "missing"),)
    assert str(ledger.data_problems()[0].start.tz) == "Europe/Zurich"


def test_every_kind_of_data_problem_has_words_of_its_own() -> None:
    sources = (Path(__file__).parents[2] / "data").rglob("*.py")
    named = {kind for source in sources for kind in re.findall(r'ledger\.add\w*\(\s*"(\w+)"', source.read_text())}
    assert {"gap", "midnight"} <= named
    assert named == set(WORDS)
