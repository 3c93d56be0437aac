"""A lasting change becomes normal after a working week or a weekend, each counted by itself."""

from __future__ import annotations

from detectors.forecasters.level_shift import HARDER_FACTOR, LASTING_DAYS, OddDays


def test_calm_weekends_end_no_run_of_odd_working_days() -> None:
    days = OddDays()
    for day in range(8):
        days.add(is_off=day % 7 >= 5, is_odd=day % 7 < 5)
    assert days.is_lasting(is_off=False)
    assert not days.is_lasting(is_off=True)


def test_one_calm_day_of_the_kind_ends_the_run() -> None:
    days = OddDays()
    for is_odd in [True] * LASTING_DAYS[False] + [False, True]:
        days.add(is_off=False, is_odd=is_odd)
    assert not days.is_lasting(is_off=False)


def test_a_change_is_lasting_before_the_meter_is_harder_to_foresee() -> None:
    days = OddDays()
    lasting, harder = 0, 0
    for _ in range(30):
        days.add(is_off=True, is_odd=True)
        lasting += not days.is_lasting(is_off=True)
        harder += not days.is_harder(is_off=True)
    assert (lasting, harder) == (LASTING_DAYS[True], HARDER_FACTOR * LASTING_DAYS[True])
