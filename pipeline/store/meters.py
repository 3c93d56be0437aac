"""Meters: what people said of each one. Kept in SQL, apart from readings and caches, and never lost with them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from data.calendar.day_types import public_holidays
from data.errors import ParameterError
from data.importing.options import UNITS
from data.opening_hours import Operation, operation
from pipeline.store.database import Fact, Table, upsert

MAX_TEXT = 200
SOME_YEAR = 2025
"""Any year tells whether a country and region have a calendar."""


@dataclass(frozen=True)
class Meter:
    """The settings of one meter.

    Parameters
    ----------
    meter_id
        Key within one installation; never changes.
    name
        What people call it; the key where none is given.
    timezone
        Zone the meter stands in: days, nights and weekends are meant there.
    country, region
        ISO 3166 codes (``"CH"``, ``"ZH"``) for public holidays; empty where unknown.
    unit
        One of ``data.importing.options.UNITS`` for files of this meter that name none; empty where it is guessed.
    price_per_kwh, currency
        The tariff, None where unknown; currency as in ISO 4217.
    demo
        Whether Loadlens made it up.
    opens, closes, open_days
        Opening hours as local times (``07:00``) and open days (``1-5``), empty where unknown; see ``Operation``.
    limit_kw
        Most power that contract or fuse allow, None where unknown.
    """

    meter_id: str
    name: str = ""
    timezone: str = field(kw_only=True)
    country: str = ""
    region: str = ""
    unit: str = ""
    price_per_kwh: float | None = None
    currency: str = ""
    demo: bool = False
    opens: str = ""
    closes: str = ""
    open_days: str = ""
    limit_kw: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.strip() or self.meter_id)
        _check_text("key", self.meter_id)
        _check_text("name", self.name)
        _check_zone(self)
        _check_place(self)
        _check_tariff(self)
        _ = self.operation  # refuses what is no time, day or limit

    @property
    def operation(self) -> Operation | None:
        """What detectors are told of opening hours and limit, None where nothing was said."""
        return operation(self.opens, self.closes, self.open_days, self.limit_kw)


class MeterRow(Table):
    """How a meter is kept."""

    __tablename__ = "meters"

    meter_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    region: Mapped[str]
    unit: Mapped[str]
    price_per_kwh: Mapped[float | None]
    currency: Mapped[str]
    demo: Mapped[bool]
    opens: Mapped[str] = mapped_column(server_default="")
    closes: Mapped[str] = mapped_column(server_default="")
    open_days: Mapped[str] = mapped_column(server_default="")
    limit_kw: Mapped[float | None]


class MeterBook:
    """All meters of one installation."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def all(self) -> tuple[Meter, ...]:
        """Return every meter, people's own before demo meters, each in order of name."""
        with Session(self._database) as session:
            rows = session.scalars(select(MeterRow).order_by(MeterRow.demo, MeterRow.name, MeterRow.meter_id))
            return tuple(_meter(row) for row in rows)

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
        with Session(self._database) as session:
            row = session.get(MeterRow, meter_id)
            return None if row is None else _meter(row)

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
                upsert(connection, MeterRow, asdict(meter))

    def remove(self, meter_id: str) -> None:
        """Forget a meter; nothing happens where there is none."""
        with self._database.begin() as connection:
            connection.execute(delete(MeterRow).where(MeterRow.meter_id == meter_id))

    def fact(self, name: str) -> str:
        """Return something remembered of this installation, or an empty text."""
        with Session(self._database) as session:
            found = session.get(Fact, name)
            return found.value if found else ""

    def remember(self, name: str, value: str) -> None:
        """Remember something of this installation."""
        with self._database.begin() as connection:
            upsert(connection, Fact, {"name": name, "value": value})


def check_calendar(meter: Meter) -> None:
    """Raise an error when no public holidays are known for the country or region of a meter.

    Raises
    ------
    DataError
        When there are none for them.
    ParameterError
        When there is a region and no country.
    """
    if meter.region and not meter.country:
        raise ParameterError(
            f"The region of meter {meter.name} is {meter.region!r}, but its country is not known; name the country too."
        )
    public_holidays(meter.country, meter.region, SOME_YEAR, SOME_YEAR)


def _meter(row: MeterRow) -> Meter:
    return Meter(**{item.name: getattr(row, item.name) for item in fields(Meter)})


def _check_text(what: str, text: str) -> None:
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise ParameterError(
            f"The {what} of a meter is {text[:40]!r}; it takes 1 to {MAX_TEXT} characters in one line."
        )


def _check_zone(meter: Meter) -> None:
    try:
        ZoneInfo(meter.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"The time zone of meter {meter.name} is {meter.timezone!r}; it takes a name such as Europe/Zurich or UTC."
        ) from error


def _check_place(meter: Meter) -> None:
    if meter.country and not re.fullmatch("[A-Z]{2}", meter.country):
        raise ParameterError(
            f"The country of meter {meter.name} is {meter.country!r}; it takes two capital letters such as CH, or none."
        )
    if len(meter.region) > MAX_TEXT:
        raise ParameterError(f"The region of meter {meter.name} is too long; it takes a code such as ZH, or none.")


def _check_tariff(meter: Meter) -> None:
    price = meter.price_per_kwh
    if price is not None and not (isfinite(price) and price >= 0):
        raise ParameterError(f"The price of meter {meter.name} is {price} per kWh; it takes 0 or more, or none.")
    if meter.currency and not re.fullmatch("[A-Z]{3}", meter.currency):
        raise ParameterError(
            f"The currency of meter {meter.name} is {meter.currency!r}; it takes three capital letters such as CHF."
        )
    if meter.unit and meter.unit not in UNITS:
        raise ParameterError(f"The unit of meter {meter.name} is {meter.unit!r}; choose one of {', '.join(UNITS)}.")
