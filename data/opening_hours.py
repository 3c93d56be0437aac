"""Operation: what a person said of when a meter's building is open and how much power it may draw.

Part of a ``MeterSeries``, so that every detector sees it; where nothing was said, it is inferred from the readings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import ParameterError
from data.meter_facts import FactGroup, FactValue, check_facts, number_fact, stated_facts, text_fact, with_facts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_HOURS = 24.0
OPENING = FactGroup("when the building is open", "What is not given is inferred from the readings.", folded=True)


def hour_of(text: str) -> float:
    """Read ``HH:MM`` as hours since midnight, 0 to 24.

    Raises
    ------
    ParameterError
        When it is no time of the day.
    """
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    hour = int(found[1]) + int(found[2]) / 60.0 if found and int(found[2]) < 60 else DAY_HOURS + 1.0
    if hour > DAY_HOURS:
        raise ParameterError(f"The time {text!r} is none of a day; write it as 07:00, or 24:00 for the end of the day.")
    return hour


def weekdays_of(text: str) -> frozenset[int] | None:
    """Read days such as ``1-5,7`` as numbers from 0 for Monday, None for an empty text.

    Raises
    ------
    ParameterError
        When it holds anything else.
    """
    if not text:
        return None
    days: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"([1-7])(?:-([1-7]))?", part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise ParameterError(
                f"Open days are {text!r}; write 1 for Monday to 7 for Sunday, for example 1-5 or 1-5,7."
            )
        days |= set(range(first - 1, last))
    return frozenset(days)


@dataclass(frozen=True)
class Operation:
    """Opening hours and contract limit of one meter; what is empty or None was not said.

    Its fields are facts that detectors see: each is declared once, here, and asked for everywhere.

    Parameters
    ----------
    opens, closes
        Local times as ``HH:MM``, both or neither; ``24:00`` is the end of the day. Closing before opening means the
        night after.
    open_days
        Days of the week, 1 for Monday to 7 for Sunday: ``1-5``, ``1-5,7`` or ``2,4``. Public holidays are closed
        unless Sundays are open.
    limit_kw
        Most power that contract or fuse allow, in kW.

    Raises
    ------
    ParameterError
        When a value is not one of those, naming it.
    """

    opens: str = text_fact(
        label="Opens", noun="opening time", group=OPENING, of_series=True, metavar="HH:MM", example="07:00",
        help="local time at which it opens", allowed="a time such as 07:00, or none",
        is_allowed=lambda text: hour_of(text) >= 0,
    )  # fmt: skip
    closes: str = text_fact(
        label="Closes", noun="closing time", group=OPENING, of_series=True, metavar="HH:MM", example="19:00",
        help="local time at which it closes", allowed="a time such as 19:00, or none",
        is_allowed=lambda text: hour_of(text) >= 0,
    )  # fmt: skip
    open_days: str = text_fact(
        label="Open days", noun="days it is open", group=OPENING, of_series=True, metavar="DAYS",
        example="1-5 or 1-5,7", help="1 for Monday to 7 for Sunday", allowed="days such as 1-5, or none",
        is_allowed=weekdays_of, tidy=lambda text: text.replace(" ", ""),
    )  # fmt: skip
    limit_kw: float | None = number_fact(
        label="Limit in kW", noun="limit", group=OPENING, of_series=True, unit="kW", metavar="KW", example="120",
        help="most power that contract or fuse allow", allowed="a power above 0, or none",
        is_allowed=lambda power_kw: power_kw > 0,
    )  # fmt: skip

    def __post_init__(self) -> None:
        if bool(self.opens) != bool(self.closes):
            raise ParameterError(
                f"Opening hours are {self.opens or 'none'} to {self.closes or 'none'}; say both times, or neither."
            )
        check_facts(self)
        if self.opens and hour_of(self.opens) == hour_of(self.closes):
            raise ParameterError(
                f"Opening hours are {self.opens} to {self.closes}, which is no time at all; "
                "always open is 00:00 to 24:00."
            )

    @property
    def is_stated(self) -> bool:
        """Whether anything was said."""
        return bool(stated_facts(self))

    @property
    def hours(self) -> tuple[float, float] | None:
        """Local hours of opening and closing, None where not said."""
        return (hour_of(self.opens), hour_of(self.closes)) if self.opens else None

    @property
    def closed_hours(self) -> tuple[float, float] | None:
        """Local hours of closing and opening after it, None where not said or where it never closes."""
        if self.hours is None:
            return None
        opens, closes = self.hours
        return (closes % DAY_HOURS, opens) if (opens - closes) % DAY_HOURS > 0 else None

    @property
    def weekdays(self) -> frozenset[int] | None:
        """Open days, 0 for Monday to 6 for Sunday, None where not said."""
        return weekdays_of(self.open_days)


def stated_operation(values: Mapping[str, FactValue]) -> Operation | None:
    """Return what was said, None where nothing was; other facts among the values are passed over.

    Raises
    ------
    ParameterError
        When a value is not allowed.
    """
    stated = with_facts(Operation(), values)
    return stated if stated.is_stated else None
