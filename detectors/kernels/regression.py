"""Sums for regressions on earlier days, apart for days at work and off and for parts of the day."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.kernels.compiled import compiled
from detectors.kernels.quantiles import quantile


@compiled("Tuple((f8[:,:,:,::1], f8[:,:,::1], i8[:,::1]))(f8[:,:,:], f8[:,:], b1[:], i8[::1], f8[::1], f8)")
def normal_equations(
    features: FloatArray,
    goal: FloatArray,
    is_off: BoolArray,
    edges: IntArray,
    scale: FloatArray,
    clipped_share: float,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return the normal equations of a goal on features, for every kind of day and part of the day.

    Parameters
    ----------
    features
        Shape ``(days, slots, features)``.
    goal
        Shape ``(days, slots)``; NaN is left out.
    is_off
        Shape ``(days,)``: the kind of each day.
    edges
        Shape ``(parts + 1,)``: the slots between which the parts of the day lie.
    scale
        Shape ``(features,)``: factors on features.
    clipped_share
        Goals are clipped at this quantile of the sizes of their kind of day and part of the day.

    Returns
    -------
    tuple
        Sums of the products of features, shape ``(2, parts, features, features)``; of features and goal,
        ``(2, parts, features)``; and the number of known goals, ``(2, parts)``.
    """
    days, slots, count = features.shape
    parts = len(edges) - 1
    left = np.zeros((2, parts, count, count))
    right = np.zeros((2, parts, count))
    known = np.zeros((2, parts), np.int64)
    sizes, goals, rows = np.empty(days * slots), np.empty(days * slots), np.empty((count, days * slots))
    for kind in range(2):
        for part in range(parts):
            # 1. take what is known, and find the size at which goals are clipped
            there = 0
            for day in range(days):
                if is_off[day] != (kind == 1):
                    continue
                for s in range(edges[part], edges[part + 1]):
                    if np.isfinite(goal[day, s]):
                        goals[there], sizes[there] = goal[day, s], abs(goal[day, s])
                        for i in range(count):
                            rows[i, there] = features[day, s, i] * scale[i]
                        there += 1
            known[kind, part] = there
            if there == 0:
                continue
            limit = quantile(sizes[:there], clipped_share)
            # 2. sum up products, those of the symmetric matrix once
            for i in range(count):
                total = 0.0
                for k in range(there):
                    total += rows[i, k] * min(max(goals[k], -limit), limit)
                right[kind, part, i] = total
                for j in range(i + 1):
                    total = 0.0
                    for k in range(there):
                        total += rows[i, k] * rows[j, k]
                    left[kind, part, i, j] = left[kind, part, j, i] = total
    return left, right, known


@compiled("void(f8[:,:,:], f8[:,:,:], b1[:], i8[::1], f8, i8, f8[:,:,::1])")
def fit_lasting_shares(
    before: FloatArray,
    own: FloatArray,
    is_off: BoolArray,
    edges: IntArray,
    usual_share: float,
    min_pairs: int,
    share: FloatArray,
) -> None:
    """Write the slope, from 0 to 1, of the mean of a window on that of the hours before it, where enough is known.

    Parameters
    ----------
    before, own
        Shape ``(days, windows, slots)``: the means; NaN in ``own`` is left out.
    is_off, edges
        As in ``normal_equations``.
    usual_share
        Pairs count where the size of the mean before is within this quantile.
    min_pairs
        With fewer pairs the slope stays what it was.
    share
        Shape ``(2, windows, slots)``: the slopes, for days of either kind.
    """
    days, windows, slots = own.shape
    x, y, sizes = np.empty(days * slots), np.empty(days * slots), np.empty(days * slots)
    for kind in range(2):
        for w in range(windows):
            for part in range(len(edges) - 1):
                pairs = 0
                for day in range(days):
                    if is_off[day] == (kind == 1):
                        for s in range(edges[part], edges[part + 1]):
                            x[pairs], y[pairs] = before[day, w, s], own[day, w, s]
                            sizes[pairs] = abs(x[pairs])
                            pairs += int(np.isfinite(own[day, w, s]))
                if pairs < min_pairs:
                    continue
                # the limit may be one of the values itself, which must stay within it in every unit
                limit = quantile(sizes[:pairs], usual_share) * (1.0 + 1e-9)
                power = product = 0.0
                for i in range(pairs):
                    usual = x[i] if abs(x[i]) <= limit else 0.0
                    power += usual * usual
                    product += usual * y[i]
                slope = min(max(product / power, 0.0), 1.0) if power > 0 else 0.0
                share[kind, w, edges[part] : edges[part + 1]] = slope
