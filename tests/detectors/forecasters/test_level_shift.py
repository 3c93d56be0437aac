"""A lasting change becomes normal after a working week or a weekend, each counted by itself."""

from __future__ import annotations

from detectors.forecasters.level_shift import HARDER_FACTOR, LASTING_DAYS, AnomalousDays


def test_calm_weekends_end_no_run_of_anomalous_working_days() -> None:
    days = AnomalousDays()
    for day in range(8):
        days.add(is_off=day % 7 >= 5, is_anomalous=day % 7 < 5)
    assert days.is_lasting(is_off=False)
    assert not days.is_lasting(is_off=True)


def test_one_calm_day_of_the_kind_ends_the_run() -> None:
    days = AnomalousDays()
    for is_anomalous in [True] * LASTING_DAYS[False] + [False, True]:
        days.add(is_off=False, is_anomalous=is_anomalous)
    assert not days.is_lasting(is_off=False)


def test_a_change_is_lasting_before_the_meter_is_harder_to_foresee() -> None:
    days = AnomalousDays()
    lasting, harder = 0, 0
    for _ in range(30):
        days.add(is_off=True, is_anomalous=True)
        lasting += not days.is_lasting(is_off=True)
        harder += not days.is_harder(is_off=True)
    assert (lasting, harder) == (LASTING_DAYS[True], HARDER_FACTOR * LASTING_DAYS[True])
