"""How far the history of a meter is enough for a detector: too short, provisional or solid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import pandas as pd

from data.calendar.lengths import DAYS_PER_YEAR
from data.series import MeterSeries

Stage = Literal["too short", "provisional", "solid"]
MONTHS_SHOWN = 24
"""Months from which a length is given in years. Chosen, not tuned."""
MIN_MONTHS_SHOWN = 3
"""Months from which a length is given in months. Chosen, not tuned."""
MONTH_DAYS = 30.44
"""Days of a mean month. By definition, rounded."""


@dataclass(frozen=True)
class Readiness:
    """What the length of a history allows.

    ``days`` counts days with readings; ``next_date`` is when the next stage starts if readings keep coming, None
    when solid. ``sentence`` is shown to a person.
    """

    stage: Stage
    days: float
    next_date: pd.Timestamp | None
    sentence: str


def readiness(history: MeterSeries, min_days: float, solid_days: float) -> Readiness:
    """Return the stage of a history for a method that needs ``min_days`` and is solid from ``solid_days``."""
    days = float(np.isfinite(history.power_kw).sum() * history.step_hours / 24.0)
    if days < min_days:
        date = _date_in(history, min_days - days)
        sentence = (
            f"Meter {history.meter_id} has {days:.1f} days of readings and this method needs {min_days:g}; "
            f"it will answer from {date:%-d %B %Y} on if readings keep coming."
        )
        return Readiness("too short", days, date, sentence)
    if days < solid_days:
        date = _date_in(history, solid_days - days)
        sentence = f"Provisional: learnt from {days:.0f} days; solid from {date:%-d %B %Y} on."
        return Readiness("provisional", days, date, sentence)
    return Readiness("solid", days, None, f"Solid: learnt from {duration_in_words(days)}.")


def duration_in_words(days: float) -> str:
    """Return a length of history in days, in months, or from two years on in years."""
    months = round(days / MONTH_DAYS)
    if months >= MONTHS_SHOWN:
        return f"{days / DAYS_PER_YEAR:.1f} years".replace(".0 ", " ")
    return f"{months} months" if months >= MIN_MONTHS_SHOWN else f"{days:.0f} days"


def _date_in(history: MeterSeries, days: float) -> pd.Timestamp:
    """Return the first local midnight at which so many days of 24 hours have passed since the end of the history."""
    moment = history.end + timedelta(seconds=round(days * 86_400))
    today = moment.tz_localize(None).floor("D")
    begins, next_begins = (
        day.tz_localize(history.index.tz, ambiguous=True, nonexistent="shift_forward")
        for day in (today, today + timedelta(days=1))
    )
    return begins if begins >= moment else next_begins
