"""The tables of what is told: one row a figure, a kind, a case or a group, with a dash where nothing is known."""

from dataclasses import replace
from math import nan

import pytest

from benchmarks.told import tables
from benchmarks.told.bands import OURS, BandFigures
from benchmarks.told.copies import Copy
from benchmarks.told.new_kinds import HABIT, LASTING, SPOILT, HabitTold, LastingTold, NewKinds, SpoiltTold
from benchmarks.told.score import Figure
from benchmarks.told.telling import PlantedFault, Telling, ToldEvent
from benchmarks.told.unfaulted import Unfaulted

FAULT = PlantedFault("lasting_change", 4000.0, 8000.0, kwh=-500.0)
FOUND = Telling(FAULT, 2, -96.0, 0.0, 0.9, 0.8, is_energy=True, is_open=True)


def unfaulted(group: str, events: int, above: float = 0.2) -> Unfaulted:
    told = tuple(ToldEvent(2184.0 + 50 * number, 2190.0 + 50 * number) for number in range(events))
    return Unfaulted(Copy("one", group, (), told, 2184.0, 2184.0 + 7305.0, 240.0), above)


def test_figures_stand_beside_each_other_with_their_target() -> None:
    good, bad = Figure("a share", 0.85, 0.8, at_most=False), Figure("a share", 0.5, 0.8, at_most=False)

    lines = tables.figures_table({"hourly": [good], "15 min": [bad]}).splitlines()

    assert lines[0] == "| figure | target | hourly | 15 min |"
    assert lines[2] == "| a share | at least 80% | 85.0% met | 50.0% **missed** |"
    assert "| a number | at most 1.1 | 1.00 met |" in tables.figures_table(
        {"all": [Figure("a number", 1.0, 1.1, is_share=False)]}
    )
    assert "| none |  | – |" in tables.figures_table({"all": [Figure("none", nan)]})


def test_each_kind_has_a_row() -> None:
    table = tables.kinds_table({"level_shift": [FOUND, Telling(FAULT, 0)]})

    assert "| level_shift | 2 | 50.0% | 2.00 | 0.0% | 100.0% | 100.0% | 80.0% | 100.0% |" in table


def test_every_fault_can_be_listed() -> None:
    copy = Copy("one", "hourly", (FAULT,), (ToldEvent(3904, 8000, kwh=-450.0, is_open=True),), 2184.0, 8760.0, 240.0)

    assert "| one | lasting_change | 4000 | 8000 | 1 | -4 d | 0 h | 90.0% | 100.0% | open |" in tables.faults_table(
        [copy]
    )


def test_what_lasts_is_told_over_all_meters_and_by_source() -> None:
    missed = LastingTold(LASTING[0], "offices", Telling(FAULT, 0, covered=0.1), 2.0, 1.0)
    found = LastingTold(LASTING[0], "homes", FOUND, 1.0, 1.0)
    cases = [NewKinds((missed,), (), ()), NewKinds((found,), (), ())]

    assert "| x 0.07 for good | 2 | 50.0% | 4 d | 45.0% | 100.0% | 100.0% | 0.0% | 1.50 | 1.00 |" in (
        tables.lasting_table(cases)
    )
    assert tables.lasting_by_source(cases).splitlines()[0] == "| found | university buildings | homes |"
    assert "| x 0.07 for good | 0.0% | 100.0% |" in tables.lasting_by_source(cases)


def test_spoilt_data_and_habits_have_tables_of_their_own() -> None:
    line = PlantedFault("straight_line", 100.0, 140.0, is_data=True)
    spoilt = (SpoiltTold(SPOILT[0], "homes", Telling(line, 1, 1.0, 9.0), 1, 1), SpoiltTold(
        SPOILT[0], "homes", Telling(line, 0), 0, 0
    ))  # fmt: skip
    habit = HabitTold(HABIT, "homes", times=20, told=5, events=4, without=1, months=4.0)
    cases = [NewKinds((), spoilt, (habit, replace(habit, told=1, events=0)))]

    assert "| straight line | 2 | 50.0% | 100.0% | 0.0% | 1.00 | 50.0% |" in tables.spoilt_table(cases)
    assert "| weekly habit | 2 | 40 | 6 | 0.50 | 0.25 |" in tables.habits_table(cases)


def test_rates_and_limits_stand_by_kind_of_building() -> None:
    meters = [unfaulted("offices", 10), unfaulted("offices", 12), unfaulted("homes", 30, nan)]

    rates, limits = tables.rates_table(meters), tables.limits_table(meters)

    assert "| offices | 2 | 1.10 | 1.05 1.15 | met | 0.00 | 0.00 | 0.00 | 0.00 0.00 |" in rates
    assert "| homes | 1 | 3.00 | 3.00 3.00 | **missed** |" in rates
    assert "| offices | 2 | 20.0% | 20.0% 20.0% |" in limits
    assert "homes" not in limits


@pytest.mark.parametrize(
    ("ours", "held", "night", "met"),
    [
        (0.40, 0.9, 0.9, True),
        (0.4039, 0.9, 0.9, True),
        (0.41, 0.9, 0.9, False),
        (0.39, 0.93, 0.9, False),
        (0.39, 0.9, 0.95, False),
    ],
)
def test_the_usual_range_is_to_be_first_or_equal_and_to_hold_nine_of_ten_in_each_part(
    ours: float, held: float, night: float, met: bool
) -> None:
    meters = [{OURS: BandFigures(ours, held, (night, 0.9, nan)), "other": BandFigures(0.4, 0.9, (0.9, 0.8, nan))}]

    assert tables.bands_target(meters).endswith("met." if met else "**missed**.")
    assert "| other | 0.400 | 90.0% | 90.0% | 80.0% | – | 100.0% |" in tables.bands_table(meters)


@pytest.mark.parametrize(
    ("hours", "text"), [(-0.04, "0 h"), (2.25, "2.2 h"), (71.0, "71 h"), (-240.0, "-10 d"), (nan, "–")]
)
def test_durations_are_hours_or_days(hours: float, text: str) -> None:
    assert tables.duration(hours) == text
