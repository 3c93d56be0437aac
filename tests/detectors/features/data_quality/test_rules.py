"""Rules that find data problems, each on readings made by hand: sixty days of hours, faults after the fortieth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.series import FloatArray, MeterSeries, Quality
from detectors.features.data_quality import held_values, sizes, unusable, zero_runs
from detectors.features.data_quality.runs import ANOMALOUS, run_lengths
from detectors.methods.data_faults import DataProblems
from detectors.scores import REASONS, Reason
from tests.detectors.meters import building

PER_DAY = 24
DAYS = 80
DAY_40 = 40 * PER_DAY


def flat_line(power: FloatArray) -> FloatArray:
    return held_values.flat_line(power, 1.0).score


def zero_run(power: FloatArray) -> FloatArray:
    return zero_runs.zero_run(power, 1.0).score


def gap(power: FloatArray) -> FloatArray:
    return zero_runs.gap(power, 1.0).score


def negative(power: FloatArray) -> FloatArray:
    return sizes.negative(power, PER_DAY).score


def impossible(power: FloatArray) -> FloatArray:
    return sizes.impossible(power, PER_DAY).score


Rule = Callable[[FloatArray], FloatArray]
RULES: tuple[Rule, ...] = (flat_line, zero_run, gap, negative, impossible)
RUN_RULES: tuple[Rule, ...] = (flat_line, zero_run, gap)
CONSTANTS: dict[Rule, float] = {flat_line: 7.0, zero_run: 0.0, gap: float("nan")}
FACTORS: dict[Rule, float] = {negative: -1.0, impossible: 100.0}
AT_STEP = {flat_line: held_values.flat_line, zero_run: zero_runs.zero_run, gap: zero_runs.gap}
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
every_run_rule = pytest.mark.parametrize("rule", RUN_RULES, ids=lambda rule: rule.__name__)


def ordinary(days: int = DAYS) -> FloatArray:
    hours = np.arange(days * PER_DAY)
    noise = np.random.default_rng(5).uniform(0.0, 1.0, len(hours))
    power: FloatArray = 5.0 + 3.0 * np.sin(2 * np.pi * hours / PER_DAY) + noise
    return power


def with_fault(rule: Rule, start: int = DAY_40, length: int = 12, power: FloatArray | None = None) -> FloatArray:
    power = ordinary() if power is None else power.copy()
    part = slice(start, start + length)
    power[part] = power[part] * FACTORS[rule] if rule in FACTORS else CONSTANTS[rule]
    return power


def on(power: FloatArray) -> MeterSeries:
    index = pd.date_range("2024-01-08", periods=len(power), freq="h", tz="UTC")
    return MeterSeries("by hand", pd.DatetimeIndex(index), power)


@pytest.mark.parametrize(
    ("inside", "lengths"),
    [([0, 1, 1, 0, 1], [0, 1, 2, 0, 1]), ([1, 1, 1], [1, 2, 3]), ([0, 0], [0, 0]), ([1, 0, 0, 1], [1, 0, 0, 1])],
)
def test_the_length_of_a_run_grows_along_it(inside: list[int], lengths: list[int]) -> None:
    assert run_lengths(np.array(inside, bool)).tolist() == lengths


@every_rule
def test_ordinary_readings_have_no_score(rule: Rule) -> None:
    assert rule(ordinary()).tolist() == [0.0] * (DAYS * PER_DAY)


@every_rule
def test_a_fault_of_half_a_day_is_anomalous_and_what_is_around_it_is_not(rule: Rule) -> None:
    score = rule(with_fault(rule))
    assert score.shape == (DAYS * PER_DAY,)
    assert score[DAY_40 + 11] >= ANOMALOUS
    assert np.flatnonzero(score >= ANOMALOUS).min() >= DAY_40
    assert np.flatnonzero(score).max() == DAY_40 + 11


@every_run_rule
def test_the_longer_a_run_the_odder_it_is(rule: Rule) -> None:
    score = rule(with_fault(rule, length=48))[DAY_40 + 3 : DAY_40 + 48]
    assert np.all(np.diff(score) > 0)


@every_rule
@pytest.mark.parametrize("length", [3, 12, 300])
def test_scores_are_numbers_even_where_readings_are_missing(rule: Rule, length: int) -> None:
    power = with_fault(gap, start=60, length=length)
    power[:30] = np.nan
    score = rule(power)
    assert np.all(np.isfinite(score))
    assert np.all(score >= 0)


@every_rule
@pytest.mark.parametrize("cut", [1, 5, 11])
def test_a_run_is_judged_without_looking_ahead(rule: Rule, cut: int) -> None:
    power = with_fault(rule)
    whole, part = rule(power), rule(power[: DAY_40 + cut])
    np.testing.assert_array_equal(part, whole[: DAY_40 + cut])


@every_rule
def test_nothing_looks_ahead_on_readings_full_of_faults(rule: Rule) -> None:
    rng = np.random.default_rng(8)
    power = ordinary()
    for start in rng.integers(0, len(power) - 30, 25):
        power[start : start + rng.integers(1, 30)] = rng.choice([0.0, np.nan, 4.0, -3.0, 500.0])
    whole = rule(power)
    for size in rng.integers(50, len(power), 12):
        np.testing.assert_array_equal(rule(power[:size]), whole[:size])


@every_rule
def test_the_same_fault_is_found_a_second_time(rule: Rule) -> None:
    power = with_fault(rule, start=DAY_40 + 240, power=with_fault(rule))
    score = rule(power)
    assert score[DAY_40 + 240 : DAY_40 + 252].max() >= ANOMALOUS


@every_run_rule
def test_what_a_meter_does_every_night_is_its_way(rule: Rule) -> None:
    power = ordinary()
    for day in range(DAYS):
        power[day * PER_DAY : day * PER_DAY + 6] = CONSTANTS[rule]
    assert not np.any(rule(power)[30 * PER_DAY :] >= ANOMALOUS)


def test_zeros_under_the_sun_may_last_a_quarter_of_an_hour_longer_every_day() -> None:
    slots = np.arange(96)
    power = np.concatenate([np.where(np.abs(slots - 48) <= 10 + day // 2, 0.0, 2.0) for day in range(60)])
    longer = power.copy()
    longer[96 * 58 :] = 0.0
    assert not np.any(zero_runs.zero_run(power, 0.25).score >= ANOMALOUS)
    assert np.any(zero_runs.zero_run(longer, 0.25).score >= ANOMALOUS)


@pytest.mark.parametrize("rule", [zero_run, gap])
def test_two_long_outages_do_not_hide_the_third(rule: Rule) -> None:
    power = ordinary(400)
    for day in (60, 150):
        power[day * PER_DAY : (day + 1) * PER_DAY] = CONSTANTS[rule]
    power[300 * PER_DAY : 300 * PER_DAY + 3] = CONSTANTS[rule]
    assert np.flatnonzero(rule(power)[200 * PER_DAY :] >= ANOMALOUS).tolist() == [2400, 2401, 2402]


def test_a_cooling_plant_that_is_off_for_months_is_not_at_fault_every_winter() -> None:
    power = ordinary(5 * 360)
    for year in range(5):
        power[(year * 360 + 200) * PER_DAY : (year * 360 + 300) * PER_DAY] = 0.0
    assert not np.any(zero_run(power)[3 * 360 * PER_DAY :] >= ANOMALOUS)


@every_run_rule
def test_a_run_longer_than_the_meters_own_is_anomalous_all_the_same(rule: Rule) -> None:
    power = ordinary()
    for day in range(DAYS):
        power[day * PER_DAY : day * PER_DAY + 6] = CONSTANTS[rule]
    power[DAY_40 : DAY_40 + 30] = CONSTANTS[rule]
    score = rule(power)
    assert score[DAY_40 + 29] > ANOMALOUS
    assert not np.any(score[:DAY_40] > ANOMALOUS)


@every_run_rule
def test_behaviour_that_keeps_coming_back_becomes_known(rule: Rule) -> None:
    power = ordinary()
    for day in range(40, DAYS):
        power[day * PER_DAY : day * PER_DAY + 6] = CONSTANTS[rule]
    score = rule(power)
    assert score[DAY_40 + 5] > ANOMALOUS
    assert not np.any(score[(DAYS - 20) * PER_DAY :] > ANOMALOUS)


@every_run_rule
@pytest.mark.parametrize("step_hours", [1 / 12, 1 / 4, 1.0])
def test_half_a_day_is_anomalous_at_every_step(rule: Rule, step_hours: float) -> None:
    per_day = round(24 / step_hours)
    power = np.random.default_rng(1).uniform(1, 2, 50 * per_day)
    power[40 * per_day : 40 * per_day + per_day // 2] = CONSTANTS[rule]
    score = AT_STEP[rule](power, step_hours).score
    assert score[40 * per_day + per_day // 2 - 1] >= ANOMALOUS
    assert not np.any(score[: 40 * per_day])


def test_a_meter_that_feeds_in_may_be_negative() -> None:
    power = ordinary()
    noon = np.arange(len(power)) % PER_DAY == 12
    power[noon] = -2.0
    assert not np.any(negative(power)[30 * PER_DAY :])


def test_the_deeper_the_negative_the_odder() -> None:
    power = ordinary()
    power[DAY_40 : DAY_40 + 3] = [-0.1, -5.0, -500.0]
    score = negative(power)[DAY_40 : DAY_40 + 3]
    assert ANOMALOUS < score[0] < score[1] < score[2]


def test_a_zero_is_no_negative_and_no_flat_line() -> None:
    power = with_fault(zero_run)
    assert not negative(power).any()
    assert not flat_line(power).any()
    assert not impossible(power).any()


def test_twice_the_highest_is_possible_and_ten_times_is_not() -> None:
    highest = ordinary().max()
    power = ordinary()
    power[DAY_40], power[DAY_40 + 50], power[DAY_40 + 90] = 2 * highest, 10 * highest, -10 * highest
    score = impossible(power)
    assert score[DAY_40] == 0
    assert min(score[DAY_40 + 50], score[DAY_40 + 90]) > ANOMALOUS


def test_far_below_zero_a_register_fell_and_what_rises_as_far_again_belongs_to_it() -> None:
    highest = ordinary().max()
    power = ordinary()
    power[DAY_40], power[DAY_40 + 1], power[DAY_40 + 50] = -6 * highest, 6 * highest, 6 * highest
    score = sizes.falling_register(power, PER_DAY).score
    assert np.flatnonzero(score).tolist() == [DAY_40, DAY_40 + 1]
    assert score[DAY_40] > max(negative(power)[DAY_40], impossible(power)[DAY_40])


def test_a_wire_the_wrong_way_round_is_no_register_that_fell() -> None:
    assert not sizes.falling_register(with_fault(negative), PER_DAY).score.any()


def test_an_impossible_value_does_not_make_the_next_one_possible() -> None:
    power = ordinary()
    power[DAY_40], power[DAY_40 + 100] = 1e6, 1e6
    assert np.flatnonzero(impossible(power) > ANOMALOUS).tolist() == [DAY_40, DAY_40 + 100]


def test_what_runs_for_an_hour_each_day_is_this_meters_way() -> None:
    power = ordinary()
    days = power.reshape(-1, PER_DAY)
    days[:, 10 : 10 + PER_DAY // 24] = 20 * power.max()
    assert not impossible(power).any()


def test_what_ran_on_one_day_of_hundreds_is_no_measure() -> None:
    power = ordinary()
    power[8 * PER_DAY], power[DAY_40] = 1e6, 1e6
    assert np.flatnonzero(impossible(power) > ANOMALOUS).tolist() == [8 * PER_DAY, DAY_40]


def test_a_meter_that_grew_for_good_is_possible_after_some_days() -> None:
    power = ordinary()
    power[DAY_40:] *= 10
    assert not impossible(power)[DAY_40 + 7 * PER_DAY :].any()


@every_rule
def test_readings_at_fault_do_not_teach(rule: Rule) -> None:
    marked = unusable(on(with_fault(rule)))
    assert marked[DAY_40 + 6 : DAY_40 + 12].all()
    assert not marked[:DAY_40].any()
    assert not marked[DAY_40 + 13 :].any()


@pytest.mark.parametrize("flag", [Quality.SENTINEL, Quality.NOT_COMMISSIONED, Quality.REGISTER_RESET])
def test_readings_marked_as_faulty_do_not_teach(flag: Quality) -> None:
    quality = np.zeros(DAYS * PER_DAY, np.uint8)
    quality[100:110] = int(flag | Quality.ESTIMATED)
    marked = unusable(replace(on(ordinary()), quality=quality))
    assert np.flatnonzero(marked).tolist() == list(range(100, 110))


@every_rule
def test_data_faults_names_the_rule_that_finds_a_reading_most_anomalous(rule: Rule) -> None:
    series = on(with_fault(rule))
    scores = DataProblems().fit(series).score(series)
    reason = REASONS[int(scores.reason[DAY_40 + 11])]
    assert reason is Reason.of(rule.__name__)
    assert scores.score[DAY_40 + 11] == pytest.approx(rule(series.power_kw)[DAY_40 + 11])
    assert scores.side[DAY_40 + 11] == 0


@pytest.mark.parametrize("archetype", ["office", "solar household", "cold store", "household"])
def test_an_ordinary_building_has_hardly_any_data_problem(archetype: str) -> None:
    series = building(archetype, 15)
    scores = DataProblems().fit(series).score(series)
    assert np.mean(scores.score > ANOMALOUS) < 0.005
