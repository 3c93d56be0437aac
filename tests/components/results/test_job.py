"""What a person hears of a job that runs: how long it will take, once that is known."""

from __future__ import annotations

from components.results.job import Pace


def test_a_job_that_takes_long_says_how_long_from_its_own_pace() -> None:
    pace = Pace(begun=100.0, last=100.0)
    told = [pace.left(share, 100.0 + moment) for moment, share in ((1, 0.02), (2, 0.04), (4, 0.08), (5, 0.1))]
    assert told == [None, None, 46.0, 45.0]


def test_what_is_soon_done_says_nothing() -> None:
    pace = Pace(begun=0.0, last=0.0)
    assert [pace.left(share, moment) for moment, share in ((4.0, 0.4), (8.0, 0.8))] == [None, None]


def test_a_result_that_was_kept_says_nothing_of_the_pace() -> None:
    pace = Pace(begun=0.0, last=0.0)
    told = [pace.left(share, moment) for moment, share in ((0.1, 0.5), (2.1, 0.51), (4.1, 0.52), (6.1, 0.53))]
    assert told[:2] == [None, None]
    assert [round(left) for left in told[2:] if left] == [96, 94]
