"""What a person reads of a change that lasts: since when, how far, what it comes to; by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from detectors.analytics.building import Building
from detectors.change import DRIFT, FEED_IN, LEVEL_SHIFT, SCALE_FACTOR, Change, Hours
from detectors.events.event_context import EventContext
from detectors.explain.explain import explain
from detectors.explain.lasting import scale_words
from detectors.explain.sentences import hint, sentence
from detectors.reasons import Reason
from pipeline.store.meters import Meter
from tests.detectors.explain.stretches import context, event_of

METER = Meter("store", timezone="Europe/Zurich", price_per_kwh=0.25, currency="EUR")
START = "2024-05-03 00:00"
DAYS = 20
STEP = [50.0] * 24 * DAYS
YEARS = 900.0
"""Days for which the meter had been known."""


def changed(
    power: list[float],
    usual: float = 34.0,
    *,
    reason: Reason = LEVEL_SHIFT,
    side: int = 1,
    hours: Hours = "all",
    is_open: bool = True,
    ratio: float = 1.5,
) -> EventContext:
    here = context(power, usual, reason, start=START, side=side)
    end = None if is_open else here.end
    change = Change(here.start, here.start, end, reason, side, 6.0, ratio, hours)
    return replace(here, is_open=is_open, change=change, known_days=YEARS)


def test_an_open_change_says_since_when_and_what_it_came_to_so_far() -> None:
    found = explain(event_of(changed(STEP)), METER)
    assert found.sentence == (
        "Higher use: since 3 May, 50 kW on average instead of 34 kW, so far +7,680 kWh (EUR 1,920)."
    )
    assert found.heading == "Higher use"
    assert "ask what was changed" in found.hint


def test_a_change_that_ended_says_from_when_to_when() -> None:
    assert sentence(changed([20.0] * 24 * DAYS, side=-1, is_open=False)) == (
        "Lower use: from 3 May to 22 May, 20 kW on average instead of 34 kW, −6,720 kWh in all."
    )


def test_of_a_change_that_began_before_the_dates_on_show_the_part_is_told_as_that() -> None:
    whole = changed(STEP)
    assert whole.change
    earlier = replace(whole.change, start=whole.start - pd.Timedelta(days=200))
    said = sentence(replace(whole, change=earlier))
    assert said == "Higher use: since 16 Oct 2023, 50 kW on average instead of 34 kW, +7,680 kWh in these dates."


def test_of_dates_that_end_before_it_does_nothing_is_said_of_so_far() -> None:
    assert sentence(replace(changed(STEP), is_open=False)).endswith("+7,680 kWh in these dates.")


def test_a_change_of_nights_is_told_by_its_nights() -> None:
    times = pd.date_range(START, periods=24 * DAYS, freq="h")
    nightly = np.where((times.hour >= 20) | (times.hour < 6), 50.0, 34.0)
    said = sentence(changed(nightly.tolist(), hours="nights"))
    assert said.startswith("Higher use at night: since 3 May, 50 kW on average instead of 34 kW, so far +3,200 kWh.")


@pytest.mark.parametrize("reason", [LEVEL_SHIFT, DRIFT])
def test_what_came_slowly_is_told_by_where_it_is_now(reason: Reason) -> None:
    rising = np.repeat(34.0 + np.arange(1, DAYS + 1), 24)
    assert sentence(changed(rising.tolist(), reason=reason)) == (
        "Slow rise: since about 3 May, by now 52 kW on average instead of 34 kW, so far +5,040 kWh."
    )


def test_a_step_that_differs_from_day_to_day_is_no_drift() -> None:
    daily = 50.0 + 4.0 * np.sin(np.arange(DAYS) * 2.0)
    assert sentence(changed(np.repeat(daily, 24).tolist())).startswith("Higher use: since 3 May")


@pytest.mark.parametrize(
    ("known_days", "is_season_possible", "hedged"), [(200.0, False, True), (YEARS, True, True), (YEARS, False, False)]
)
def test_in_a_first_year_the_season_is_not_ruled_out(known_days: float, is_season_possible: bool, hedged: bool) -> None:
    whole = changed(STEP)
    assert whole.change
    change = replace(whole.change, is_season_possible=is_season_possible)
    said = sentence(replace(whole, change=change, known_days=known_days))
    assert ("It may be the season" in said) is hedged


def test_what_lasted_for_a_year_counts_as_normal() -> None:
    whole = changed(STEP, is_open=False)
    assert whole.change
    assert sentence(replace(whole, change=replace(whole.change, became_normal=True))).endswith("counts as normal now.")


@pytest.mark.parametrize(
    ("ratio", "called"),
    [
        (0.00101, "about a thousandth of"),
        (0.66, "about two thirds of"),
        (0.34, "about a third of"),
        (0.49, "about half of"),
        (2.05, "about twice"),
        (980.0, "about a thousand times"),
        (0.25, "about 0.25 times"),
    ],
)
def test_a_factor_has_a_name(ratio: float, called: str) -> None:
    assert scale_words(ratio)[0] == called


def test_another_scale_is_hedged() -> None:
    scaled = changed([0.034] * 24 * DAYS, reason=SCALE_FACTOR, side=-1, ratio=0.001)
    assert sentence(scaled) == (
        "Readings are about a thousandth of before: since 3 May, 0.034 kW on average instead of 34 kW; "
        "perhaps another unit or transformer factor."
    )
    assert hint(scaled).startswith("Perhaps ")


def test_feeding_in_says_since_when_and_how_far() -> None:
    assert sentence(changed([5.0, -4.2] * 12 * DAYS, reason=FEED_IN, side=-1)) == (
        "The building feeds in: since 3 May, down to -4.2 kW."
    )


def test_causes_of_a_change_fit_the_building() -> None:
    home, store = (replace(changed(STEP), building=kind) for kind in (Building.HOME, Building.ALWAYS_ON))
    assert "heat pump" in hint(home)
    assert "doors left open" in hint(store)
