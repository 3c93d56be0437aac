"""The headline and the rows of the event table, from events made by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from components.event_list.rows import event_row, event_rows, signed_energy
from components.results.headline import counted_events, headline
from detectors.events.events import Event
from detectors.scores import Kind, Reason
from pipeline.analysis.money import money
from pipeline.store.meters import Meter

METER = Meter("office", "Office", timezone="Europe/Zurich", price_per_kwh=0.25, currency="CHF")
WEEKEND = Event(
    meter_id="office",
    start=pd.Timestamp("2024-03-09", tz="Europe/Zurich"),
    end=pd.Timestamp("2024-03-11", tz="Europe/Zurich"),
    hours=48.0,
    kind=Kind.ENERGY,
    reason=Reason.WEEKEND_ON,
    side=1,
    peak_score=6.12,
    window_hours=24.0,
    excess_kw=4.2,
    excess_kwh=202.0,
    sentence="Left on over the weekend: 4.2 kW more than usual for 2 d.",
    hint="Typical causes: ventilation.",
)
GAP = replace(
    WEEKEND,
    kind=Kind.DATA,
    reason=Reason.GAP,
    side=0,
    peak_score=400.0,
    excess_kw=float("nan"),
    excess_kwh=float("nan"),
    sentence="No readings for 2 d.",
)
DROP = replace(WEEKEND, side=-1, excess_kw=-1.0, excess_kwh=-48.0, sentence="Used less than usual: 3 kW.")


def test_the_headline_says_how_many_what_it_is_worth_and_the_worst() -> None:
    words = headline([WEEKEND, DROP, GAP], METER)

    assert words.sentence == (
        "2 events and 1 data problem · 202 kWh above normal (CHF 50) · worst: Sat 9 Mar, left on over the weekend"
    )


def test_without_a_price_there_is_no_money() -> None:
    assert "(" not in headline([WEEKEND], replace(METER, price_per_kwh=None)).rest


def test_what_was_missing_counts_where_nothing_was_above() -> None:
    assert "48 kWh below normal" in headline([DROP], METER).rest


def test_nothing_found_is_said() -> None:
    assert headline([], METER).sentence == "No events: nothing abnormal in these dates at this alarm level"


@pytest.mark.parametrize(
    ("energy", "data", "words"),
    [(0, 0, "No events"), (1, 0, "1 event"), (0, 2, "2 data problems"), (1200, 1, "1,200 events and 1 data problem")],
)
def test_counts_in_words(energy: int, data: int, words: str) -> None:
    assert counted_events(energy, data) == words


def test_a_row_holds_what_table_details_and_link_need() -> None:
    row = event_row(WEEKEND, 1, METER)

    assert row["key"] == "2024-03-08T23:00Z"
    assert row["end_ms"] - row["start_ms"] == 48 * 3600 * 1000
    assert (row["began"], row["lasted"], row["what"]) == ("Sat 9 Mar, 00:00", "2 d", "Left on over the weekend")
    assert (row["tone"], row["excess"], row["sigma"]) == ("more", "+202 kWh", "6.1")
    assert ["Worth", "+202 kWh, CHF 50"] in row["facts"]


NIGHT = replace(
    WEEKEND,
    sentence="High base load at night: 9 kW; 32 kWh. If every night were like this, 11.7 MWh a year.",
    yearly_kwh=11_680.0,
)
LESS = replace(
    DROP, sentence="Used less than usual at night: 3 kW. If every night were like this, 5,840 kWh less a year."
)


@pytest.mark.parametrize(
    ("event", "price", "numbers"),
    [
        (NIGHT, 0.25, "9 kW; 32 kWh. If every night were like this, 11.7 MWh and CHF 2,920 a year."),
        (NIGHT, None, "9 kW; 32 kWh. If every night were like this, 11.7 MWh a year."),
        (
            replace(LESS, yearly_kwh=5_840.0),
            0.25,
            "3 kW. If every night were like this, 5,840 kWh and CHF 1,460 less a year.",
        ),
        (WEEKEND, 0.25, "4.2 kW more than usual for 2 d."),
    ],
)
def test_a_year_of_such_nights_is_told_in_money_where_the_price_is_known(
    event: Event, price: float | None, numbers: str
) -> None:
    assert event_row(event, 1, replace(METER, price_per_kwh=price))["numbers"] == numbers


def test_a_data_problem_has_no_energy_and_its_own_look() -> None:
    row = event_row(GAP, 1, METER)

    assert (row["tone"], row["kind"], row["excess"], row["excess_kwh"]) == ("data", "Data problem", "–", None)
    assert row["numbers"] == "No readings for 2 d."
    assert row["sigma"] == "> 100"


def test_events_that_begin_together_have_rows_of_their_own() -> None:
    assert len({row["id"] for row in event_rows([WEEKEND, GAP], METER)}) == 2


def test_days_have_their_year_where_events_are_of_several() -> None:
    earlier = replace(DROP, start=pd.Timestamp("2023-12-30", tz="Europe/Zurich"))

    assert event_rows([WEEKEND, earlier], METER)[1]["began"] == "30 Dec 2023, 00:00"
    assert "worst: Sat 9 Mar 2024," in headline([WEEKEND, earlier], METER).rest


def test_amounts_carry_their_sign() -> None:
    assert signed_energy(-48.0) == "−48 kWh"
    assert money(-10.0, METER) == "CHF −2.50"
