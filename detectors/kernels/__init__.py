"""Numeric loops that numba compiles; imported when the first of them is called, never when the app starts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.kernels.clusters import cluster_distances, moved_centres
    from detectors.kernels.nearest import nearest_days
    from detectors.kernels.quantiles import known_quantile, largest_size, pooled_quantile, weighted_median
    from detectors.kernels.windows import range_within, window_means, window_sides

__all__ = [
    "cluster_distances",
    "known_quantile",
    "largest_size",
    "moved_centres",
    "nearest_days",
    "pooled_quantile",
    "range_within",
    "weighted_median",
    "window_means",
    "window_sides",
]
HOMES = {
    "cluster_distances": "clusters",
    "moved_centres": "clusters",
    "nearest_days": "nearest",
    "known_quantile": "quantiles",
    "largest_size": "quantiles",
    "pooled_quantile": "quantiles",
    "weighted_median": "quantiles",
    "range_within": "windows",
    "window_means": "windows",
    "window_sides": "windows",
}
"""Module of each kernel."""


def __getattr__(name: str) -> object:
    """Load a kernel, and with it numba, when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
    globals()[name] = found
    return found
