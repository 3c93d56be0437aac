"""The UCI load diagrams: written as published, read back in absolute time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError, ParameterError
from data.importing.formats.uci import is_uci, read_uci
from data.series import MeterSeries, Quality
from data.simulation.archetypes import ARCHETYPES
from data.simulation.simulate import simulate
from data.simulation.uci_writer import start_row, uci_plans, write_uci

HEADER = '"";"MT_001";"MT_002";"MT_003"'
SPRING = ["2011-03-26", "2011-03-27", "2011-03-28"]
AUTUMN = ["2011-10-29", "2011-10-30", "2011-10-31"]


def text(rows: list[tuple[str, list[float]]], header: str = HEADER) -> bytes:
    """Return a file in the native format from stamps and values."""
    lines = [header]
    for stamp, values in rows:
        lines.append(f'"{stamp}";' + ";".join(f"{value:.15g}".replace(".", ",") for value in values))
    return ("\n".join(lines) + "\n").encode()


def rows_of(days: list[str], special: list[str] = (), factor: float = 1.0) -> list[tuple[str, list[float]]]:
    """Return 96 rows a day of 4.5 and 100.25 kW and of a client that starts on the second day at 06:00."""
    rows = []
    for day in days:
        for quarter in range(1, 97):
            stamp = str(pd.Timestamp(day) + pd.Timedelta(minutes=15 * quarter))
            late = 7.0 if stamp > f"{days[1]} 06:00:00" else 0.0
            weight = factor if stamp[11:16] in special and day == days[1] else 1.0
            rows.append((stamp, [weight * value for value in (4.5, 100.25, late)]))
    return rows


BY_STAMP, BY_INTERVAL = ["01:00", "01:15", "01:30", "01:45"], ["01:15", "01:30", "01:45", "02:00"]
CONVENTIONS = pytest.mark.parametrize("special", [BY_STAMP, BY_INTERVAL], ids=["01:00 to 01:45", "01:15 to 02:00"])


def read(content: bytes, meters: list[str] | None = None) -> dict[str, MeterSeries]:
    return {series.meter_id: series for series, _ in read_uci(io.BytesIO(content), meters)}


@CONVENTIONS
def test_the_hour_of_zeros_in_march_leaves_no_trace_in_absolute_time(special: list[str]) -> None:
    series = read(text(rows_of(SPRING, special, 0.0)))["MT_001"]

    assert len(series) == 96 + 92 + 96
    assert (series.power_kw == 4.5).all()
    assert series.start == pd.Timestamp("2011-03-26", tz="Europe/Lisbon")
    assert series.end == pd.Timestamp("2011-03-29", tz="Europe/Lisbon")
    assert (series.quality == 0).all()


@CONVENTIONS
def test_the_double_hour_in_october_is_halved_over_both_hours(special: list[str]) -> None:
    series = read(text(rows_of(AUTUMN, special, 2.0)))["MT_002"]

    assert len(series) == 96 + 100 + 96
    assert (series.power_kw == 100.25).all()
    flagged = series.index[series.quality == Quality.CLOCK_CHANGE]
    assert len(flagged) == 8
    lead = pd.Timedelta(0) if special is BY_INTERVAL else pd.Timedelta(minutes=15)
    assert flagged[0] == pd.Timestamp("2011-10-30 00:00", tz="UTC") - lead  # 01:00 of summer time
    assert flagged[-1] - flagged[0] == pd.Timedelta(minutes=105)


def test_energy_is_that_of_the_file() -> None:
    rows = rows_of(AUTUMN, BY_STAMP, 2.0)
    series = read(text(rows))["MT_001"]

    assert series.energy_kwh == pytest.approx(sum(values[0] for _, values in rows) / 4)


def test_stamps_mark_the_end_of_the_interval() -> None:
    rows = rows_of(["2011-05-01", "2011-05-02"])
    rows[5] = (rows[5][0], [77.0, 1.0, 0.0])
    series = read(text(rows))["MT_001"]

    assert rows[5][0] == "2011-05-01 01:30:00"
    assert series.power_kw[series.index == pd.Timestamp("2011-05-01 01:15", tz="Europe/Lisbon")] == 77.0


def test_zeros_before_a_client_starts_are_not_yet_commissioned() -> None:
    content = text(rows_of(["2011-05-01", "2011-05-02", "2011-05-03"]))
    found = {series.meter_id: (series, report) for series, report in read_uci(io.BytesIO(content))}
    series, report = found["MT_003"]
    begin = pd.Timestamp("2011-05-02 06:00", tz="Europe/Lisbon")
    before = np.asarray(series.index < begin)

    assert np.isnan(series.power_kw[before]).all()
    assert (series.quality[before] == Quality.NOT_COMMISSIONED).all()
    assert (series.power_kw[~before] == 7.0).all()
    assert report.first == begin
    assert report.coverage == 1.0
    assert report.count("not_commissioned") == 96 + 24
    assert found["MT_001"][1].data_problems == ()


def test_a_zero_in_the_middle_is_a_reading() -> None:
    rows = rows_of(["2011-05-01", "2011-05-02"])
    rows[50] = (rows[50][0], [0.0, 1.0, 0.0])
    series = read(text(rows))["MT_001"]

    assert series.power_kw[50] == 0.0
    assert series.quality[50] == 0


def test_a_client_that_never_starts_has_no_reading_and_says_so() -> None:
    rows = [(stamp, [1.0, 1.0, 0.0]) for stamp, _ in rows_of(["2011-05-01", "2011-05-02"])]
    series, report = list(read_uci(io.BytesIO(text(rows))))[2]

    assert np.isnan(series.power_kw).all()
    assert report.coverage == 0.0
    assert "never commissioned" in report.data_problems[0].done


def test_an_empty_field_and_a_lost_row_are_gaps() -> None:
    rows = rows_of(["2011-05-01", "2011-05-02"])
    lines = text(rows).decode().splitlines()
    lines[10] = f'"{rows[9][0]}";;100,25;0'
    del lines[20]
    series, report = next(iter(read_uci(io.BytesIO(("\n".join(lines) + "\n").encode()))))

    assert np.flatnonzero(np.isnan(series.power_kw)).tolist() == [9, 19]
    assert (series.quality[[9, 19]] == Quality.MISSING).all()
    assert report.count("gap") == 2
    assert len(series) == 192


def test_clock_changes_are_reported_with_what_was_done() -> None:
    _, report = next(iter(read_uci(io.BytesIO(text(rows_of(SPRING, BY_STAMP, 0.0))))))
    (data_problem,) = report.data_problems

    assert (data_problem.kind, data_problem.count) == ("clock_change", 4)
    assert data_problem.start == pd.Timestamp("2011-03-27 00:45", tz="Europe/Lisbon")
    assert "left out" in data_problem.done


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_byte_order_marks_do_not_matter(ending: str, mark: bytes) -> None:
    content = mark + text(rows_of(SPRING)).replace(b"\n", ending.encode())

    assert list(read(content)) == ["MT_001", "MT_002", "MT_003"]


def test_some_clients_only_are_read_where_asked() -> None:
    content = text(rows_of(SPRING))

    assert list(read(content, ["MT_003", "MT_001"])) == ["MT_001", "MT_003"]
    with pytest.raises(DataError, match=r"'MT_400'.*MT_001 to MT_003"):
        read(content, ["MT_400"])


def test_the_zip_as_published_is_read_and_a_path_too(tmp_path: Path) -> None:
    content = text(rows_of(SPRING))
    (tmp_path / "a.txt").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._LD2011_2014.txt", b"\x00")
        archive.writestr("LD2011_2014.txt", content)

    digests = [next(iter(read_uci(path)))[0].digest for path in (tmp_path / "a.txt", tmp_path / "a.zip")]
    assert digests == [read(content)["MT_001"].digest] * 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"time,value\n2011-01-01,1\n",
        b"\xff\xfe\x00",
        HEADER.encode() + b"\n",
        text([("2011-01-01 00:15:00", [1, 2, 3])]),
        text([("01.01.2011 00:15", [1, 2, 3]), ("01.01.2011 00:30", [1, 2, 3])]),
        text([("2011-01-01 01:00:00", [1, 2, 3]), ("2011-01-01 02:00:00", [1, 2, 3])]),
        text([("2011-01-01 00:30:00", [1, 2, 3]), ("2011-01-01 00:15:00", [1, 2, 3])]),
        text([("2011-01-01 00:15:00", [1, 2])] * 2),
        HEADER.encode() + b'\n"2011-01-01 00:15:00";1;x;2\n"2011-01-01 00:30:00";1;2;2\n',
        HEADER.replace("MT_002", "MT_001").encode() + b"\n",
    ],
)
def test_what_is_no_load_diagram_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(DataError, match="UCI load diagram"):
        read(content)


def test_a_path_without_a_file_and_a_zip_without_a_text_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.pdf", b"1")

    with pytest.raises(DataError, match="no file"):
        next(iter(read_uci(tmp_path / "b.txt")))
    with pytest.raises(DataError, match="LD2011_2014"):
        next(iter(read_uci(tmp_path / "a.zip")))


def test_the_format_is_known_by_its_first_line() -> None:
    assert is_uci(HEADER.encode())
    assert is_uci(b"\xef\xbb\xbf;MT_001;MT_002\n")
    assert not is_uci(b"time;MT_001\n")
    assert not is_uci(b"")


def written(meters: int, days: int, seed: int = 5) -> bytes:
    stream = io.BytesIO()
    write_uci(stream, meters=meters, rows=96 * days, seed=seed)
    return stream.getvalue()


def test_a_written_file_looks_like_the_published_one() -> None:
    lines = written(3, 91).decode().splitlines()

    assert lines[0] == '"";"MT_001";"MT_002";"MT_003"'
    assert lines[1].startswith('"2011-01-01 00:15:00";')
    assert lines[-1].startswith('"2011-04-02 00:00:00";')
    assert len(lines) == 1 + 91 * 96
    assert "." not in "".join(lines)
    assert all(line.count(";") == 3 for line in lines)
    zeros = [line for line in lines if line.endswith(";0;0;0")]
    assert [line[12:17] for line in zeros if "2011-03-27" in line] == BY_STAMP


def test_a_written_october_holds_the_sum_of_two_hours() -> None:
    table = pd.read_csv(io.BytesIO(written(6, 310)), sep=";", decimal=",", index_col=0, parse_dates=True)
    day = table["2011-10-30":"2011-10-30"].sum(axis=1)

    ratio = day.between_time("01:00", "01:45").mean() / day.between_time("02:00", "02:45").mean()
    assert 1.7 < ratio < 2.3


def test_about_half_of_the_clients_start_later_with_zeros_before() -> None:
    plans = uci_plans(200, 1461, 321)
    starts = np.array([start_row(plan, 140_256) for plan in plans])

    assert 0.35 < (starts > 0).mean() < 0.65
    assert starts[starts > 0].min() >= 35_040  # a year late at least
    assert (starts % 96 == 0).all()


def test_a_client_does_not_depend_on_the_number_of_clients() -> None:
    few, many = (pd.read_csv(io.BytesIO(written(meters, 10)), sep=";", decimal=",") for meters in (2, 5))

    pd.testing.assert_frame_equal(few, many[few.columns])


def test_what_is_written_is_read_back_as_it_was_simulated() -> None:
    days = 310
    found = read(written(4, days))
    for plan in uci_plans(4, days, 5):
        truth, series = simulate(plan).series, found[plan.meter_id]
        begin = start_row(plan, 96 * days)
        known = np.isfinite(series.power_kw) & (series.quality == 0)
        counts = truth.power_kw / (ARCHETYPES[plan.archetype].quantum_kwh * 4)
        units = series.power_kw[known & (counts > 0.5)] / counts[known & (counts > 0.5)]

        assert series.index.equals(truth.index)
        assert units.max() / units.min() == pytest.approx(1.0, abs=1e-9)  # the same readings, in another unit
        assert np.isnan(series.power_kw[: max(begin - 4, 0)]).all()
        assert (series.quality == Quality.CLOCK_CHANGE).sum() == 8


@pytest.mark.parametrize(("meters", "rows"), [(0, 96), (1, 100), (1, 0)])
def test_a_file_that_is_no_whole_days_is_refused(meters: int, rows: int) -> None:
    with pytest.raises(ParameterError, match="96"):
        write_uci(io.BytesIO(), meters=meters, rows=rows)


def test_a_path_is_written_as_a_whole(tmp_path: Path) -> None:
    write_uci(tmp_path / "LD2011_2014.txt", meters=2, rows=96)

    assert [path.name for path in tmp_path.iterdir()] == ["LD2011_2014.txt"]
    assert len(list(read_uci(tmp_path / "LD2011_2014.txt"))) == 2
