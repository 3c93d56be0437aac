"""Detecting and forecasting from Python, and what may be done with the result."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import loadlens
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.threshold import flags

METHOD = "typical_week"


@pytest.fixture(scope="module")
def office() -> loadlens.MeterSeries:
    """Sixty days of an office by the hour with an evening left on."""
    index = pd.date_range("2024-03-04", periods=60 * 24, freq="h", tz="Europe/Zurich")
    busy = (index.day_of_week < 5) & (index.hour >= 7) & (index.hour < 18)
    power = 4.0 + 12.0 * busy + np.random.default_rng(7).normal(0.0, 0.3, len(index))
    power[index.slice_indexer("2024-04-23 18:00", "2024-04-24 04:00")] += 12.0
    return loadlens.MeterSeries("office", index, power)


@pytest.fixture(scope="module")
def found(office: loadlens.MeterSeries) -> loadlens.Detection:
    return loadlens.detect(office, METHOD)


def test_what_was_left_on_is_the_worst_event(found: loadlens.Detection) -> None:
    worst = found.events[0]

    assert worst.start <= pd.Timestamp("2024-04-23 18:00", tz="Europe/Zurich")
    assert worst.end >= pd.Timestamp("2024-04-24 05:00", tz="Europe/Zurich")
    assert worst.excess_kwh == pytest.approx(11 * 12.0, rel=0.1)
    assert found.level == 4.0
    assert found.readiness.stage == "provisional"


def test_a_method_may_be_named_or_given_with_parameters(
    office: loadlens.MeterSeries, found: loadlens.Detection
) -> None:
    given = loadlens.detect(office, loadlens.methods()[METHOD](weeks=8))

    np.testing.assert_array_equal(given.scores.score, found.scores.score)


def test_the_table_has_a_row_for_every_interval_and_the_events_one_each(found: loadlens.Detection) -> None:
    table, told = found.frame(), found.events_frame()

    assert table.index.equals(found.series.index)
    assert table.columns.tolist() == [
        "power_kw", "expected_kw", "low_kw", "high_kw", "usual_low_kw", "usual_high_kw", "score", "side",
        "window_hours", "reason", "flagged",
    ]  # fmt: skip
    np.testing.assert_array_equal(table["flagged"], flags(found.scores, found.threshold))
    assert (table["low_kw"].dropna() >= 0).all()
    assert len(told) == len(found.events)
    assert told.loc[0, "sentence"] == explain(found.events[0]).sentence


def test_another_level_asks_the_same_scores(found: loadlens.Detection) -> None:
    strict, rare, below = found.at(8.0), found.at(events_per_month=0.5), found.at(side="below")

    assert strict.scores is rare.scores is found.scores
    assert list(strict.events) == events(found.series, found.scores, loadlens.Threshold(level=8.0))
    assert rare.level > found.level or len(rare.events) <= len(found.events)
    assert below.level == found.level
    assert all(event.side <= 0 for event in below.events)


def test_so_many_events_a_month_choose_the_level(office: loadlens.MeterSeries, found: loadlens.Detection) -> None:
    asked = loadlens.detect(office, METHOD, events_per_month=1.0)

    assert asked.level == found.at(events_per_month=1.0).level
    assert sum(event.kind is loadlens.Kind.ENERGY for event in asked.events) <= 2


def test_it_says_in_a_line_what_was_found(found: loadlens.Detection) -> None:
    assert repr(found).startswith("Detection(meter 'office', 1,440 readings, typical_week at 4 sigma: ")


def test_no_events_are_an_empty_table_with_the_same_columns(found: loadlens.Detection) -> None:
    told = found.at(90.0).events_frame()

    assert len(told) == 0
    assert told.columns.tolist() == found.events_frame().columns.tolist()


def test_the_chart_shows_all_or_some_days(found: loadlens.Detection) -> None:
    everything, some = found.plot(), found.plot("2024-04-22", "2024-04-25 12:00", scheme="dark")

    assert everything.layout.title.text == "<b>office</b>, 4 Mar – 3 May 2024"
    assert some.layout.title.text == "<b>office</b>, 22 Apr – 25 Apr 2024"
    assert "More than usual" in {trace.name for trace in some.data}
    with pytest.raises(loadlens.DataError, match="no readings"):
        found.plot("2030-01-01")
    with pytest.raises(loadlens.ParameterError, match="is no time"):
        found.plot("next week")


def test_the_forecast_is_that_of_the_detection(office: loadlens.MeterSeries, found: loadlens.Detection) -> None:
    asked = loadlens.forecast(office, 2, METHOD)

    assert found.forecast is not None
    pd.testing.assert_frame_equal(asked.frame(), found.forecast.first(48).frame())
    assert asked.index[0] == office.end
    assert (asked.frame()["low_kw"] >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"method": "no_such"}, "no detector 'no_such'; choose one of recommended"),
        ({"method": 4}, "give its name or a detector"),
        ({"method": loadlens.methods()[METHOD]}, r"a detector with its parameters: TypicalWeek\(\)"),
        ({"level": 0.0}, "alarm level is 0"),
        ({"events_per_month": 0.0}, "Events a month is 0"),
        ({"side": "up"}, "choose above, below or both"),
        ({"min_hours": -1.0}, "take 0 or more"),
    ],
)
def test_what_is_not_possible_is_refused_before_anything_is_judged(
    office: loadlens.MeterSeries, arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(loadlens.ParameterError, match=sentence):
        loadlens.detect(office, **arguments)


@pytest.mark.parametrize(("given", "sentence"), [((), r"tuple of 0"), ("office", "a str was given")])
def test_what_is_no_meter_is_refused(given: Any, sentence: str) -> None:
    with pytest.raises(loadlens.ParameterError, match=sentence):
        loadlens.detect(given)


def test_too_little_history_is_refused_with_the_day_from_which_it_is_enough(office: loadlens.MeterSeries) -> None:
    with pytest.raises(loadlens.DataError, match=r"needs 21; it will answer from \d+ March 2024"):
        loadlens.detect(office.between(end="2024-03-10"), METHOD)


def test_a_method_without_a_forecast_is_refused_naming_those_with_one(office: loadlens.MeterSeries) -> None:
    with pytest.raises(loadlens.ParameterError, match="nearest_days makes no forecast; choose one of recommended"):
        loadlens.forecast(office, method="nearest_days")
    with pytest.raises(loadlens.ParameterError, match="1 to 7 days"):
        loadlens.forecast(office, 8, METHOD)
