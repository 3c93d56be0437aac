"""The headline and the rows of the event table, from events made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.event_list.rows import event_row, event_rows, signed_energy
from components.results.headline import counted_events, headline
from detectors.explain.money import money
from detectors.reasons import Reason
from pipeline.store.meters import Meter
from tests.detectors.explain.stretches import NAN, context, event_of

METER = Meter("office", "Office", timezone="Europe/Zurich", price_per_kwh=0.25, currency="CHF")
SATURDAY = "2024-03-09 00:00"
WEEKEND = event_of(context([9.2] * 48, 5.0, Reason.WEEKEND_ON, start=SATURDAY, window_hours=24.0))
GAP = event_of(context([NAN] * 48, NAN, Reason.GAP, start=SATURDAY), peak_score=400.0)
DROP = event_of(context([4.0] * 48, 5.0, Reason.BELOW_EXPECTED, start=SATURDAY, side=-1))


def test_the_headline_says_how_many_what_both_sides_are_worth_and_the_dearest() -> None:
    words = headline([WEEKEND, DROP, GAP], METER)

    assert words.sentence == (
        "2 events and 1 data problem · +202 kWh (CHF 50), −48 kWh (CHF 12); "
        "dearest: Sat 9 Mar, left on over the weekend"
    )


def test_without_a_price_there_is_no_money() -> None:
    assert "(" not in headline([WEEKEND], replace(METER, price_per_kwh=None)).rest


def test_where_nothing_was_above_only_what_was_below_is_said() -> None:
    assert headline([DROP], METER).rest.startswith(" · −48 kWh (CHF 12); dearest: ")


def test_data_problems_alone_say_how_much_nobody_saw() -> None:
    assert headline([replace(GAP, worth_kwh=35.0)], METER).rest == (
        " · about 35 kWh not seen; dearest: Sat 9 Mar, no readings (35 kWh not seen)"
    )


def test_the_dearest_may_be_a_data_problem_by_what_nobody_saw() -> None:
    words = headline([replace(GAP, worth_kwh=350.0), WEEKEND], METER).rest
    assert words == " · +202 kWh (CHF 50); dearest: Sat 9 Mar, no readings (350 kWh not seen)"


def test_what_still_lasts_is_said() -> None:
    still = replace(WEEKEND, is_open=True)
    assert headline([still, DROP], METER).rest.endswith("since Sat 9 Mar, left on over the weekend; 1 still open")
    assert headline([still], METER).rest.endswith("dearest: since Sat 9 Mar, left on over the weekend")


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
    assert (row["tone"], row["excess"], row["worth"]) == ("more", "+202 kWh", "CHF 50")
    assert ["Worth", "+202 kWh, CHF 50"] in row["facts"]


@pytest.mark.parametrize(
    ("price", "yearly"), [(0.25, "10,500 kWh and CHF 2,620 a year."), (None, "10,500 kWh a year.")]
)
def test_a_year_of_such_weekends_is_told_in_money_where_the_price_is_known(price: float | None, yearly: str) -> None:
    row = event_row(WEEKEND, 1, replace(METER, price_per_kwh=price))

    assert row["numbers"] == (
        "9.2 kW for 2 d, usual about 5 kW; 4.2 kW (84 %) more, 202 kWh. If every weekend were like this, " + yearly
    )


def test_a_data_problem_has_no_energy_and_its_own_look() -> None:
    row = event_row(replace(GAP, worth_kwh=35.0), 1, METER)

    assert (row["tone"], row["kind"], row["excess"], row["worth"]) == (
        "data",
        "Data problem",
        "≈ 35 kWh",
        "CHF 8.75",
    )
    assert row["numbers"] == "For 2 d, what was used then is not known."
    assert ["Not seen", "about 35 kWh"] in row["facts"]
    assert any("> 100 sigma" in value for _, value in row["facts"])


def test_events_that_begin_together_have_rows_of_their_own() -> None:
    assert len({row["id"] for row in event_rows([WEEKEND, GAP], METER)}) == 2


def test_days_have_their_year_where_events_are_of_several() -> None:
    earlier = event_of(context([4.0] * 48, 5.0, Reason.BELOW_EXPECTED, start="2023-12-30 00:00", side=-1))

    assert event_rows([WEEKEND, earlier], METER)[1]["began"] == "Sat 30 Dec 2023"
    assert "dearest: Sat 9 Mar 2024," in headline([WEEKEND, earlier], METER).rest


def test_amounts_carry_their_sign() -> None:
    assert signed_energy(-48.0) == "−48 kWh"
    assert money(-10.0, METER) == "CHF −2.50"


def test_what_was_used_less_is_worth_a_negative_amount_and_sorts_by_its_size() -> None:
    row = event_row(DROP, 1, METER)
    assert (row["excess"], row["worth"], row["worth_kwh"]) == ("−48 kWh", "CHF −12", 48.0)


def test_what_lies_on_neither_side_shows_what_it_is_ranked_by() -> None:
    row = event_row(replace(WEEKEND, side=0, excess_kwh=1.0, worth_kwh=40.0), 1, METER)
    assert row["excess"] == "±40 kWh"


def test_what_still_lasts_has_no_end() -> None:
    row = event_row(replace(WEEKEND, is_open=True), 1, METER)
    assert (row["began"], row["lasted"]) == ("since Sat 9 Mar", "2 d, so far")
    assert row["interval"] == "since Sat 9 Mar 2024, 00:00, so far"
