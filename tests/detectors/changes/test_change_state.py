"""The judge of levels goes on from where it stopped, knows nothing of later readings, and stays small."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.changes.change_state import ChangeState
from detectors.methods.recommended import Recommended
from detectors.scores import COLUMNS
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import FittedWalk
from tests.detectors.changes.lasting import heated, home, lasting, moment, moved, office, part, scaled

PARTS = (1, 13, 40, 2, 61, 7, 100)


@cache
def meters() -> dict[str, MeterSeries]:
    shop = office(330, seed=31)
    cold = heated(420, 32, knows_weather=True)
    return {
        "step": moved(shop, part(shop, 140, 190, hour=8), 12.0),
        "scale": scaled(shop, part(shop, 200, 230), 0.001),
        "home": scaled(home(330, 33), part(shop, 150), 0.1),
        "heated": moved(cold, part(cold, 300, hour=11), 25.0),
    }


@pytest.mark.parametrize("name", ["step", "scale", "home", "heated"])
def test_in_parts_it_says_the_same_as_at_once(name: str) -> None:
    days = SeriesDays.of(meters()[name]).by_name
    whole, state = ChangeState(), ChangeState()
    levels_kw = whole.advance(days, days.count)

    found, stop, turn = [], 0, 0
    while stop < days.count:
        stop = min(days.count, stop + PARTS[turn % len(PARTS)])
        found.append(state.advance(days, stop))
        state = pickle.loads(pickle.dumps(state))
        turn += 1

    assert whole.changes(days) != ()
    assert [change.record() for change in state.changes(days)] == [change.record() for change in whole.changes(days)]
    np.testing.assert_array_equal(np.concatenate(found), levels_kw)


@pytest.mark.parametrize("name", ["step", "heated"])
def test_what_was_known_does_not_depend_on_what_came_later(name: str) -> None:
    series = meters()[name]
    for change in lasting(series):
        early = lasting(series.between(end=change.known))
        assert [(each.start, each.known, each.reason) for each in early][-1:] == [
            (change.start, change.known, change.reason)
        ]
        assert lasting(series.between(end=change.known - pd.Timedelta(days=1))) == tuple(
            each for each in early if each.known < change.known
        )


def test_it_is_small() -> None:
    series = meters()["heated"]
    state, days = ChangeState(), SeriesDays.of(series).by_name
    state.advance(days, days.count)
    assert len(pickle.dumps(state)) < 500_000


def test_readings_of_a_day_or_of_odd_steps_lead_to_no_error() -> None:
    for step in ("1D", "6h", "45min", "5h"):
        index = pd.date_range("2023-01-01", periods=pd.Timedelta(days=200) // pd.Timedelta(step), freq=step, tz="UTC")
        rng = np.random.default_rng(1)
        power = 20.0 + rng.normal(0.0, 1.0, len(index)) + 10.0 * (np.arange(len(index)) > 0.8 * len(index))
        assert len(lasting(MeterSeries("m", index, power))) <= 1


def assert_same(one: FittedWalk, series: MeterSeries) -> None:
    whole = Recommended().fit(series).score(series)
    found = one.score(series)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name), err_msg=name)
    assert [change.record() for change in found.changes] == [change.record() for change in whole.changes]


@pytest.mark.parametrize("name", ["step", "scale"])
def test_the_recommended_method_goes_on_over_a_change_as_if_it_had_seen_it_whole(name: str) -> None:
    series = replace(meters()[name], temperature_c=None)
    fitted = Recommended().fit(series.between(end=moment(series, 199, 7)))
    assert isinstance(fitted, FittedWalk)
    for border in (moment(series, 203, 15), moment(series, 214), moment(series, 236, 3)):
        longer = series.between(end=border)
        fitted = fitted.updated(longer)
        assert_same(fitted, longer)
    assert_same(fitted, series)
