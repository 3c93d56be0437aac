"""What a person reads of a steep step: what it reached, how many usual starts at once, or back to normal."""

from __future__ import annotations

import pytest

from detectors.explain.sentences import behaviour, hint, sentence
from detectors.scores import Reason
from tests.detectors.explain.stretches import context, weeks_before

USUAL_RISE = "the largest rise of a day was usually 25 kW in the weeks before."


@pytest.mark.parametrize(
    ("reached", "expected", "said"),
    [
        (18.0, 6.5, "Steep rise: to 18 kW within 1 h, 11.5 kW above the usual course at that time."),
        (2.0, 6.5, "Steep drop: to 2 kW within 1 h, 4.5 kW below the usual course at that time."),
    ],
)
def test_a_steep_step_says_what_it_reached_and_how_far_from_usual(reached: float, expected: float, said: str) -> None:
    step = context([reached], expected, Reason.RAMP)
    assert sentence(step) == said
    assert ("together" in hint(step)) is True


def test_of_several_steps_the_furthest_one_is_told() -> None:
    steps = context([6.0, 18.0, 3.0], [5.0, 6.0, 18.0], Reason.RAMP, side=1)
    assert sentence(steps).startswith("Steep drop: to 3 kW within 1 h, 15 kW below")


def test_usual_starts_are_those_of_working_days_and_take_a_week_of_them() -> None:
    start = "2024-05-07 22:00"
    rise = context([81.0], 6.0, Reason.RAMP, before=weeks_before(start))
    few = context([81.0], 6.0, Reason.RAMP, before=weeks_before(start)[-5 * 24 :])
    assert "three usual starts" in sentence(rise)
    assert "starts" not in sentence(few)


@pytest.mark.parametrize(
    ("reached", "starts"),
    [(47.0, ""), (50.0, "as much as about two"), (255.0, "as much as about ten"), (300.0, "more than ten")],
)
def test_a_rise_is_measured_in_usual_starts(reached: float, starts: str) -> None:
    said = sentence(context([reached], 6.0, Reason.RAMP, before=weeks_before("2024-05-07 22:00")))
    if starts:
        assert said.endswith(f"kW, {starts} usual starts at once: {USUAL_RISE}")
    else:
        assert said.endswith("above the usual course at that time.")


def test_a_rise_over_an_hour_is_told_over_an_hour() -> None:
    rise = context([40.0, 70.0], [5.0, 6.0], Reason.RAMP, before=weeks_before("2024-05-07 22:00"), window_hours=2.0)
    assert sentence(rise) == (
        "Steep rise: to 70 kW within 2 h, 64 kW above the usual course at that time. "
        f"It rose by 65 kW, as much as about three usual starts at once: {USUAL_RISE}"
    )


def test_a_drop_that_ends_something_anomalous_is_back_to_normal() -> None:
    before = weeks_before("2024-05-07 22:00")
    before[-3:] = [25.0] * 3
    drop = context([5.5], 25.0, Reason.RAMP, before=before, side=-1)
    assert sentence(drop) == (
        "Steep drop back to normal: from 25 kW to 5.5 kW within 1 h, usual about 5 kW at that time."
    )
    assert "left on" in hint(drop)


def test_what_begins_and_ends_within_an_event_is_told_by_its_beginning() -> None:
    before = weeks_before("2024-05-07 22:00")
    both = context([25.0, 25.0, 4.0], [5.0, 25.0, 25.0], Reason.RAMP, before=before, side=-1)
    assert sentence(both).startswith("Steep rise: to 25 kW within 1 h, 20 kW above")


def test_a_rise_after_an_outage_is_back_to_normal() -> None:
    before = weeks_before("2024-05-07 10:00")
    before[-2:] = [0.0] * 2
    assert sentence(context([29.0], 0.0, Reason.RAMP, start="2024-05-07 10:00", before=before)).startswith(
        "Steep rise back to normal: from 0 kW to 29 kW within 1 h"
    )


def test_a_drop_from_usual_is_not_back_to_normal() -> None:
    before = weeks_before("2024-05-07 10:00")
    assert behaviour(context([5.0], 30.0, Reason.RAMP, start="2024-05-07 10:00", before=before)) == "Steep drop"


def test_a_saturday_is_compared_with_days_off() -> None:
    before = weeks_before("2024-05-11 11:00")
    before[-3:] = [30.0] * 3
    drop = context([5.0], 30.0, Reason.RAMP, start="2024-05-11 11:00", before=before)
    assert behaviour(drop) == "Steep drop back to normal"
