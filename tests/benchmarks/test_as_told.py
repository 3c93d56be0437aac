"""The list of events held against what was planted: from a meter to figures, and what is measured in a hurry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import as_told
from benchmarks.as_told import Effort, planted_copy
from benchmarks.planted.trials import planted_in
from benchmarks.quality import MISSING
from benchmarks.told import copies
from benchmarks.told.copies import copy_of, planted_fault
from benchmarks.told.new_kinds import new_kinds
from benchmarks.told.real_meters import ALWAYS_ON, OFFICES, SCHOOLS, RealMeter, inferred_group
from benchmarks.told.score import tellings
from benchmarks.told.unfaulted import unfaulted
from data.series import MeterSeries
from data.simulation.faults import FaultKind
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from tests.data.simulation.planted import office


def hourly(archetype: str) -> MeterSeries:
    place = {"timezone": "Europe/London", "country": "GB", "region": "ENG"}
    quarters = simulate(
        MeterPlan(archetype, archetype, "One", **place, seed=5, start=date(2022, 1, 1), days=365)
    ).series
    power = pd.Series(quarters.power_kw, quarters.index).resample("1h").mean()
    return MeterSeries(archetype, pd.DatetimeIndex(power.index), power.to_numpy(), country="GB", region="ENG")


@pytest.fixture(scope="module")
def year() -> MeterSeries:
    return hourly("office")


@pytest.fixture(autouse=True)
def _quick_method(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "OFFERED", "typical_week")


def test_the_faults_of_recall_are_told_in_hours_of_their_meter(year: MeterSeries) -> None:
    planted, labels = planted_in(year, 1)

    copy = planted_copy(year, 1, "hourly")

    assert len(copy.faults) == len(labels) == 10
    for fault, label in zip(copy.faults, labels, strict=True):
        assert fault.is_data == label.kind.is_data_problem == np.isnan(fault.kwh)
        if label.kind is not FaultKind.SWAPPED_DAYS:
            start, end = (planted.start + pd.Timedelta(hours=hours) for hours in (fault.start, fault.end))
            assert (start, end) == (label.start, label.end)
    assert all(event.end <= copy.end for event in copy.events)
    assert 3 <= sum(one.is_found for one in tellings([copy])) <= 10


def test_the_energy_of_a_fault_is_what_was_added(year: MeterSeries) -> None:
    planted, labels = planted_in(year, 1)
    faults = [planted_fault(label, year, planted) for label in labels if not label.kind.is_data_problem]
    without_data = year.power_kw.copy()
    for label in labels:
        if not label.kind.is_data_problem:
            part = np.asarray((year.index >= label.start) & (year.index < label.end))
            without_data[part] = planted.power_kw[part]

    assert sum(fault.kwh for fault in faults) == pytest.approx(
        year.with_power(without_data).energy_kwh - year.energy_kwh
    )


def test_exchanged_days_are_seen_from_the_first_hour_that_differs() -> None:
    before = office(365, step_minutes=60)
    saturday = int(before.index.searchsorted(pd.Timestamp("2025-06-07", tz="Europe/Zurich")))
    power = before.power_kw.copy()
    power[saturday - 24 : saturday], power[saturday : saturday + 24] = (
        before.power_kw[saturday : saturday + 24],
        before.power_kw[saturday - 24 : saturday],
    )
    start, end = before.index[saturday - 24], before.index[saturday + 24]
    label = replace(planted_in(before, 1)[1][0], kind=FaultKind.SWAPPED_DAYS, start=start, end=end)

    fault = planted_fault(label, before, before.with_power(power))

    assert (fault.start, fault.end) == (saturday - 24 + 7, saturday + 19)


def test_every_case_is_told_on_a_meter_of_its_own(year: MeterSeries) -> None:
    told = new_kinds(RealMeter(year, OFFICES))

    assert len({one.case.name for one in told.lasting}) == len(told.lasting) == 11
    assert all(one.telling.fault.end == 365 * 24 for one in told.lasting)
    assert all(0 <= one.telling.covered <= 1 for one in told.lasting)
    assert {one.case.name for one in told.spoilt} == {"straight line", "late readings", "held values"}
    assert [one.case.name for one in told.habits] == ["weekly habit", "worked holidays"]
    assert told.habits[1].times == 8


def test_a_meter_as_it_is_has_rates_and_a_short_one_counts_from_when_it_is_judged(year: MeterSeries) -> None:
    whole, weeks = unfaulted(RealMeter(year, OFFICES)), unfaulted(RealMeter(year.between(end="2022-02-19"), "homes"))

    assert (whole.copy.begin, weeks.copy.begin) == (91 * 24, 21 * 24)
    assert whole.rate >= 0
    assert weeks.rate == weeks.cold_rate
    assert 0 <= whole.above <= 1
    assert np.isnan(weeks.above)


def test_offices_schools_and_what_is_never_idle_are_told_apart_by_their_readings(year: MeterSeries) -> None:
    assert inferred_group(year) == OFFICES
    assert inferred_group(hourly("school")) == SCHOOLS
    assert inferred_group(hourly("cold store")) == ALWAYS_ON


def test_a_short_effort_takes_few_meters_spread_evenly() -> None:
    items = list(range(36))

    assert Effort(6).of(items) == [0, 6, 12, 18, 24, 30]
    assert Effort(6).of(items, 3) == [0, 18]
    assert Effort(1).of(items, 3) == [0]
    assert Effort(6).of(items[:2]) == [0, 1]
    assert Effort().of(items) == items
    assert Effort().of(items, 3) == items[::3]
    assert Effort(6).of([]) == []


def test_only_the_wanted_parts_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_told, "FILE", Path(__file__))
    monkeypatch.setattr(
        as_told, "PARTS", {name: lambda effort, name=name: [f"{name} {effort.meters}"] for name in "ab"}
    )

    assert as_told.report(Effort(2), ["b"]).split("\n\n")[1:] == ["b 2"]
    assert as_told.report().split("\n\n")[1:] == ["a None", "b None"]


def test_a_copy_may_have_no_fault(year: MeterSeries) -> None:
    copy = copy_of(year)

    assert copy.faults == ()
    assert copy.months == pytest.approx((365 - 91) / 30.4375, rel=0.001)
    assert copy.energy_events_a_month((copy.begin, copy.end)) == pytest.approx(len(copy.energy_events) / copy.months)


def test_without_the_readings_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(as_told, "FILE", tmp_path / "nothing")

    assert as_told.report() == MISSING
