"""What a method hits by chance, on trials made by hand: a hundred days of hours."""

import numpy as np
import pytest

from benchmarks.planted.metrics import Fault, Trial
from benchmarks.planted.placebo import DRAWS, events_at, hits, placebos
from benchmarks.planted.ranking import ranking, recall_by_kind
from benchmarks.planted.trials import MethodTrial

DAY = 24
FAULTS: tuple[Fault, ...] = ((20 * DAY + 18, 21 * DAY + 5), (50 * DAY, 53 * DAY - 1), (80 * DAY + 3, 80 * DAY + 3))


def trial(*flagged: Fault, faults: tuple[Fault, ...] = FAULTS, days: int = 100) -> Trial:
    score = np.zeros(days * DAY)
    for first, last in flagged:
        score[first : last + 1] = 5.0
    return Trial(score, faults, 1.0)


def method(name: str, *flagged: Fault) -> MethodTrial:
    return MethodTrial(name, 1, trial(*flagged), 0.5, ("night_left_on", "scaled", "spike"))


def test_placebos_are_as_long_as_the_faults_at_the_same_time_of_day_and_far_from_all_of_them() -> None:
    drawn = placebos(trial(), seed=1)

    assert len(drawn) == DRAWS * len(FAULTS)
    for number, (first, last) in enumerate(drawn):
        begin, end = FAULTS[number // DRAWS]
        assert (last - first, first % DAY) == (end - begin, begin % DAY)
        assert 0 <= first <= last < 100 * DAY
        assert all(last + 3 * DAY < begin or first - 3 * DAY > end for begin, end in FAULTS)


def test_the_same_seed_draws_the_same_placebos() -> None:
    assert placebos(trial(), seed=1) == placebos(trial(), seed=1)
    assert placebos(trial(), seed=1) != placebos(trial(), seed=2)


def test_a_fault_without_another_place_has_no_placebo() -> None:
    whole = ((0, 99 * DAY),)
    assert placebos(trial(faults=whole), seed=1) == ()


def test_a_window_is_hit_by_an_event_and_events_close_to_each_other_are_one() -> None:
    flagged = trial((100, 101), (106, 107), (300, 300))

    assert events_at(flagged, 5.0) == [(100, 107), (300, 300)]
    assert hits(flagged, [(90, 99), (90, 100), (103, 104), (108, 120), (300, 310)], 5.0) == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert hits(flagged, [(100, 101)], 5.1) == [False]


def test_missing_scores_and_zeros_are_never_an_event() -> None:
    score = np.full(48, np.nan)
    score[:10] = 0.0
    assert events_at(Trial(score, (), 1.0), 0.0) == []


def test_a_method_that_flags_much_is_seen_through_by_its_placebos() -> None:
    exact = method("exact", *FAULTS)
    much = method("much", (0, 100 * DAY - 1))

    rows = {row.method: row for row in ranking([exact, much])}

    assert (rows["exact"].recall, rows["exact"].by_chance) == (1.0, 0.0)
    assert (rows["much"].recall, rows["much"].by_chance) == (1.0, 1.0)


def test_two_false_events_a_month_find_what_one_does_not() -> None:
    score = np.zeros(100 * DAY)
    score[[day * DAY for day in (1, 5, 9, 13, 30)]] = 5.0
    score[FAULTS[0][0]] = 4.0
    score[FAULTS[1][0]] = 6.0
    budget = MethodTrial("one", 1, Trial(score, FAULTS, 1.0), 0.5, ("a", "b", "c"))

    row = ranking([budget])[0]

    assert row.recall == pytest.approx(1 / 3)
    assert row.recall_two == pytest.approx(2 / 3)
    assert row.faults == 3


def test_recall_by_kind_counts_found_and_planted() -> None:
    assert recall_by_kind([method("half", FAULTS[0]), method("half", FAULTS[0], FAULTS[2])])["half"] == {
        "night_left_on": (2, 2),
        "scaled": (0, 2),
        "spike": (1, 2),
    }
