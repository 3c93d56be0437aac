"""Meters in SQL: one row each, a column for every fact that ``data.meter.Meter`` declares; never lost with caches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Engine, Float, MetaData, String, delete, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from data.errors import ParameterError
from data.meter import SOME_YEAR, Meter, check_calendar
from data.meter_facts import MAX_TEXT, declared_facts, fact_values, made_with_facts
from pipeline.store.database import Fact, Table, upsert

__all__ = ["MAX_TEXT", "SOME_YEAR", "Meter", "MeterBook", "check_calendar", "meter_table"]


def meter_table(kind: type[Meter], metadata: MetaData) -> SqlTable:
    """Return the table of meters of a kind, with a column for every fact; new ones are added to a table there is."""
    columns = [
        Column(fact.key, Float)
        if fact.kind == "number"
        else Column(fact.key, String, nullable=False, server_default=str(fact.default))
        for fact in declared_facts(kind)
    ]
    key, demo = Column("meter_id", String, primary_key=True), Column("demo", Boolean, nullable=False)
    return SqlTable("meters", metadata, key, demo, *columns)


METERS = meter_table(Meter, Table.metadata)


class MeterBook:
    """All meters of one installation."""

    def __init__(self, database: Engine, kind: type[Meter] = Meter, table: SqlTable = METERS) -> None:
        self._database = database
        self._kind, self._table = kind, table

    def all(self) -> tuple[Meter, ...]:
        """Return every meter, people's own before demo meters, each in order of name."""
        columns = self._table.c
        with self._database.connect() as connection:
            rows = connection.execute(select(self._table).order_by(columns.demo, columns.name, columns.meter_id))
            return tuple(self._meter(row) for row in rows.mappings())

    def get(self, meter_id: str) -> Meter:
        """Return one meter.

        Raises
        ------
        ParameterError
            When there is none with this key.
        """
        found = self.find(meter_id)
        if found is None:
            raise ParameterError(f"There is no meter {meter_id!r}; choose one that has been imported.")
        return found

    def find(self, meter_id: str) -> Meter | None:
        """Return one meter, None where there is none with this key."""
        with self._database.connect() as connection:
            found = connection.execute(select(self._table).where(self._table.c.meter_id == meter_id))
            row = found.mappings().first()
            return None if row is None else self._meter(row)

    def save(self, *meters: Meter) -> None:
        """Add meters, or replace what was said of them before: all of them or, where it fails, none.

        Raises
        ------
        DataError
            When no public holidays are known for a country or region.
        """
        for meter in {(meter.country, meter.region): meter for meter in meters}.values():
            check_calendar(meter)
        with self._database.begin() as connection:
            for meter in meters:
                upsert(
                    connection,
                    self._table,
                    {"meter_id": meter.meter_id, "demo": meter.demo, **fact_values(meter)},
                )

    def remove(self, meter_id: str) -> None:
        """Forget a meter; nothing happens where there is none."""
        with self._database.begin() as connection:
            connection.execute(delete(self._table).where(self._table.c.meter_id == meter_id))

    def fact(self, name: str) -> str:
        """Return something remembered of this installation, or an empty text."""
        with Session(self._database) as session:
            found = session.get(Fact, name)
            return found.value if found else ""

    def remember(self, name: str, value: str) -> None:
        """Remember something of this installation."""
        with self._database.begin() as connection:
            upsert(connection, Fact, {"name": name, "value": value})

    def _meter(self, row: Mapping[Any, Any]) -> Meter:
        facts = {fact.key: row[fact.key] for fact in declared_facts(self._kind)}
        return made_with_facts(self._kind, facts, meter_id=row["meter_id"], demo=row["demo"])
