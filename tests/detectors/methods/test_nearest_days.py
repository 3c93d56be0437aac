"""The own idea of the nearest days: the least distance, a step earlier or later for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.methods.nearest_days import NearestDays, NearestDaysModel
from detectors.walk_forward.days import SeriesDays
from tests.detectors.meters import at, regular_office


def test_one_step_earlier_or_later_costs_nothing_among_the_nearest_days() -> None:
    on_time = regular_office(days=60, noise_kw=0.0)
    power = on_time.power_kw + np.random.default_rng(4).normal(0.0, 0.05, len(on_time))
    same, shifted, later = power.copy(), power.copy(), power.copy()
    day = on_time.index.get_loc(at(on_time, "2024-02-28"))
    part = slice(day, day + 24)
    shifted[part] = np.roll(power[part], 1)
    later[part] = np.roll(power[part], 3)
    far = {}
    for name, values in (("same", same), ("shifted", shifted), ("later", later)):
        raw_score = NearestDaysModel(24, NearestDays())
        raw_score.bind(SeriesDays.of(on_time.with_power(values)))
        raw_score.training_kw[0 : day // 24] = values[:day].reshape(-1, 24)
        far[name] = float(np.nanmax(raw_score.score_day(day // 24).raw))
    assert far["shifted"] < 1.5 * far["same"]
    assert far["later"] > 20.0 * far["same"]


def test_the_nearest_days_are_the_ones_with_least_distance() -> None:
    days = SeriesDays.of(regular_office(days=60))
    grid, day = days.grid, 50
    raw_score = NearestDaysModel(grid.slots, NearestDays(neighbours=1))
    raw_score.bind(days)
    raw_score.training_kw[0:day] = grid.power_kw[:day]
    flat = grid.power_kw.ravel()
    alike = [row for row in range(2, day) if grid.is_off[row] == grid.is_off[day]]
    slot = 15
    own = flat[day * 24 + slot - 23 : day * 24 + slot + 1]
    moved = [flat[row * 24 + slot - 23 + q : row * 24 + slot + 1 + q] for row in alike for q in (-1, 0, 1)]
    expected = min(float(np.sqrt(np.mean((own - other) ** 2))) for other in moved)
    found = raw_score.score_day(day).raw[raw_score.windows_hours.index(24.0), slot]
    assert found == pytest.approx(expected, rel=1e-9)


def test_where_nothing_is_known_of_the_last_hours_the_usual_power_is_that_of_such_a_day_at_such_a_time() -> None:
    days = SeriesDays.of(regular_office(days=60))
    grid, day = days.grid, 50
    model = NearestDaysModel(grid.slots, NearestDays())
    model.bind(days)
    model.training_kw[0:day] = grid.power_kw[:day]
    known = model.score_day(day).usual
    grid.power_kw[day - 2 : day + 1] = np.nan
    unknown = model.score_day(day)
    assert np.isnan(unknown.raw).all()
    np.testing.assert_allclose(unknown.usual, known, atol=1.0)
