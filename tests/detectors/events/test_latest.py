"""The latest reading belongs to an event while that goes on, and is judged by itself once it is over."""

from __future__ import annotations

from detectors.events.latest import latest
from detectors.explain.explain import explain
from detectors.methods.recommended import Recommended
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold
from tests.detectors.meters import at, changed, regular_office
from tests.detectors.tables import table

OUTAGES = (
    ("2024-04-02 08:00", "2024-04-02 12:00", 0.0),
    ("2024-04-02 14:00", "2024-04-02 15:00", 12.0),
    ("2024-04-05 20:00", "2024-04-06 01:00", 0.0),
    ("2024-04-06 03:00", "2024-04-06 06:00", 9.0),
    ("2024-04-09 10:00", "2024-04-09 11:00", 0.0),
    ("2024-04-10 09:00", "2024-04-10 10:00", 40.0),
)
WHOLE = changed(regular_office(days=100), "2024-04-10 00:00", "2024-04-10 06:00", 6.0)
SCORES = Recommended().fit(WHOLE).score(WHOLE)


def until(time: str) -> int:
    return int(WHOLE.index.searchsorted(at(WHOLE, time))) + 1


def answered(time: str) -> tuple[Scores, bool]:
    stop = until(time)
    scores, event = latest(WHOLE.between(end=WHOLE.index[stop]), SCORES.taken(slice(0, stop)), Threshold())
    return scores, event is not None


def test_while_it_goes_on_the_reading_belongs_to_the_event_and_keeps_its_score() -> None:
    scores, is_event = answered("2024-04-10 04:00")

    assert is_event
    assert scores.score[-1] == SCORES.score[len(scores.score) - 1] >= 4.0


def test_when_it_is_over_the_reading_is_judged_by_itself() -> None:
    time = "2024-04-10 06:00"
    before = SCORES.score[until(time) - 1]

    scores, is_event = answered(time)

    assert before >= 4.0  # for the hours before
    assert not is_event
    assert scores.score[-1] < 4.0
    assert scores.window_hours[-1] == 1.0
    assert scores.reason[-1] in (Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code)


def test_a_reading_that_is_not_flagged_keeps_its_score() -> None:
    scores, is_event = answered("2024-04-09 12:00")

    assert not is_event
    assert scores.score[-1] == SCORES.score[len(scores.score) - 1] < 4.0


def test_the_carryover_of_an_outage_is_no_alarm_and_no_event_of_last_week() -> None:
    power = [10.0] * 10 + [16.0] + [10.0] * 40 + [0.0] * 6 + [10.0] * 2
    zeros = dict.fromkeys(range(51, 57), Reason.ZERO_RUN)
    scores_at = {10: 6.0, **dict.fromkeys(zeros, 8.0), 57: 6.0, 58: 6.0}
    windows = {57: 12.0, 58: 12.0, **{51 + i: 1.0 + i for i in range(6)}}
    series, scores = table(power, scores_at, reason=zeros, window_hours=windows)
    alone, event = latest(series, scores, Threshold())
    assert event is None
    assert alone.score[-1] == 0.0


def test_a_reading_that_is_anomalous_by_itself_behind_an_outage_is_told_by_itself() -> None:
    power = [10.0] * 20 + [0.0] * 6 + [10.0, 10.0, 4.0]
    zeros = dict.fromkeys(range(20, 26), Reason.ZERO_RUN)
    windows = {28: 12.0, **{20 + i: 1.0 + i for i in range(6)}}
    series, scores = table(power, {**dict.fromkeys(zeros, 8.0), 28: 7.7}, reason=zeros, window_hours=windows)
    alone, event = latest(series, scores, Threshold())
    assert event is not None
    assert explain(event).sentence == "Short drop: 4 kW, usual about 10 kW; 6 kWh less than usual."
    assert (alone.score[-1], event.peak_score, event.hours) == (6.0, 6.0, 1.0)


def test_there_is_an_event_of_the_latest_reading_exactly_where_its_score_reaches_the_level() -> None:
    office = regular_office(days=100)
    for start, end, change in OUTAGES:
        office = changed(office, start, end, change, factor=0.0)
    scores = Recommended().fit(office).score(office)
    told = 0
    for stop in range(int(office.index.searchsorted(at(office, "2024-04-02 06:00"))), len(office) - 1):
        judged, event = latest(office.between(end=office.index[stop]), scores.taken(slice(0, stop)), Threshold())
        assert (judged.score[-1] >= 4.0) == (event is not None), office.index[stop - 1]
        assert event is None or event.end == office.index[stop]
        told += event is not None
    assert told > 10
