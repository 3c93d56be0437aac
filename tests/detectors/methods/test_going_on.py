"""Going on from the end of a history: the same scores as walking through it again, without walking through it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.base import Detector
from detectors.forecasters.weekday_profile import WeekdayProfile
from detectors.history import ROOM_DAYS
from detectors.methods.baseload import Baseload
from detectors.methods.nearest_days import NearestDays
from detectors.methods.recommended import Recommended
from detectors.methods.typical_week import TypicalWeek

ZONE = "Europe/Zurich"
START = pd.Timestamp("2025-09-08")
DAYS = 70


def moment(days: int, hours: int = 0) -> pd.Timestamp:
    """Return a local time so many days after the start."""
    return (START + pd.Timedelta(days=days, hours=hours)).tz_localize(ZONE)


def shop(step_minutes: int, *, temperature: bool = False) -> MeterSeries:
    """Return readings over the end of summer time, with a rhythm of days and weeks."""
    index = pd.date_range(
        "2025-09-08", periods=DAYS * 24 * 60 // step_minutes, freq=f"{step_minutes}min", tz="Europe/Zurich"
    )
    rng = np.random.default_rng(11)
    busy = (index.hour >= 8) & (index.hour < 19) & (index.day_of_week < 6)
    degrees = 12.0 + rng.normal(0.0, 4.0, len(index)) if temperature else None
    power = 3.0 + 7.0 * busy + rng.normal(0.0, 0.4, len(index))
    return MeterSeries("shop", pd.DatetimeIndex(index), power, degrees, country="CH", region="ZH")


@pytest.mark.parametrize("kind", [TypicalWeek, NearestDays, Baseload, Recommended])
@pytest.mark.parametrize("step", [60, 15])
@pytest.mark.parametrize("temperature", [False, True])
@pytest.mark.parametrize(("day", "hour"), [(45, 0), (48, 0), (52, 7)])
def test_what_follows_a_history_has_the_scores_of_the_whole(
    kind: type[Detector], step: int, temperature: bool, day: int, hour: int
) -> None:
    series = shop(step, temperature=temperature)
    border = moment(day, hour)
    fitted = kind().fit(series.between(end=border))
    whole = kind().fit(series).score(series)

    for days in (3, ROOM_DAYS, 1, ROOM_DAYS + 1):  # again and again, and farther than there is room
        later = series.between(border, moment(day + days))
        first = int(series.index.searchsorted(border))
        np.testing.assert_array_equal(fitted.score(later).score, whole.score[first : first + len(later)])


def test_what_follows_after_a_gap_has_the_scores_of_the_whole() -> None:
    series = shop(60)
    border, again = series.index[48 * 24], series.index[50 * 24 + 5]
    power = series.power_kw.copy()
    power[48 * 24 : 50 * 24 + 5] = np.nan
    series = series.with_power(power)

    later = TypicalWeek().fit(series.between(end=border)).score(series.between(again, again + timedelta(days=2)))

    whole = TypicalWeek().fit(series).score(series)
    np.testing.assert_array_equal(later.score, whole.score[50 * 24 + 5 :][: len(later.score)])


@pytest.mark.parametrize("other", [{"country": "DE", "region": ""}, {"temperature_c": None}])
def test_a_series_in_another_place_or_without_temperature_is_walked_through_with_its_own(
    other: dict[str, object],
) -> None:
    series = shop(60, temperature=True)
    border = moment(48)
    fitted = TypicalWeek().fit(series.between(end=border))
    changed = replace(series, **other)  # type: ignore[arg-type]

    later = fitted.score(changed.between(border))

    whole = TypicalWeek().fit(changed).score(changed)
    np.testing.assert_array_equal(later.score, whole.score[-len(later.score) :])


def test_the_history_is_walked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    series = shop(60)
    border = moment(56)
    fitted = TypicalWeek().fit(series.between(end=border))
    later = series.between(border, moment(58))
    foreseen: list[int] = []
    predict = WeekdayProfile.predict
    monkeypatch.setattr(WeekdayProfile, "predict", lambda self, day: foreseen.append(day) or predict(self, day))

    fitted.score(later)
    first = len(foreseen)
    fitted.score(later)

    assert first > 40
    assert foreseen[first:] == [56, 57]
