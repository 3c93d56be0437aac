"""What the page offers first: both parts together, on planted faults."""

from __future__ import annotations

import statistics
from datetime import timedelta

import numpy as np
import pytest

from data.series import MeterSeries
from data.simulation.inject import FaultKind, FaultLabel, Planting, plant, plant_random
from detectors.ensemble import CALM, damped
from detectors.events.events import Event, events
from detectors.events.rates import level_for_rate
from detectors.methods.data_faults import DataProblems
from detectors.methods.recommended import FAMILIAR_FACTOR, WITNESSES, Recommended
from detectors.methods.typical_week import TypicalWeek
from detectors.registry import detectors
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold
from tests.detectors.meters import at, building, judged

RECALL_FLOOR = 0.6
YEAR = 365


def found_labels(labels: tuple[FaultLabel, ...], found: list[Event]) -> list[FaultLabel]:
    return [label for label in labels if any(event.start < label.end and event.end > label.start for event in found)]


def test_it_is_what_comes_first() -> None:
    assert next(iter(detectors())) == "recommended"


@pytest.mark.parametrize("archetype", ["office", "retail", "school"])
def test_most_planted_faults_are_found_at_three_events_a_month(archetype: str) -> None:
    clean = building(archetype, 60, YEAR)
    hits, planted = 0, 0
    for seed in range(2):
        planting = Planting(count=10, after=clean.start + timedelta(days=91), seed=seed)
        series, labels = plant_random(clean, planting)
        scores = judged(Recommended, series)
        level = level_for_rate(series, scores, 3.0, Threshold())
        hits += len(found_labels(labels, events(series, scores, Threshold(level=level))))
        planted += len(labels)
    assert planted >= 18
    assert hits / planted >= RECALL_FLOOR


def energy_events_begun(series: MeterSeries, first_day: int, stop: int) -> int:
    """Return how many energy events begin on the days ``[first_day, stop)`` at the default level."""
    found = events(series, judged(Recommended, series), Threshold())
    begun = [(event.start - series.start) / timedelta(days=1) for event in found if event.kind is Kind.ENERGY]
    return sum(first_day <= day < stop for day in begun)


@pytest.mark.parametrize("archetype", ["household", "office", "school"])
def test_a_meter_of_a_few_weeks_is_told_no_more_than_one_event_a_month(archetype: str) -> None:
    young = [energy_events_begun(building(archetype, 60, 62, seed=seed), 31, 61) for seed in range(300, 307)]
    assert statistics.median(young) <= 1


def planted_in_office(kind: FaultKind, hours: int) -> tuple[MeterSeries, Scores, FaultLabel]:
    clean = building("office", 60, 150)
    start = at(clean, "2024-05-07 09:00")
    series, label = plant(clean, kind, start, timedelta(hours=hours), 0.5, np.random.default_rng(1))
    return series, judged(Recommended, series), label


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FaultKind.ZERO_RUN, Reason.ZERO_RUN),
        (FaultKind.FLAT_LINE, Reason.FLAT_LINE),
        (FaultKind.NEGATIVE, Reason.NEGATIVE),
    ],
)
def test_a_data_problem_is_told_as_one(kind: FaultKind, reason: Reason) -> None:
    series, scores, label = planted_in_office(kind, 24)
    found = [event for event in events(series, scores, Threshold()) if event.kind is Kind.DATA]
    (event,) = [event for event in found if event.start < label.end and event.end > label.start]
    assert (event.reason, event.side) == (reason, 0)
    assert np.isnan(event.excess_kwh)


def test_a_gap_is_a_data_problem_and_no_energy_problem() -> None:
    power = building("office", 60, 150).power_kw.copy()
    power[24 * 100 + 5 : 24 * 101 + 9] = np.nan
    series = building("office", 60, 150).with_power(power)
    found = events(series, judged(Recommended, series), Threshold())
    (event,) = [event for event in found if event.kind is Kind.DATA]
    assert (event.reason, event.hours) == (Reason.GAP, 28.0)
    assert event.start == series.index[24 * 100 + 5]


def test_every_reading_has_the_evidence_of_all_or_the_score_of_a_data_problem() -> None:
    series, scores, _ = planted_in_office(FaultKind.NEGATIVE, 12)
    week, data = judged(TypicalWeek, series), judged(DataProblems, series)
    weights = [weight for weight, _ in WITNESSES]
    witnesses = [witness.fit(series).score(series).score for _, witness in WITNESSES]
    heard = np.nan_to_num(witnesses)
    is_alone = (week.window_hours == series.step_hours) & ~(heard > 0).any(axis=0)
    total = np.where(is_alone, week.score, damped(week.score))
    total += sum(weight * score for weight, score in zip(weights, damped(heard), strict=True))
    evidence = CALM * total / np.sqrt(1.0 + sum(weight**2 for weight in weights))
    evidence = np.where(np.isnan(witnesses[0]), evidence, np.minimum(evidence, FAMILIAR_FACTOR * heard[0]))
    from_data = scores.is_data_problem
    assert from_data.any()
    np.testing.assert_allclose(scores.score[~from_data], evidence[~from_data])
    np.testing.assert_array_equal(scores.reason[from_data], data.reason[from_data])
    np.testing.assert_array_equal(scores.expected, week.expected)


def test_an_energy_problem_stays_one() -> None:
    series, scores, label = planted_in_office(FaultKind.WEEKEND_LEFT_ON, 48)
    found = [event for event in events(series, scores, Threshold()) if event.start < label.end]
    assert any(event.kind is Kind.ENERGY and event.end > label.start and event.side == 1 for event in found)


def test_the_memory_is_handed_on() -> None:
    series = building("school", 60)
    expected = TypicalWeek(weeks=4).fit(series).score(series).expected
    np.testing.assert_array_equal(Recommended(weeks=4).fit(series).score(series).expected, expected)
