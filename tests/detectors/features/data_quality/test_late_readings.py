"""Late readings: low, then high by as much. They are one data problem; a load that moved is none."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import FloatArray
from detectors.events.events import events
from detectors.features.data_quality.late_readings import late_readings
from detectors.features.data_quality.runs import ANOMALOUS
from detectors.methods.recommended import Recommended
from detectors.scores import Kind, Reason
from detectors.threshold import Threshold
from tests.detectors.features.data_quality.offices import cuts, office, on
from tests.detectors.meters import judged

every_step = pytest.mark.parametrize("step_minutes", [15, 30, 60])
DAY = 58
"""A Wednesday after eight weeks."""


def late(power: FloatArray, first: int, count: int, share: float = 1.0, *, missing: bool = False) -> FloatArray:
    """Return readings of which a share of ``count`` from ``first`` on arrives in the one after them."""
    power = power.copy()
    power[first + count] += share * power[first : first + count].sum()
    power[first : first + count] = np.nan if missing else (1.0 - share) * power[first : first + count]
    return power


def flagged(power: FloatArray, step_minutes: int) -> list[int]:
    return np.flatnonzero(late_readings(power, step_minutes / 60.0).score >= ANOMALOUS).tolist()


@every_step
@pytest.mark.parametrize("hour", [2, 11, 14, 22])
@pytest.mark.parametrize(("count", "share"), [(1, 1.0), (1, 0.6), (3, 1.0), (5, 1.0)])
def test_energy_that_arrives_later_is_found_by_day_and_by_night(
    step_minutes: int, hour: int, count: int, share: float
) -> None:
    first = (DAY * 24 + hour) * 60 // step_minutes
    power = late(office(step_minutes), first, count, share)
    assert flagged(power, step_minutes) == [first + count]
    assert late_readings(power, step_minutes / 60.0).steps[first + count] == count + 1


def test_what_is_missing_may_arrive_late_as_well() -> None:
    first = DAY * 24 + 9
    assert flagged(late(office(), first, 4, missing=True), 60) == [first + 4]


@every_step
def test_an_ordinary_office_has_none(step_minutes: int) -> None:
    assert flagged(office(step_minutes), step_minutes) == []


def test_low_alone_high_alone_and_high_before_low_are_none() -> None:
    power, first = office(), DAY * 24 + 10
    low, high = power.copy(), power.copy()
    low[first] = 0.0
    high[first] *= 2.0
    turned = high.copy()
    turned[first + 1] = 0.0
    assert flagged(low, 60) == flagged(high, 60) == flagged(turned, 60) == []


def test_a_home_whose_peaks_come_at_any_hour_has_none() -> None:
    rng = np.random.default_rng(9)
    power = np.round(rng.gamma(0.6, 0.7, 24 * 200) + 0.1, 2)
    assert flagged(power, 60) == []


def test_what_comes_late_again_and_again_is_the_meters_way() -> None:
    power = office(days=200)
    for day in range(40, 190, 3):
        power = late(power, day * 24 + 10 + day % 5, 1)
    assert 5 <= len(flagged(power, 60)) <= 20


@pytest.mark.parametrize("step_minutes", [15, 60])
def test_nothing_looks_ahead(step_minutes: int) -> None:
    power, per_hour = office(step_minutes), 60 // step_minutes
    for day in (30, 37, 44, 53, 58, 66):
        power = late(power, (day * 24 + 9) * per_hour, 1 + day % 4)
    whole = late_readings(power, step_minutes / 60.0)
    for size in cuts(len(power)):
        part = late_readings(power[:size], step_minutes / 60.0)
        np.testing.assert_array_equal(part.score, whole.score[:size])
        np.testing.assert_array_equal(part.steps, whole.steps[:size])


@pytest.mark.parametrize("factor", [1e-3, 0.25, 1e4])
def test_the_unit_does_not_matter(factor: float) -> None:
    power = late(office(), DAY * 24 + 9, 2)
    np.testing.assert_array_equal(late_readings(power, 1.0).score, late_readings(power * factor, 1.0).score)


def test_gaps_days_and_short_histories_are_borne() -> None:
    power = office(days=40)
    power[400:500] = np.nan
    assert np.isfinite(late_readings(power, 1.0).score).all()
    assert not late_readings(power[:300], 1.0).score.any()
    assert not late_readings(power, 24.0).score.any()
    assert not late_readings(np.full(1000, np.nan), 1.0).score.any()


@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize(("hour", "hours"), [(2, 1), (9, 2), (8, 5), (20, 3)])
def test_late_readings_are_one_data_problem_from_the_first_low_one_and_no_energy_problem(
    step_minutes: int, hour: int, hours: int
) -> None:
    per_hour = 60 // step_minutes
    first = (DAY * 24 + hour) * per_hour
    series = on(late(office(step_minutes), first, hours * per_hour), step_minutes)
    day = series.index[DAY * 24 * per_hour]
    found = [
        event
        for event in events(series, judged(Recommended, series), Threshold())
        if event.end > day and event.start < day.normalize() + (series.index[24 * per_hour] - series.index[0])
    ]
    assert [(event.kind, event.reason, event.hours) for event in found] == [
        (Kind.DATA, Reason.LATE_READINGS, hours + step_minutes / 60.0)
    ]
    assert found[0].start == series.index[first]
