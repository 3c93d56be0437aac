"""How large a planted fault is against the usual scale of its meter, and recall by it."""

from datetime import timedelta

import numpy as np
import pytest

from benchmarks.planted.metrics import Trial
from benchmarks.planted.ranking import recall_by_size
from benchmarks.planted.sizes import SIZE_NAMES, relative_sizes, size_name, usual_scale
from benchmarks.planted.tables import sizes_table
from benchmarks.planted.trials import MethodTrial
from data.simulation.inject import FaultKind, plant
from tests.data.simulation.planted import office


def test_the_usual_scale_is_the_sigma_of_the_noise_at_every_hour() -> None:
    series = office(365, step_minutes=60)
    louder = np.where(series.index.hour == 12, 4.0, 1.0) * np.random.default_rng(1).normal(0, 0.5, len(series))
    noisy = series.with_power(np.where(series.power_kw > 30, 50.0, 10.0) + louder)

    scale = usual_scale(noisy)

    assert np.median(scale[series.index.hour == 12]) == pytest.approx(2.0, rel=0.25)
    assert np.median(scale[series.index.hour != 12]) == pytest.approx(0.5, rel=0.25)


def test_a_size_is_the_mean_change_in_usual_scales_of_the_readings_that_change() -> None:
    before = office(200, step_minutes=60)
    start = before.start + timedelta(days=150, hours=12)
    after, label = plant(before, FaultKind.MISSING_SETBACK, start, timedelta(days=3), 0.1, np.random.default_rng(1))

    (size,) = relative_sizes(before, after, [label])

    assert size == pytest.approx(label.size_kw / 0.5, rel=0.25)


def test_of_a_meter_that_never_departs_every_fault_is_large() -> None:
    before = office(200, step_minutes=60)
    before = before.with_power(np.where(before.power_kw > 30, 50.0, 10.0))
    start = before.start + timedelta(days=150)
    after, label = plant(before, FaultKind.SPIKE, start, timedelta(hours=1), 0.1, np.random.default_rng(1))

    assert relative_sizes(before, after, [label]) == (float("inf"),)


@pytest.mark.parametrize(("size", "name"), [(0.0, 0), (1.99, 0), (2.0, 1), (3.9, 1), (4.0, 2), (float("inf"), 2)])
def test_two_and_four_scales_part_small_from_large(size: float, name: int) -> None:
    assert size_name(size) == SIZE_NAMES[name]


def test_recall_is_counted_by_size_where_sizes_are_known() -> None:
    score = np.zeros(800)
    score[100:111] = 5.0
    trial = Trial(score, ((100, 110), (300, 310), (500, 510)), 1.0)
    kinds = ("spike", "spike", "spike")
    trials = [
        MethodTrial("recommended", 1, trial, 0.5, kinds, (1.0, 5.0, 1.5)),
        MethodTrial("no sizes", 1, trial, 0.5, kinds),
    ]

    assert recall_by_size(trials) == {"recommended": {"below 2": (1, 2), "above 4": (0, 1)}}
    assert sizes_table(trials, ["no sizes", "recommended"]).splitlines()[2:] == ["| `recommended` | 0.50 | – | 0.00 |"]
