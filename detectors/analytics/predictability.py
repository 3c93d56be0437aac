"""How well a load can be foreseen: by its rhythm where it has one, or because it hardly changes at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
import pandas as pd

from detectors.analytics.spectrum import REGULAR, VARYING, VERY_REGULAR, Regularity


class PredictabilityLevel(IntEnum):
    """How well a load can be foreseen from its calendar alone."""

    HARDLY = 0
    ROUGHLY = 1
    WELL = 2
    EASILY = 3


SWING_LEVELS = (VARYING, REGULAR, VERY_REGULAR)
"""Regularity of the daily swing from which a load is foreseen roughly, well, easily: as it is put in words."""
SHARE_LEVELS = (0.4, 0.6, 0.8)
"""The same for the share of the ups and downs that the rhythm holds; a sine in as much noise has a half."""
RESIDUAL_LEVELS = (0.35, 0.1, 0.05)
"""Up to this share of the mean power, what has no rhythm is foreseen as well, however it moves."""

Limit = Literal["swing", "rest", "flat"]


@dataclass(frozen=True)
class Predictability:
    """What speaks for and against foreseeing a load.

    Parameters
    ----------
    regularity
        Of the daily swing, 0 to 1.
    rhythm_share
        What daily and weekly rhythm hold of the variance.
    residual_kw
        Standard deviation of what is left without them.
    mean_kw
        Mean power.
    """

    regularity: float
    rhythm_share: float
    residual_kw: float
    mean_kw: float

    @property
    def residual_share(self) -> float:
        """What has no rhythm as a share of the mean power; infinite without a mean power."""
        return self.residual_kw / abs(self.mean_kw) if self.mean_kw else float("inf")

    @property
    def level(self) -> PredictabilityLevel:
        """A steady swing foresees no more than it holds; a load that hardly changes needs no rhythm."""
        return PredictabilityLevel(max(min(self._swing, self._share), self._residual))

    @property
    def limit(self) -> Limit:
        """What decides: how the swing varies, what is left without rhythm, or that the load is nearly flat."""
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
    """Return how a load can be foreseen, from its table of ``amplitude_spectrum``."""
    residual = spectrum[spectrum["harmonic"] == ""]
    return Predictability(
        regularity=steady.figure,
        rhythm_share=1.0 - float(residual["share"].sum()),
        residual_kw=float(np.sqrt((residual["amplitude_kw"] ** 2).sum() / 2.0)),
        mean_kw=mean_kw,
    )
