"""Where an event begins and ends, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.events.boundaries import boundaries
from detectors.scores import Reason
from tests.detectors.tables import table


def found(power: list[float], first: int, last: int, **how: object) -> tuple[int, int]:
    scores_at = dict.fromkeys(range(first, last + 1), 5.0)
    series, scores = table(power, scores_at, **how)  # type: ignore[arg-type]
    return boundaries(scores, series.power_kw, first, last, series.step_hours)


def raised(size: int, start: int, stop: int, by: float) -> list[float]:
    power = [10.0] * size
    power[start:stop] = [10.0 + by] * (stop - start)
    return power


def test_a_single_flagged_reading_is_the_event() -> None:
    assert found(raised(12, 5, 6, 6.0), 5, 5) == (5, 5)


def test_a_long_window_reaches_back_to_where_it_went_wrong() -> None:
    # raised from 10 to 17; the 12 h mean speaks from 15 on and until 20, when all has been well again for 3 h
    windows = dict.fromkeys(range(15, 21), 12.0)
    assert found(raised(30, 10, 18, 3.0), 15, 20, window_hours=windows) == (10, 17)


def test_it_reaches_back_no_further_than_the_window() -> None:
    windows = {20: 6.0}
    assert found(raised(30, 2, 21, 3.0), 20, 20, window_hours=windows) == (15, 20)


def test_it_reaches_back_no_further_than_the_series() -> None:
    assert found(raised(10, 0, 4, 3.0), 3, 3, window_hours={3: 24.0}) == (0, 3)


@pytest.mark.parametrize("step_minutes", [15, 60])
def test_the_window_is_counted_in_steps(step_minutes: int) -> None:
    per_hour = 60 // step_minutes
    power = raised(12 * per_hour, 0, 12 * per_hour, 3.0)
    last = 10 * per_hour
    assert found(power, last, last, window_hours={last: 2.0}, step_minutes=step_minutes) == (
        last - 2 * per_hour + 1,
        last,
    )


def test_a_drop_reaches_back_as_a_rise_does() -> None:
    assert found(raised(30, 10, 18, -3.0), 15, 20, window_hours=dict.fromkeys(range(15, 21), 12.0)) == (10, 17)


def test_readings_within_half_a_scale_do_not_lengthen_it() -> None:
    power = raised(30, 10, 18, 3.0)
    power[4:10] = [10.4] * 6
    assert found(power, 17, 17, window_hours={17: 14.0}) == (10, 17)


def test_readings_flagged_for_themselves_always_belong_to_it() -> None:
    # an alarm at 4 for itself, then only a long window; the largest departure lies at 12 to 14
    power = raised(20, 12, 15, 8.0)
    power[4] = 15.0
    windows = dict.fromkeys(range(5, 17), 3.0)
    first, last = found(power, 4, 16, window_hours=windows)
    assert first <= 4
    assert last == 14


def test_the_most_anomalous_reading_belongs_to_it_whatever_else_was_judged_for_itself() -> None:
    # oddest at 6, for a window; then it drops, 11 is judged for itself and ordinary, and 12 speaks for a window again
    power = raised(20, 3, 7, 5.0)
    power[7:12] = [4.0] * 5
    scores_at = {5: 5.0, 6: 6.0, 12: 5.0}
    series, scores = table(power, scores_at, window_hours={**dict.fromkeys(range(5, 11), 4.0), 12: 16.0})
    assert boundaries(scores, series.power_kw, 5, 12, series.step_hours) == (3, 11)


@pytest.mark.parametrize("how", [{"reason": {5: Reason.GAP}}, {"expected_kw": float("nan")}])
def test_without_a_side_or_an_expectation_it_is_the_whole_window(how: dict[str, object]) -> None:
    assert found([10.0] * 10, 5, 5, window_hours={5: 3.0}, **how) == (3, 5)


def test_missing_readings_inside_neither_end_nor_lengthen_it() -> None:
    power = raised(30, 10, 18, 3.0)
    power[13] = float("nan")
    power[9] = float("nan")
    assert found(power, 17, 19, window_hours=dict.fromkeys(range(17, 20), 10.0)) == (10, 17)


def test_a_scale_of_nothing_makes_no_infinite_departure() -> None:
    first, last = found(raised(10, 4, 6, 3.0), 5, 5, window_hours={5: 3.0}, scale_kw=0.0)
    assert 3 <= first <= last <= 5


def test_the_start_is_that_of_trying_all_of_them() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        power = (10 + rng.normal(0, 2, 24)).tolist()
        power[23] = 16.0
        first, last = found(power, 23, 23, window_hours={23: 24.0})
        departure = np.array(power) - 10 - 0.5
        best = max(departure[a:].sum() for a in range(24))
        assert departure[first : last + 1].sum() == pytest.approx(best)
