"""One declaration of a fact: checked, typed, asked for, kept, answered and documented from the same record."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from components.upload.meter_form import fact_control, meter_form
from data.errors import ParameterError
from data.meter import PLACE, Meter, meter_facts, meter_with
from data.meter_facts import (
    FactValue,
    MeterFact,
    declared_facts,
    fact_values,
    number_fact,
    stated_facts,
    with_changed_facts,
    with_facts,
)
from data.opening_hours import Operation
from pipeline.predict.catalogue import MeterRecord, api_name, meter_record
from pipeline.store.database import Table, open_database
from pipeline.store.meters import METERS, MeterBook, meter_table
from terminal.meter_options import add_fact_options, changed_meter
from tests.readme_tables import facts_table

OFFICE = Meter("m1", "Office", "CH", "ZH", "kWh", 0.27, "CHF", timezone="Europe/Zurich")
PLAIN = Meter("m", timezone="UTC")


@dataclass(frozen=True)
class Warehouse(Meter):
    """A meter of which one more thing can be said."""

    height_m: float | None = number_fact(
        label="Height in m", noun="height", group=PLACE, unit="m", metavar="M", example="9", help="height of its roof",
        allowed="a height above 0, or none", is_allowed=lambda metres: metres > 0,
    )  # fmt: skip


FACTS = declared_facts(Warehouse)
HEIGHT = FACTS[-1]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    add_fact_options(made, FACTS, clearing=True)
    return made


def test_a_new_fact_is_in_the_form() -> None:
    drawn = str(meter_form(FACTS))

    assert "id='upload-height-m'" in drawn
    assert "Height in m" in drawn


def test_a_new_fact_is_an_option_that_changes_a_meter() -> None:
    meter = changed_meter(Warehouse("w", timezone="UTC"), parser().parse_args(["--height-m", "9.5"]))

    assert isinstance(meter, Warehouse)
    assert meter.height_m == 9.5
    assert "height of its roof, for example 9" in parser().format_help()
    assert fact_values(changed_meter(meter, parser().parse_args(["--height-m", "none"])))["height_m"] is None
    with pytest.raises(ParameterError, match=r"height of meter w is -1.0 m; it takes a height above 0, or none\."):
        changed_meter(meter, parser().parse_args(["--height-m", "-1"]))


def test_a_new_fact_is_a_field_of_the_api_with_its_help() -> None:
    found = meter_record(FACTS).model_json_schema()["properties"]["heightM"]

    assert found["description"] == "Height in m: height of its roof; null where unknown."
    assert {kind["type"] for kind in found["anyOf"]} == {"number", "null"}


def test_a_new_fact_is_a_row_of_the_document() -> None:
    assert "| `height_m` | Height in m: height of its roof | `--height-m M` | `heightM` |  |" in facts_table(FACTS)


def test_a_new_fact_is_a_column_that_a_database_there_is_gets_without_loss(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'meters.db'}"
    known = with_facts(OFFICE, {"opens": "07:00", "closes": "19:00", "limit_kw": 120.5})
    MeterBook(open_database(url)).save(known)

    wider = MetaData()
    table = meter_table(Warehouse, wider)
    Table.metadata.tables["facts"].to_metadata(wider)
    book = MeterBook(open_database(url, wider), Warehouse, table)

    assert [fact_values(meter) for meter in book.all()] == [{**fact_values(known), "height_m": None}]
    book.save(with_facts(Warehouse("w", timezone="UTC", demo=True), {"height_m": 12.0, "open_days": "1-5"}))
    assert book.get("w") == Warehouse(
        "w", timezone="UTC", demo=True, height_m=12.0, operation=Operation(open_days="1-5")
    )
    assert MeterBook(open_database(url)).get("m1") == known  # the older program goes on with the newer database


def test_what_an_older_program_saves_leaves_a_newer_fact_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'meters.db'}"
    MeterBook(open_database(url)).save(OFFICE)
    with create_engine(url).begin() as connection:
        connection.execute(text("ALTER TABLE meters ADD COLUMN height_m FLOAT"))
        connection.execute(text("UPDATE meters SET height_m = 9"))

    MeterBook(open_database(url)).save(with_facts(OFFICE, {"name": "Office North"}))

    with create_engine(url).begin() as connection:
        assert connection.execute(text("SELECT name, height_m FROM meters")).one() == ("Office North", 9.0)


@pytest.mark.parametrize("fact", meter_facts(), ids=lambda fact: fact.key)
def test_every_fact_reaches_everybody(fact: MeterFact) -> None:
    assert f"upload-{fact.option_name.replace('_', '-')}'" in str(meter_form(meter_facts()))
    assert fact.key in METERS.columns
    assert api_name(fact.key) in MeterRecord.model_fields
    assert fact.help
    assert fact.example


def test_values_go_round_through_flat_keys_also_those_of_the_record_within() -> None:
    values: dict[str, FactValue] = {"country": "DE", "region": "BY", "open_days": "1-5", "limit_kw": 7.0}

    meter = with_facts(PLAIN, values)

    assert meter.operation == Operation(open_days="1-5", limit_kw=7.0)
    assert stated_facts(meter) == {"name": "m", "timezone": "UTC", **values}


def test_another_country_has_other_regions_and_another_price_the_same_currency() -> None:
    assert with_changed_facts(OFFICE, {"country": "DE"}).region == ""
    assert with_changed_facts(OFFICE, {"country": "CH"}).region == "ZH"
    assert with_changed_facts(OFFICE, {"country": "DE", "region": "BY"}).region == "BY"
    assert with_changed_facts(OFFICE, {"price_per_kwh": 0.3}).currency == "CHF"


def test_a_form_says_nothing_by_a_currency_without_a_price() -> None:
    assert meter_with(PLAIN, {"currency": "EUR", "region": "ZH"}) == PLAIN
    assert meter_with(PLAIN, {"currency": "EUR", "price_per_kwh": 0.2}).currency == "EUR"


@pytest.mark.parametrize("value", [True, "9", float("nan"), float("inf"), 0.0])
def test_what_is_no_allowed_number_is_refused(value: FactValue) -> None:
    with pytest.raises(ParameterError, match=r"The height is .*; it takes a height above 0, or none"):
        HEIGHT.check(value)


def test_a_number_is_bounded_in_the_form_as_in_the_check() -> None:
    price = next(fact for fact in meter_facts() if fact.key == "price_per_kwh")

    control = fact_control(price, "price")

    assert (control.min, control.max, control.step) == (price.low, price.high, 0.01)
    with pytest.raises(ParameterError, match=r"'cheap' is no number; write for example 0\.25"):
        price.parse("cheap")
