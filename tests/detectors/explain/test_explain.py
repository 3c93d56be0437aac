"""Explaining an event: words and money above its facts, by hand."""

from __future__ import annotations

import dataclasses

import pytest

from detectors.events.events import Event
from detectors.explain.explain import explain
from detectors.explain.money import money, yearly_cost
from detectors.reasons import REASONS, Kind, Reason
from pipeline.store.meters import Meter
from tests.detectors.explain.stretches import NAN, context, event_of

METER = Meter("office", timezone="Europe/Zurich", price_per_kwh=0.25, currency="CHF")
NIGHT = event_of(context([9.0] * 8, 5.0, Reason.BASELOAD_HIGH))
LESS = event_of(context([3.0] * 8, 5.0, Reason.BELOW_EXPECTED, side=-1))
GAP = event_of(context([NAN] * 48, NAN, Reason.GAP))
LEAK = Reason(
    "leak", "a leak", sentence="Leaks {excess}: {mean} for {duration}, {usual} was usual.", hint="Look below."
)


def test_an_event_holds_no_words() -> None:
    texts = {field.name for field in dataclasses.fields(Event) if field.type == "str"}
    assert texts == {"meter_id"}


def test_an_explanation_is_sentence_hint_and_money() -> None:
    found = explain(NIGHT, METER)

    assert found.sentence == (
        "High base load at night: 9 kW for 8 h, usual about 5 kW; 4 kW (80 %) more, 32 kWh. "
        "If every night were like this, 11,700 kWh and CHF 2,920 a year."
    )
    assert found.hint.startswith("Typical causes: ventilation, heating or lighting running at night")
    assert (found.money, found.co2_kg) == ("CHF 8.00", None)


@pytest.mark.parametrize("meter", [None, Meter("office", timezone="Europe/Zurich", currency="CHF")])
def test_without_a_price_there_is_no_money(meter: Meter | None) -> None:
    found = explain(NIGHT, meter)

    assert found.sentence.endswith("If every night were like this, 11,700 kWh a year.")
    assert found.money == ""


def test_money_that_was_not_spent_has_a_minus_and_a_year_of_it_does_not() -> None:
    found = explain(LESS, METER)

    assert found.money == "CHF −4.00"
    assert found.sentence.endswith("If every night were like this, 5,840 kWh and CHF 1,460 less a year.")


def test_a_year_that_costs_nothing_is_told_as_that() -> None:
    found = explain(NIGHT, Meter("office", timezone="Europe/Zurich", price_per_kwh=0.0))

    assert found.sentence.endswith("If every night were like this, 11,700 kWh and 0 a year.")


def test_an_amount_that_comes_twice_in_a_sentence_is_priced_once() -> None:
    once = event_of(context([12.0] * 48, 2.0, Reason.WEEKEND_ON, start="2024-05-11 00:00"))

    assert explain(once, METER).sentence.count("CHF") == 1


@pytest.mark.parametrize(
    ("event", "heading", "numbers"),
    [
        (NIGHT, "High base load at night", "9 kW for 8 h, usual about 5 kW"),
        (GAP, "No readings", "for 2 d, what was used then is not known."),
    ],
)
def test_the_heading_is_what_stands_before_the_numbers(event: Event, heading: str, numbers: str) -> None:
    found = explain(event)

    assert found.heading == heading
    assert found.numbers.startswith(numbers)


def test_a_data_problem_costs_nothing() -> None:
    assert explain(GAP, METER).money == ""


def test_money_is_written_with_its_currency() -> None:
    assert money(1000.0, METER) == "CHF 250"
    assert money(10.0, METER) == "CHF 2.50"
    assert money(NAN, METER) == ""
    assert yearly_cost(12_345.0, METER) == "CHF 3,090"


def test_a_reason_is_told_in_the_sentence_it_brings() -> None:
    found = explain(event_of(context([9.0] * 4, 5.0, LEAK)))

    assert found.sentence == "Leaks 16 kWh more than usual: 9 kW for 4 h, 5 kW was usual."
    assert found.hint == "Look below."


def test_a_figure_that_is_not_known_gives_way_to_a_general_sentence() -> None:
    assert explain(event_of(context([9.0] * 4, NAN, LEAK))).sentence == "A leak: on average 9 kW for 4 h."


@pytest.mark.parametrize(
    ("kind", "power", "said"),
    [
        (Kind.ENERGY, 9.0, "A draught: 9 kW on average for 4 h, usual about 5 kW; 16 kWh more than usual."),
        (Kind.DATA, 9.0, "A draught: on average 9 kW for 4 h."),
        (Kind.DATA, NAN, "A draught for 4 h."),
    ],
)
def test_a_reason_that_brings_no_sentence_begins_with_its_label(kind: Kind, power: float, said: str) -> None:
    draught = Reason("draught", "a draught", kind)

    assert explain(event_of(context([power] * 4, 5.0, draught))).sentence == said


def test_an_event_of_a_foreign_reason_is_never_named_left_on() -> None:
    night = event_of(context([9.0] * 8, 5.0, Reason("draught", "a draught")))

    assert explain(night).heading == "A draught"
    assert explain(night).hint == ""


def test_sentences_of_data_problems_stand_in_their_records() -> None:
    data = [reason for reason in REASONS if reason.kind is Kind.DATA]
    assert len(data) == 11
    assert all(reason.sentence and reason.hint for reason in data)
