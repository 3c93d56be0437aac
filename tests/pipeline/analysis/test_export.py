"""What leaves as CSV: one row a reading of the input, times with their offset, files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import ParameterError
from data.series import MeterSeries, Quality
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.scores import Reason, Scores, empty_scores
from detectors.threshold import Threshold, flags
from pipeline.analysis.csv_file import CsvFile
from pipeline.analysis.export import EVENT_COLUMNS, events_table, iso_stamps, scores_table


def hourly(power_kw: list[float], quality: list[int] | None = None, start: str = "2024-03-30 22:00") -> MeterSeries:
    index = pd.date_range(start, periods=len(power_kw), freq="1h", tz="Europe/Zurich")
    flags_ = None if quality is None else np.array(quality, np.uint8)
    return MeterSeries("school", index, np.array(power_kw), quality=flags_)


def judged(series: MeterSeries, score: list[float]) -> Scores:
    columns = empty_scores(series.index, 1.0)
    columns["score"] = np.array(score)
    columns["side"] = np.where(np.array(score) > 0, 1, 0).astype(np.int8)
    columns["expected"] = np.full(len(series), 2.0)
    columns["scale_below"] = np.full(len(series), 0.5)
    columns["scale_above"] = np.full(len(series), 1.0)
    columns["reason"] = np.where(columns["side"] > 0, Reason.ABOVE_EXPECTED.code, 0).astype(np.uint8)
    return Scores(series.index, **columns)


@pytest.mark.parametrize("zone", ["Europe/Zurich", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
def test_stamps_are_those_of_isoformat_through_a_year_of_clock_changes(zone: str) -> None:
    index = pd.date_range("2024-01-01", "2025-01-01", freq="30min", tz=zone)

    assert iso_stamps(index) == [stamp.isoformat() for stamp in index]


def test_the_clock_change_in_spring_shows_as_another_offset() -> None:
    table = scores_table(hourly([1.0] * 6), judged(hourly([1.0] * 6), [0.0] * 6), Threshold())

    assert table["timestamp"].tolist()[3:5] == ["2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00"]


def test_a_row_carries_the_band_at_the_level_of_the_threshold() -> None:
    series = hourly([1.0, 6.0])

    row = scores_table(series, judged(series, [0.0, 4.0]), Threshold(level=3.0)).iloc[1]

    assert (row.expected_kw, row.low_kw, row.high_kw) == (2.0, 0.5, 5.0)
    assert (row.score, row.side, row.window_hours, row.reason, row.flagged) == (4.0, 1, 1.0, "above_expected", "true")


def test_a_meter_that_never_fed_in_has_no_band_below_zero_and_is_flagged_all_the_same() -> None:
    band = {}
    for lowest in (0.1, -0.1):
        series = hourly([1.0, lowest, 1.0])
        table = scores_table(series, judged(series, [0.0, 5.0, 0.0]), Threshold(level=20.0))
        band[lowest] = table["low_kw"].min()
    assert band[0.1] == 0.0
    assert band[-0.1] < 0


def test_flagged_is_what_the_threshold_says() -> None:
    series = hourly([1.0] * 5)
    scores = judged(series, [0.0, 2.0, np.nan, 4.0, 9.0])
    threshold = Threshold(level=4.0)

    flagged = scores_table(series, scores, threshold)["flagged"] == "true"

    assert flagged.tolist() == flags(scores, threshold).tolist() == [False, False, False, True, True]


def test_an_interval_without_a_reading_has_no_row_but_a_replaced_value_keeps_its_own() -> None:
    series = hourly([1.0, np.nan, np.nan, 4.0], [0, Quality.MISSING, Quality.SENTINEL, 0])

    table = scores_table(series, judged(series, [0.0] * 4), Threshold())

    assert table["timestamp"].str.slice(11, 13).tolist() == ["22", "00", "01"]
    assert table["power_kw"].isna().tolist() == [False, True, False]


def test_events_keep_their_order_and_their_sentence() -> None:
    series = hourly([2.0, 2.0, 9.0, 2.0] * 3)
    found = events(series, judged(series, [0, 0, 9, 0] * 3), Threshold(merge_hours=0.0))

    table = events_table(found)

    assert tuple(table.columns) == EVENT_COLUMNS
    assert table["sentence"].tolist() == [explain(event).sentence for event in found]
    assert table["start"].iloc[0] == found[0].start.isoformat()


def test_no_events_still_make_a_table_with_its_columns() -> None:
    assert tuple(events_table([]).columns) == EVENT_COLUMNS


def test_tables_are_written_under_one_header_with_short_numbers(tmp_path: Path) -> None:
    with CsvFile(tmp_path / "out.csv") as file:
        file.append(pd.DataFrame({"a": [0.1 + 0.2], "b": [np.nan]}))
        file.append(pd.DataFrame({"a": [2.0], "b": [1 / 3]}))

    assert (tmp_path / "out.csv").read_text() == "a,b\n0.3,\n2,0.333333333\n"


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")

    def fail_half_way() -> None:
        with CsvFile(tmp_path / "out.csv") as file:
            file.append(pd.DataFrame({"a": [1.0]}))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"Cannot write .*missing/out\.csv: No such file or directory"):
        CsvFile(tmp_path / "missing" / "out.csv").__enter__()


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    with CsvFile(pipe) as file:
        file.append(pd.DataFrame({"a": [1.0]}))

    assert os.read(reader, 100) == b"a\n1\n"
    assert pipe.is_fifo()
    os.close(reader)


def test_a_folder_instead_of_a_file_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="Is a directory"):
        CsvFile(tmp_path).__enter__()
