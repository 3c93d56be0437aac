"""Scores: what a fitted detector says of every reading, before any threshold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray


class Kind(StrEnum):
    """Whom an event concerns: the meter and its data, or the energy used."""

    DATA = "data problem"
    ENERGY = "energy problem"


class Reason(StrEnum):
    """Why a reading has its score."""

    NONE = "none"
    ABOVE_EXPECTED = "above_expected"
    BELOW_EXPECTED = "below_expected"
    UNUSUAL_DAY = "unusual_day"
    BASELOAD_HIGH = "baseload_high"
    WEEKEND_ON = "weekend_on"
    RAMP = "ramp"
    IRREGULAR_RHYTHM = "irregular_rhythm"
    PEAK = "peak"
    FLAT_LINE = "flat_line"
    ZERO_RUN = "zero_run"
    NEGATIVE = "negative"
    GAP = "gap"
    IMPOSSIBLE = "impossible"
    OVER_LIMIT = "over_limit"

    @property
    def kind(self) -> Kind:
        """Data problem or energy problem."""
        return Kind.DATA if self in DATA_REASONS else Kind.ENERGY

    @property
    def code(self) -> int:
        """Position in ``REASONS``: how a reason is kept in ``Scores.reason``."""
        return REASONS.index(self)


REASONS: tuple[Reason, ...] = tuple(Reason)
DATA_REASONS = frozenset({Reason.FLAT_LINE, Reason.ZERO_RUN, Reason.NEGATIVE, Reason.GAP, Reason.IMPOSSIBLE})
MAX_SIGMA = 100.0
"""Sigma: no score is higher; beyond, rarity cannot be told, and energy says which event is worse. Chosen, not tuned."""
DEFAULT_LEVEL = 4.0
"""Sigma: the alarm level unless a person sets another one. Measured: so calibrated, about one event a month."""
LIMIT_LEVEL = DEFAULT_LEVEL
"""Sigma: where a limit is known, the band at this level ends at it."""
DATA_CODES = tuple(reason.code for reason in REASONS if reason.kind is Kind.DATA)


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
        in spreads, as far as ``MAX_SIGMA``.
    reason
        Codes of ``Reason`` (see ``Reason.code``) as uint8.
    """

    index: pd.DatetimeIndex
    score: FloatArray
    side: NDArray[np.int8]
    expected: FloatArray
    scale_below: FloatArray
    scale_above: FloatArray
    window_hours: FloatArray
    reason: NDArray[np.uint8]

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", np.minimum(self.score, MAX_SIGMA))

    def band(self, level: float, floor_kw: float = -np.inf) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper limit in kW at a level in sigma; the lower one is at least ``floor_kw``."""
        low = self.expected - level * self.scale_below
        return np.maximum(low, floor_kw), self.expected + level * self.scale_above

    def compared_with(self, reason: Reason) -> FloatArray:
        """Return in kW what events of a reason are measured against: what was expected, or the limit they are over."""
        return self.band(LIMIT_LEVEL)[1] if reason is Reason.OVER_LIMIT else self.expected

    def frame(self) -> pd.DataFrame:
        """Return the table with reasons spelled out."""
        columns = {name: getattr(self, name) for name in COLUMNS if name != "reason"}
        names = pd.Categorical.from_codes(self.reason.astype(np.int16), categories=pd.Index([str(r) for r in REASONS]))
        return pd.DataFrame({**columns, "reason": names}, index=self.index)

    def taken(self, part: slice) -> Scores:
        """Return a part of the table."""
        return Scores(self.index[part], **{name: getattr(self, name)[part] for name in COLUMNS})

    def continued_by(self, later: Scores) -> Scores:
        """Return the table with that of the readings after it."""
        columns = {name: np.concatenate([getattr(self, name), getattr(later, name)]) for name in COLUMNS}
        return Scores(pd.DatetimeIndex(self.index.append(later.index)), **columns)

    @property
    def is_data_problem(self) -> NDArray[np.bool_]:
        """Where the reason is one of the meter and its data."""
        return np.isin(self.reason, DATA_CODES)


COLUMNS = ("score", "side", "expected", "scale_below", "scale_above", "window_hours", "reason")


def empty_scores(index: pd.DatetimeIndex, window_hours: float) -> dict[str, NDArray[Any]]:
    """Return the columns of a table in which nothing is judged, to be filled by a detector."""
    size = len(index)
    unknown = {name: np.full(size, np.nan) for name in ("score", "expected", "scale_below", "scale_above")}
    return {
        **unknown,
        "side": np.zeros(size, np.int8),
        "window_hours": np.full(size, window_hours),
        "reason": np.zeros(size, np.uint8),
    }
