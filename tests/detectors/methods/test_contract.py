"""What every registered detector must hold, whatever its method."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError, ParameterError
from data.series import MeterSeries
from data.simulation.archetypes import ARCHETYPES
from detectors.base import Detector
from detectors.events.events import events
from detectors.params import Param, Value
from detectors.scores import COLUMNS, REASONS, Scores
from detectors.threshold import DAYS_PER_MONTH, Threshold
from tests.detectors.meters import DETECTORS, NAMES, building, is_slow, judged, regular_office, scored, with_cases

CASES = [("office", 60), ("office", 15)]
CASES += [(archetype, step) for archetype in ARCHETYPES for step in (60, 15) if archetype != "office"]
CASES += [("office", 5), ("office", 10), ("office", 30)]
CALM_MONTHLY_EVENTS = 3.0
DAYS = 120

every_detector = pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
every_meter = pytest.mark.parametrize(("kind", "archetype", "step"), with_cases(DETECTORS, CASES, few=2))
QUICK, SLOW = ([kind for kind in DETECTORS if is_slow(kind) == slow] for slow in (False, True))
PARAMS = [(kind, param) for kind in DETECTORS for param in kind.params()]
every_param = pytest.mark.parametrize(("kind", "param"), PARAMS, ids=[f"{k.name}-{p.name}" for k, p in PARAMS])


def assert_same(one: Scores, other: Scores) -> None:
    assert one.index.equals(other.index)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def assert_is_a_table_of(scores: Scores, series: MeterSeries) -> None:
    assert scores.index.equals(series.index)
    assert all(getattr(scores, name).shape == (len(series),) for name in COLUMNS)
    assert np.all(np.isnan(scores.score) | ((scores.score >= 0) & np.isfinite(scores.score)))
    assert set(np.unique(scores.side)) <= {-1, 0, 1}
    assert scores.reason.max() < len(REASONS)
    assert np.all(scores.window_hours >= series.step_hours - 1e-9)
    known = np.isfinite(scores.expected) & np.isfinite(scores.score) & ~scores.is_data_problem
    assert np.all(scores.scale_above[known] > 0)
    assert np.all(scores.scale_below[known] > 0)
    assert np.all(scores.side[~np.isfinite(scores.score)] == 0)


@every_meter
def test_scores_are_a_whole_table_on_the_index_of_the_series(kind: type[Detector], archetype: str, step: int) -> None:
    scores = scored(kind.name, archetype, step)
    assert_is_a_table_of(scores, building(archetype, step))
    assert np.isfinite(scores.score).mean() > 0.5


Cuts = list[tuple[int, int]]
some_cuts = st.lists(st.tuples(st.integers(0, DAYS * 24), st.integers(1, 24 * 9)), min_size=1, max_size=12)


@pytest.mark.parametrize("kind", QUICK, ids=[kind.name for kind in QUICK])
@settings(max_examples=8, deadline=None, derandomize=True)
@given(cuts=some_cuts)
def test_gaps_anywhere_leave_a_whole_table(kind: type[Detector], cuts: Cuts) -> None:
    assert_bears_gaps(kind, cuts)


@pytest.mark.parametrize("kind", SLOW, ids=[kind.name for kind in SLOW])
@settings(max_examples=2, deadline=None, derandomize=True)
@given(cuts=some_cuts)
def test_gaps_anywhere_leave_a_whole_table_with_slow_detectors_too(kind: type[Detector], cuts: Cuts) -> None:
    assert_bears_gaps(kind, cuts)


def assert_bears_gaps(kind: type[Detector], cuts: Cuts) -> None:
    power = building("office", 60).power_kw.copy()
    for start, length in cuts:
        power[start : start + length] = np.nan
    series = building("office", 60).with_power(power)
    try:
        scores = judged(kind, series)
    except DataError:
        assert np.isfinite(power).sum() < kind.min_days * 24
        return
    assert_is_a_table_of(scores, series)


@every_meter
@pytest.mark.parametrize("level", [1.5, 3.0, 4.0, 6.0])
def test_a_reading_judged_alone_is_flagged_just_where_it_leaves_the_band(
    kind: type[Detector], archetype: str, step: int, level: float
) -> None:
    series, scores = building(archetype, step), scored(kind.name, archetype, step)
    low, high = scores.band(level)
    known = np.isfinite(scores.score) & np.isfinite(scores.expected) & ~scores.is_data_problem
    alone = known & (scores.window_hours == series.step_hours) & (np.abs(scores.score - level) > 1e-9)
    outside = (series.power_kw < low) | (series.power_kw > high)
    np.testing.assert_array_equal((scores.score >= level)[alone], outside[alone])


@every_detector
def test_what_goes_in_is_not_changed(kind: type[Detector]) -> None:
    series = replace(building("office", 60))
    before = series.digest, series.index.copy(), series.power_kw.copy()
    judged(kind, series)
    assert replace(series).digest == before[0]
    assert series.index.equals(before[1])
    np.testing.assert_array_equal(series.power_kw, before[2])


@every_detector
def test_the_same_readings_give_the_same_scores(kind: type[Detector]) -> None:
    series = building("office", 60)
    fitted = kind().fit(series)
    assert_same(fitted.score(series), scored(kind.name, "office", 60))
    assert_same(fitted.score(series), scored(kind.name, "office", 60))


@every_detector
def test_detector_and_what_it_learnt_survive_pickling(kind: type[Detector]) -> None:
    series = building("office", 60)
    detector = kind()
    again = pickle.loads(pickle.dumps(detector))
    assert again == detector
    assert again.key == detector.key
    fitted = pickle.loads(pickle.dumps(detector.fit(series)))
    assert_same(fitted.score(series), scored(kind.name, "office", 60))


@every_detector
def test_it_says_what_it_is(kind: type[Detector]) -> None:
    for text in (kind.name, kind.label, kind.algorithm, kind.summary, kind.source):
        assert text.strip() == text
        assert text
    assert kind.revision >= 1
    assert 0 < kind.min_days <= kind.solid_days


@every_detector
def test_equal_parameters_have_equal_keys_and_the_methods_differ(kind: type[Detector]) -> None:
    assert kind() == kind()
    assert hash(kind()) == hash(kind())
    assert kind().key == kind().key
    assert len({other().key for other in DETECTORS}) == len(DETECTORS)


def another_value(param: Param) -> Value:
    if param.kind == "choice":
        return next(option for option in param.options if option != param.default)
    if param.kind == "switch":
        return not param.default
    return type(param.default)(param.low if param.default != param.low else param.high)


@every_param
def test_another_parameter_is_another_key_and_still_works(kind: type[Detector], param: Param) -> None:
    other = kind.from_values({param.name: another_value(param)})
    assert other.key != kind().key
    series = building("office", 60)
    assert_is_a_table_of(other.fit(series).score(series), series)


@every_param
def test_a_parameter_out_of_range_is_refused_by_label_and_range(kind: type[Detector], param: Param) -> None:
    if param.kind in ("choice", "switch"):
        wrong: list[Any] = ["neither of them"]
        expected = [*param.options] or ["true", "false"]
    else:
        wrong = [param.low - 1, param.high + 1, "many", None, True]
        expected = [f"{param.low:g}", f"{param.high:g}"]
    for value in wrong:
        with pytest.raises(ParameterError) as error:
            kind.from_values({param.name: value})
        assert all(word in str(error.value) for word in (param.label, *expected))


@every_detector
def test_an_unknown_parameter_is_refused_naming_those_there_are(kind: type[Detector]) -> None:
    with pytest.raises(ParameterError, match="no parameter 'wheels'") as error:
        kind.from_values({"wheels": 3})
    assert all(param.name in str(error.value) for param in kind.params())


UNITS = [(archetype, factor) for archetype in ("office", "cold store", "solar household") for factor in (3.0, 4.0, 0.5)]


@pytest.mark.parametrize(("kind", "archetype", "factor"), with_cases(DETECTORS, UNITS))
def test_in_another_unit_scores_stay_and_what_is_expected_scales(
    kind: type[Detector], archetype: str, factor: float
) -> None:
    series, scores = building(archetype, 60), scored(kind.name, archetype, 60)
    scaled = judged(kind, series.with_power(series.power_kw * factor))
    alike = np.isclose(scaled.score, scores.score, rtol=1e-6, atol=1e-6, equal_nan=True)
    assert alike.mean() > 0.999
    for name in ("expected", "scale_above", "scale_below"):
        one, other = getattr(scaled, name), getattr(scores, name) * factor
        assert np.isclose(one, other, rtol=1e-6, equal_nan=True).mean() > 0.999, name


@every_detector
def test_too_short_a_history_is_refused_with_the_date_from_which_it_will_answer(kind: type[Detector]) -> None:
    whole = regular_office(days=round(kind.min_days) + 30)
    short = whole.between(end=whole.start.normalize() + np.timedelta64(10, "D"))
    date = kind.readiness(short).next_date
    assert date is not None
    with pytest.raises(DataError, match="will answer from") as error:
        kind().fit(short)
    assert f"{date:%-d %B %Y}" in str(error.value)
    assert f"{kind.min_days:g}" in str(error.value)
    kind().fit(whole.between(end=date))
    with pytest.raises(DataError):
        kind().fit(whole.between(end=date - np.timedelta64(1, "D")))


@every_detector
@pytest.mark.parametrize("step", [60, 30, 15, 10, 5])
def test_the_badge_slots_at_its_days_at_every_step(kind: type[Detector], step: int) -> None:
    whole = regular_office(days=int(kind.solid_days), step_minutes=step, zone="UTC")

    def stage(readings: int) -> str:
        return kind.readiness(whole.between(end=whole.index[0] + readings * whole.step)).stage

    least, solid = (round(days * whole.steps_per_day) for days in (kind.min_days, kind.solid_days))
    assert stage(least - 1) == "too short"
    assert [stage(least), stage(solid - 1)] == ["provisional", "provisional"]
    assert stage(solid) == "solid"


@pytest.mark.parametrize(("kind", "step"), with_cases(DETECTORS, [(60,), (15,)]))
def test_it_finds_almost_nothing_in_calm_regular_readings(kind: type[Detector], step: int) -> None:
    series = regular_office(days=240, step_minutes=step)
    found = events(series, judged(kind, series), Threshold())
    assert len(found) <= CALM_MONTHLY_EVENTS * series.days / DAYS_PER_MONTH


@every_detector
def test_readings_of_whole_days_are_judged_or_refused_in_a_sentence(kind: type[Detector]) -> None:
    index = pd.date_range("2024-01-08", periods=120, freq="D", tz="UTC")
    power = 100.0 + np.random.default_rng(5).normal(0.0, 5.0, len(index))
    try:
        scores = judged(kind, MeterSeries("daily", index, power))
    except DataError as error:
        assert "has a reading every 24 h" in str(error)  # noqa: PT017 - either answer will do
    else:
        assert len(scores.score) == len(index)
