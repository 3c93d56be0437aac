"""The learning curve: one stretch, one set of faults, several lengths of history."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from benchmarks import learning
from benchmarks.learning import (
    MONTHS,
    PERIOD,
    Point,
    TrainingPeriod,
    curve,
    table,
    target,
    training_periods_of,
    trial_after,
)
from benchmarks.planted.meters import FILE, cambridge_periods
from benchmarks.planted.metrics import Fault, Trial
from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from tests.real_readings import needs

FAULTS: tuple[Fault, ...] = ((100, 110), (300, 310))


def trial(**scores: float) -> Trial:
    score = np.zeros(61 * 24)
    for name, value in scores.items():
        score[int(name.removeprefix("at"))] = value
    return Trial(score, FAULTS, 1.0)


def points(*recalls: float) -> list[Point]:
    return [Point(months, 100, recall, recall, 1.0) for months, recall in zip(MONTHS, recalls, strict=True)]


def test_the_curve_counts_faults_found_and_false_events_at_the_default_level() -> None:
    trials = dict.fromkeys(MONTHS, trial(at100=5.0, at305=3.0, at600=4.5))
    trials[1] = trial(at700=9.0, at800=9.0, at900=9.0, at305=3.0)

    first, *others = curve([TrainingPeriod("a", trials), TrainingPeriod("b", trials)])

    assert (first.months, first.faults, first.recall, first.recall_default) == (1, 4, 0.0, 0.0)
    assert first.false_per_month == pytest.approx(3 / (61 / 30.4375))
    for point in others:
        assert (point.recall, point.recall_default) == (1.0, 0.5)
        assert point.false_per_month == pytest.approx(1 / (61 / 30.4375))


@pytest.mark.parametrize(
    ("recalls", "met"),
    [
        ((0.60, 0.70, 0.75, 0.78, 0.80), True),
        ((0.60, 0.70, 0.75, 0.745, 0.80), True),
        ((0.60, 0.70, 0.75, 0.73, 0.80), False),
        ((0.60, 0.65, 0.70, 0.75, 0.80), False),
    ],
)
def test_the_target_is_missed_by_a_fall_and_by_a_slow_start(recalls: tuple[float, ...], met: bool) -> None:
    assert target(points(*recalls)).endswith("met." if met else "**missed**.")


def test_the_table_has_a_row_for_each_length_of_history() -> None:
    assert table(points(0.1, 0.2, 0.3, 0.4, 0.5)).splitlines()[2:] == [
        f"| {months} | **{recall:.3f}** | {recall:.3f} | 1.00 |"
        for months, recall in zip(MONTHS, (0.1, 0.2, 0.3, 0.4, 0.5), strict=True)
    ]


@pytest.fixture
def two_years() -> MeterSeries:
    place = {"timezone": "Europe/London", "country": "GB", "region": "ENG"}
    plan = MeterPlan("office", "office", "Office", **place, seed=5, start=date(2022, 1, 1), days=PERIOD.days)
    quarters = simulate(plan).series
    power = pd.Series(quarters.power_kw, quarters.index).resample("1h").mean()
    return MeterSeries("office", pd.DatetimeIndex(power.index), power.to_numpy(), country="GB", region="ENG")


def test_every_length_of_history_is_judged_on_the_same_faults(
    two_years: MeterSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "OFFERED", "data_faults")
    monkeypatch.setattr(learning, "PERIODS", 4)

    training_periods = training_periods_of(two_years)

    assert len(training_periods) == 2
    for training_period in training_periods:
        assert list(training_period.trials) == list(MONTHS)
        assert len({one.faults for one in training_period.trials.values()}) == 1
        assert {len(one.score) for one in training_period.trials.values()} == {61 * 24}
        assert all(0 <= first <= last < 61 * 24 for first, last in training_period.trials[1].faults)
    assert training_periods[0].trials[1].faults != training_periods[1].trials[1].faults


def test_a_length_of_history_is_all_that_a_method_sees(two_years: MeterSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    start = two_years.start + timedelta(days=600)
    stuck = two_years.power_kw.copy()
    stuck[np.asarray(two_years.index < start - timedelta(days=61))] = 1.0
    monkeypatch.setattr(learning, "OFFERED", "typical_week")

    seen, cut = (trial_after(series, (), start, 61) for series in (two_years, two_years.with_power(stuck)))
    more = trial_after(two_years, (), start, 91)

    np.testing.assert_array_equal(cut.score, seen.score)
    assert not np.array_equal(more.score, seen.score)


@needs(FILE)
def test_many_cambridge_meters_have_two_nearly_complete_years() -> None:
    assert timedelta(days=730) <= PERIOD
    assert len(cambridge_periods(PERIOD)) >= 25
