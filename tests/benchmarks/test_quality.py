import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from benchmarks import learning, quality, quarter_hours, screening
from benchmarks.peers.trials import Peers
from benchmarks.planted.baselines import baselines
from benchmarks.planted.meters import FILE, SUBSTATION_FILE, best_year, cambridge_years, substation_years
from benchmarks.planted.methods import Effort, effort_for, methods, not_installed
from benchmarks.planted.metrics import Trial
from benchmarks.planted.trials import HISTORY, MeterTrials, MethodTrial, run_trials
from data.series import MeterSeries
from data.simulation.inject import FaultKind, plant
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from detectors.registry import detectors
from tests.real_readings import needs

KINDS = ("spike", "level_shift")


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


@needs(FILE)
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


def test_all_detectors_and_baselines_are_methods() -> None:
    assert set(methods()) | set(not_installed()) == {*detectors(), *baselines()}
    assert methods()["recommended"] == Effort()


def test_slow_detectors_are_tried_on_one_seed_and_the_slowest_on_few_meters() -> None:
    quick, slow, slowest = effort_for(1.0), effort_for(10.0), effort_for(60.0)

    assert all(quick.includes(meter, 36, seed) for meter in range(36) for seed in range(3))
    assert [slow.includes(7, 36, seed) for seed in range(3)] == [True, False, False]
    assert [meter for meter in range(36) if slowest.includes(meter, 36, 0)] == list(range(0, 36, 3))
    assert all(slowest.includes(meter, 3, 0) for meter in range(3))


def test_methods_are_tried_on_the_same_faults_and_slow_ones_on_one_seed(year: MeterSeries) -> None:
    tried = {"data_faults": Effort(), "rolling-sigma rule": Effort(), "k-means on days": Effort(one_seed=True)}

    (trials,) = run_trials([year], (1, 2), tried)

    assert {(one.method, one.seed) for one in trials.methods} == {
        *((name, 1) for name in tried),
        ("data_faults", 2),
        ("rolling-sigma rule", 2),
    }
    assert trials.clean_events_per_month >= 0
    for seed in (1, 2):
        faults = {one.trial.faults for one in trials.methods if one.seed == seed}
        assert len(faults) == 1
        assert len(faults.pop()) == 10
    size = len(year) - HISTORY // year.step
    assert all(len(one.trial.score) == size and 0 <= one.vus_pr <= 1 for one in trials.methods)
    assert all(len(one.kinds) == 10 for one in trials.methods)


def found_at(*where: int) -> Trial:
    score = np.zeros(800)
    score[list(where)] = 5.0
    return Trial(score, ((100, 110), (300, 310)), 1.0)


@pytest.fixture
def measured() -> Callable[..., list[MeterTrials]]:
    def _measured(*ours: int) -> list[MeterTrials]:
        methods = [
            MethodTrial("rolling-sigma rule", 1, found_at(100), 0.2, KINDS),
            MethodTrial("recommended", 1, found_at(*ours), 0.6, KINDS),
        ]
        return [MeterTrials(tuple(methods), rate) for rate in (1.0, 2.0, 4.0)]

    return _measured


def test_the_tables_rank_by_recall_and_say_whether_the_target_is_met(
    measured: Callable[..., list[MeterTrials]],
) -> None:
    library = Peers((MethodTrial("a library", 1, found_at(700), 0.1, KINDS),), {"one": "too old", "other": "too old"})

    good, poor = ("\n".join(quality.tables(measured(*where), library)) for where in [(105, 305), (700,)])

    assert re.search(r"`recommended` \| 6 \| \*\*1\.000\*\*.*\n\| rolling-sigma rule \| 6 \| \*\*0\.500\*\*", good)
    assert "place 1 of 3, +0.500 to the best other row, +1.000 to the best public library: met" in good
    assert "place 2 of 3, -0.500" in poor
    assert poor.count("**missed**") == 1
    assert "| recall by kind | level shift (3) | spike (3) |" in good
    assert "| `recommended` | 1.00 | 1.00 |\n| rolling-sigma rule | 0.00 | 1.00 |" in good
    assert "- Not run: one, other (too old)." in good
    assert "2.0 events a month" in good


def test_first_by_little_is_not_enough(measured: Callable[..., list[MeterTrials]]) -> None:
    close = Peers((MethodTrial("a library", 1, found_at(105, 305), 0.1, KINDS),))

    assert "+0.000 to the best public library: **missed**" in "\n".join(quality.tables(measured(105, 305), close))


def test_quarter_hours_have_the_same_tables(measured: Callable[..., list[MeterTrials]]) -> None:
    absent = Peers(absent={"a library": "no network"})

    page = "\n".join([quarter_hours.protocol(measured(105)), *quarter_hours.tables(measured(105), absent)])

    assert "| `recommended` | 6 | **0.500**" in page
    assert "3 seeds make 6\nfaults" in page
    assert "- Not run: a library (no network)." in page


@needs(SUBSTATION_FILE)
def test_the_substation_has_three_years_of_quarters_with_temperature() -> None:
    years = substation_years()

    assert [one.meter_id for one in years] == ["TotalP 2013", "TotalP 2014", "TotalP 2015"]
    assert all((len(one), one.steps_per_day) == (365 * 96, 96) for one in years)
    assert all(before.end == after.start for before, after in pairwise(years))
    assert all(one.temperature_c is not None and np.isfinite(one.temperature_c).mean() > 0.99 for one in years)


def test_without_the_readings_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(quality, "FILE", tmp_path / "nothing.parquet")

    assert quality.report() == quality.MISSING


@pytest.mark.parametrize(
    ("module", "file"), [(quarter_hours, "SUBSTATION_FILE"), (learning, "FILE"), (screening, "FILE")]
)
def test_no_benchmark_fails_without_its_readings(
    module: ModuleType, file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, file, tmp_path / "nothing")

    assert module.report().startswith("Not measured: ")
