"""At which hours a change lies: at all hours, or only at night, on days off, or at work."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors.changes.change import Hours

MIN_CONTRAST = 0.2
"""Share of the mean by which working hours must differ from nights for them to be told apart. Chosen, not tuned."""
ELSEWHERE = 0.4
"""Share of the shift at its hours that there may be at others. Chosen, not tuned."""


def hours_of(base_kw: FloatArray, new_kw: FloatArray) -> tuple[Hours, float]:
    """Return at which hours a change lies, and the ratio of the new level to the one before there.

    Parameters
    ----------
    base_kw, new_kw
        Levels by kind of day (at work, off) and block, in kW; NaN where a kind was not seen.
    """
    new_kw = np.where(
        np.isfinite(new_kw), new_kw, np.where(np.isfinite(new_kw[::-1]), base_kw + (new_kw - base_kw)[::-1], base_kw)
    )
    work, lowest = base_kw[0], np.nanmin(base_kw[0])
    at_work = work > lowest + 0.5 * (np.nanmax(work) - lowest)
    places = [np.vstack([at_work, np.zeros_like(at_work)]), np.vstack([~at_work, np.zeros_like(at_work)])]
    places.append(np.vstack([np.zeros_like(at_work), np.ones_like(at_work)]))
    shifts = [float(np.nanmean((new_kw - base_kw)[place])) if place.any() else 0.0 for place in places]
    work_shift, night_shift, off_shift = (abs(shift) for shift in shifts)
    has_contrast = np.nanmax(work) - lowest > MIN_CONTRAST * np.nanmean(np.abs(work))
    hours: Hours = "all"
    where = np.isfinite(base_kw)
    if off_shift > 0 and max(work_shift, night_shift) < ELSEWHERE * off_shift:
        hours, where = "weekends", places[2]
    elif has_contrast and night_shift > 0 and work_shift < ELSEWHERE * night_shift:
        hours, where = "nights", places[1]
    elif has_contrast and work_shift > 0 and max(night_shift, off_shift) < ELSEWHERE * work_shift:
        hours, where = "working hours", places[0]
    before, after = float(np.nanmean(base_kw[where])), float(np.nanmean(new_kw[where]))
    return hours, after / before if before > 0 else float("nan")
