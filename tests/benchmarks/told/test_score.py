"""Figures of what is told, on copies made by hand: a year each, in hours."""

from math import isnan, nan

import pytest

from benchmarks.told.copies import MONTH_HOURS, Copy
from benchmarks.told.score import Figure, by_kind, figures, is_small, youth_ratio
from benchmarks.told.telling import PlantedFault, ToldEvent

BEGIN, END = 91 * 24.0, 365 * 24.0
SHIFT = PlantedFault("level_shift", 4000.0, 4200.0, kwh=1000.0)
SHORT_SHIFT = PlantedFault("level_shift", 3000.0, 3100.0, kwh=500.0)
ZEROS = PlantedFault("zero_run", 6000.0, 6010.0, is_data=True)
SCALED = PlantedFault("scaled", 7000.0, 7100.0, is_data=True)


def copy(*events: ToldEvent, faults: tuple[PlantedFault, ...] = (SHIFT, ZEROS)) -> Copy:
    return Copy("one", "hourly", faults, events, BEGIN, END, mean_day_kwh=240.0)


def told(start: float, end: float, kwh: float, *, inside: bool = False) -> ToldEvent:
    return ToldEvent(start, end, kwh=kwh, worth_kwh=abs(kwh), is_inside=inside)


def value(name: str, copies: list[Copy]) -> float:
    (figure,) = [figure for figure in figures(copies) if figure.name.startswith(name)]
    return figure.value


def test_the_figures_count_what_a_person_would_count() -> None:
    copies = [
        copy(
            told(4000, 4190, 900.0),
            told(4195, 4201, 10.0),
            ToldEvent(6000, 6010, is_energy=False),
            told(6015, 6016, 3.0, inside=True),
            told(100, 200, 50.0, inside=True),
        ),
        copy(),
    ]

    assert value("faults that are found", copies) == 0.5
    assert value("events a fault", copies) == 1.5
    assert value("told as one event", copies) == 0.5
    assert value("start within", copies) == 1.0
    assert value("end within", copies) == 0.5
    assert value("energy within", copies) == 1.0
    assert value("hours of a lasting shift", copies) == pytest.approx(195 / 200)
    assert value("of the right kind", copies) == 1.0
    assert value("events within a day after", copies) == 0.5
    assert value("energy events wholly inside", copies) == pytest.approx(1 / 3)
    assert value("energy events below", copies) == pytest.approx(1 / 3)
    assert value("fault-free hours", copies) == pytest.approx((1 + 1) / (2 * (END - BEGIN - 210)))


def test_only_shifts_of_a_week_or_longer_are_lasting() -> None:
    copies = [copy(told(3000, 3001, 1.0), faults=(SHORT_SHIFT,))]

    assert isnan(value("hours of a lasting shift", copies))


def test_scaled_readings_may_be_told_as_either_kind() -> None:
    copies = [copy(told(7000, 7100, -80.0), told(6000, 6010, -80.0), faults=(SCALED, ZEROS))]

    assert value("of the right kind", copies) == 0.5


def test_an_event_over_two_faults_is_counted() -> None:
    assert value("events that cover two", [copy(told(4100, 6005, 1.0)), copy(told(4100, 4101, 1.0))]) == 1


def test_an_event_is_small_below_two_per_cent_of_a_mean_day_or_without_an_amount() -> None:
    day = copy()

    assert is_small(told(1, 2, 4.79), day)
    assert not is_small(told(1, 2, -4.81), day)
    assert is_small(ToldEvent(1, 2, kwh=nan), day)


def test_the_second_month_is_compared_with_the_sixth_and_later() -> None:
    young = [told(day * 24.0, day * 24.0 + 1, 9.0) for day in (29.9, 30, 45, 60.9, 61)]
    old = [told(hour, hour + 1, 9.0) for hour in (5 * MONTH_HOURS - 1, 5 * MONTH_HOURS, END - 2)]
    data = [ToldEvent(31 * 24.0, 32 * 24.0, is_energy=False)]

    second, later = youth_ratio([copy(*young, *old, *data)])

    assert second == pytest.approx(3 / (31 / 30.4375), rel=0.01)
    assert later == pytest.approx(2 / ((365 - 5 * 30.4375) / 30.4375), rel=0.01)


def test_kinds_stand_in_order_and_hold_all_their_faults() -> None:
    kinds = by_kind([copy(), copy(faults=(SHORT_SHIFT,))])

    assert {kind: len(each) for kind, each in kinds.items()} == {"level_shift": 2, "zero_run": 1}
    assert list(kinds) == sorted(kinds)


@pytest.mark.parametrize(
    ("value", "target", "at_most", "is_met"),
    [
        (0.03, 0.03, True, True),
        (0.031, 0.03, True, False),
        (0.8, 0.8, False, True),
        (0.79, 0.8, False, False),
        (nan, 0.8, False, None),
        (0.5, None, True, None),
    ],
)
def test_a_figure_meets_its_target_on_the_right_side(
    value: float, target: float | None, at_most: bool, is_met: bool | None
) -> None:
    assert Figure("one", value, target, at_most).is_met is is_met
