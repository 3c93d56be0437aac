"""A meter: what people said of it. A new fact is one field here, or in ``Operation`` where detectors are to see it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import holidays
from holidays.registry import COUNTRIES

from data.calendar.day_types import public_holidays
from data.errors import ParameterError
from data.importing.options import UNITS, check_timezone
from data.meter_facts import (
    MAX_TEXT,
    FactGroup,
    FactValue,
    MeterFact,
    check_facts,
    choice_fact,
    declared_facts,
    holds,
    number_fact,
    text_fact,
    with_facts,
)
from data.opening_hours import Operation

SOME_YEAR = 2025
"""Any year tells whether a country and region have a calendar."""
CURRENCIES = ("EUR", "CHF", "GBP", "USD", "AUD", "CAD", "CZK", "DKK", "NOK", "PLN", "SEK")
PLACE = FactGroup("what it is and where it stands")
PRICE = FactGroup("what a kWh costs", "Then events are told in money too.")


@cache
def countries(_owner: str = "") -> Sequence[tuple[str, str]]:
    """Return codes and names of the countries whose public holidays are known, in order of name."""
    named = {codes[1]: module.replace("_", " ").title() for module, codes in COUNTRIES.items()}
    return tuple(sorted(named.items(), key=lambda item: item[1]))


def regions(country: str) -> Sequence[tuple[str, str]]:
    """Return the regions of a country that have holidays of their own."""
    return tuple((code, code) for code in sorted(holidays.list_supported_countries().get(country, [])))


def _same(values: Sequence[str]) -> Sequence[tuple[str, str]]:
    return tuple((value, value) for value in values)


def _is_zone(name: str) -> bool:
    try:
        return bool(check_timezone(name))
    except ParameterError:
        return False


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
    operation
        What detectors are told beside the readings: opening hours, limit.

    Raises
    ------
    ParameterError
        When a value is not allowed, naming it.
    """

    meter_id: str
    name: str = text_fact(
        label="Name of the meter", noun="name", group=PLACE, metavar="NAME", example="'Head office'",
        blank="as in the file", help="what people call it", allowed=f"1 to {MAX_TEXT} characters in one line",
    )  # fmt: skip
    timezone: str = text_fact(
        required=True, label="Time zone", noun="time zone", group=PLACE, metavar="ZONE", example="Europe/Zurich",
        help="zone it stands in",
        remark="Its readings keep their moments. Where local times were read in a wrong zone, remove the meter and "
        "import it again with --timezone",
        allowed="a name such as Europe/Zurich or UTC", is_allowed=_is_zone, of_file=True,
    )  # fmt: skip
    country: str = choice_fact(
        countries, label="Country, for public holidays", noun="country", group=PLACE, metavar="CC", example="GB",
        blank="unknown", help="two letters that tell which days are public holidays",
        allowed="two capital letters such as CH, or none",
        is_allowed=lambda code: re.fullmatch("[A-Z]{2}", code), tidy=lambda text: text.strip().upper(), of_series=True,
    )  # fmt: skip
    region: str = choice_fact(
        regions, label="Region", noun="region", group=PLACE, metavar="CODE", example="ENG", belongs_to="country",
        blank="unknown", help="part of the country that has holidays of its own",
        allowed="a code such as ZH, or none", of_series=True,
    )  # fmt: skip
    unit: str = choice_fact(
        lambda _owner: _same(UNITS), label="Unit", noun="unit", group=PLACE, metavar="UNIT", example="kWh",
        help=f"unit of the readings in its files that name none: {', '.join(UNITS)}",
        allowed=f"one of {', '.join(UNITS)}", is_allowed=UNITS.__contains__, of_file=True,
    )  # fmt: skip
    price_per_kwh: float | None = number_fact(
        label="Price of a kWh", noun="price", group=PRICE, unit="per kWh", low=0.0, high=1e6, step=0.01, option="price",
        metavar="PRICE", example="0.25", blank="unknown", help="what one kWh costs",
        allowed="0 or more (up to a million), or none",
    )  # fmt: skip
    currency: str = text_fact(
        label="Currency", noun="currency", group=PRICE, metavar="CODE", example="CHF", belongs_to="price_per_kwh",
        help="three letters of the money in which the price is",
        allowed="three capital letters such as CHF", suggestion=CURRENCIES[0],
        choices=lambda _owner: _same(CURRENCIES), is_allowed=lambda code: re.fullmatch("[A-Z]{3}", code),
    )  # fmt: skip
    demo: bool = False
    operation: Operation = field(default_factory=Operation, metadata=holds(Operation))

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.strip() or self.meter_id)
        if not self.meter_id or len(self.meter_id) > MAX_TEXT or not self.meter_id.isprintable():
            raise ParameterError(
                f"The key of a meter is {self.meter_id[:40]!r}; it takes 1 to {MAX_TEXT} characters in one line."
            )
        check_facts(self, self.name if self.name.isprintable() else self.meter_id)

    @property
    def facts(self) -> tuple[MeterFact, ...]:
        """What can be said of it."""
        return declared_facts(type(self))


def meter_facts() -> tuple[MeterFact, ...]:
    """Return all that can be said of a meter."""
    return declared_facts(Meter)


def meter_with(meter: Meter, values: Mapping[str, FactValue]) -> Meter:
    """Return a meter with what a form says of it; what belongs to something that is not said counts as not said.

    Raises
    ------
    ParameterError
        When a value is not allowed.
    """
    facts = {fact.key: fact for fact in meter.facts}
    parsed = {key: facts[key].parse(value) if isinstance(value, str) else value for key, value in values.items()}
    given = {key: value for key, value in parsed.items() if value != facts[key].default}
    return with_facts(meter, {key: value for key, value in given.items() if facts[key].belongs_to in ("", *given)})


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
