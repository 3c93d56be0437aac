"""The help: how to read the page, in the order a person meets things, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from components.basics.ids import Id

READING = (
    (
        "Headline",
        "How many events there are in the dates on show, what both sides add up to, and the dearest of them.",
    ),
    (
        "Chart",
        "The solid line is what was used, the dashed line what was to be expected at that hour of that kind of day, "
        "learnt from the weeks before. The pale band is the usual range, which holds 90 of 100 ordinary readings. The "
        "thin lines are the alarm limit of a single reading, which moves with the alarm level. What lasts can be an "
        "alarm while each reading is within: of a chosen event the bold line is then the mean of some hours, and the "
        "dotted ones the limits of that mean.",
    ),
    (
        "Events",
        "▲ more than normal, ▼ less than normal, ◇ a problem of the meter or its data rather than of the energy used.",
    ),
)
LEVEL = (
    (
        "Alarms",
        "How far from normal is an alarm: cautious tells of little, sensitive of much. For experts it is a number of "
        "sigma, 4 of which are as rare as 4 standard deviations in this meter's own history, or of events a month. "
        "Moving it judges nothing anew; it only moves the line. Events a month counts the events of all readings of "
        "the meter, of both sides and any length. Data problems are not among them: they say nothing of the energy "
        "used, and many gaps must not raise the level for what counts. They have a score too, so that a high level "
        "leaves slight ones out. The line below the choice speaks of the dates on show.",
    ),
    (
        "Worth telling",
        "How much energy an event must be about at least. What is worth less than a small share of the meter's mean "
        "day is rare at most, and not told. Data problems and peaks over a contract limit always are.",
    ),
    (
        "Provisional",
        "A method answers from a few weeks of history on, and is solid after some months; the badge says which.",
    ),
)
KEYS = (
    (("j", "→"), "next event"),
    (("k", "←"), "previous event"),
    (("Esc",), "show all dates again"),
    (("?",), "this help"),
)


def help_panel(view_terms: Sequence[tuple[str, str]]) -> dmc.Modal:
    """Return the help, closed; ``view_terms`` are the views beneath the timeline with what each is good for."""
    return dmc.Modal(
        [
            html.Dl(
                [part for term, text in (*READING, *view_terms, *LEVEL) for part in (html.Dt(term), html.Dd(text))],
                className="help-terms",
            ),
            html.H3("Keys"),
            html.Dl(
                [part for keys, text in KEYS for part in (html.Dt(_keys(keys)), html.Dd(text))], className="help-keys"
            ),
        ],
        id=Id.HELP,
        title="How to read this page",
        size="lg",
        closeButtonProps={"aria-label": "Close"},
    )


def _keys(keys: tuple[str, ...]) -> list[Any]:
    return [dmc.Kbd(key) for key in keys]
