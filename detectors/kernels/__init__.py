"""Numeric loops that numba compiles; imported when the first of them is called, never when the app starts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.kernels.clusters import cluster_distances, moved_centres, sums_of_squares
    from detectors.kernels.habits import repeated, steady_departure
    from detectors.kernels.kinds import day_parts, observed_kinds
    from detectors.kernels.lows import low_of_last, low_so_far, mean_so_far
    from detectors.kernels.medians import weighted_median, weighted_profile
    from detectors.kernels.nearest import nearest_days
    from detectors.kernels.quantiles import (
        known_quantile,
        largest_size,
        pooled_quantile,
        size_quantiles,
        tail_quantiles,
    )
    from detectors.kernels.regression import fit_lasting_shares, normal_equations
    from detectors.kernels.rolling import rolling_medians
    from detectors.kernels.scoring import largest_departures, mean_sizes
    from detectors.kernels.windows import range_within, window_means, window_sides

__all__ = [
    "cluster_distances",
    "day_parts",
    "fit_lasting_shares",
    "known_quantile",
    "largest_departures",
    "largest_size",
    "low_of_last",
    "low_so_far",
    "mean_sizes",
    "mean_so_far",
    "moved_centres",
    "nearest_days",
    "normal_equations",
    "observed_kinds",
    "pooled_quantile",
    "range_within",
    "repeated",
    "rolling_medians",
    "size_quantiles",
    "steady_departure",
    "sums_of_squares",
    "tail_quantiles",
    "weighted_median",
    "weighted_profile",
    "window_means",
    "window_sides",
]
FULL_SHARE = 0.6
"""Share of the readings of a window or period that must be known for its mean or quantile. Chosen, not tuned."""
MIN_VALUES = 3
"""Number of known values below which a quantile is unknown. Chosen, not tuned."""
HOMES = {
    "cluster_distances": "clusters",
    "day_parts": "kinds",
    "fit_lasting_shares": "regression",
    "known_quantile": "quantiles",
    "largest_departures": "scoring",
    "largest_size": "quantiles",
    "low_of_last": "lows",
    "low_so_far": "lows",
    "mean_sizes": "scoring",
    "mean_so_far": "lows",
    "moved_centres": "clusters",
    "nearest_days": "nearest",
    "normal_equations": "regression",
    "observed_kinds": "kinds",
    "pooled_quantile": "quantiles",
    "range_within": "windows",
    "repeated": "habits",
    "rolling_medians": "rolling",
    "size_quantiles": "quantiles",
    "steady_departure": "habits",
    "sums_of_squares": "clusters",
    "tail_quantiles": "quantiles",
    "weighted_median": "medians",
    "weighted_profile": "medians",
    "window_means": "windows",
    "window_sides": "windows",
}
"""Module of each loop."""


def __getattr__(name: str) -> object:
    """Load a kernel, and with it numba, at its first use (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
    globals()[name] = found
    return found


def load_loops() -> None:
    """Load all loops, and compile those that this machine has not compiled yet: some 20 seconds, once."""
    for module in sorted(set(HOMES.values())):
        import_module(f"{__name__}.{module}")
