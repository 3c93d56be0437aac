"""How often an event happened, in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from components.event_list.rows import event_row
from detectors.events.events import Event
from detectors.explain.occurrences import times_text
from detectors.reasons import Reason
from pipeline.store.meters import Meter
from tests.detectors.explain.stretches import context, event_of

WEEK = event_of(context([9.0] * 14 * 24, 5.0, Reason.ABOVE_EXPECTED, start="2024-05-06 00:00"))
"""Two weeks that begin on a Monday; the night of the meter lasts from 20:00 to 06:00."""


def happening(*times: tuple[str, str]) -> Event:
    zone = WEEK.start.tz
    spans = tuple((pd.Timestamp(start, tz=zone), pd.Timestamp(end, tz=zone)) for start, end in times)
    return replace(WEEK, occurrences=spans, context=replace(WEEK.context, occurrences=spans))


def nights(*days: int) -> list[tuple[str, str]]:
    return [(f"2024-05-{day:02d} 22:00", f"2024-05-{day + 1:02d} 05:00") for day in days]


def weekends(*saturdays: int) -> list[tuple[str, str]]:
    return [(f"2024-05-{day:02d} 00:00", f"2024-05-{day + 2:02d} 00:00") for day in saturdays]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (nights(6), ""),
        (nights(6, 7, 8), "3 nights"),
        (nights(6, 7, 8, 10), "4 nights of 5"),
        (weekends(11, 18), "2 weekends"),
        ([(f"2024-05-{day:02d} 09:00", f"2024-05-{day:02d} 15:00") for day in (7, 8, 14)], "3 days of 8"),
        ([("2024-05-07 09:00", "2024-05-07 11:00"), ("2024-05-07 14:00", "2024-05-07 15:00")], "2 times"),
        ([*nights(6, 7), *weekends(11)], "3 times"),
    ],
)
def test_times_are_counted_as_people_do(times: list[tuple[str, str]], words: str) -> None:
    assert times_text(happening(*times).context) == words


def test_a_row_says_how_often_instead_of_how_long() -> None:
    row = event_row(
        replace(happening(*nights(6, 7, 9)), is_open=True), 1, Meter("office", "Office", timezone="Europe/Zurich")
    )
    assert row["lasted"] == "3 nights of 4, so far"
    assert ["Happened", "3 nights of 4; 14 d in all"] in row["facts"]
