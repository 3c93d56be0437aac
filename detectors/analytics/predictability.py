"""How well a load can be forecast: by its rhythm where it has one, or because it hardly changes at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
import pandas as pd

from detectors.analytics.spectrum import REGULAR, VARYING, VERY_REGULAR, Regularity


class PredictabilityLevel(IntEnum):
    """How well a load can be forecast from the calendar alone."""

    HARDLY = 0
    ROUGHLY = 1
    WELL = 2
    EASILY = 3


SWING_LEVELS = (VARYING, REGULAR, VERY_REGULAR)
"""Regularity of the daily swing from which a load can be forecast roughly, well, easily."""
SHARE_LEVELS = (0.4, 0.6, 0.8)
"""Share of the variance in the rhythm from which it can, too; a sine in as much noise has a half. Chosen, not tuned."""
RESIDUAL_LEVELS = (0.35, 0.1, 0.05)
"""Share of the mean power up to which residuals hardly matter, so that it can without a rhythm. Chosen, not tuned."""

Limit = Literal["swing", "rest", "flat"]


@dataclass(frozen=True)
class Predictability:
    """The figures that tell how well a load can be forecast.

    Parameters
    ----------
    regularity
        Of the daily swing, 0 to 1.
    rhythm_share
        Share of the variance in the daily and weekly rhythm.
    residual_kw
        Standard deviation of the residuals without them.
    mean_kw
        Mean power.
    """

    regularity: float
    rhythm_share: float
    residual_kw: float
    mean_kw: float

    @property
    def residual_share(self) -> float:
        """Residuals as a share of the mean power; infinite without a mean power."""
        return self.residual_kw / abs(self.mean_kw) if self.mean_kw else float("inf")

    @property
    def level(self) -> PredictabilityLevel:
        """The lower of the levels of swing and share, or the level of the residuals where that is higher."""
        return PredictabilityLevel(max(min(self._swing, self._share), self._residual))

    @property
    def limit(self) -> Limit:
        """What decides the level: how the swing varies, what has no rhythm, or that the load is nearly flat."""
        if self._residual >= PredictabilityLevel.WELL and self._residual > min(self._swing, self._share):
            return "flat"
        return "rest" if self._share < self._swing else "swing"

    @property
    def _swing(self) -> int:
        return sum(self.regularity >= least for least in SWING_LEVELS)

    @property
    def _share(self) -> int:
        return sum(self.rhythm_share >= least for least in SHARE_LEVELS)

    @property
    def _residual(self) -> int:
        return sum(self.residual_share <= most for most in RESIDUAL_LEVELS)


def predictability_of(spectrum: pd.DataFrame, steady: Regularity, mean_kw: float) -> Predictability:
    """Return how well a load can be forecast, from its table of ``amplitude_spectrum``."""
    residual = spectrum[spectrum["harmonic"] == ""]
    return Predictability(
        regularity=steady.figure,
        rhythm_share=1.0 - float(residual["share"].sum()),
        residual_kw=float(np.sqrt((residual["amplitude_kw"] ** 2).sum() / 2.0)),
        mean_kw=mean_kw,
    )
