"""Loads that are mostly off are judged by their runs: too long, too many, none for too long; not by single readings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import Event, events
from detectors.explain.explain import explain
from detectors.methods.recommended import Recommended
from detectors.methods.runs import Runs
from detectors.reasons import Kind, Reason
from detectors.rules.run_limits import Margins, count_limits, run_limits
from detectors.threshold import Threshold
from detectors.walk_forward.fitted import FittedWalk
from tests.detectors.features.data_quality.offices import cuts, office, on
from tests.detectors.meters import judged
from tests.detectors.rules.loads import LOADS, Load, charger, compressor, irrigation, oven, pit_pump

FIRST_WEEKS = 50
"""Days after which a load is known."""
every_load = pytest.mark.parametrize("load", LOADS, ids=[load.__name__ for load in LOADS])
both_steps = pytest.mark.parametrize("step_minutes", [15, 60])


def found_in(series: MeterSeries, kind: type[Detector] = Recommended) -> list[Event]:
    """Return the events after the first weeks, in order of time."""
    known = series.index[FIRST_WEEKS * series.steps_per_day]
    found = events(series, judged(kind, series), Threshold())
    return sorted((event for event in found if event.start >= known), key=lambda event: event.start)


def at(series: MeterSeries, day: int, hour: float) -> pd.Timestamp:
    return series.index[0] + pd.Timedelta(hours=24 * day + hour)


def near(one: pd.Timestamp, other: pd.Timestamp, hours: float) -> bool:
    return abs(one - other) <= pd.Timedelta(hours=hours)


@both_steps
@every_load
def test_runs_as_ever_are_no_event(load: Callable[[int], Load], step_minutes: int) -> None:
    assert found_in(load(step_minutes).series()) == []


@both_steps
@pytest.mark.parametrize(
    ("load", "day", "hour", "hours", "kw", "usual_hours"),
    [
        (charger, 171, 20.0, 24.0, 7.4, 6.0),
        (oven, 171, 3.0, 21.0, 21.0, 5.0),
        (irrigation, 190, 4.5, 26.0, 5.5, 3.0),
        (pit_pump, 171, 6.0, 37.0, 3.6, 2.0),
        (compressor, 171, 6.0, 12.0, 3.0, 0.5),
    ],
    ids=["charger", "oven", "irrigation", "pit pump", "compressor"],
)
def test_a_run_that_does_not_stop_is_one_event_from_when_it_usually_stops(
    step_minutes: int,
    load: Callable[[int], Load],
    day: int,
    hour: float,
    hours: float,
    kw: float,
    usual_hours: float,
) -> None:
    long = load(step_minutes)
    long.run(day, hour, hours, kw)
    series = long.series()
    found = found_in(series)
    assert [(event.kind, event.reason, event.side) for event in found] == [(Kind.ENERGY, Reason.RUN_LENGTH, 1)]
    assert near(found[0].start, at(series, day, hour + usual_hours), 2.5)
    assert near(found[0].end, at(series, day, hour + hours), 1.5)
    assert found[0].excess_kwh == pytest.approx(kw * (hours - usual_hours), rel=0.2)
    assert explain(found[0]).sentence.startswith("Did not stop: ran on for ")


@both_steps
def test_a_closed_week_of_an_oven_is_one_event_until_it_runs_again(step_minutes: int) -> None:
    load = oven(step_minutes)
    per_day = 24 * 60 // step_minutes
    closed = slice(147 * per_day, 157 * per_day)
    missed_kwh = float(load.power[closed].sum()) * step_minutes / 60
    load.power[closed] = 0.02
    series = load.series()
    found = found_in(series)
    assert [(event.reason, event.side) for event in found] == [(Reason.RUN_MISSING, -1)]
    assert near(found[0].end, at(series, 157, 2.8), 2.0)
    assert near(found[0].start, at(series, 147, 2.8), 12.0)
    assert found[0].excess_kwh == pytest.approx(-missed_kwh, rel=0.3)
    assert explain(found[0]).heading == "Did not run"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_charger_that_is_used_day_and_night_runs_more_often_than_ever(seed: int) -> None:
    load = charger(60, seed=seed)
    for day in range(160, 167):
        for hour in (1.0, 8.0, 14.0, 20.0):
            load.run(day, hour, 4.0, 7.4)
    found = found_in(load.series())
    assert Reason.RUN_COUNT in {event.reason for event in found}
    assert all(event.start >= at(load.series(), 160, 0.0) and event.side == 1 for event in found)


def test_the_season_of_the_year_before_is_none_that_is_missing() -> None:
    load = irrigation(60, days=800)
    load.power[: 150 * 24] = 0.0
    for day in range(475, 605):
        load.run(day, 4.5, 3.0, 5.5)
    series = load.series()
    found = [event for event in found_in(series) if event.reason is Reason.RUN_MISSING]
    assert not [event for event in found if event.end > at(series, 600, 0.0)]


def test_the_fault_does_not_make_the_next_one_usual() -> None:
    load = pit_pump(60)
    for day in (100, 171):
        load.run(day, 6.0, 20.0, 3.6)
    series = load.series()
    assert [event.reason for event in found_in(series)] == [Reason.RUN_LENGTH, Reason.RUN_LENGTH]


def test_a_method_of_its_own_says_the_same_of_such_a_load_and_nothing_of_an_office() -> None:
    load = pit_pump(60)
    load.run(171, 6.0, 37.0, 3.6)
    series = load.series()
    assert [event.start for event in found_in(series, Runs)] == [event.start for event in found_in(series)]
    scores = judged(Runs, on(office()))
    assert not scores.score.any()
    assert np.isnan(scores.expected).all()


@pytest.mark.parametrize("load", [charger, pit_pump, irrigation])
def test_nothing_looks_ahead(load: Callable[[int], Load]) -> None:
    long = load(60)
    long.run(171, 3.0, 30.0, 5.0)
    series = long.series()
    whole = judged(Runs, series)
    for size in cuts(len(series)):
        part = judged(Runs, series.between(end=series.index[size]))
        for name in ("score", "side", "reason", "window_hours", "expected", "scale_above", "scale_below"):
            np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[:size], err_msg=name)


def test_the_unit_does_not_matter() -> None:
    series = charger(60).series()
    one = judged(Runs, series)
    for factor in (1e-2, 1e3):
        other = judged(Runs, series.with_power(series.power_kw * factor))
        np.testing.assert_allclose(one.score, other.score)
        np.testing.assert_allclose(one.expected * factor, other.expected)


def test_gaps_are_neither_runs_nor_times_without_one() -> None:
    load = pit_pump(60)
    load.power[140 * 24 : 170 * 24] = np.nan
    found = found_in(load.series())
    assert [(event.kind, event.reason) for event in found] == [(Kind.DATA, Reason.GAP)]


def test_limits_grow_with_what_was_known_and_leave_out_what_was_flagged() -> None:
    lengths = np.array([2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 40.0, 2.0, 3.0])
    known = run_limits(lengths, Margins(1.5, 2.0, 24.0))
    assert known.limit[0] == np.inf
    assert known.limit[1:5].tolist() == [24.0, 24.0, 24.0, 24.0]
    assert known.limit[6] == pytest.approx(3.0 * (1.0 + 0.5 * (1.0 + 4.0 / 6**0.5)))
    assert known.limit[9] == pytest.approx(3.0 * (1.0 + 0.5 * (1.0 + 4.0 / 9**0.5)))
    assert known.longest[-1] == 3.0
    assert known.usual[-1] == 3.0
    again = run_limits(np.append(lengths, [40.0, 2.0]), Margins(1.5, 2.0, 24.0))
    assert again.longest[-1] == 40.0


def test_hours_are_compared_once_enough_days_with_runs_are_known() -> None:
    hours = np.where(np.arange(80) % 2 == 0, 4.0, 0.0)
    limit = count_limits(hours, 1, Margins(1.75, 1.0))
    first = int(np.isfinite(limit).argmax())
    assert first > 30
    assert limit[first] == pytest.approx(4.0 * (1.0 + 0.75 * (1.0 + 4.0 / 10**0.5)))
    assert np.all(np.diff(limit[first:]) <= 0)


@pytest.mark.parametrize("kind", [Runs, Recommended])
def test_a_day_more_gives_the_same_scores_as_all_readings_at_once(kind: type[Detector]) -> None:
    load = pit_pump(60, days=120)
    load.run(98, 6.0, 30.0, 3.6)
    series = load.series()
    fitted = kind().fit(series.between(end=series.index[97 * 24]))
    assert isinstance(fitted, FittedWalk)
    for day in (98, 99, 100, 110):
        known = series.between(end=series.index[day * 24 + 5])
        fitted = fitted.updated(known)
        whole = kind().fit(known).score(known)
        for name in ("score", "side", "reason", "window_hours", "expected"):
            np.testing.assert_array_equal(getattr(fitted.score(known), name), getattr(whole, name), err_msg=name)
