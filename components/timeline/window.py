"""The window of the chosen event, packed for the browser; ``assets/timeline/window.js`` draws it at the alarm level."""

from __future__ import annotations

from typing import Any

from components.figures.window import shown_of
from components.timeline.payload import packed
from detectors.events.limits import WindowLimits


def window_payload(limits: WindowLimits, key: str, event: str) -> dict[str, Any]:
    """Return the mean of the window and its limits.

    Parameters
    ----------
    limits
        Counted from the first reading on show.
    key, event
        Of the readings on show, and the id of the event: what it is drawn for.
    """
    shown = shown_of(limits)
    return {
        "key": key,
        "event": event,
        "hours": limits.hours,
        "first": limits.first,
        "every": int(shown[1]) if len(shown) > 1 else 1,
        "mean": packed(limits.mean_kw[shown], "f4"),
        "expected": packed(limits.expected_kw[shown], "f4"),
        "scale": packed(limits.scale_kw[shown], "f4"),
    }
