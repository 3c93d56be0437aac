"""The benchmark of forecasts: its figures on readings made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.forecast import LEVEL, NAIVE, Accuracy, accuracy, errors, held_share, needed, table
from detectors.forecast import MAX_DAYS, WIDENING
from tests.detectors.meters import regular_office


def test_wape_and_mase_are_those_of_the_readings_from_a_position_on() -> None:
    power = np.array([1.0, 3.0, 2.0, 4.0, 10.0, 10.0, np.nan])
    naive = np.array([np.nan, 1.0, 3.0, 2.0, 4.0, 10.0, 10.0])
    expected = np.array([0.0, 0.0, 0.0, 0.0, 9.0, 12.0, 5.0])

    wape, mase = errors(power, expected, naive, begin=4)

    assert wape == pytest.approx(3.0 / 20.0)
    assert mase == pytest.approx(1.5 / ((2.0 + 1.0 + 2.0) / 3.0))


def test_the_share_in_the_band_and_what_it_needed_are_those_of_its_sizes() -> None:
    wide = np.linspace(0.0, LEVEL / 0.9, 1000)  # nine in ten within the level
    meters = [Accuracy(0.1, 1.0, tuple(wide * (1.0 + lead_days) for lead_days in range(MAX_DAYS)))]

    assert held_share(meters, 0) == pytest.approx(0.9, abs=0.002)
    assert held_share(meters, 1) == pytest.approx(0.9 * WIDENING[1] / 2.0, abs=0.002)
    assert needed(meters)[-1] == pytest.approx(MAX_DAYS, abs=0.01)


def test_the_typical_week_is_nearer_than_the_week_before_and_its_band_holds() -> None:
    year = regular_office(days=250)
    typical, naive = accuracy("typical_week", year), accuracy(NAIVE, year)

    assert typical.mase < naive.mase
    assert len(typical.sizes) == MAX_DAYS
    assert 0.8 < held_share([typical], 0) <= 1.0
    rows = table({NAIVE: [naive], "typical_week": [typical]}).splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == ["`typical_week`", NAIVE]
    assert len({row.count("|") for row in rows}) == 1
