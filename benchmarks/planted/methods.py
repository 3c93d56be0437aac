"""The methods that are compared, by name: every detector of the registry and the baselines."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.planted.baselines import baselines
from data.series import FloatArray, MeterSeries
from detectors.registry import detectors

OFFERED = "recommended"
QUICK_SECONDS = 4.0
SLOW_SECONDS = 20.0
"""For a meter-year at 15 minutes, as declared; above, a method is tried on one seed, or on few meters as well."""
FEW_METERS = 12


@dataclass(frozen=True)
class Effort:
    """How much of the trials a method takes part in, so that all of them end within the hour.

    Parameters
    ----------
    one_seed
        Whether only the first seed is tried.
    few_meters
        Whether at most ``FEW_METERS`` meters are tried, spread evenly over all.
    """

    one_seed: bool = False
    few_meters: bool = False

    def includes(self, meter: int, meters: int, seed: int) -> bool:
        """Return whether a meter and a seed, both by position, are tried."""
        every = math.ceil(meters / FEW_METERS) if self.few_meters else 1
        return meter % every == 0 and not (self.one_seed and seed)


def effort_for(seconds_a_year: float) -> Effort:
    """Return how much is tried of a method that takes so long for a meter-year at 15 minutes."""
    return Effort(one_seed=seconds_a_year > QUICK_SECONDS, few_meters=seconds_a_year > SLOW_SECONDS)


def methods() -> dict[str, Effort]:
    """Return all methods by name; detectors whose packages are not installed are left out.

    The offered detector is tried in full whatever it takes.
    """
    ours = {name: effort_for(kind.seconds_a_year) for name, kind in detectors().items() if not kind.missing()}
    return {**ours, OFFERED: Effort(), **dict.fromkeys(baselines(), Effort())}


def not_installed() -> dict[str, str]:
    """Return the detectors that cannot be tried here, each with the sentence that says why."""
    return {name: kind.how_to_install() for name, kind in detectors().items() if kind.missing()}


def scores_of(name: str, series: MeterSeries, history: MeterSeries) -> FloatArray:
    """Return the score of every reading by a method fitted to the history, the series' first part."""
    kind = detectors().get(name)
    if kind is None:
        return baselines()[name](series, len(history))
    return np.asarray(kind().fit(history).score(series).score, np.float64)
