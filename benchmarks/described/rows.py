"""How a described format writes rows of text: templates with the times and the readings of an interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.described.meter import WrittenMeter

Write = Callable[[WrittenMeter], bytes]
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "de": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic", "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
}  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """One interval as templates see it: its times by several clocks, and its number within the day."""

    start: datetime
    end: datetime
    minutes: int
    period: int
    watt_hours: int
    register: int
    number: int
    is_second_pass: bool

    def fields(self, decimal: str, months: str) -> dict[str, Any]:
        """Return all that a template may name; numbers are texts with this decimal mark."""
        wall = self.start.replace(tzinfo=None)
        until = wall + timedelta(minutes=self.minutes)
        utc = (self.start - (self.start.utcoffset() or timedelta())).replace(tzinfo=None)
        standard = utc + (self.start.utcoffset() or timedelta()) - (self.start.dst() or timedelta())
        step = timedelta(minutes=self.minutes)
        midnight = (until.hour, until.minute) == (0, 0)
        power = self.watt_hours * 60 // self.minutes if self.watt_hours * 60 % self.minutes == 0 else None
        exact = self.watt_hours * 60 / self.minutes / 1000
        numbers = {
            "kwh": f"{self.watt_hours / 1000:.3f}", "mwh": f"{self.watt_hours / 1e6:.6f}", "kw": f"{exact:.3f}",
            "w": str(power), "mw": f"{exact / 1000:.6f}", "register": f"{self.register / 1000:.3f}",
        }  # fmt: skip
        names = MONTHS[months].split()
        return {
            **{name: text.replace(".", decimal) for name, text in numbers.items()},
            "wh": str(self.watt_hours), "n": self.number, "start": self.start, "end": self.end, "wall": wall,
            "until": until, "utc": utc, "utc_end": utc + step, "std": standard, "std_end": standard + step,
            "to24": "24:00" if midnight else f"{until:%H:%M}", "b": "B" if self.is_second_pass else "",
            "period": self.period + 1, "hour": self.period * self.minutes // 60 + 1, "slot": wall.hour + 1,
            "quarter": wall.minute // 15 + 1, "second": 2 if self.is_second_pass else 1, "mon": names[wall.month - 1],
            "ms": round(self.start.timestamp() * 1000), "s": round(self.start.timestamp()),
            "season": "S" if self.start.dst() else "W", "iso": self.start.isoformat(), "iso_end": self.end.isoformat(),
            "hour_end": f"{self.period * self.minutes // 60 + 1:02d}:00", "next": f"{(wall.hour + 1):02d}",
        }  # fmt: skip


def intervals(meter: WrittenMeter) -> Iterator[Interval]:
    """Yield the intervals of a meter; the register shows what was counted before each of them."""
    registers = 4_213_000 + np.cumsum(meter.watt_hours) - meter.watt_hours
    ends = (meter.index.tz_convert("UTC") + timedelta(minutes=meter.minutes)).tz_convert(meter.zone)
    seen: set[datetime] = set()
    day, period = None, 0
    for number, start in enumerate(meter.index.to_pydatetime()):
        period = period + 1 if start.date() == day else 0
        day = start.date()
        wall = start.replace(tzinfo=None)
        yield Interval(
            start, ends[number].to_pydatetime(), meter.minutes, period, int(meter.watt_hours[number]),
            int(registers[number]), number + 1, wall in seen,
        )  # fmt: skip
        seen.add(wall)


def rows(
    header: str, row: str, *, decimal: str = ".", months: str = "en", footer: str = "",
    newest_first: bool = False,
) -> Write:  # fmt: skip
    """Return a writer of one row an interval; a template names the fields of ``Interval``."""

    def write(meter: WrittenMeter) -> bytes:
        lines = [row.format_map(each.fields(decimal, months)) for each in intervals(meter)]
        lines = lines[::-1] if newest_first else lines
        top = header.format(count=len(lines)) if "{count}" in header else header
        return "\r\n".join([*([top] if top else []), *lines, *([footer] if footer else []), ""]).encode()

    return write


def recoded(write: Write, encoding: str) -> Write:
    """Return a writer of the same text in another encoding."""
    return lambda meter: write(meter).decode().encode(encoding)


def days(
    header: str, labels: Callable[[int, int], str], row: str, *, decimal: str = ".", separator: str = ";",
    standard: bool = False,
) -> Write:  # fmt: skip
    """Return a writer of one row a day: intervals counted from local midnight, or days of ``standard`` time.

    ``labels`` names the column of an interval by its number in the day, from 0, and its length in minutes.
    """

    def write(meter: WrittenMeter) -> bytes:
        table: dict[str, dict[int, str]] = {}
        for each in intervals(meter):
            known = each.fields(decimal, "en")
            clock = known["std"]
            slot = (clock.hour * 60 + clock.minute) // meter.minutes if standard else each.period
            table.setdefault(row.format_map(known), {})[slot] = str(known["kwh"])
        longest = max(max(cells) for cells in table.values()) + 1
        names = [labels(number, meter.minutes) for number in range(longest)]
        lines = [separator.join([day, *(cells.get(at, "") for at in range(longest))]) for day, cells in table.items()]
        return "\r\n".join([separator.join([header, *names]), *lines, ""]).encode()

    return write


def blocks(header: str, row: str, *, decimal: str = ".", day: str = "{wall:%d.%m.%Y}") -> Write:
    """Return a writer of a block a day: a row with the date alone, then rows of times of day."""

    def write(meter: WrittenMeter) -> bytes:
        lines, last = [header], ""
        for each in intervals(meter):
            known = each.fields(decimal, "en")
            if day.format_map(known) != last:
                last = day.format_map(known)
                lines.append(last)
            lines.append(row.format_map(known))
        return "\n".join([*lines, ""]).encode()

    return write


def cells(names: Sequence[str], pick: Callable[[Interval, dict[str, Any]], Sequence[Any]]) -> Callable[
    [WrittenMeter], list[list[Any]]
]:  # fmt: skip
    """Return a maker of typed rows, for workbooks, the names of the columns first."""

    def make(meter: WrittenMeter) -> list[list[Any]]:
        return [list(names), *(list(pick(each, each.fields(".", "en"))) for each in intervals(meter))]

    return make
