"""What was learnt is kept between readings, within its limit, and only while the history is the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.methods.typical_week import TypicalWeek
from detectors.walk_forward.fitted import FittedWalk
from pipeline.cache.memory import bytes_of
from pipeline.cache.states import StateCache
from pipeline.predict.memory import MEGABYTE, SLACK_DAYS, FittedMeters, history_end

DETECTOR = TypicalWeek()


@pytest.fixture
def states(tmp_path: Path) -> StateCache:
    return StateCache(tmp_path / "states", 50)


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """To whom the detector was fitted from the beginning."""
    found: list[str] = []
    fit = TypicalWeek._fit

    def counted(detector: TypicalWeek, history: MeterSeries) -> FittedWalk:
        found.append(history.meter_id)
        return fit(detector, history)

    monkeypatch.setattr(TypicalWeek, "_fit", counted)
    return found


class NoWalks(StateCache):
    """A disk on which nothing stays."""

    def get(self, _detector: Detector, _meter_id: str) -> FittedWalk | None:
        return None


def fitted_to(fits: list[str], fitted_meters: FittedMeters, detector: Detector, *meters: MeterSeries) -> list[str]:
    """Return to whom the detector had to be fitted to judge all of these, one after the other."""
    before = len(fits)
    for series in meters:
        fitted_meters.judged(detector, series)
    return fits[before:]


def meter(name: str, days: int = 60, zone: str = "Europe/Zurich", start: str = "2025-03-03") -> MeterSeries:
    begin = pd.Timestamp(start, tz=zone)
    index = pd.date_range(begin, periods=days * 24, freq="h")
    power = np.random.default_rng(sum(map(ord, name))).normal(5.0, 1.0, len(index))
    return MeterSeries(name, pd.DatetimeIndex(index), power)


def test_history_ends_on_a_monday_some_days_before_the_last_reading() -> None:
    for days in range(30, 45):
        series = meter("one", days)
        end = history_end(series)
        late = series.index[-1].normalize() - end
        assert (end.day_of_week, end.hour) == (0, 0)
        assert timedelta(days=SLACK_DAYS) <= late < timedelta(days=SLACK_DAYS + 7)


def test_the_days_behind_the_history_are_judged_as_in_the_whole(states: StateCache) -> None:
    series = meter("one")

    recent, scores = FittedMeters(100, states).judged(DETECTOR, series)

    assert (recent.start, recent.end) == (history_end(series), series.end)
    np.testing.assert_array_equal(scores.score, DETECTOR.fit(series).score(series).score[-len(recent) :])


def test_the_next_reading_goes_on_and_a_changed_history_is_learnt_anew(states: StateCache, fits: list[str]) -> None:
    fitted_meters, series = FittedMeters(100, states), meter("one")
    power = series.power_kw.copy()
    power[100] += 1.0

    assert fitted_to(fits, fitted_meters, DETECTOR, series.between(end=series.index[-5])) == ["one"]
    assert fitted_to(fits, fitted_meters, DETECTOR, series, meter("one", 80)) == []
    assert fitted_to(fits, fitted_meters, DETECTOR, series.with_power(power)) == ["one"]
    assert fitted_to(fits, fitted_meters, TypicalWeek(weeks=4), series.with_power(power)) == ["one"]


def test_weeks_later_the_answer_is_that_of_the_whole(states: StateCache) -> None:
    fitted_meters, later = FittedMeters(100, states), meter("one", 80)
    fitted_meters.judged(DETECTOR, later.between(end=later.index[60 * 24]))

    recent, scores = fitted_meters.judged(DETECTOR, later)

    np.testing.assert_array_equal(scores.score, DETECTOR.fit(later).score(later).score[-len(recent) :])


def test_after_a_restart_it_goes_on_from_the_disk(states: StateCache, fits: list[str]) -> None:
    fitted_to(fits, FittedMeters(100, states), DETECTOR, meter("one"))

    assert fitted_to(fits, FittedMeters(100, states), DETECTOR, meter("one", 62)) == []


def test_within_the_memory_that_was_measured_those_asked_for_last_stay(tmp_path: Path, fits: list[str]) -> None:
    a, b, c = map(meter, "abc")
    size_mb = bytes_of(DETECTOR.fit(a.between(end=history_end(a)))) / MEGABYTE
    fits.clear()
    fitted_meters = FittedMeters(2.5 * size_mb, NoWalks(tmp_path / "states", 50))

    assert fitted_to(fits, fitted_meters, DETECTOR, a, b, a, c, a, b) == ["a", "b", "c", "b"]


def test_one_meter_is_kept_even_where_it_is_larger_than_the_limit(tmp_path: Path, fits: list[str]) -> None:
    fitted_meters = FittedMeters(0.001, NoWalks(tmp_path / "states", 50))

    assert fitted_to(fits, fitted_meters, DETECTOR, *map(meter, "aabb")) == ["a", "b"]


def test_a_short_history_is_learnt_from_as_a_whole_and_too_short_a_one_is_refused(states: StateCache) -> None:
    series = meter("one", 22)
    assert FittedMeters(100, states).judged(DETECTOR, series)[0] is series
    with pytest.raises(DataError, match="needs 21"):
        FittedMeters(100, states).judged(DETECTOR, meter("one", 10))


def test_midnights_that_the_clock_skips_or_repeats_are_borne() -> None:
    changes = (("America/Havana", "2025-03-03"), ("America/Havana", "2025-10-06"), ("Africa/Cairo", "2025-04-07"))
    for zone, start in changes:
        for days in range(22, 45):
            assert history_end(meter("one", days, zone, start)).day_of_week == 0
