"""Scores: what a fitted detector says of every reading, before any threshold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.series import FloatArray, MeterSeries
from detectors.change import Change, reaching_into
from detectors.reasons import REASONS, Kind, Reason, codes_here, data_codes, reason_keys

__all__ = [
    "COLUMNS", "DEFAULT_LEVEL", "LIMIT_LEVEL", "MAX_SIGMA", "MIN_SCALE_KW", "REASONS", "Kind", "Reason", "Scores",
    "empty_scores",
]  # fmt: skip

MAX_SIGMA = 100.0
"""Sigma: no score is higher; beyond, rarity cannot be told, and energy says which event is worse. Chosen, not tuned."""
DEFAULT_LEVEL = 4.0
"""Sigma: the alarm level unless a person sets another one. Measured: so calibrated, about one event a month."""
LIMIT_LEVEL = DEFAULT_LEVEL
"""Sigma: where a limit is known, the band at this level ends at it."""
MIN_SCALE_KW = 1e-6
"""Smallest scale in kW, a milliwatt: a meter that repeats itself exactly has a scale of 0. Technical limit, against a
division by zero."""


@dataclass(frozen=True, eq=False)
class Scores:
    """One table on the index of the series; every array has shape ``(len(index),)``.

    Parameters
    ----------
    score
        At least 0, in sigma-equivalents: as rare as k sigma in the meter's history; never cut at a threshold, at most
        ``MAX_SIGMA``; NaN where the reading cannot be judged.
    side
        -1 below, +1 above, 0 neither.
    expected, scale_below, scale_above
        kW; NaN where the method has no such notion.
    window_hours
        Over how long the reading was judged, the window ending with it; the step itself or longer. Where it is
        the step, ``expected`` is known and the reason is no data problem, the score is the distance to ``expected``
        in scales, as far as ``MAX_SIGMA``.
    reason
        Codes of ``Reason`` (see ``Reason.code``) as uint8; pickled with a table of their keys.
    before_change
        kW that was expected before the change a reading belongs to; NaN outside of changes, and where it is left out.
    usual_low, usual_high
        kW between which 90 % of ordinary readings lie, computed before the reading; it does not move with the alarm
        level. NaN where it is not known, and where it is left out.
    limit_below, limit_above
        kW that the alarm limit moves away from ``expected`` a sigma, computed before the reading; where they are left
        out, ``scale_below`` and ``scale_above``, which are those of a reading judged by itself.
    changes
        What lasts, in order of time: those that reach into the readings.
    """

    index: pd.DatetimeIndex
    score: FloatArray
    side: NDArray[np.int8]
    expected: FloatArray
    scale_below: FloatArray
    scale_above: FloatArray
    window_hours: FloatArray
    reason: NDArray[np.uint8]
    before_change: FloatArray = field(default_factory=lambda: np.empty(0))
    usual_low: FloatArray = field(default_factory=lambda: np.empty(0))
    usual_high: FloatArray = field(default_factory=lambda: np.empty(0))
    limit_below: FloatArray = field(default_factory=lambda: np.empty(0))
    limit_above: FloatArray = field(default_factory=lambda: np.empty(0))
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for name in ("before_change", "usual_low", "usual_high"):
            self._unless_given(name, np.full(len(self.index), np.nan))
        self._unless_given("limit_below", self.scale_below)
        self._unless_given("limit_above", self.scale_above)
        object.__setattr__(self, "score", np.minimum(self.score, MAX_SIGMA))

    def _unless_given(self, name: str, values: FloatArray) -> None:
        if len(getattr(self, name)) < len(self.index):
            object.__setattr__(self, name, values)

    @classmethod
    def from_expectation(
        cls,
        series: MeterSeries,
        expected: ArrayLike,
        scale: ArrayLike,
        scale_above: ArrayLike | None = None,
        *,
        reasons: tuple[Reason, Reason] = (Reason.BELOW_EXPECTED, Reason.ABOVE_EXPECTED),
    ) -> Self:
        """Score each reading by its distance to what was expected of it, in scales.

        Parameters
        ----------
        expected, scale, scale_above
            kW, one number or one for each reading; ``expected`` must have been known before the reading. ``scale`` is
            the usual distance (one sigma) below what was expected, and above it as well without ``scale_above``. Where
            one of them is NaN, or there is no reading, the score is NaN.
        reasons
            Why a reading below, and one above, has its score.
        """
        given = (expected, scale, scale if scale_above is None else scale_above)
        predicted, below, above = (np.broadcast_to(np.asarray(each, np.float64), len(series)) for each in given)
        below, above = np.maximum(below, MIN_SCALE_KW), np.maximum(above, MIN_SCALE_KW)
        residual = series.power_kw - predicted
        score = np.abs(residual) / np.where(residual < 0, below, above)
        side = np.where(np.isfinite(score), np.sign(np.nan_to_num(residual)), 0.0)
        columns = {"expected": predicted.copy(), "scale_below": below, "scale_above": above}
        return cls._of(series, score, side, np.select([side < 0, side > 0], [each.code for each in reasons]), columns)

    @classmethod
    def from_scores(
        cls,
        series: MeterSeries,
        score: ArrayLike,
        side: ArrayLike,
        reason: Reason,
        *,
        window_hours: ArrayLike | None = None,
    ) -> Self:
        """Take the scores of a rule that expects no certain power.

        Parameters
        ----------
        score, side
            One for each reading, or one number for all; see ``Scores``. A score below 0 counts as 0, which has no side.
        reason
            Why a reading with a score above 0 has it.
        window_hours
            Over how long each reading was judged, the window ending with it; one step without it.
        """
        given = np.maximum(np.broadcast_to(np.asarray(score, np.float64), len(series)), 0.0)
        positive = np.nan_to_num(given) > 0
        columns = {} if window_hours is None else {"window_hours": np.broadcast_to(window_hours, len(series)).copy()}
        return cls._of(series, given, np.where(positive, side, 0), np.where(positive, reason.code, 0), columns)

    @classmethod
    def _of(
        cls, series: MeterSeries, score: FloatArray, side: ArrayLike, reason: ArrayLike, more: dict[str, FloatArray]
    ) -> Self:
        columns = {**empty_scores(series.index, series.step_hours), **more, "score": score}
        columns["side"], columns["reason"] = np.asarray(side, np.int8), np.asarray(reason, np.uint8)
        return cls(series.index, **columns)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "keys": reason_keys()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        keys = state.pop("keys")
        self.__dict__.update({**state, "reason": codes_here(state["reason"], keys)})

    def band(self, level: float, floor_kw: float = -np.inf) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper alarm limit in kW at a level in sigma; the lower one is at least ``floor_kw``."""
        low = self.expected - level * self.limit_below
        return np.maximum(low, floor_kw), self.expected + level * self.limit_above

    def compared_with(self, reason: Reason) -> FloatArray:
        """Return in kW what events of a reason are measured against: what was expected, or the limit they are over."""
        return self.band(LIMIT_LEVEL)[1] if reason is Reason.OVER_LIMIT else self.expected

    def frame(self) -> pd.DataFrame:
        """Return the table with reasons spelled out."""
        columns = {name: getattr(self, name) for name in COLUMNS if name != "reason"}
        names = pd.Categorical.from_codes(self.reason.astype(np.int16), categories=pd.Index([str(r) for r in REASONS]))
        return pd.DataFrame({**columns, "reason": names}, index=self.index)

    def taken(self, part: slice) -> Scores:
        """Return a part of the table, with the changes that reach into it."""
        index = self.index[part]
        changes = (
            reaching_into(self.changes, index[0], index[-1] + pd.Timedelta(1, "us"))
            if self.changes and len(index)
            else ()
        )
        return Scores(index, **{name: getattr(self, name)[part] for name in COLUMNS}, changes=changes)

    def continued_by(self, later: Scores) -> Scores:
        """Return the table with that of the readings after it, which knows more of changes."""
        columns = {name: np.concatenate([getattr(self, name), getattr(later, name)]) for name in COLUMNS}
        return Scores(pd.DatetimeIndex(self.index.append(later.index)), **columns, changes=later.changes)

    @property
    def is_data_problem(self) -> NDArray[np.bool_]:
        """Where the reason is one of the meter and its data."""
        return np.isin(self.reason, data_codes())


COLUMNS = (
    "score", "side", "expected", "scale_below", "scale_above", "window_hours", "reason", "before_change", "usual_low",
    "usual_high", "limit_below", "limit_above",
)  # fmt: skip


def empty_scores(index: pd.DatetimeIndex, window_hours: float) -> dict[str, Any]:
    """Return the columns of a table in which nothing is judged, to be filled by a detector."""
    size = len(index)
    unknown = {
        name: np.full(size, np.nan) for name in ("score", "expected", "scale_below", "scale_above", "before_change")
    }
    return {
        **unknown,
        "side": np.zeros(size, np.int8),
        "window_hours": np.full(size, window_hours),
        "reason": np.zeros(size, np.uint8),
    }
