"""Operation: what a person said of when a meter's building is open and how much power it may draw.

Part of a ``MeterSeries``, so that every detector sees it; where nothing was said, it is inferred from the readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

from data.errors import ParameterError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_HOURS = 24.0


@dataclass(frozen=True)
class Operation:
    """Opening hours and contract limit of one meter; what is empty or None was not said.

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

    opens: str = ""
    closes: str = ""
    open_days: str = ""
    limit_kw: float | None = None

    def __post_init__(self) -> None:
        if bool(self.opens) != bool(self.closes):
            raise ParameterError(
                f"Opening hours are {self.opens or 'none'} to {self.closes or 'none'}; say both times, or neither."
            )
        if self.opens:
            opens, closes = hour_of(self.opens), hour_of(self.closes)
            if opens == closes:
                raise ParameterError(
                    f"Opening hours are {self.opens} to {self.closes}, which is no time at all; "
                    "always open is 00:00 to 24:00."
                )
        weekdays_of(self.open_days)
        limit = self.limit_kw
        if limit is not None and (isinstance(limit, bool) or not (isfinite(limit) and limit > 0)):
            raise ParameterError(f"The limit is {limit} kW; it takes a power above 0, or none.")

    @property
    def hours(self) -> tuple[float, float] | None:
        """Local hours of opening and closing, None where not said."""
        return (hour_of(self.opens), hour_of(self.closes)) if self.opens else None

    @property
    def weekdays(self) -> frozenset[int] | None:
        """Open days, 0 for Monday to 6 for Sunday, None where not said."""
        return weekdays_of(self.open_days)


def operation(
    opens: str = "", closes: str = "", open_days: str = "", limit_kw: float | None = None
) -> Operation | None:
    """Return what was said as a record, None where nothing was."""
    stated = Operation(opens.strip(), closes.strip(), open_days.replace(" ", ""), limit_kw)
    return None if stated == Operation() else stated


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
