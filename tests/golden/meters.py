"""Small meters on which everything happens that the rule from scores to events has a word for.

Every number is a multiple of an eighth, so that it is the same in the browser's float32. Power is 5 kW where nothing is
planted, expected 5 kW, the scales 1 kW: a departure in kW is one in sigma.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from data.series import MeterSeries
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold

USUAL_KW = 5.0


@dataclass
class Meter:
    """Readings and scores that a case plants its events in."""

    n: int = 48
    minutes: int = 60
    start: str = "2024-06-03"
    zone: str = "Europe/Zurich"
    columns: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        ones = np.ones(self.n)
        self.columns = {
            "power": USUAL_KW * ones,
            "expected": USUAL_KW * ones,
            "below": ones.copy(),
            "above": ones.copy(),
            "score": 0.5 * ones,
            "window": ones * self.minutes / 60,
            "side": np.ones(self.n, np.int8),
            "reason": np.full(self.n, Reason.ABOVE_EXPECTED.code, np.uint8),
        }

    def over(self, first: int, last: int, kw: float = 6.0, *, score: float | None = None) -> None:
        """Plant readings that depart by so many kW, below expected where it is negative."""
        part = slice(first, last + 1)
        self.columns["power"][part] += kw
        self.columns["score"][part] = abs(kw) if score is None else score
        self.columns["side"][part] = np.sign(kw)
        if kw < 0:
            self.columns["reason"][part] = Reason.BELOW_EXPECTED.code

    def window(self, first: int, last: int, hours: float, *, score: float = 6.0, side: int = 1) -> None:
        """Flag readings for a window that ends with them; their power stays."""
        part = slice(first, last + 1)
        self.columns["score"][part], self.columns["window"][part] = score, hours
        self.columns["side"][part] = side

    def data(self, first: int, last: int, reason: Reason, kw: float = np.nan, *, score: float = 9.0) -> None:
        """Plant a data problem at so many kW, missing if not given."""
        part = slice(first, last + 1)
        self.columns["power"][part], self.columns["score"][part] = kw, score
        self.columns["reason"][part], self.columns["side"][part] = reason.code, 0

    def because(self, first: int, last: int, reason: Reason) -> None:
        """Give another reason for what is flagged already."""
        self.columns["reason"][first : last + 1] = reason.code

    def judged(self) -> tuple[MeterSeries, Scores]:
        """Return readings and scores."""
        index = pd.date_range(self.start, periods=self.n, freq=f"{self.minutes}min", tz=self.zone)
        columns = self.columns
        scores = Scores(
            index=index,
            score=columns["score"],
            side=columns["side"],
            expected=columns["expected"],
            scale_below=columns["below"],
            scale_above=columns["above"],
            window_hours=columns["window"],
            reason=columns["reason"],
        )
        return MeterSeries("golden", index, columns["power"]), scores


@dataclass(frozen=True)
class Case:
    """What is planted, and at which threshold it is looked for; from reading ``before`` on where dates begin later."""

    name: str
    plant: Callable[[Meter], object]
    threshold: Threshold = field(default_factory=Threshold)
    meter: dict[str, Any] = field(default_factory=dict)
    before: int = 0


def cases() -> list[Case]:
    """Return all cases, in the order of the file."""
    return [*_of_flags(), *_of_windows(), *_of_data_problems(), *_of_dates()]


def _of_flags() -> list[Case]:
    return [
        Case("nothing reaches the level", lambda m: m.over(10, 14, 3.5)),
        Case("a segment above", lambda m: m.over(10, 14)),
        Case(
            "what departs beside the flags is no part of the event", lambda m: (m.over(9, 15, 2.0), m.over(10, 14, 4.0))
        ),
        Case("two segments within the merging gap are one", lambda m: (m.over(10, 11), m.over(17, 18))),
        Case("two segments beyond the merging gap are two", lambda m: (m.over(10, 11), m.over(18, 19))),
        Case(
            "half a step of the merging gap is rounded to the even one",
            lambda m: (m.over(10, 11), m.over(13, 14), m.over(30, 31), m.over(34, 35)),
            Threshold(merge_hours=2.5),
        ),
        Case("only above", lambda m: (m.over(5, 8), m.over(25, 28, -4.5), _sideless(m)), Threshold(side="above")),
        Case("only below", lambda m: (m.over(5, 8), m.over(25, 28, -4.5), _sideless(m)), Threshold(side="below")),
        Case("short ones are dropped", lambda m: (m.over(5, 6), m.over(25, 28)), Threshold(min_hours=3.0)),
        Case(
            "missing readings do not lengthen an event",
            lambda m: (m.over(5, 8), _missing(m, 6, 7), m.over(25, 27)),
            Threshold(min_hours=3.0),
        ),
        Case("as much below as above lies on neither side", lambda m: (m.over(10, 12), m.over(13, 15, -4.0))),
        Case("far more above than below lies above", lambda m: (m.over(10, 13), m.over(14, 15, -4.5))),
        Case("a limit is what is over it", lambda m: (m.over(10, 12, 7.0), m.because(10, 12, Reason.OVER_LIMIT))),
        Case("a steep step is no amount of energy", lambda m: (m.over(10, 10), m.because(10, 10, Reason.RAMP))),
        Case("nothing is expected", lambda m: (m.over(10, 14), _unexpected(m, 8, 20))),
        Case("a scale of zero, a score without end", lambda m: (m.over(10, 14), _extremes(m))),
        Case("nothing is judged", _unjudged),
    ]


def _of_windows() -> list[Case]:
    return [
        Case("a window goes back to where it began", lambda m: (m.over(10, 14, 2.0, score=1.0), m.window(15, 20, 8.0))),
        Case(
            "windows that go back join nights of one side",
            lambda m: (_night(m, 2), _night(m, 26)),
            Threshold(merge_hours=1.0),
        ),
        Case(
            "windows that go back do not join sides",
            lambda m: (_night(m, 2), _night(m, 26, -1.0)),
            Threshold(merge_hours=1.0),
        ),
        Case("an event begins after the one before", lambda m: (m.over(10, 11), m.window(20, 21, 14.0, side=-1))),
        Case("quarters of an hour", lambda m: m.over(10, 13), Threshold(min_hours=1.0), {"minutes": 15}),
    ]


def _of_data_problems() -> list[Case]:
    flat, gap, negative = Reason.FLAT_LINE, Reason.GAP, Reason.NEGATIVE
    return [
        Case("a gap", lambda m: m.data(10, 14, gap)),
        Case(
            "a run reaches back by its window",
            lambda m: (m.data(16, 20, flat, 7.0), m.window(16, 20, 6.0, score=9.0, side=0)),
        ),
        Case(
            "like runs are one, unlike ones never",
            lambda m: (m.data(5, 7, gap), m.data(10, 12, gap), m.data(14, 15, flat, 0.0)),
        ),
        Case(
            "of two runs the later one has a reading",
            lambda m: (m.data(5, 12, flat, -1.0), _reaching(m, 12, 15, negative, 6.0)),
        ),
        Case("within a data problem there is no energy problem", lambda m: (m.over(5, 20), m.data(10, 14, flat, 11.0))),
        Case(
            "what is certain at the usual level is no energy problem at a higher one",
            lambda m: (m.over(5, 9), m.data(7, 8, flat, 11.0, score=4.5)),
            Threshold(level=5.5),
        ),
        Case("what a data problem carries over into windows is not flagged", lambda m: _carried(m, 29.0)),
        Case("with as much of its own it is", lambda m: _carried(m, 31.0)),
    ]


def _of_dates() -> list[Case]:
    autumn = {"start": "2024-10-26 12:00", "n": 36}
    return [
        Case("the hour that comes twice", lambda m: m.over(13, 16), meter=autumn),
        Case("the hour that is missing", lambda m: m.over(12, 15), meter={"start": "2024-03-30 12:00", "n": 36}),
        Case("dates that begin within an event", lambda m: m.over(10, 20), before=15),
        Case(
            "dates that begin where an event lacks a reading",
            lambda m: (m.over(10, 20), _missing(m, 15, 16)),
            before=15,
        ),
        Case(
            "dates that begin where only quiet readings of an event are left",
            lambda m: (m.over(10, 14), m.over(15, 18, 2.0)),
            before=16,
        ),
        Case(
            "dates that begin behind a data problem that carries over",
            lambda m: (m.data(10, 12, Reason.FLAT_LINE, 40.0), m.window(13, 30, 20.0)),
            before=14,
        ),
        Case(
            "everything at once",
            _anything,
            Threshold(level=2.5, min_hours=1.0, merge_hours=2.0),
            {"n": 160, "minutes": 30},
        ),
    ]


def _sideless(meter: Meter) -> None:
    meter.over(40, 42)
    meter.columns["side"][40:43] = 0


def _missing(meter: Meter, first: int, last: int) -> None:
    for name in ("power", "score"):
        meter.columns[name][first : last + 1] = np.nan


def _unexpected(meter: Meter, first: int, last: int) -> None:
    for name in ("expected", "below", "above"):
        meter.columns[name][first : last + 1] = np.nan


def _extremes(meter: Meter) -> None:
    meter.columns["above"][11] = 0.0
    meter.columns["score"][12] = np.inf


def _unjudged(meter: Meter) -> None:
    meter.columns["score"][:] = np.nan


def _night(meter: Meter, first: int, way: float = 1.0) -> None:
    meter.over(first, first + 4, 3.0 * way, score=1.0)
    meter.window(first + 2, first + 4, 24.0, side=int(way))


def _reaching(meter: Meter, first: int, last: int, reason: Reason, hours: float) -> None:
    meter.data(first, last, reason, -1.0)
    meter.columns["window"][first : last + 1] = hours


def _carried(meter: Meter, others_kw: float) -> None:
    """Windows that hold 120 kW of a data problem, a quarter of it 30, and so much of another reading."""
    meter.data(10, 12, Reason.FLAT_LINE, USUAL_KW + 40.0)
    meter.over(13, 13, others_kw, score=0.5)
    meter.window(14, 29, 20.0)


def _anything(meter: Meter) -> None:
    rng = np.random.default_rng(20)
    n, columns = meter.n, meter.columns
    columns["power"] += rng.integers(-24, 40, n) / 8 * (rng.random(n) < 0.4)
    columns["score"][:] = rng.integers(0, 48, n) / 8
    columns["side"][:] = rng.choice([-1, 0, 1], n)
    columns["window"][:] = rng.choice([0.5, 0.5, 0.5, 2.0, 6.0], n)
    columns["reason"][:] = rng.choice([1, 2, 3, 4, 5, 9, 12, 14], n, p=[0.3, 0.2, 0.1, 0.1, 0.1, 0.08, 0.07, 0.05])
    for name in ("power", "expected", "score"):
        columns[name][rng.random(n) < 0.06] = np.nan
