"""Going on from the end of a history: the same scores as walking through it again, without walking through it again."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_grid import BoolArray
from data.series import MeterSeries
from detectors.base import Detector
from detectors.forecasters.weekday_profile import WeekdayProfile
from detectors.methods.typical_week import TypicalWeek
from detectors.registry import detectors
from detectors.scores import COLUMNS, Scores
from detectors.walk_forward.fitted import FittedWalk
from tests.detectors.meters import DETECTORS, is_slow, judged, with_cases

ZONE = "Europe/Zurich"
START = pd.Timestamp("2025-09-08")
DAYS = 70
CAUSAL = [kind for kind in DETECTORS if kind.causal]


def moment(days: int, hours: int = 0) -> pd.Timestamp:
    """Return a local time so many days after the start."""
    return (START + pd.Timedelta(days=days, hours=hours)).tz_localize(ZONE)


@cache
def shop(step_minutes: int = 60, *, temperature: bool = False) -> MeterSeries:
    """Return readings over the end of summer time: days and weeks, a gap, a night left on and a change that stays."""
    index = pd.date_range(START, periods=DAYS * 24 * 60 // step_minutes, freq=f"{step_minutes}min", tz=ZONE)
    rng = np.random.default_rng(11)
    busy = (index.hour >= 8) & (index.hour < 19) & (index.day_of_week < 6)
    degrees = 12.0 + rng.normal(0.0, 4.0, len(index)) if temperature else None
    power = 3.0 + 7.0 * busy + rng.normal(0.0, 0.4, len(index))
    power[(index >= moment(38, 19)) & (index < moment(39, 8))] += 4.0
    power[(index >= moment(41, 3)) & (index < moment(41, 15))] = np.nan
    power[(index >= moment(44)) & (index < moment(57))] += 5.0
    return MeterSeries("shop", pd.DatetimeIndex(index), power, degrees, country="CH", region="ZH")


@cache
def scores_of_all(name: str, step_minutes: int = 60, *, temperature: bool = False) -> Scores:
    return judged(detectors()[name], shop(step_minutes, temperature=temperature))


def fitted_to(kind: type[Detector], history: MeterSeries) -> FittedWalk:
    fitted = kind().fit(history)
    assert isinstance(fitted, FittedWalk)
    return fitted


def assert_same(found: Scores, whole: Scores) -> None:
    part = whole.taken(slice(int(whole.index.searchsorted(found.index[0])), None)).taken(slice(0, len(found.index)))
    assert found.index.equals(part.index)
    for name in COLUMNS:
        both = slice(None) if name != "before_change" else known_to_both(found, part)
        np.testing.assert_array_equal(getattr(found, name)[both], getattr(part, name)[both], err_msg=name)


def known_to_both(found: Scores, whole: Scores) -> BoolArray:
    """Return where both say what was expected before a change: that it began or ended is known days later only."""
    return np.isfinite(found.before_change) & np.isfinite(whole.before_change)


QUICK = [kind for kind in CAUSAL if not is_slow(kind)]
METERS = [(60, False), (15, False), (60, True)]
BORDERS = [(60, 45, 0), (60, 52, 7), (15, 52, 7)]


@pytest.mark.parametrize(("kind", "step", "temperature"), with_cases(CAUSAL, METERS))
def test_a_detector_that_is_updated_has_the_scores_of_one_fitted_to_all(
    kind: type[Detector], step: int, temperature: bool
) -> None:
    series, whole = shop(step, temperature=temperature), scores_of_all(kind.name, step, temperature=temperature)
    fitted = fitted_to(kind, series.between(end=moment(42, 7)))
    for border in (moment(42, 8), moment(47), moment(52, 7), moment(63, 23)):
        longer = series.between(end=border)
        fitted = fitted.updated(longer)
        assert_same(fitted.score(longer), whole)
    assert_same(fitted.score(series), whole)


@pytest.mark.parametrize(("kind", "step", "day", "hour"), with_cases(CAUSAL, BORDERS))
def test_what_follows_a_history_has_the_scores_of_the_whole(
    kind: type[Detector], step: int, day: int, hour: int
) -> None:
    series, whole, border = shop(step), scores_of_all(kind.name, step), moment(day, hour)
    fitted = fitted_to(kind, series.between(end=border))
    for days in (3, 1, DAYS - day):  # again and again, and farther each time or less far
        assert_same(fitted.score(series.between(border, moment(day + days))), whole)


@pytest.mark.parametrize("kind", QUICK, ids=[kind.name for kind in QUICK])
def test_what_was_kept_goes_on_and_the_detector_it_was_kept_from_stays_as_it_is(kind: type[Detector]) -> None:
    series, whole = shop(), scores_of_all(kind.name)
    history, longer = series.between(end=moment(50, 9)), series.between(end=moment(57, 3))
    fitted = fitted_to(kind, history)
    state = pickle.dumps(fitted.state)

    again = pickle.loads(pickle.dumps(fitted)).updated(longer)
    fitted.updated(longer)
    fitted.score(series)

    assert_same(again.score(series), whole)
    assert_same(fitted.score(history), whole)
    assert pickle.dumps(fitted.state) == state


def test_reading_by_reading_the_scores_are_those_of_the_whole() -> None:
    series, whole = shop(), scores_of_all("typical_week")
    begin = int(series.index.searchsorted(moment(46)))
    fitted = fitted_to(TypicalWeek, series.between(end=moment(46)))
    for count in range(1, 80):
        longer = series.between(end=series.index[begin + count])
        fitted = fitted.updated(longer)
        assert_same(fitted.score(longer), whole)


def test_what_follows_after_a_gap_has_the_scores_of_the_whole() -> None:
    series = shop()
    border, again = series.index[48 * 24], series.index[50 * 24 + 5]
    power = series.power_kw.copy()
    power[48 * 24 : 50 * 24 + 5] = np.nan
    series = series.with_power(power)

    later = TypicalWeek().fit(series.between(end=border)).score(series.between(again, again + timedelta(days=2)))

    assert_same(later, judged(TypicalWeek, series))


@pytest.mark.parametrize("other", [{"country": "DE", "region": ""}, {"temperature_c": None}])
def test_a_series_in_another_place_or_without_temperature_is_walked_through_with_its_own(
    other: dict[str, object],
) -> None:
    series = shop(temperature=True)
    fitted = fitted_to(TypicalWeek, series.between(end=moment(48)))
    changed = replace(series, **other)  # type: ignore[arg-type]
    whole = judged(TypicalWeek, changed)

    assert_same(fitted.score(changed.between(moment(48))), whole)
    assert_same(fitted.updated(changed).score(changed), whole)


@pytest.mark.parametrize("name", ["typical_week", "nearest_days", "baseload", "gradient", "rhythm", "recommended"])
@pytest.mark.parametrize("position", [0, 24 * 20 + 5, 24 * 48 - 2])
def test_a_history_that_was_corrected_is_walked_through_again(name: str, position: int) -> None:
    series = shop()
    fitted = fitted_to(detectors()[name], series.between(end=moment(50)))
    power = series.power_kw.copy()
    power[position] += 3.0
    corrected = series.with_power(power)
    whole = judged(detectors()[name], corrected)

    assert_same(fitted.score(corrected), whole)
    assert_same(fitted.updated(corrected).score(corrected), whole)


@pytest.mark.parametrize(("begin", "end"), [(0, 47), (3, 70), (40, 70)])
def test_a_series_that_ends_or_begins_elsewhere_is_judged_by_itself(begin: int, end: int) -> None:
    series = shop()
    fitted = fitted_to(TypicalWeek, series.between(end=moment(50)))
    other = series.between(moment(begin), moment(end))

    assert_same(fitted.updated(other).score(other), judged(TypicalWeek, other))


def days_foreseen(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Return a set to which every day is added that is foreseen from now on."""
    foreseen: set[int] = set()
    predict = WeekdayProfile.predict
    monkeypatch.setattr(WeekdayProfile, "predict", lambda self, day: foreseen.add(day) or predict(self, day))
    return foreseen


def test_the_days_of_the_history_are_not_walked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    series = shop()
    fitted = fitted_to(TypicalWeek, series.between(end=moment(60)))
    later = series.between(moment(60), moment(62))
    foreseen = days_foreseen(monkeypatch)

    fitted.score(later)
    assert foreseen == {60, 61}

    foreseen.clear()
    updated = fitted.updated(series.between(end=moment(62)))
    assert foreseen == {60, 61}

    foreseen.clear()
    updated.score(series.between(end=moment(62)))
    assert not foreseen


def test_only_the_day_that_is_not_over_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    series = shop()
    fitted = fitted_to(TypicalWeek, series.between(end=moment(60, 23)))
    foreseen = days_foreseen(monkeypatch)

    fitted.score(series.between(end=moment(60, 23)))
    assert foreseen == {60}
