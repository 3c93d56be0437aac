"""Times as a person reads them: ``Sat 9 Mar, 00:00-24:00``."""

from __future__ import annotations

from datetime import date

import pandas as pd


def day(moment: pd.Timestamp, *, year: bool = False) -> str:
    """Return a day in words: ``Sat 9 Mar``."""
    return f"{moment:%a} {moment.day} {moment:%b}" + (f" {moment.year}" if year else "")


def period_text(start: pd.Timestamp, end: pd.Timestamp, *, year: bool = False) -> str:
    """Return the half-open ``[start, end)`` in words; an end at midnight is 24:00 of the day before."""
    last_day, last_time = _closing(end)
    if start.date() == last_day.date():
        return f"{day(start, year=year)}, {start:%H:%M}–{last_time}"
    return f"{day(start)}, {start:%H:%M} – {day(last_day, year=year)}, {last_time}"


def days(first: date, last: date) -> str:
    """Return a range of days in words, the year once where it is the same: ``1 Jan – 30 Jun 2024``."""
    if first == last:
        return f"{first.day} {first:%b %Y}"
    opening = f"{first.day} {first:%b}" + ("" if first.year == last.year else f" {first.year}")
    return f"{opening} – {last.day} {last:%b %Y}"


def _closing(end: pd.Timestamp) -> tuple[pd.Timestamp, str]:
    if end.hour == 0 and end.minute == 0:
        return (end.tz_localize(None) - pd.Timedelta(days=1)), "24:00"
    return end, f"{end:%H:%M}"
