"""Time in the contract of a detector: nothing looks ahead, histories join, clocks change, odd series are borne."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.registry import detectors
from detectors.scores import COLUMNS, Scores
from detectors.threshold import Threshold
from tests.detectors.meters import DETECTORS, NAMES, building, inside, judged, regular_office, scored, with_cases

every_detector = pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
CAUSAL = [kind for kind in DETECTORS if kind.causal]
every_causal = pytest.mark.parametrize("kind", CAUSAL, ids=[kind.name for kind in CAUSAL])


def assert_same_until(one: Scores, other: Scores, stop: int) -> None:
    for name in COLUMNS:
        left, right = getattr(one, name)[:stop], getattr(other, name)[:stop]
        differing = np.flatnonzero(~((left == right) | (np.isnan(left) & np.isnan(right))))
        assert len(differing) == 0, f"{name} differs at {one.index[differing[0]]}, the change is at position {stop}"


def later_readings(series: MeterSeries, start: int, what: str) -> MeterSeries:
    """Return the series with other readings from a position on."""
    power = series.power_kw.copy()
    rng = np.random.default_rng(start)
    later: dict[str, Any] = {
        "noise": power[start:] * rng.uniform(0.3, 3.0, len(power) - start),
        "tenfold": power[start:] * 10,
        "zeros": 0.0,
        "missing": np.nan,
        "negative": -power[start:],
    }
    power[start:] = later[what]
    return series.with_power(power)


CHANGES = [
    (start, what)
    for start in (24 * 60 + 13, 24 * 30 + 7, 24 * 95)
    for what in ("noise", "missing", "tenfold", "zeros", "negative")
]


@pytest.mark.parametrize(("kind", "start", "what"), with_cases(CAUSAL, CHANGES, few=2))
def test_later_readings_change_no_earlier_score(kind: type[Detector], start: int, what: str) -> None:
    series = building("office", 60)
    other = later_readings(series, start, what)
    assert_same_until(scored(kind.name, "office", 60), judged(kind, other), start)


@pytest.mark.parametrize(("kind", "days"), with_cases(CAUSAL, [(110,), (40,), (81,)]))
def test_readings_that_are_yet_to_come_change_no_score(kind: type[Detector], days: int) -> None:
    whole = building("office", 60)
    part = whole.between(end=whole.start + pd.Timedelta(days=days))
    fitted = kind().fit(part)
    assert_same_until(scored(kind.name, "office", 60), fitted.score(part), len(part))


EVES = [("2024-04-30",), ("2024-03-28",), ("2024-05-08",)]


@pytest.mark.parametrize(("kind", "eve"), with_cases(CAUSAL, EVES))
def test_the_eve_of_a_holiday_is_judged_alike_before_the_holiday_is_there(kind: type[Detector], eve: str) -> None:
    whole = building("office", 60, 150)
    part = whole.between(end=pd.Timestamp(eve, tz=whole.index.tz) + pd.Timedelta(days=1))
    assert_same_until(judged(kind, whole), judged(kind, part), len(part))


@every_causal
def test_the_hour_that_comes_twice_is_judged_before_it_comes_again(kind: type[Detector]) -> None:
    series = regular_office("2024-08-05", 120)
    again = int(np.flatnonzero(series.index == pd.Timestamp("2024-10-27 02:00+01:00"))[0])
    power = series.power_kw.copy()
    power[again] = 60.0
    assert_same_until(judged(kind, series), judged(kind, series.with_power(power)), again)


@every_causal
def test_the_first_pass_of_an_hour_is_judged_alike_before_the_second_is_there(kind: type[Detector]) -> None:
    series = regular_office("2024-08-05", 120)
    again = int(np.flatnonzero(series.index == pd.Timestamp("2024-10-27 02:00+01:00"))[0])
    part = series.between(end=series.index[again])
    assert_same_until(judged(kind, series), judged(kind, part), again)


LASTING = [(112,), (118,)]


@pytest.mark.parametrize(("kind", "days"), with_cases(CAUSAL, LASTING, few=1))
def test_the_end_of_a_lasting_change_changes_no_earlier_score(kind: type[Detector], days: int) -> None:
    clean = regular_office(days=150)
    lasting = slice(100 * 24, 121 * 24)
    power = clean.power_kw.copy()
    power[lasting] += 8.0
    whole = clean.with_power(power)
    part = whole.between(end=whole.start + pd.Timedelta(days=days))
    assert_same_until(judged(kind, whole), judged(kind, part), len(part))


@every_causal
def test_the_temperature_after_a_reading_changes_nothing_about_it(kind: type[Detector]) -> None:
    clean = regular_office(days=110)
    rng = np.random.default_rng(1)
    degrees = 8.0 + 7.0 * np.sin(2 * np.pi * np.arange(len(clean)) / 24) + rng.normal(0, 2, len(clean)).cumsum() / 20
    start = 24 * 95 + 14
    power = clean.power_kw + np.maximum(16.0 - degrees, 0.0)
    power[start - 12 : start] += 3.0
    colder = np.where(np.arange(len(clean)) >= start, degrees - 12.0, degrees)
    one, other = (replace(clean.with_power(power), temperature_c=known) for known in (degrees, colder))
    assert_same_until(judged(kind, one), judged(kind, other), start)


@pytest.mark.parametrize(("kind", "days"), with_cases(DETECTORS, [(91,), (30,)]))
def test_a_later_series_is_judged_as_the_end_of_the_whole(kind: type[Detector], days: int) -> None:
    whole = building("retail", 60)
    border = whole.start + pd.Timedelta(days=days)
    history, later = whole.between(end=border), whole.between(border)
    if not kind.causal:
        pytest.skip(f"{kind.name} learns from the history alone")
    alone, together = kind().fit(history).score(later), scored(kind.name, "retail", 60)
    assert alone.index.equals(later.index)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(alone, name), getattr(together, name)[-len(later) :], err_msg=name)


@every_causal
def test_what_the_history_says_of_times_after_the_series_began_does_not_count(kind: type[Detector]) -> None:
    whole = building("retail", 60)
    border = whole.start + pd.Timedelta(days=60)
    history, later = whole.between(end=border), whole.between(border)
    wrong = later_readings(whole, len(history), "tenfold")
    one, other = kind().fit(wrong).score(later), kind().fit(history).score(later)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@every_detector
def test_history_of_another_step_is_refused_in_a_sentence(kind: type[Detector]) -> None:
    fitted = kind().fit(building("office", 60))
    with pytest.raises(DataError, match="step"):
        fitted.score(building("office", 15))


CLOCK_CHANGES = [
    ("Europe/London", "2024-08-05", "2024-10-27", 60),
    ("Europe/Zurich", "2024-01-08", "2024-03-31", 60),
    ("Europe/Zurich", "2024-01-08", "2024-03-31", 15),
    ("Europe/London", "2024-08-05", "2024-10-27", 15),
    ("America/New_York", "2024-08-05", "2024-11-03", 60),
    ("Australia/Lord_Howe", "2024-02-05", "2024-04-07", 30),
]


@pytest.mark.parametrize(("kind", "zone", "start", "change", "step"), with_cases(DETECTORS, CLOCK_CHANGES, few=2))
def test_a_day_with_another_number_of_hours_is_no_event(
    kind: type[Detector], zone: str, start: str, change: str, step: int
) -> None:
    series = regular_office(start, 110, step, zone=zone)
    scores = judged(kind, series)
    assert scores.index.equals(series.index)
    day = inside(scores, f"{change} 00:00", f"{change} 12:00")
    assert np.nanmax(scores.score[day]) < 4.0


def unusual_series(name: str) -> MeterSeries:
    series = regular_office(days=70)
    power = series.power_kw.copy()
    if name == "one huge spike":
        power[24 * 50 + 3] = 1e12
    elif name == "one huge spike at first":
        power[0] = 1e12
    elif name == "half missing":
        power[::2] = np.nan
    elif name == "hardly any noise":
        power = 5.0 + 1e-12 * power
    else:
        power[:] = {"constant": 4.2, "zeros": 0.0, "negative constant": -3.0, "tiny": 1e-9, "huge": 1e15}[name]
    return series.with_power(power)


UNUSUAL = ["constant", "zeros", "negative constant", "tiny", "huge", "one huge spike", "one huge spike at first"]
UNUSUAL += ["half missing", "hardly any noise"]


@every_detector
@pytest.mark.parametrize("name", UNUSUAL)
def test_anomalous_series_are_borne_without_a_warning(kind: type[Detector], name: str) -> None:
    series = unusual_series(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = judged(kind, series)
        found = events(series, scores, Threshold())
        stated = [explain(event).sentence for event in found]
    assert np.all(np.isnan(scores.score) | (np.isfinite(scores.score) & (scores.score >= 0)))
    assert not any("nan" in sentence or "inf" in sentence for sentence in stated)
    assert len(found) <= 10


@every_detector
@pytest.mark.parametrize("name", ["constant", "zeros", "hardly any noise"])
def test_a_meter_that_never_moves_raises_no_energy_alarm(kind: type[Detector], name: str) -> None:
    series = unusual_series(name)
    scores = judged(kind, series)
    assert not np.any(scores.score[~scores.is_data_problem] >= 4.0)


@pytest.mark.parametrize("name", ["recommended", "data_faults"])
def test_the_one_huge_spike_is_found_and_only_that(name: str) -> None:
    series = unusual_series("one huge spike")
    scores = judged(detectors()[name], series)
    found = [event for event in events(series, scores, Threshold()) if event.start <= series.index[24 * 50 + 3]]
    assert any(event.start <= series.index[24 * 50 + 3] < event.end for event in found)
    after = scores.score[24 * 52 :]
    assert np.mean(np.nan_to_num(after) >= 4.0) < 0.02


@every_detector
def test_a_series_without_any_reading_is_borne(kind: type[Detector]) -> None:
    history = regular_office(days=40)
    empty = regular_office("2024-02-17", 10)
    empty = replace(empty, power_kw=np.full(len(empty), np.nan))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = kind().fit(history).score(empty)
        found = events(empty, scores, Threshold())
    assert not np.any(scores.score[~scores.is_data_problem] > 0)
    assert all(np.isnan(event.excess_kwh) for event in found)


@every_detector
def test_a_history_without_any_reading_is_too_short(kind: type[Detector]) -> None:
    series = regular_office(days=40)
    with pytest.raises(DataError, match=r"0\.0 days of readings"):
        kind().fit(series.with_power(np.full(len(series), np.nan)))
