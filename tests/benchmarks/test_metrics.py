import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.planted.metrics import MERGE_HOURS, Fault, Trial, best_f1, vus_pr, within_budget
from detectors.threshold import DAYS_PER_MONTH, merge_steps, runs

MONTH = round(24 * DAYS_PER_MONTH) + 1


def scored(size: int, scores: dict[int, float]) -> NDArray[np.float64]:
    score = np.zeros(size)
    for where, value in scores.items():
        score[where] = value
    return score


def drawn_trial(seed: int, size: int = 400) -> Trial:
    rng = np.random.default_rng(seed)
    begins = np.flatnonzero(rng.uniform(size=size // 40) < 0.7) * 40 + rng.integers(0, 20)
    faults = tuple((int(begin), int(begin + rng.integers(0, 15))) for begin in begins)
    score = np.round(np.abs(rng.standard_t(3, size)), 1)
    for first, last in faults:
        score[first : last + 1] += rng.choice([0.0, 1.5])
    score[rng.uniform(size=size) < 0.05] = np.nan
    return Trial(score, faults, 1.0)


def counted(trial: Trial, level: float) -> tuple[int, tuple[bool, ...]]:
    """The slow obvious way: all events at a level, one by one."""
    flagged = np.nan_to_num(trial.score, nan=-1.0) >= level
    events = runs(flagged, merge_steps(MERGE_HOURS, trial.step_hours))
    meets = [[first <= end and begin <= last for begin, end in trial.faults] for first, last in events]
    return sum(not any(row) for row in meets), tuple(any(row[k] for row in meets) for k in range(len(trial.faults)))


def levels_of(trials: list[Trial]) -> list[float]:
    score = np.concatenate([trial.score for trial in trials])
    return sorted(set(score[score > 0].tolist()), reverse=True)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 3), rate=st.sampled_from([0.0, 1.0, 5.0, 20.0]))
@settings(max_examples=60, deadline=None)
def test_the_level_is_the_lowest_from_which_on_the_budget_holds(seed: int, count: int, rate: float) -> None:
    trials = [drawn_trial(seed + k) for k in range(count)]
    expected, falses = (float("inf"), tuple((False,) * len(trial.faults) for trial in trials)), 0
    for level in levels_of(trials):
        seen = [counted(trial, level) for trial in trials]
        if sum(false for false, _ in seen) > rate * sum(trial.months for trial in trials):
            break
        expected, falses = (level, tuple(found for _, found in seen)), sum(false for false, _ in seen)

    verdict = within_budget(trials, rate)

    assert (verdict.level, verdict.found, verdict.false_events) == (*expected, falses)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_no_higher_level_has_a_better_f1(seed: int) -> None:
    trials = [drawn_trial(seed), drawn_trial(seed + 1)]
    total = sum(len(trial.faults) for trial in trials)

    verdict = best_f1(trials)

    for level in levels_of(trials):
        seen = [counted(trial, level) for trial in trials]
        false, found = sum(one for one, _ in seen), sum(sum(row) for _, row in seen)
        if 2 * total / (2 * total + false) < verdict.f1:
            break
        assert 2 * found / (found + false + total) <= verdict.f1 + 1e-12


def test_flags_closer_than_six_hours_are_one_event() -> None:
    near = Trial(scored(MONTH, {100: 5.0, 106: 5.0}), ((106, 110),), 1.0)
    far = Trial(scored(MONTH, {100: 5.0, 107: 5.0}), ((107, 110),), 1.0)

    assert within_budget([near]).false_events == 0
    assert within_budget([far]).false_events == 1


def test_one_false_event_a_month_is_allowed_and_two_are_not() -> None:
    score = scored(MONTH, {100: 9.0, 200: 8.0, 300: 7.0, 400: 6.0})
    trial = Trial(score, ((200, 210), (400, 410)), 1.0)

    verdict = within_budget([trial])

    assert verdict.level == 8.0
    assert verdict.found == ((True, False),)
    assert verdict.recall == 0.5


