"""Tables of readings written as text in any dialect, for the tests of the import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

DATE_FORMATS = {"ymd": "%Y-%m-%d", "dmy": "%d.%m.%Y", "mdy": "%m/%d/%Y"}


def instants(start: str, count: int, minutes: int = 15) -> pd.DatetimeIndex:
    """Return starts of intervals, regular in absolute time; ``start`` carries its offset."""
    return pd.date_range(pd.Timestamp(start).tz_convert("UTC"), periods=count, freq=pd.Timedelta(minutes=minutes))


def walls(index: pd.DatetimeIndex, timezone: str) -> pd.DatetimeIndex:
    """Return what the clock of a zone shows at instants."""
    return index.tz_convert(timezone).tz_localize(None)


def number(value: float, decimal: str = ".") -> str:
    return "" if np.isnan(value) else repr(float(value)).replace(".", decimal)


def long_rows(
    times: Iterable[pd.Timestamp],
    values: Iterable[float],
    *,
    separator: str = ";",
    decimal: str = ".",
    order: str = "ymd",
) -> list[str]:
    """Return one row of text a reading."""
    form = f"{DATE_FORMATS[order]} %H:%M:%S"
    return [
        f"{time.strftime(form)}{separator}{number(value, decimal)}" for time, value in zip(times, values, strict=True)
    ]


def text(header: str, rows: Sequence[str]) -> bytes:
    return "\n".join([*([header] if header else []), *rows, ""]).encode()


def csv(times: Iterable[pd.Timestamp], values: Iterable[float], header: str = "time;kWh") -> bytes:
    """Return a plain file: semicolons, decimal points, year first."""
    return text(header, long_rows(times, values))
