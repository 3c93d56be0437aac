"""Typical days: k-means from given centres, and the distance of the last hours from the nearest of them."""

from __future__ import annotations

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray
from detectors.kernels import FULL_SHARE
from detectors.kernels.compiled import compiled


@compiled("f8[:,::1](f8[:,::1], f8[:,::1], f8, i8)")
def moved_centres(points: FloatArray, centres: FloatArray, tolerance: float, rounds: int) -> FloatArray:
    """Return the centres of k-means (Lloyd's algorithm), started from given centres.

    Parameters
    ----------
    points
        Shape ``(n, length)``, without NaN.
    centres
        Shape ``(k, length)``. A centre that loses all its points takes the point that is furthest from its own.
    tolerance
        Stop when the sum of the squared moves of all centres is at most this.
    rounds
        Stop after so many rounds at the latest.
    """
    count, length = points.shape
    clusters = len(centres)
    centres = centres.copy()
    nearest, distance = np.full(count, -1), np.zeros(count)
    for _ in range(rounds):
        # 1. assign every point to its nearest centre; stop where nothing changes
        is_same = True
        for i in range(count):
            best, least = 0, np.inf
            for c in range(clusters):
                away = 0.0
                for j in range(length):
                    away += (points[i, j] - centres[c, j]) ** 2
                if away < least:
                    best, least = c, away
            is_same = is_same and best == nearest[i]
            nearest[i], distance[i] = best, least
        if is_same:
            break
        # 2. sum up the points of every centre
        total, members = np.zeros((clusters, length)), np.zeros(clusters)
        for i in range(count):
            members[nearest[i]] += 1.0
            for j in range(length):
                total[nearest[i], j] += points[i, j]
        # 3. give a centre without points the point that is furthest from its own centre
        for c in range(clusters):
            if members[c] == 0.0:
                far = np.argmax(distance)
                distance[far] = 0.0
                members[nearest[far]] -= 1.0
                members[c] = 1.0
                for j in range(length):
                    total[nearest[far], j] -= points[far, j]
                    total[c, j] = points[far, j]
                nearest[far] = c
        # 4. move every centre to the mean of its points
        moved = 0.0
        for c in range(clusters):
            for j in range(length):
                mean = total[c, j] / max(members[c], 1.0)
                moved += (mean - centres[c, j]) ** 2
                centres[c, j] = mean
        if moved <= tolerance:
            break
    return centres


@compiled("f8[:,::1](f8[::1], f8[:,::1])")
def sums_of_squares(power: FloatArray, typical: FloatArray) -> FloatArray:
    """Return the sums up to each slot of the squared departures of a day from typical days.

    Shape ``(typical days, slots + 1)``; a reading that is missing adds nothing.
    """
    total = np.zeros((len(typical), len(power) + 1))
    for c in range(len(typical)):
        for s in range(len(power)):
            away = power[s] - typical[c, s]
            total[c, s + 1] = total[c, s] + (away * away if np.isfinite(power[s]) else 0.0)
    return total


@compiled("f8[:,::1](f8[:,::1], f8[:,::1], i8[::1], i8[::1])")
def cluster_distances(before: FloatArray, today: FloatArray, known: IntArray, steps: IntArray) -> FloatArray:
    """Return the root-mean-square distance of the last hours to the nearest typical day, shape ``(windows, slots)``.

    Parameters
    ----------
    before, today
        Shape ``(typical days, slots + 1)``: sums up to each slot of the squared departures of the day before, and of
        the day. Hours before and after midnight are each compared with the typical day nearest to them.
    known
        Shape ``(2 * slots + 1,)``: number of known readings of both days up to each slot.
    steps
        Lengths of the windows, at most a day.
    """
    slots = today.shape[1] - 1
    found = np.full((len(steps), slots), np.nan)
    for w in range(len(steps)):
        for s in range(slots):
            end = s + 1
            begin = end - steps[w]
            own = evening = np.inf
            for c in range(len(today)):
                own = min(own, today[c, end] - today[c, max(begin, 0)])
            for c in range(len(before)):
                evening = min(evening, before[c, slots] - before[c, min(slots + begin, slots)])
            inside = known[slots + end] - known[slots + begin]
            if inside >= FULL_SHARE * steps[w]:
                found[w, s] = np.sqrt(max(own + evening, 0.0) / max(inside, 1))
    return found
