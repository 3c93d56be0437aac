"""What a person reads of a day that started or ended at another time than usual."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from detectors.analytics.building import Building
from detectors.events.event_context import EventContext
from detectors.explain.explain import explain
from detectors.explain.sentences import behaviour, hint, sentence
from detectors.reasons import Reason
from tests.detectors.explain.stretches import context, event_of, weeks_before

TUESDAY, SATURDAY = "2024-05-14", "2024-05-18"


def hours_of(
    start: str, power: list[float], usual: list[float] | float, reason: Reason = Reason.BASELOAD_HIGH, side: int = 1
) -> EventContext:
    """Return hours of an office that is at work from 7 to 18 on working days, 30 kW by day and 5 kW at night."""
    here = context(power, usual, reason, start=start, side=side, before=weeks_before(start))
    return replace(here, building=Building.WORKPLACE)


def test_an_early_start_says_when_it_began_and_when_it_usually_does() -> None:
    early = hours_of(f"{TUESDAY} 04:00", [20.0] * 3, 5.0)
    assert sentence(early) == (
        "Started at 04:00 instead of 07:00: 20 kW on average for 3 h, usual about 5 kW; 45 kWh more than usual."
    )
    assert explain(event_of(early)).heading == "Started at 04:00 instead of 07:00"
    assert "time switch" in hint(early)


def test_a_late_end_says_when_it_ended_and_when_it_usually_does() -> None:
    late = hours_of(f"{TUESDAY} 18:00", [25.0] * 4, 5.0, Reason.ABOVE_EXPECTED)
    assert sentence(late).startswith("Switched off at 22:00 instead of 18:00: 25 kW on average for 4 h")


def test_a_late_start_and_an_early_end_are_told_alike() -> None:
    start = hours_of(f"{TUESDAY} 07:00", [5.0] * 3, 30.0, Reason.BELOW_EXPECTED, side=-1)
    end = hours_of(f"{TUESDAY} 14:00", [5.0] * 4, 30.0, Reason.BELOW_EXPECTED, side=-1)
    assert sentence(start).startswith("Started at 10:00 instead of 07:00: 5 kW")
    assert sentence(end).startswith("Switched off at 14:00 instead of 18:00: 5 kW")
    assert sentence(end).endswith("100 kWh less than usual.")


def test_what_ran_all_night_is_no_early_start() -> None:
    assert behaviour(hours_of(f"{TUESDAY} 18:00", [20.0] * 13, 5.0)) == "High base load at night"
    assert behaviour(hours_of(f"{TUESDAY} 18:00", [20.0] * 13, 5.0, Reason.ABOVE_EXPECTED)) == "Left on overnight"


@pytest.mark.parametrize(
    ("start", "power", "usual", "reason", "side"),
    [
        (f"{SATURDAY} 04:00", [20.0] * 3, 5.0, Reason.ABOVE_EXPECTED, 1),  # nobody starts on a Saturday
        (f"{TUESDAY} 04:00", [7.0] * 3, 5.0, Reason.BASELOAD_HIGH, 1),  # too little to be a start
        (f"{TUESDAY} 01:00", [20.0] * 2, 5.0, Reason.BASELOAD_HIGH, 1),  # over long before it starts
        (f"{TUESDAY} 07:00", [0.0] * 3, 30.0, Reason.BELOW_EXPECTED, -1),  # an outage
        (f"{TUESDAY} 10:00", [5.0] * 3, 30.0, Reason.BELOW_EXPECTED, -1),  # in the midst of the day
    ],
)
def test_what_is_no_start_and_no_end_is_not_called_so(
    start: str, power: list[float], usual: float, reason: Reason, side: int
) -> None:
    assert "instead of" not in sentence(hours_of(start, power, usual, reason, side))


@pytest.mark.parametrize("kind", [Building.HOME, Building.ALWAYS_ON])
def test_a_building_that_never_closes_neither_starts_nor_ends(kind: Building) -> None:
    early = replace(hours_of(f"{TUESDAY} 04:00", [20.0] * 3, 5.0), building=kind)
    assert sentence(early).startswith("Used more than usual at night")


def test_a_few_days_do_not_tell_when_it_usually_starts() -> None:
    early = hours_of(f"{TUESDAY} 04:00", [20.0] * 3, 5.0)
    assert behaviour(replace(early, before_kw=early.before_kw[-3 * 24 :])) == "High base load at night"


def test_mornings_that_are_alike_are_one_early_start() -> None:
    first = pd.Timestamp(f"{TUESDAY} 04:00", tz="Europe/Zurich")
    night, day = [20.0] * 3, [30.0] * 11 + [5.0] * 10
    power, usual = night + day + night, [5.0] * 3 + day + [5.0] * 3
    times = tuple((first + pd.Timedelta(days=n), first + pd.Timedelta(days=n, hours=3)) for n in (0, 1))
    both = replace(hours_of(f"{TUESDAY} 04:00", power, usual), occurrences=times)
    told = replace(both, power_kw=both.only(both.expected_kw == 5.0).power_kw)
    assert sentence(told).startswith("Started at 04:00 instead of 07:00: ")
