"""What was found wrong with readings on their way in, and what was done about it.

Made by ``data.importing.cleaning.clean``, shown by the page and the terminal, kept beside the readings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import floor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LOUD, FEW = 0.01, 3
"""What concerns a larger share of the intervals, and more than a few, is told with its count."""
TIME_FORMAT = "%Y-%m-%d %H:%M"
WORDS = {
    "clock_change": "clock changes",
    "coarser_step": "readings at a longer step",
    "conflict": "times that came twice with different values",
    "counter_glitch": "counter readings out of line",
    "duplicate": "times that came twice",
    "empty": "rows without a number",
    "estimated": "readings that were estimated",
    "finer_step": "readings at a finer step",
    "gap": "gaps",
    "midnight": "midnights dated a day early",
    "off_grid": "times off the regular step",
    "order": "rows out of order",
    "register_gap": "counter rises over gaps",
    "register_jump": "counters that jumped",
    "register_reset": "counters that began anew",
    "rollover": "counters past their last digit",
    "sentinel": "codes for no reading",
    "stray_date": "stray dates",
    "stray_step": "readings between two regular times",
}
"""Kinds of data problems as the sentence names them."""


@dataclass(frozen=True)
class DataProblem:
    """One kind of irregularity within one period of time.

    Parameters
    ----------
    kind
        A short word: gap, empty, duplicate, conflict, sentinel, clock_change, register_reset ...
    start, end
        The period it lies in, ``[start, end)``, in the meter's zone.
    count
        How many readings or intervals it concerns.
    done
        What was done, a sentence.
    """

    kind: str
    start: pd.Timestamp
    end: pd.Timestamp
    count: int
    done: str


@dataclass(frozen=True)
class QualityReport:
    """How complete one meter's readings are and what had to be mended.

    Parameters
    ----------
    meter_id
        The meter.
    coverage
        Share of the intervals from first to last that have a reading, 0 to 1.
    first, last
        Start of the first interval and end of the last one.
    step
        Length of one interval.
    data_problems
        In order of kind, then time.
    """

    meter_id: str
    coverage: float
    first: pd.Timestamp
    last: pd.Timestamp
    step: timedelta
    data_problems: tuple[DataProblem, ...]

    def frame(self) -> pd.DataFrame:
        """Return the data problems as a table: kind, start, end, count, done; no row when all is well."""
        rows = [(f.kind, f.start, f.end, f.count, f.done) for f in self.data_problems]
        return pd.DataFrame(rows, columns=["kind", "start", "end", "count", "done"])

    def count(self, kind: str) -> int:
        """Return how many readings or intervals the data problems of one kind concern."""
        return sum(data_problem.count for data_problem in self.data_problems if data_problem.kind == kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was found in words, each kind once."""
        return tuple(dict.fromkeys(WORDS.get(item.kind, item.kind.replace("_", " ")) for item in self.data_problems))

    @property
    def sentence(self) -> str:
        """The report in one sentence."""
        minutes = self.step.total_seconds() / 60
        share = f"{floor(1000 * self.coverage) / 10:g} %"  # downwards: only what lacks nothing is 100 %
        found = (
            f"found and handled: {', '.join(self._kinds_with_counts)}"
            if self.data_problems
            else "nothing had to be mended"
        )
        return (
            f"{self.meter_id}: {share} of the {minutes:g}-minute intervals from "
            f"{self.first.strftime(TIME_FORMAT)} to {self.last.strftime(TIME_FORMAT)} have a reading; {found}."
        )

    @property
    def intervals(self) -> int:
        """Number of intervals from the first to the last one."""
        return max(round((self.last - self.first).total_seconds() / self.step.total_seconds()), 1)

    @property
    def _kinds_with_counts(self) -> list[str]:
        """What was found in words, with counts where it is more than a few readings."""
        counts: dict[str, int] = {}
        for item in self.data_problems:
            counts[item.kind] = counts.get(item.kind, 0) + item.count
        loud = max(LOUD * self.intervals, FEW)
        return [
            WORDS.get(kind, kind.replace("_", " ")) + (f" ({count:,} of {self.intervals:,})" if count > loud else "")
            for kind, count in counts.items()
        ]


class Ledger:
    """Collects the data problems of one meter while its readings are cleaned.

    Parameters
    ----------
    timezone
        The meter's zone.
    step
        Length of one interval in microseconds.
    data_problems
        What was found before.
    """

    def __init__(self, timezone: str, step: int, data_problems: Iterable[DataProblem] = ()) -> None:
        self._timezone = timezone
        self._step = step
        self._data_problems = list(data_problems)

    def add(self, kind: str, starts: NDArray[np.int64], done: str) -> None:
        """Note a data problem of the intervals starting at these instants (microseconds, UTC); none if empty."""
        if len(starts):
            self.add_segment(kind, int(starts.min()), int(starts.max()) + self._step, len(starts), done)

    def add_segment(self, kind: str, start: int, end: int, count: int, done: str) -> None:
        """Note a data problem of `count` intervals from one instant (microseconds, UTC) to another."""
        self._data_problems.append(DataProblem(kind, self._time(start), self._time(end), count, done))

    def data_problems(self) -> tuple[DataProblem, ...]:
        """Return all data problems in order of kind and time."""
        return tuple(sorted(self._data_problems, key=lambda data_problem: (data_problem.kind, data_problem.start)))

    def _time(self, instant: int) -> pd.Timestamp:
        return pd.Timestamp(instant, unit="us", tz="UTC").tz_convert(self._timezone)
