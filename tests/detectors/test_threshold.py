"""From scores to flags, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ParameterError
from detectors.scores import Reason
from detectors.threshold import SIDES, Threshold, flags, merge_steps, runs
from tests.detectors.tables import table

NAN = float("nan")


def flagged(threshold: Threshold) -> list[int]:
    _, scores = table(
        [10, 14, 6, 13, 10, 7, 10],
        {1: 4.0, 2: 5.0, 3: 3.9, 4: 8.0, 5: 3.0, 6: NAN},
        reason={4: Reason.FLAT_LINE},
    )
    return np.flatnonzero(flags(scores, threshold)).tolist()


def test_a_score_at_the_level_is_flagged_and_one_just_below_is_not() -> None:
    assert flagged(Threshold(level=4.0)) == [1, 2, 4]
    assert flagged(Threshold(level=3.9)) == [1, 2, 3, 4]
    assert flagged(Threshold(level=4.0001)) == [2, 4]


def test_one_side_keeps_its_own_and_data_problems_which_have_none() -> None:
    assert flagged(Threshold(level=3.0, side="above")) == [1, 3, 4]
    assert flagged(Threshold(level=3.0, side="below")) == [2, 4, 5]
    assert flagged(Threshold(level=3.0, side="both")) == [1, 2, 3, 4, 5]


def test_what_cannot_be_judged_is_never_flagged() -> None:
    assert all(6 not in flagged(Threshold(level=0.001, side=side)) for side in SIDES)


@pytest.mark.parametrize("level", [0.0, -1.0, NAN, float("inf")])
def test_a_level_that_is_none_is_refused_with_what_is_allowed(level: float) -> None:
    with pytest.raises(ParameterError, match=rf"alarm level is {level}; it takes a number of sigma above 0"):
        Threshold(level=level)


def test_a_side_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError, match="side is 'up'; choose above, below or both"):
        Threshold(side="up")  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [("min_hours", -1.0), ("merge_hours", -0.5), ("min_hours", NAN)])
def test_hours_below_zero_are_refused(name: str, value: float) -> None:
    with pytest.raises(ParameterError, match=rf"{value} h.*0 or more"):
        Threshold(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "step", "steps"), [(6, 1, 6), (6, 0.25, 24), (0, 0.25, 1), (1, 24, 1), (0.5, 0.25, 2)]
)
def test_the_merging_gap_in_steps_is_at_least_one(hours: float, step: float, steps: int) -> None:
    assert merge_steps(hours, step) == steps


@pytest.mark.parametrize("least", [-1.0, NAN, float("inf")])
def test_an_energy_that_is_none_is_refused(least: float) -> None:
    with pytest.raises(ParameterError, match=rf"least energy of an event is {least} kWh; it takes 0 or more"):
        Threshold(min_kwh=least)


@pytest.mark.parametrize("share", [-0.1, 1.5, NAN])
def test_a_share_of_the_mean_day_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ParameterError, match=rf"least share of a mean day is {share}; it takes 0 to 1"):
        Threshold(min_share=share)


def slow_runs(mask: list[bool], gap: int) -> list[list[int]]:
    found: list[list[int]] = []
    for position, is_flagged in enumerate(mask):
        if is_flagged and found and position - found[-1][1] - 1 < gap:
            found[-1][1] = position
        elif is_flagged:
            found.append([position, position])
    return found


@given(st.lists(st.booleans(), min_size=2, max_size=60), st.integers(1, 8))
def test_fast_stretches_are_those_of_a_slow_obvious_loop(mask: list[bool], gap: int) -> None:
    assert runs(np.array(mask, bool), gap).tolist() == slow_runs(mask, gap)
