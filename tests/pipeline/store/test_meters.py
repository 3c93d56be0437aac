"""Meters in SQL: kept, replaced, removed; never lost, whoever else starts at the same time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from data.errors import LoadlensError, ParameterError
from data.meter_facts import FactValue, with_facts
from data.opening_hours import Operation
from pipeline.store.database import open_database
from pipeline.store.meters import Meter, MeterBook
from tests.pipeline.store.postgresql import cluster

OFFICE = Meter("m1", "Office", "CH", "ZH", "kWh", 0.27, "CHF", timezone="Europe/Zurich")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'meters.db'}"
    address: str = request.getfixturevalue("postgresql")
    with create_engine(address).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return address


@pytest.fixture
def book(url: str) -> MeterBook:
    return MeterBook(open_database(url))


def fill(url: str, number: int) -> None:
    book = MeterBook(open_database(url))
    book.save(Meter(f"own {number}", timezone="UTC"))
    book.save(Meter("shared", name=f"by {number}", timezone="UTC"))


def test_a_meter_comes_back_as_it_was_saved(book: MeterBook) -> None:
    book.save(OFFICE)
    assert book.get("m1") == OFFICE
    assert book.find("m1") == OFFICE


def test_saving_again_replaces(book: MeterBook) -> None:
    book.save(OFFICE)
    book.save(replace(OFFICE, name="Office North", price_per_kwh=None))
    assert book.all() == (replace(OFFICE, name="Office North", price_per_kwh=None),)


def test_own_meters_come_before_demo_meters_each_by_name(book: MeterBook) -> None:
    for key, name, demo in (("1", "b", True), ("2", "d", False), ("3", "a", True), ("4", "c", False)):
        meter = Meter(key, name, demo=demo, timezone="UTC")
        book.save(meter)
    assert [meter.meter_id for meter in book.all()] == ["4", "2", "3", "1"]


def test_a_removed_meter_is_gone_and_removing_it_again_does_nothing(book: MeterBook) -> None:
    book.save(OFFICE)
    book.remove("m1")
    book.remove("m1")
    assert book.find("m1") is None
    with pytest.raises(ParameterError, match="There is no meter 'm1'"):
        book.get("m1")


def test_what_was_saved_is_there_after_a_new_start(url: str, book: MeterBook) -> None:
    book.save(OFFICE)
    book.remember("demo", "yes")
    again = MeterBook(open_database(url))
    assert again.all() == (OFFICE,)
    assert (again.fact("demo"), again.fact("other")) == ("yes", "")


def test_processes_that_start_at_once_all_succeed(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    starting = [context.Process(target=fill, args=(url, number)) for number in range(3)]
    for process in starting:
        process.start()
    for process in starting:
        process.join()
    assert [process.exitcode for process in starting] == [0, 0, 0]
    book = MeterBook(open_database(url))
    assert [meter.meter_id for meter in book.all() if meter.meter_id != "shared"] == [f"own {n}" for n in range(3)]
    assert book.get("shared").name.startswith("by ")


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str, book: MeterBook) -> None:
    book.save(OFFICE)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE facts SET value = '99' WHERE name = 'schema'"))
    with pytest.raises(ParameterError, match="made by a newer Loadlens \\(schema 99"):
        open_database(url)
    assert book.get("m1") == OFFICE


FIRST_SCHEMA = (
    "CREATE TABLE facts (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
    "INSERT INTO facts VALUES ('schema', '1'), ('demo made', 'yes')",
    "CREATE TABLE meters (meter_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, timezone VARCHAR NOT NULL, "
    "country VARCHAR NOT NULL, region VARCHAR NOT NULL, unit VARCHAR NOT NULL, price_per_kwh FLOAT, "
    "currency VARCHAR NOT NULL, demo BOOLEAN NOT NULL)",
    "INSERT INTO meters VALUES ('m1', 'Office', 'Europe/Zurich', 'CH', 'ZH', 'kWh', 0.27, 'CHF', FALSE)",
)


@pytest.mark.parametrize("starts", [1, 2])
def test_a_database_of_the_first_version_gets_opening_hours_and_loses_nothing(url: str, starts: int) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    with create_engine(url).begin() as connection:
        for statement in FIRST_SCHEMA:
            connection.execute(text(statement))
    for _ in range(starts):
        book = MeterBook(open_database(url))
    assert book.all() == (replace(OFFICE, unit=""),)
    assert book.fact("demo made") == "yes"
    book.save(replace(OFFICE, operation=Operation("07:00", "19:00", "1-5", 120.5)))
    assert book.get("m1").operation == Operation("07:00", "19:00", "1-5", 120.5)


def test_sqlite_writes_ahead_so_that_readers_never_wait(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'meters.db'}").connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_database_out_of_reach_gives_a_sentence_without_the_password() -> None:
    with pytest.raises(ParameterError, match="cannot be used") as raised:
        open_database("postgresql+psycopg://me:hidden@127.0.0.1:1/name")
    assert "hidden" not in str(raised.value)
    assert "DATABASE_URL" in str(raised.value)


def test_a_file_that_is_no_database_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "meters.db").write_bytes(b"something else " * 100)
    with pytest.raises(ParameterError, match="cannot be used"):
        open_database(f"sqlite:///{tmp_path / 'meters.db'}")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"timezone": "Zurich"}, "Europe/Zurich"),
        ({"country": "Switzerland"}, "two capital letters"),
        ({"price_per_kwh": -1.0}, "0 or more"),
        ({"price_per_kwh": float("nan")}, "0 or more"),
        ({"currency": "francs"}, "three capital letters"),
        ({"unit": "horse power"}, "W, kW, MW"),
        ({"meter_id": ""}, "1 to 200 characters"),
        ({"name": "two\nlines"}, "one line"),
        ({"opens": "07:00"}, "say both times"),
        ({"opens": "7 am", "closes": "19:00"}, "'7 am' is none of a day"),
        ({"open_days": "weekdays"}, "Open days are 'weekdays'"),
        ({"limit_kw": 0.0}, "The limit is 0.0 kW"),
    ],
)
def test_an_impossible_meter_cannot_be_made(change: dict[str, FactValue], named: str) -> None:
    with pytest.raises(ParameterError, match=named):
        with_facts(replace(OFFICE, meter_id=str(change.pop("meter_id", "m1"))), change)


def test_a_country_without_known_holidays_is_not_saved(tmp_path: Path) -> None:
    book = MeterBook(open_database(f"sqlite:///{tmp_path / 'meters.db'}"))
    with pytest.raises(LoadlensError, match="No public holidays"):
        book.save(replace(OFFICE, region="Nowhere"))
    assert book.all() == ()


def test_a_meter_without_a_name_is_called_by_its_key() -> None:
    assert Meter("m1", name=" ", timezone="UTC").name == "m1"
