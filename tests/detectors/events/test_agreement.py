"""Who saw an event, and how far it can be trusted, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.events.agreement import Agreement, Grounds, agreement_per_event, confidence, days_known
from detectors.events.events import Event, events
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold
from tests.detectors.tables import table

ANY = Threshold(min_kwh=0.0)
SOLID = Grounds(confirmed=1, consulted=1, days=400.0, solid_days=90.0, score=7.0, level=4.0)


def judged(score: dict[int, float], **how: object) -> tuple[MeterSeries, Scores]:
    power = [10.0] * 72
    for position in score:
        power[position] = 14.0
    return table(power, score, **how)  # type: ignore[arg-type]


def agreement(main: dict[int, float], other: dict[int, float], **how: object) -> list[Agreement]:
    series, scores = judged(main)
    found = sorted(events(series, scores, ANY), key=lambda event: event.start)
    return agreement_per_event(series, found, scores, {"other": (judged(other, **how)[1], ANY)})


def test_a_method_that_flags_readings_of_an_event_saw_it() -> None:
    assert agreement({10: 5.0, 40: 5.0}, {10: 4.0}) == [
        Agreement(("other",), ("other",)),
        Agreement((), ("other",)),
    ]


def test_flags_beside_the_event_are_no_agreement() -> None:
    assert agreement({20: 5.0}, {12: 9.0, 28: 9.0}) == [Agreement((), ("other",))]


def test_an_event_between_two_flags_that_are_one_event_of_the_other_method_was_seen() -> None:
    assert agreement({20: 5.0}, {18: 9.0, 22: 9.0}) == [Agreement(("other",), ("other",))]


def test_a_method_that_looks_back_saw_what_lies_in_its_window() -> None:
    series, scores = judged(dict.fromkeys(range(20, 26), 5.0))
    found = events(series, scores, ANY)
    later = table([10.0] * 20 + [14.0] * 6 + [10.0] * 46, {30: 6.0}, window_hours={30: 12.0})[1]
    assert agreement_per_event(series, found, scores, {"other": (later, ANY)})[0].confirmed_by == ("other",)


def test_each_method_is_held_against_its_own_level() -> None:
    series, scores = judged({10: 5.0})
    found = events(series, scores, ANY)
    weak, other = judged({10: 3.0})[1], judged({10: 3.2})[1]
    consulted = {"strict": (weak, Threshold(level=4.0)), "lenient": (other, Threshold(level=2.0))}
    assert agreement_per_event(series, found, scores, consulted) == [Agreement(("lenient",), ("strict", "lenient"))]


def test_a_agreement_needs_no_minimum_length() -> None:
    series, scores = judged(dict.fromkeys(range(10, 16), 5.0))
    lasting = Threshold(min_hours=5.0, min_kwh=0.0)
    found = events(series, scores, lasting)
    assert agreement_per_event(series, found, scores, {"other": (judged({12: 5.0})[1], lasting)})[0].confirmed_by == (
        "other",
    )


def test_a_check_of_data_is_not_asked_about_energy_nor_the_other_way_round() -> None:
    faults = {"reason": {40: Reason.FLAT_LINE}}
    assert agreement({10: 5.0}, {40: 5.0}, **faults) == [Agreement((), ())]
    series, scores = judged({40: 5.0}, **faults)
    data_events = events(series, scores, ANY)
    energy = judged({40: 5.0})[1]
    assert agreement_per_event(series, data_events, scores, {"other": (energy, ANY)}) == [Agreement((), ())]


def test_a_method_without_a_score_there_is_not_asked() -> None:
    series, scores = judged({10: 5.0})
    found = events(series, scores, ANY)
    other = judged({40: 5.0})[1]
    other.score[5:15] = np.nan
    assert agreement_per_event(series, found, scores, {"other": (other, ANY)}) == [Agreement((), ())]


def test_who_repeats_the_scores_of_another_is_no_second_opinion() -> None:
    series, scores = judged({10: 5.0, 40: 6.0})
    found = events(series, scores, ANY)
    same, own_mind = judged({10: 5.0, 40: 6.0})[1], judged({10: 4.5, 40: 3.0})[1]
    consulted = {name: (each, ANY) for name, each in (("part", same), ("other", own_mind), ("twin", own_mind))}
    assert agreement_per_event(series, sorted(found, key=lambda event: event.start), scores, consulted) == [
        Agreement(("other",), ("other",), ("part", "twin")),
        Agreement((), ("other",), ("part", "twin")),
    ]


def test_only_readings_before_an_event_were_known() -> None:
    series, scores = judged({24: 5.0, 60: 5.0})
    found: list[Event] = sorted(events(series, scores, ANY), key=lambda event: event.start)
    series = series.with_power(np.where(np.arange(72) < 6, np.nan, series.power_kw))
    assert days_known(series, found).tolist() == [0.75, 2.25]
    assert days_known(series, found, causal=False).tolist() == [2.75, 2.75]


@pytest.mark.parametrize(
    ("changed", "confidence_level", "said"),
    [
        ({}, "high", "One method judged it; learnt from 13 months; score 7.0, far above the alarm level of 4."),
        ({"score": 5.0}, "medium", "score 5.0, above the alarm level of 4"),
        ({"score": 4.2}, "low", "just above the alarm level of 4"),
        ({"score": 4.2, "confirmed": 4, "consulted": 5}, "medium", "4 of 5 methods saw it"),
        ({"score": 5.0, "confirmed": 4, "consulted": 5}, "high", "4 of 5 methods saw it"),
        ({"score": 5.0, "confirmed": 2, "consulted": 2}, "high", "Both methods saw it"),
        ({"score": 5.0, "confirmed": 3, "consulted": 3}, "high", "All 3 methods saw it"),
        ({"score": 5.0, "confirmed": 1, "consulted": 2}, "medium", "1 of 2 methods saw it"),
        ({"score": 5.0, "confirmed": 1, "consulted": 4}, "low", "1 of 4 methods saw it"),
        ({"confirmed": 1, "consulted": 4}, "medium", "1 of 4 methods saw it"),
        ({"days": 40.0}, "medium", "learnt from only 40 days"),
        ({"days": 40.0, "confirmed": 5, "consulted": 5}, "medium", "All 5 methods saw it; learnt from only 40 days"),
        ({"score": 2.6, "level": 2.0}, "low", "score 2.6, a weak sign"),
        ({"score": 8.0, "level": 7.5}, "low", "just above the alarm level of 7.5"),
        ({"score": 4.0, "reason": Reason.GAP, "days": 1.0}, "high", "Missing readings are a fact"),
    ],
)
def test_confidence_follows_agreement_history_and_distance(
    changed: dict[str, float], confidence_level: str, said: str
) -> None:
    found = confidence(Grounds(**{**vars(SOLID), **changed}))
    assert found.level == confidence_level
    assert said in found.sentence


@pytest.mark.parametrize("better", [{"confirmed": 4}, {"days": 200.0}, {"score": 9.0}])
def test_nothing_that_speaks_for_an_event_lowers_the_confidence(better: dict[str, float]) -> None:
    order = ["low", "medium", "high"]
    for score in (2.0, 4.2, 5.0, 7.0):
        for confirmed in (1, 2, 3):
            base = {**vars(SOLID), "confirmed": confirmed, "consulted": 4, "days": 60.0, "score": score}
            more = confidence(Grounds(**{**base, **better}))
            assert order.index(more.level) >= order.index(confidence(Grounds(**base)).level)
