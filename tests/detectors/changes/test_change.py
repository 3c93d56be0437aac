"""Changes as facts: kept and read again, cut to dates, and accepted by a person."""

from __future__ import annotations

import json

import pandas as pd

from detectors.change import DRIFT, LEVEL_SHIFT, SCALE_FACTOR, Change, accept, reaching_into

ZONE = "Europe/Berlin"


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz=ZONE)


OLD = Change(at("2024-03-04 07:00"), at("2024-03-10"), at("2024-04-01 06:00"), LEVEL_SHIFT, -1, 7.5, 0.6)
OPEN = Change(at("2024-05-06"), at("2024-06-20"), None, DRIFT, 1, 5.0, 1.4, "nights", is_season_possible=True)
SCALE = Change(at("2024-09-01"), at("2024-09-02"), None, SCALE_FACTOR, -1, 100.0, 0.001, factor=0.001)


def test_a_change_is_the_same_after_it_was_kept_as_text() -> None:
    for change in (OLD, OPEN, SCALE):
        assert Change.of(json.loads(json.dumps(change.record())), ZONE) == change


def test_a_change_is_open_until_it_has_an_end_and_tells_of_energy_or_of_data() -> None:
    assert (OLD.is_open, OPEN.is_open) == (False, True)
    assert (OPEN.is_data_problem, SCALE.is_data_problem) == (False, True)


def test_changes_reach_into_dates_that_they_overlap() -> None:
    every = (OLD, OPEN)
    assert reaching_into(every, at("2024-01-01"), at("2024-03-04 07:00")) == ()
    assert reaching_into(every, at("2024-03-20"), at("2024-03-21")) == (OLD,)
    assert reaching_into(every, at("2024-04-01 06:00"), at("2024-05-01")) == ()
    assert reaching_into(every, at("2024-01-01"), at("2025-01-01")) == every


def test_a_change_that_a_person_accepted_ends_there_and_others_go_on() -> None:
    accepted = accept((OLD, OPEN), [(at("2024-05-07"), at("2024-07-01"))])

    assert accepted[0] == OLD
    assert accepted[1].end == at("2024-07-01")
    assert accept((OLD, OPEN), []) == (OLD, OPEN)
    assert accept((OLD,), [(at("2024-03-05"), at("2024-06-01"))]) == (OLD,)  # it was over by then
