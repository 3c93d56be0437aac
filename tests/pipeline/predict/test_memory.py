"""What was learnt is kept between readings, within its limit, and only while the history is the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.methods.typical_week import TypicalWeek
from detectors.params import number
from detectors.scores import Scores, empty_scores
from pipeline.predict.memory import MEGABYTE, SLACK_DAYS, FittedMeters, history_end

DETECTOR = TypicalWeek()
fits: list[str] = []


@dataclass
class FittedLate(FittedDetector):
    megabytes: float
    learnt: np.ndarray = field(default_factory=lambda: np.empty(0))

    def score(self, series: MeterSeries) -> Scores:
        self.learnt = np.zeros(round(self.megabytes * MEGABYTE / 8))
        return Scores(series.index, **empty_scores(series.index, series.step_hours))


@dataclass(frozen=True)
class Late(Detector):
    """Notes whom it was fitted to; is as large as it is told, once it was asked."""

    name: ClassVar = "late"
    family: ClassVar = "rule"

    megabytes: float = number(0.1, (0.0, 100.0), step=0.1, label="Size", help="How large.", unit="MB")

    def _fit(self, history: MeterSeries) -> FittedDetector:
        fits.append(history.meter_id)
        return FittedLate(self.megabytes)


@pytest.fixture(autouse=True)
def _no_fits() -> None:
    fits.clear()


def fitted_to(fitted_meters: FittedMeters, detector: Detector, *meters: MeterSeries) -> list[str]:
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


def test_the_days_behind_the_history_are_judged_as_in_the_whole() -> None:
    series = meter("one")

    recent, scores = FittedMeters(100).judged(DETECTOR, series)

    assert (recent.start, recent.end) == (history_end(series), series.end)
    np.testing.assert_array_equal(scores.score, DETECTOR.fit(series).score(series).score[-len(recent) :])


def test_the_next_reading_finds_what_was_learnt_and_a_changed_history_does_not() -> None:
    fitted_meters, series = FittedMeters(100), meter("one")
    power = series.power_kw.copy()
    power[100] += 1.0

    assert fitted_to(fitted_meters, Late(), series.between(end=series.index[-5])) == ["one"]
    assert fitted_to(fitted_meters, Late(), series) == []
    assert fitted_to(fitted_meters, Late(), series.with_power(power)) == ["one"]
    assert fitted_to(fitted_meters, replace(Late(), megabytes=0.2), series.with_power(power)) == ["one"]


def test_a_meter_is_kept_once() -> None:
    fitted_meters, now, before = FittedMeters(1), meter("one"), meter("one", days=40)
    half = Late(megabytes=0.4)

    assert fitted_to(fitted_meters, half, meter("two"), before, now, before, now) == ["two", *["one"] * 4]
    assert fitted_to(fitted_meters, half, meter("two")) == []


def test_within_the_memory_that_was_measured_those_asked_for_last_stay() -> None:
    fitted_meters, half = FittedMeters(1), Late(megabytes=0.4)
    a, b, c = map(meter, "abc")

    assert fitted_to(fitted_meters, half, a, b, a, c, a, b) == ["a", "b", "c", "b"]


def test_one_meter_is_kept_even_where_it_is_larger_than_the_limit() -> None:
    fitted_meters, large = FittedMeters(1), Late(megabytes=2.0)

    assert fitted_to(fitted_meters, large, meter("a"), meter("a"), meter("b"), meter("b")) == ["a", "b"]


def test_a_short_history_is_learnt_from_as_a_whole_and_too_short_a_one_is_refused() -> None:
    series = meter("one", 22)
    assert FittedMeters(100).judged(DETECTOR, series)[0] is series
    with pytest.raises(DataError, match="needs 21"):
        FittedMeters(100).judged(DETECTOR, meter("one", 10))


def test_midnights_that_the_clock_skips_or_repeats_are_borne() -> None:
    changes = (("America/Havana", "2025-03-03"), ("America/Havana", "2025-10-06"), ("Africa/Cairo", "2025-04-07"))
    for zone, start in changes:
        for days in range(22, 45):
            assert history_end(meter("one", days, zone, start)).day_of_week == 0
