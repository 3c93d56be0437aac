"""From flags to events, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.opening_hours import Operation
from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import Event, agreeing_side, events
from detectors.explain.explain import explain
from detectors.methods.recommended import Recommended
from detectors.scores import Kind, Reason, Scores, empty_scores
from detectors.threshold import Threshold, flags
from tests.detectors.meters import DETECTORS, NAMES, at, building, changed, regular_office, scored
from tests.detectors.tables import table

ALL = Threshold(level=4.0, merge_hours=0.0, min_kwh=0.0)


def positions(series: MeterSeries, found: list[Event]) -> list[tuple[int, int]]:
    """Return first reading and the one after the last of each event, in order of time."""
    where = [*series.index, series.end]
    return sorted((where.index(event.start), where.index(event.end)) for event in found)


def two_peaks(apart: int) -> tuple[MeterSeries, Scores]:
    power = [10.0] * 30
    power[5] = power[5 + apart] = 16.0
    return table(power, {5: 6.0, 5 + apart: 6.0})


def test_an_event_ends_where_the_next_reading_starts() -> None:
    series, scores = table([10, 10, 15, 16, 10, 10], {2: 5.0, 3: 6.0})
    (event,) = events(series, scores, ALL)
    assert event.start == pd.Timestamp("2024-05-06 02:00", tz="Europe/Zurich")
    assert event.end == pd.Timestamp("2024-05-06 04:00", tz="Europe/Zurich")
    assert event.hours == 2.0
    assert event.meter_id == "by hand"


def test_the_peak_gives_score_reason_side_and_window() -> None:
    series, scores = table([10, 10, 15, 16, 10, 10], {2: 5.0, 3: 6.5}, window_hours={2: 3.0})
    (event,) = events(series, scores, ALL)
    assert (event.peak_score, event.reason, event.side) == (6.5, Reason.ABOVE_EXPECTED, 1)
    assert (event.kind, event.window_hours) == (Kind.ENERGY, 1.0)


@pytest.mark.parametrize(("step_minutes", "kwh"), [(60, 11.0), (30, 5.5), (15, 2.75)])
def test_excess_is_measured_against_expected(step_minutes: int, kwh: float) -> None:
    series, scores = table([10, 10, 15, 16, 10, 10], {2: 5.0, 3: 6.0}, step_minutes=step_minutes)
    (event,) = events(series, scores, ALL)
    assert event.excess_kwh == pytest.approx(kwh)
    assert event.excess_kw == pytest.approx(5.5)


def test_where_less_was_used_the_excess_is_negative() -> None:
    series, scores = table([10, 4, 3, 10], {1: 6.0, 2: 7.0})
    (event,) = events(series, scores, ALL)
    assert event.side == -1
    assert event.excess_kwh == pytest.approx(-13.0)
    assert explain(event).sentence.endswith("less, 13 kWh.")


@pytest.mark.parametrize(("low", "side"), [(9.0, 1), (7.1, 1), (6.9, 0), (4.0, 0), (0.0, 0), (-2.1, -1)])
def test_what_is_about_as_much_above_as_below_lies_on_neither_side(low: float, side: int) -> None:
    series, scores = table([10, 14, 12, low, 10, 10], {1: 5.0, 2: 4.0, 3: 4.5})
    (event,) = events(series, scores, ALL)
    assert event.side == side


@pytest.mark.parametrize(("apart", "count"), [(2, 1), (6, 1), (7, 2), (12, 2)])
def test_stretches_closer_than_the_merging_gap_are_one_event(apart: int, count: int) -> None:
    series, scores = two_peaks(apart)
    assert len(events(series, scores, Threshold(level=4.0, merge_hours=6.0))) == count


def test_without_a_merging_gap_only_neighbours_are_one_event() -> None:
    series, scores = two_peaks(2)
    assert positions(series, events(series, scores, ALL)) == [(5, 6), (7, 8)]


@pytest.mark.parametrize(("least", "count"), [(0.0, 2), (1.0, 2), (1.5, 1), (3.0, 1), (3.5, 0)])
def test_events_shorter_than_wanted_are_dropped(least: float, count: int) -> None:
    series, scores = table([10, 15, 10, 10, 10, 15, 15, 15, 10], {1: 5.0, 5: 5.0, 6: 5.0, 7: 5.0})
    assert len(events(series, scores, replace(ALL, min_hours=least))) == count


def test_the_side_decides_which_energy_problems_there_are_and_data_problems_stay() -> None:
    series, scores = table([10, 15, 10, 10, 5, 10, 10, 10], {1: 5.0, 4: 5.0, 6: 5.0}, reason={6: Reason.FLAT_LINE})
    found = {side: positions(series, events(series, scores, Threshold(4.0, side, 0.0, 0.0))) for side in
             ("above", "below", "both")}  # fmt: skip
    assert found == {"above": [(1, 2), (6, 7)], "below": [(4, 5), (6, 7)], "both": [(1, 2), (4, 5), (6, 7)]}


def test_data_problems_have_neither_side_nor_excess_and_never_join_energy_problems() -> None:
    power = [10.0, 15.0, float("nan"), float("nan"), 15.0, 10.0]
    series, scores = table(power, {1: 5.0, 2: 8.0, 3: 8.0, 4: 5.0}, reason={2: Reason.GAP, 3: Reason.GAP})
    data, energy = sorted(events(series, scores, Threshold(merge_hours=6.0)), key=lambda event: event.kind)
    assert (energy.kind, data.kind) == (Kind.ENERGY, Kind.DATA)
    assert data.side == 0
    assert np.isnan(data.excess_kwh)
    assert np.isnan(data.excess_kw)
    assert positions(series, [data]) == [(2, 4)]
    assert positions(series, [energy]) == [(1, 5)]


def test_what_a_stuck_meter_says_is_no_energy_saved() -> None:
    # stuck at 4 from 3 to 8, which the 12 h window of the alarm at 10 looked at too
    power = [10.0] * 3 + [4.0] * 6 + [5.0, 5.0, 10.0]
    stuck = dict.fromkeys(range(3, 9), Reason.FLAT_LINE)
    series, scores = table(power, {**dict.fromkeys(stuck, 8.0), 10: 5.0}, reason=stuck, window_hours={10: 12.0})
    data, energy = events(series, scores, ALL)
    assert positions(series, [energy]) == [(9, 11)]
    assert energy.excess_kwh == pytest.approx(-10.0)
    assert positions(series, [data]) == [(3, 9)]


def test_the_dearest_comes_first_whatever_its_kind_side_or_score() -> None:
    series, scores = table(
        [10, 15, 10, 10, 18, 10, 10, 4, 10, 7],
        {1: 20.0, 4: 5.0, 7: 6.0, 9: 9.0},
        reason={9: Reason.FLAT_LINE},
    )
    found = events(series, scores, ALL)
    assert [(event.kind, event.worth_kwh, event.peak_score) for event in found] == [
        (Kind.DATA, 10.0, 9.0),  # what was expected in its hour, nobody saw
        (Kind.ENERGY, 8.0, 5.0),
        (Kind.ENERGY, 6.0, 6.0),
        (Kind.ENERGY, 5.0, 20.0),
    ]


def test_what_goes_on_behind_two_alarms_is_one_event() -> None:
    power = [10.0] * 40
    power[5:20] = [14.0] * 15
    series, scores = table(power, {10: 5.0, 18: 5.0}, window_hours={10: 6.0, 18: 12.0})
    assert positions(series, events(series, scores, ALL)) == [(5, 20)]


def test_a_window_that_reaches_back_never_takes_readings_of_the_event_before() -> None:
    power = [10.0] * 40
    power[5:12], power[14:22] = [14.0] * 7, [6.0] * 8
    series, scores = table(power, {10: 5.0, 20: 5.0}, window_hours={10: 6.0, 20: 12.0})
    assert positions(series, events(series, scores, ALL)) == [(5, 12), (14, 22)]


def outage_in_may() -> tuple[MeterSeries, Scores]:
    """Return an outage from 09:00 to 15:00 of a day and a night left on eight days later, as judged."""
    office = changed(regular_office(days=125), "2024-05-02 09:00", "2024-05-02 15:00", 0.0, factor=0.0)
    office = changed(office, "2024-05-10 00:00", "2024-05-10 06:00", 6.0)
    return office, Recommended().fit(office).score(office)


@pytest.mark.parametrize("first", ["2024-05-01", "2024-05-02", "2024-05-02 15:00", "2024-05-03", "2024-05-04"])
def test_dates_that_begin_after_a_fault_make_no_event_of_its_carryover(first: str) -> None:
    office, scores = outage_in_may()
    of_all = events(office, scores, Threshold())

    found = events(office, scores, Threshold(), slice(int(office.index.searchsorted(at(office, first))), None))

    assert any(event.kind is Kind.DATA for event in of_all)
    assert [event.start for event in found] == [event.start for event in of_all if event.start >= at(office, first)]


def test_an_event_that_began_before_the_dates_is_cut_there() -> None:
    series, scores = table([10, 15, 15, 13, 10.2, 10], {1: 5.0, 2: 6.0, 4: 5.0}, window_hours={4: 4.0})
    found = {first: events(series, scores, ALL, slice(first, None)) for first in (1, 2, 3, 4)}
    assert {first: positions(series, cut) for first, cut in found.items()} == {
        1: [(1, 4)],
        2: [(2, 4)],
        3: [(3, 4)],
        4: [],
    }
    assert [event.excess_kwh for cut in found.values() for event in cut] == [13.0, 8.0, 3.0]


def test_an_event_is_named_by_the_opening_hours_of_its_meter() -> None:
    power = [10.0] * 8 + [16.0] * 10 + [10.0] * 6
    series, scores = table(power, dict.fromkeys(range(8, 18), 6.0))
    bakery = replace(series, operation=Operation("20:00", "06:00", "1-7"))
    said = [explain(events(meter, scores, ALL)[0]).heading for meter in (series, bakery)]
    assert said == ["Used more than usual", "Left on while closed"]


def heading(series: MeterSeries, start: str, hours: int, *, whole: MeterSeries | None = None) -> str:
    """Return how an event is called of which 10 kW were expected at every hour; the others are as expected."""
    first = int(series.index.searchsorted(at(series, start)))
    expected, score = series.power_kw.copy(), np.zeros(len(series))
    expected[first : first + hours], score[first : first + hours] = 10.0, 6.0
    columns = empty_scores(series.index, series.step_hours) | {"expected": expected, "score": score}
    reasons = np.where(score > 0, Reason.ABOVE_EXPECTED.code, Reason.NONE.code).astype(np.uint8)
    scores = Scores(series.index, **columns | {"side": (score > 0).astype(np.int8), "reason": reasons})
    return explain(events(series, scores, ALL, whole=whole)[0]).heading


def test_an_event_is_named_by_the_night_of_its_meter() -> None:
    office = changed(regular_office(days=60), "2024-03-05 18:00", "2024-03-05 22:00", 8.0)
    late = changed(office.with_power(np.roll(office.power_kw, 5)), "2024-03-05 18:00", "2024-03-05 22:00", 8.0)

    assert heading(office, "2024-03-05 18:00", 4) == "Left on overnight"
    assert heading(late, "2024-03-05 18:00", 4) == "Used more than usual"


def test_the_night_is_that_of_all_readings_of_a_meter() -> None:
    office = changed(regular_office(days=60), "2024-03-05 18:00", "2024-03-05 22:00", 8.0)
    last_day = office.between("2024-03-05", "2024-03-06")

    assert heading(last_day, "2024-03-05 18:00", 4) == "Used more than usual"
    assert heading(last_day, "2024-03-05 18:00", 4, whole=office) == "Left on overnight"


def test_nothing_flagged_is_no_event() -> None:
    series, scores = table([10.0] * 5, {})
    assert events(series, scores, ALL) == []


def test_an_event_over_the_clock_change_lasts_as_long_as_it_lasted() -> None:
    power = [10.0] * 12
    power[1:5] = [16.0] * 4
    series, scores = table(power, {1: 5.0, 2: 5.0, 3: 5.0, 4: 5.0}, start="2024-10-27 00:00")
    (event,) = events(series, scores, ALL)
    assert (event.hours, str(event.end)[11:]) == (4.0, "04:00:00+01:00")
    assert event.excess_kwh == pytest.approx(24.0)


@pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
@pytest.mark.parametrize("level", [2.0, 4.0])
def test_no_reading_belongs_to_two_events_of_one_kind(kind: type[Detector], level: float) -> None:
    series = building("household", 60)
    found = events(series, scored(kind.name, "household", 60), Threshold(level=level, min_kwh=0.0))
    for wanted in Kind:
        times_told = np.zeros(len(series), int)
        for event in found:
            if event.kind is wanted and event.reason is not Reason.GAP:
                first = int(series.index.searchsorted(event.start))
                own = np.isfinite(event.context.power_kw)
                times_told[first : first + len(own)] += own
        assert times_told.max() <= 1
    assert all(series.start <= event.start < event.end <= series.end for event in found)
    assert all(event.peak_score >= level for event in found)


@pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
def test_a_stricter_level_flags_no_reading_that_a_milder_one_does_not(kind: type[Detector]) -> None:
    scores = scored(kind.name, "household", 60)
    mild, strict = (flags(scores, Threshold(level=level)) for level in (2.0, 5.0))
    assert not mild.all()
    assert not np.any(strict & ~mild)


@pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
def test_more_than_usual_is_never_told_of_less_energy(kind: type[Detector]) -> None:
    series = building("school", 60)
    found = events(series, scored(kind.name, "school", 60), Threshold(level=3.0))
    assert not [explain(event).sentence for event in found if event.side * event.excess_kwh < 0]


@pytest.mark.parametrize(
    ("side", "excess", "told"), [(1, -3.0, -1), (-1, 3.0, 1), (1, 3.0, 1), (-1, 0.0, -1), (0, 3.0, 0)]
)
def test_an_event_lies_on_the_side_of_its_excess(side: int, excess: float, told: int) -> None:
    assert agreeing_side(side, excess) == told
