"""What was learnt is kept between readings, within its limit, and only while the history is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.methods.typical_week import TypicalWeek
from pipeline.predict.memory import BYTES_A_READING, MEGABYTE, SLACK_DAYS, FittedMeters, history_end

DETECTOR = TypicalWeek()


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


def test_history_and_what_follows_are_the_whole() -> None:
    series = meter("one")
    _, recent = FittedMeters(100).fitted(DETECTOR, series)

    assert recent.start == history_end(series)
    assert recent.end == series.end


def test_the_next_reading_finds_what_was_learnt_and_a_changed_history_does_not() -> None:
    fitted_meters, series = FittedMeters(100), meter("one")
    first, _ = fitted_meters.fitted(DETECTOR, series.between(end=series.index[-5]))
    power = series.power_kw.copy()
    power[100] += 1.0

    assert fitted_meters.fitted(DETECTOR, series)[0] is first
    assert fitted_meters.fitted(DETECTOR, series.with_power(power))[0] is not first
    assert fitted_meters.fitted(replace(DETECTOR, weeks=4), series)[0] is not first


def test_within_its_limit_those_asked_for_last_stay() -> None:
    fitted_meters = FittedMeters(1)
    room = MEGABYTE // BYTES_A_READING
    names = "abc"
    days = room // 24 // 2 + 2  # two fit, without the last days
    series = {name: meter(name, days) for name in names}
    first = {name: fitted_meters.fitted(DETECTOR, series[name])[0] for name in "ab"}
    assert fitted_meters.fitted(DETECTOR, series["a"])[0] is first["a"]

    fitted_meters.fitted(DETECTOR, series["c"])

    assert fitted_meters.fitted(DETECTOR, series["a"])[0] is first["a"]
    assert fitted_meters.fitted(DETECTOR, series["b"])[0] is not first["b"]


def test_a_short_history_is_learnt_from_as_a_whole_and_too_short_a_one_is_refused() -> None:
    series = meter("one", 22)
    assert FittedMeters(100).fitted(DETECTOR, series)[1] is series
    with pytest.raises(DataError, match="needs 21"):
        FittedMeters(100).fitted(DETECTOR, meter("one", 10))


def test_midnights_that_the_clock_skips_or_repeats_are_borne() -> None:
    changes = (("America/Havana", "2025-03-03"), ("America/Havana", "2025-10-06"), ("Africa/Cairo", "2025-04-07"))
    for zone, start in changes:
        for days in range(22, 45):
            assert history_end(meter("one", days, zone, start)).day_of_week == 0
