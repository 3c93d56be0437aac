"""Data problems as events: from the reading a fault began with to its last one, each told once and for itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.importing.options import ImportOptions
from data.series import FloatArray, MeterSeries
from detectors.events.events import Event, events
from detectors.explain.explain import explain
from detectors.methods.data_faults import DataProblems
from detectors.methods.recommended import Recommended
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold
from tests.data.importing.in_zurich import load
from tests.detectors.meters import regular_office
from tests.detectors.tables import table

POLITO = Path(__file__).parents[4] / "shared" / "data" / "polito_native_semicolon_decimalcomma.csv.gz"
DAY = 96
NOON = 60 * DAY + 48
"""12:00 of a working day, at four readings an hour."""


def office_with(fault: FloatArray) -> MeterSeries:
    """Return an office whose readings from a noon on are replaced."""
    series = regular_office(days=63, step_minutes=15)
    power = series.power_kw.copy()
    power[NOON : NOON + len(fault)] = fault
    return series.with_power(power)


def told(found: list[Event]) -> list[tuple[Reason, str, float]]:
    ordered = sorted(found, key=lambda event: event.start)
    return [(event.reason, event.start.strftime("%H:%M"), event.hours) for event in ordered]


@pytest.mark.parametrize("level", [1.5, 4.0, 7.0, 20.0])
@pytest.mark.parametrize(
    ("value", "reason"), [(float("nan"), Reason.GAP), (0.0, Reason.ZERO_RUN), (3.9, Reason.FLAT_LINE)]
)
def test_a_run_is_told_from_its_first_to_its_last_reading_at_every_level(
    value: float, reason: Reason, level: float
) -> None:
    series = office_with(np.full(8 * 4, value))
    found = events(series, DataProblems().fit(series).score(series), Threshold(level=level))
    if reason is Reason.FLAT_LINE and level == 20.0:
        assert found == []  # 16 at its end, by a rule that knows flat lines of two hours
        return
    assert told(found) == [(reason, "12:00", 8.0)]
    assert "8 h" in explain(found[0]).sentence


@pytest.mark.parametrize("value", [0.0, 3.9, 60.0])
def test_a_fault_is_no_energy_problem_as_well(value: float) -> None:
    series = office_with(np.full(12 * 4, value))
    found = events(series, Recommended().fit(series).score(series), Threshold(), slice(0, NOON + 24 * 4))
    assert [(event.kind, event.hours) for event in found] == [(Kind.DATA, 12.0)]


def test_unlike_faults_that_touch_are_told_each_for_itself() -> None:
    series = office_with(np.append(np.full(16, np.nan), [-144.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0]))
    found = events(series, DataProblems().fit(series).score(series), Threshold())
    assert told(found) == [
        (Reason.GAP, "12:00", 4.0),
        (Reason.FALLING_REGISTER, "16:00", 0.25),
        (Reason.ZERO_RUN, "16:30", 1.25),
    ]
    assert {explain(event).sentence for event in found} >= {
        "No readings: for 4 h, about 37.8 kWh not seen.",
        "A register that fell: -144 kW.",
    }


def test_what_lies_between_two_gaps_keeps_them_apart_only_if_it_is_a_fault() -> None:
    readings = np.full(20, np.nan)
    readings[8:12] = [20.0, 21.0, 20.5, 20.2]
    faulty = readings.copy()
    faulty[9] = -30.0
    judged = {name: office_with(part) for name, part in (("calm", readings), ("faulty", faulty))}
    found = {
        name: events(series, DataProblems().fit(series).score(series), Threshold()) for name, series in judged.items()
    }
    assert told(found["calm"]) == [(Reason.GAP, "12:00", 4.0)]  # of the five from its start to its end
    assert [reason for reason, _, _ in told(found["faulty"])] == [Reason.GAP, Reason.NEGATIVE, Reason.GAP]


def test_stuck_at_a_negative_value_is_one_event_told_by_its_sign() -> None:
    series = office_with(np.full(20 * 4, -5.0))
    found = events(series, DataProblems().fit(series).score(series), Threshold())
    assert told(found) == [(Reason.NEGATIVE, "12:00", 20.0)]


def outage(level_before: float = 4.0) -> tuple[MeterSeries, Scores]:
    """Return an hour of less, an outage of six hours of which the rule speaks from the third on, an hour of less."""
    power = [10.0] * 5 + [level_before] + [0.0] * 6 + [4.0] + [10.0] * 20
    zeros = dict.fromkeys(range(8, 12), Reason.ZERO_RUN)
    windows = {8 + i: 3.0 + i for i in range(4)}
    scores_at = {5: 6.0, 6: 9.0, 7: 9.0, 8: 4.0, 9: 5.0, 10: 6.0, 11: 7.0, 12: 6.0}
    return table(power, scores_at, reason=zeros, window_hours=windows)


@pytest.mark.parametrize(("first_day", "lasted"), [(0, "2 d 19 h"), (62, "1 d 11 h")])
def test_zeros_of_a_meter_that_is_at_zero_every_night_are_set_beside_those_before(first_day: int, lasted: str) -> None:
    series = regular_office(days=70, step_minutes=15)
    closed = (series.index.hour < 6) | (series.index.hour >= 16)
    power = np.where(closed, 0.0, series.power_kw)
    begin = 61 * DAY + 6 * 4
    power[begin : begin + 53 * 4] = 0.0  # over two nights and the day between them
    series = series.with_power(power)
    found = events(series, DataProblems().fit(series).score(series), Threshold(), slice(first_day * DAY, None))
    said = [explain(event).sentence for event in found if event.reason is Reason.ZERO_RUN]
    assert [words.partition(";")[0] for words in said] == [f"At zero: for {lasted}, longer than ever before (14 h)"]


def test_an_energy_problem_on_both_sides_of_a_fault_is_told_by_its_own_readings() -> None:
    series, scores = outage()
    data, energy = events(series, scores, Threshold(merge_hours=8.0))
    assert (data.reason, data.start.hour, data.hours) == (Reason.ZERO_RUN, 6, 6.0)
    assert (energy.start.hour, energy.end.hour, energy.hours) == (5, 13, 2.0)
    assert energy.excess_kwh == pytest.approx(-12.0)
    assert energy.excess_kw * energy.hours == pytest.approx(energy.excess_kwh)
    assert "4 kW on average for 2 h" in explain(energy).sentence


@pytest.mark.parametrize(("level", "count"), [(4.0, 1), (8.0, 1), (9.5, 0)])
def test_a_fault_counts_as_anomalous_as_its_most_anomalous_reading_and_never_becomes_an_energy_problem(
    level: float, count: int
) -> None:
    series, scores = outage(level_before=10.0)
    calm = scores.score.copy()
    calm[[5, 12]] = 0.0
    found = events(series, replace(scores, score=calm), Threshold(level=level))
    assert [(event.kind, event.hours, event.peak_score) for event in found] == [(Kind.DATA, 6.0, 9.0)] * count


def test_hours_without_readings_count_for_nothing() -> None:
    power = [float("nan")] * 30
    power[2], power[5] = 56.0, 56.0
    series, scores = table(power, {2: 6.0, 5: 6.0})
    (event,) = events(series, scores, Threshold())
    assert (event.start.hour, event.end.hour, event.hours) == (2, 6, 2.0)
    assert event.excess_kwh == pytest.approx(92.0)
    assert "3 h" not in explain(event).sentence
    assert "4 h" not in explain(event).sentence


def test_events_shorter_than_wanted_are_judged_by_the_hours_they_are_told_with() -> None:
    power = [float("nan")] * 30
    power[2], power[5] = 56.0, 56.0
    series, scores = table(power, {2: 6.0, 5: 6.0})
    assert [len(events(series, scores, Threshold(min_hours=least))) for least in (2.0, 2.5)] == [1, 0]


@pytest.mark.skipif(not POLITO.exists(), reason=f"{POLITO.name} is not in ../shared/data")
def test_the_gap_of_a_campus_is_told_as_its_quality_report_tells_it() -> None:
    campus = load(POLITO, options=ImportOptions(timezone="Europe/Rome")).meters[0]
    part = campus.between(campus.start, campus.index[campus.index.searchsorted(campus.start) + 500 * 96])
    found = events(part, DataProblems().fit(part).score(part), Threshold())
    gaps = [(f"{event.start:%Y-%m-%d %H:%M}", event.hours) for event in found if event.reason is Reason.GAP]
    assert ("2014-08-10 15:15", 1.0) in gaps
