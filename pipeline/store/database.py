"""The SQL database of what people decided: opened, made where it is missing, checked for its version.

SQLite in DATA_DIR by default, PostgreSQL through DATABASE_URL. A table is a class derived from ``Table``;
``open_database`` makes every table whose module has been imported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateColumn

from data.errors import ParameterError


def _forget_units(connection: Connection) -> None:
    """Forget the unit of meters: nobody had said it, and now it tells how files are read that name none."""
    if inspect(connection).has_table("meters"):
        connection.execute(text("UPDATE meters SET unit = ''"))


UPGRADES: Mapping[int, Callable[[Connection], None]] = {2: _forget_units}
"""By schema n what turns it into n + 1, beside columns that are new: those are added to every table by themselves."""
SCHEMA = 3
BUSY_SECONDS = 30
POSTGRESQL_LOCK = 0x10AD1E25
"""Any number, the same in every process: two that start at once make the tables one after the other."""


class Table(DeclarativeBase):
    """Base of all tables."""


class Fact(Table):
    """A single thing to remember of an installation, such as the version of its schema."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def open_database(url: str, tables: MetaData = Table.metadata) -> Engine:
    """Return the database at ``url`` with all tables and columns; safe where several processes start at once.

    A column that a table of an older version lacks is added to it; what it holds stays.

    Raises
    ------
    ParameterError
        When it cannot be reached, or was made by a newer version of Loadlens.
    """
    engine = create_engine(url, pool_pre_ping=True, connect_args=_connect_args(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        with _alone(engine) as connection:
            tables.create_all(connection)
            _upgrade(connection)
            _add_columns(connection, tables)
    except SQLAlchemyError as error:
        shown = engine.url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise ParameterError(
            f"The database {shown} cannot be used: {reason}. Check DATABASE_URL and that it is reachable and writable."
        ) from error
    return engine


def upsert(connection: Connection, table: type[Table] | SqlTable, values: dict[str, Any]) -> None:
    """Insert a row, or replace the one with the same primary key; safe where two do so at once."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in inspect(table).primary_key]
    others = {name: value for name, value in values.items() if name not in keys}
    statement = dialect.insert(table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


def _connect_args(url: str) -> dict[str, Any]:
    return {"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {"connect_timeout": 10}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    with FileLock(Path(file).with_suffix(".lock")) if file else nullcontext(), engine.begin() as connection:
        if file:
            connection.execute(text("PRAGMA journal_mode=WAL"))
        elif engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": POSTGRESQL_LOCK})
        yield connection


def _add_columns(connection: Connection, tables: MetaData) -> None:
    inspector = inspect(connection)
    for table in tables.sorted_tables:
        known = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                declared = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {declared}"))


def _upgrade(connection: Connection) -> None:
    found = connection.execute(text("SELECT value FROM facts WHERE name = 'schema'")).scalar()
    schema = int(found) if found else SCHEMA
    if schema > SCHEMA:
        raise ParameterError(
            f"The database was made by a newer Loadlens (schema {schema}; this one knows {SCHEMA}). "
            "Update Loadlens, or name another database in DATABASE_URL."
        )
    for number in range(schema, SCHEMA):
        if number in UPGRADES:
            UPGRADES[number](connection)
    if str(found) != str(SCHEMA):
        upsert(connection, Fact, {"name": "schema", "value": str(SCHEMA)})
