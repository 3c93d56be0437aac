"""Published flags against ours, on two areas made by hand."""

import numpy as np
import pytest

from benchmarks import screening
from benchmarks.screening import (
    FILE,
    LONG_RUNS,
    OFFERED,
    OKAY,
    OURS,
    SHORT_RUNS,
    Found,
    Screened,
    labelled_areas,
    ours_published,
    ours_table,
    published_by_us,
    published_table,
    screened,
    split_runs,
    summary,
)
from tests.real_readings import needs


def area(published: list[str], ours: list[str]) -> Screened:
    flagged = np.array([reason != "" for reason in ours])
    return Screened(np.array(published), {OURS: flagged, OFFERED: ~flagged}, np.array(ours))


@pytest.fixture
def areas() -> list[Screened]:
    return [
        area(
            ["MISSING", "MISSING", OKAY, "MISSING", "NEG_OR_ZERO", OKAY],
            ["gap", "", "", "", "zero_run", ""],
        ),
        area([OKAY, "MISSING", "DELTA", OKAY], ["", "gap", "", "flat_line"]),
    ]


def test_shares_are_counted_by_reading_and_by_stretch(areas: list[Screened]) -> None:
    assert published_by_us(areas, OURS) == {
        "DELTA": Found(1, 0.0, 1, 0.0),
        "MISSING": Found(4, 0.5, 3, pytest.approx(2 / 3)),
        "NEG_OR_ZERO": Found(1, 1.0, 1, 1.0),
    }
    assert published_by_us(areas, OFFERED)["MISSING"] == Found(4, 0.5, 3, pytest.approx(2 / 3))


def test_what_we_flag_is_right_where_anything_is_flagged_there(areas: list[Screened]) -> None:
    assert ours_published(areas) == {
        "flat_line": Found(1, 0.0, 1, 0.0),
        "gap": Found(2, 1.0, 2, 1.0),
        "zero_run": Found(1, 1.0, 1, 1.0),
    }


def test_tables_and_summary_tell_the_shares(areas: list[Screened]) -> None:
    assert "| 4 | 0.50 | 3 | 0.67 | 0.67 |" in published_table(areas)
    assert "| flat line | 1 | 0.00 | 1 | 0.00 |" in ours_table(areas)
    assert "75% of the stretches" in summary(areas)


def test_runs_of_equal_readings_are_told_apart_by_length() -> None:
    power = np.array([1.0, 5, 5, 5, 2, 7, 7, 7, 7, 7, 3])
    run = "IDENTICAL_RUN"
    published = np.array([OKAY, OKAY, OKAY, run, OKAY, OKAY, OKAY, run, run, run, OKAY])

    split = split_runs(published, power)

    assert split[3] == SHORT_RUNS
    assert set(split[7:10]) == {LONG_RUNS}
    assert set(np.delete(split, [3, 7, 8, 9])) == {OKAY}


@needs(FILE)
def test_zeros_and_spikes_of_a_labelled_area_are_found_and_nothing_else_is_flagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screening, "OFFERED", OURS)
    chosen = next(one for one in labelled_areas() if {"NEG_OR_ZERO", "GLOBAL_DEM"} <= set(one[1]))

    found = [screened(*chosen)]

    ours = published_by_us(found, OURS)
    assert (ours["NEG_OR_ZERO"].share, ours["GLOBAL_DEM"].share) == (1.0, 1.0)
    assert all(one.share == 1.0 for one in ours_published(found).values())
