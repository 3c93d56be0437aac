import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import quality
from benchmarks.planted.baselines import baselines
from benchmarks.planted.meters import FILE, best_year, cambridge_years
from benchmarks.planted.trials import HISTORY, MeterTrials, MethodTrial, run_trials
from data.inject import FaultKind, plant
from data.plans import MeterPlan
from data.series import MeterSeries
from data.simulate import simulate
from detectors.evaluation import Trial
from detectors.registry import detectors


def hourly(meter_id: str, days: int = 365) -> MeterSeries:
    place = {"timezone": "Europe/London", "country": "GB", "region": "ENG"}
    plan = MeterPlan(meter_id, "office", "Office", **place, seed=5, start=date(2022, 1, 1), days=days)
    quarters = simulate(plan).series
    power = pd.Series(quarters.power_kw, quarters.index).resample("1h").mean()
    return MeterSeries(meter_id, pd.DatetimeIndex(power.index), power.to_numpy(), country="GB", region="ENG")


@pytest.fixture(scope="module")
def year() -> MeterSeries:
    return hourly("office")


def empty_between(series: MeterSeries, first: int, last: int, value: float) -> MeterSeries:
    power = series.power_kw.copy()
    power[first * 24 : last * 24] = value
    return series.with_power(power)


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_the_year_is_the_earliest_with_the_fewest_gaps_and_zeros(value: float) -> None:
    series = empty_between(hourly("long", days=500), 20, 60, value)

    found = best_year(series)

    assert found is not None
    assert found.start == series.start + timedelta(days=60)
    assert found.days == 365


def test_a_meter_without_a_nearly_complete_year_is_left_out(year: MeterSeries) -> None:
    assert best_year(year) is not None
    assert best_year(empty_between(year, 100, 107, 0.0)) is not None
    assert best_year(empty_between(year, 100, 108, 0.0)) is None
    assert best_year(hourly("short", days=200)) is None


@pytest.mark.skipif(not FILE.exists(), reason="the readings of Cambridge are not beside the project")
def test_every_cambridge_meter_has_a_year() -> None:
    years = cambridge_years()

    assert len(years) == 36
    assert {one.days for one in years} == {365}
    assert {(one.timezone, one.country, one.region) for one in years} == {("Europe/London", "GB", "ENG")}
    assert all((np.nan_to_num(one.power_kw) != 0).mean() >= 0.98 for one in years)


@pytest.mark.parametrize("name", baselines())
def test_a_baseline_scores_every_reading_and_sees_a_large_fault(name: str, year: MeterSeries) -> None:
    rng = np.random.default_rng(1)
    begin = year.index[200 * 24 + 20]
    planted, label = plant(year, FaultKind.LATE_SWITCH_OFF, begin, timedelta(hours=10), 2.0, rng)

    score = baselines()[name](planted, 91 * 24)

    after = score[91 * 24 :]
    fault = score[200 * 24 + 18 : 200 * 24 + 36]
    assert score.shape == planted.power_kw.shape
    assert np.isfinite(after).all()
    assert label.size_kw > 0
    assert np.max(fault) >= np.quantile(after, 0.98)


def test_all_detectors_and_baselines_are_tried_on_the_same_faults(year: MeterSeries) -> None:
    (trials,) = run_trials([year], seeds=(1, 2))

    assert {(one.method, one.seed) for one in trials.methods} == {
        (name, seed) for name in (*detectors(), *baselines()) for seed in (1, 2)
    }
    assert trials.clean_events_per_month >= 0
    for seed in (1, 2):
        faults = {one.trial.faults for one in trials.methods if one.seed == seed}
        assert len(faults) == 1
        assert len(faults.pop()) == len(trials.kinds[seed]) == 10
    size = len(year) - HISTORY // year.step
    assert all(len(one.trial.score) == size and 0 <= one.vus_pr <= 1 for one in trials.methods)


def found_at(*where: int) -> Trial:
    score = np.zeros(800)
    score[list(where)] = 5.0
    return Trial(score, ((100, 110), (300, 310)), 1.0)


@pytest.fixture
def measured() -> Callable[..., list[MeterTrials]]:
    def _measured(*ours: int) -> list[MeterTrials]:
        methods = [
            MethodTrial("rolling-sigma rule", 1, found_at(100), 0.2),
            MethodTrial("recommended", 1, found_at(*ours), 0.6),
        ]
        return [MeterTrials(tuple(methods), {1: ("spike", "level_shift")}, rate) for rate in (1.0, 2.0, 4.0)]

    return _measured


def test_the_tables_rank_by_recall_and_say_whether_the_target_is_met(
    measured: Callable[..., list[MeterTrials]],
) -> None:
    good, poor = ("\n".join(quality.tables(measured(*where))) for where in [(105, 305), (700,)])

    assert re.search(r"`recommended` \| \*\*1\.000\*\*.*\n\| rolling-sigma rule \| \*\*0\.500\*\*", good)
    assert "place 1 of 2: met" in good
    assert "place 2 of 2: **missed**" in poor
    assert "| level shift | 3 | 3 | 1.00 |" in good
    assert "2.0 events a month" in good


def test_without_the_readings_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(quality, "FILE", tmp_path / "nothing.parquet")

    assert quality.report() == quality.MISSING
