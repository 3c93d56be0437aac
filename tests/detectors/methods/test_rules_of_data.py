"""Stuck, zero and negative readings as rules of their own: what ``data_faults`` says of them, and their sliders."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.base import Detector
from detectors.methods.data_faults import DataProblems
from detectors.methods.flat_line import FlatLine
from detectors.methods.negative import Negative
from detectors.methods.zero_run import ZeroRun
from detectors.scores import Reason
from tests.detectors.meters import judged, regular_office

DAY = 24 * 60


def office_with(hours: int, fault: str) -> MeterSeries:
    series = regular_office(days=90)
    power = series.power_kw.copy()
    part = slice(DAY, DAY + hours)
    power[part] = (
        {"stuck": power[DAY], "zero": 0.0, "negative": -power[part]}[fault] if fault != "none" else power[part]
    )
    return series.with_power(power)


@pytest.mark.parametrize(
    ("kind", "fault", "reason"),
    [
        (FlatLine, "stuck", Reason.FLAT_LINE),
        (ZeroRun, "zero", Reason.ZERO_RUN),
        (Negative, "negative", Reason.NEGATIVE),
    ],
)
def test_each_rule_says_what_data_faults_says_of_it(kind: type[Detector], fault: str, reason: Reason) -> None:
    series = office_with(10, fault)
    one, whole = judged(kind, series), judged(DataProblems, series)
    of_it = whole.reason == reason.code
    assert of_it.sum() >= 6
    np.testing.assert_array_equal(one.score[of_it], whole.score[of_it])
    np.testing.assert_array_equal(one.window_hours[of_it], whole.window_hours[of_it])
    assert np.all(one.reason[of_it] == reason.code)
    assert np.all(one.score[~of_it] <= whole.score[~of_it])


@pytest.mark.parametrize("kind", [FlatLine, ZeroRun, Negative])
def test_each_rule_leaves_the_faults_of_the_others_alone(kind: type[Detector]) -> None:
    for own, fault in ((FlatLine, "stuck"), (ZeroRun, "zero"), (Negative, "negative")):
        found = np.nanmax(judged(kind, office_with(10, fault)).score) >= 4.0
        assert found == (kind is own)


@pytest.mark.parametrize(("least", "found"), [(4.0, True), (6.0, False)])
@pytest.mark.parametrize(("kind", "fault"), [(FlatLine, "stuck"), (ZeroRun, "zero")])
def test_runs_shorter_than_the_slider_says_are_passed_over(
    kind: type[FlatLine | ZeroRun], fault: str, least: float, found: bool
) -> None:
    series = office_with(6 if fault == "stuck" else 5, fault)
    scores = kind(least_hours=least).fit(series).score(series)
    assert (np.nanmax(scores.score) >= 4.0) == found


@pytest.mark.parametrize(("usual", "anomalous"), [(2.0, False), (50.0, True)])
def test_from_how_many_days_on_negative_readings_are_usual_is_a_slider(usual: float, anomalous: bool) -> None:
    series = regular_office(days=90)
    power = series.power_kw.copy()
    power[12 :: 24 * 10] = -1.0  # one day in ten
    solar = series.with_power(power)
    scores = Negative(usual_percent=usual).fit(solar).score(solar)
    assert (scores.score[12 + 24 * 80] >= 4.0) == anomalous