def test_a_method_that_says_nothing_finds_nothing() -> None:
    silent = Trial(np.zeros(MONTH), ((10, 20),), 1.0)
    unable = Trial(np.full(MONTH, np.nan), ((10, 20),), 1.0)

    for trial in (silent, unable):
        assert within_budget([trial]).recall == 0.0
        assert best_f1([trial]).f1 == 0.0
        assert vus_pr(trial.score, trial.faults, 4) < 0.1


def test_one_level_for_all_shares_level_and_budget() -> None:
    quiet = Trial(scored(MONTH, {50: 4.0}), ((50, 60),), 1.0)
    loud = Trial(scored(MONTH, {100: 9.0, 200: 8.0, 300: 7.0}), (), 1.0)

    assert within_budget([quiet]).recall == 1.0
    assert within_budget([quiet, loud]).recall == 0.0


def test_what_is_flagged_right_has_an_f1_of_one() -> None:
    trial = Trial(scored(MONTH, {100: 9.0, 300: 8.0, 500: 2.0}), ((98, 105), (300, 301)), 1.0)

    verdict = best_f1([trial])

    assert (verdict.level, verdict.f1) == (8.0, 1.0)


def slow_vus_pr(score: NDArray[np.float64], faults: list[Fault], widest: int) -> float:
    """Paparrizos et al. 2022, reading by reading and threshold by threshold."""
    size, areas = len(score), []
    falling = sorted(score, reverse=True)
    thresholds = [falling[int(pick)] for pick in np.linspace(0, size - 1, 250)]
    true = [any(first <= t <= last for first, last in faults) for t in range(size)]
    for tolerance in range(widest + 1):
        reach = tolerance // 2
        label = [float(is_true) for is_true in true]
        for first, last in faults:
            for t in range(size):
                away = first - t if t < first else t - last
                if 1 <= away <= reach:
                    label[t] = min(1.0, label[t] + np.sqrt(1 - away / tolerance))
        segments: list[list[int]] = []
        for first, last in faults:
            if segments and first - reach <= segments[-1][-1]:
                segments[-1] += range(first - reach, min(last + reach, size - 1) + 1)
            else:
                segments.append(list(range(max(first - reach, 0), min(last + reach, size - 1) + 1)))
        area, before = 0.0, 0.0
        for threshold in thresholds:
            flagged = [t for t in range(size) if score[t] >= threshold]
            hits = sum(label[t] for t in flagged)
            positives = sum(true) + sum(label[t] for t in flagged if not true[t])
            seen = sum(any(score[t] >= threshold for t in segment) for segment in segments) / len(segments)
            recall = min(hits / ((sum(true) + positives) / 2), 1.0) * seen
            area, before = area + (recall - before) * hits / len(flagged), recall
        areas.append(area)
    return float(np.mean(areas))


@given(seed=st.integers(0, 10_000), size=st.integers(60, 120), widest=st.integers(0, 6), ties=st.booleans())
@settings(max_examples=15, deadline=None)
def test_vus_pr_is_what_the_definition_says(seed: int, size: int, widest: int, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    faults = [(5, 9), (int(rng.integers(14, 20)), 25), (size - 10, size - 1 - int(rng.integers(0, 6)))]
    score = rng.normal(size=size)
    score = np.round(score, 1) if ties else score

    assert vus_pr(score, faults, widest) == pytest.approx(slow_vus_pr(score, faults, widest), abs=1e-12)


def test_vus_pr_agrees_with_the_library_of_its_authors() -> None:
    """The figures are those of ``vus`` 0.0.6, which itself needs tensorflow and is not installed here."""
    steps = np.arange(300)
    score = np.round(np.abs(np.sin(steps * 0.7) + np.cos(steps * 0.11)), 3)
    score[100:112] += 1.0
    faults = [(20, 22), (100, 115), (290, 299)]

    assert vus_pr(score, faults, 0) == pytest.approx(0.19162016232632606, abs=1e-9)
    assert vus_pr(score, faults, 12) == pytest.approx(0.2768839785312441, abs=1e-9)
