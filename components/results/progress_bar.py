"""The progress line: what is being done, how far it is, and a way to stop it. Its room is always kept."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.basics.ids import Id


def progress_line() -> html.Div:
    """Return the line, idle."""
    return html.Div(
        [
            dmc.Progress(id=Id.PROGRESS_BAR, value=0, size=3, radius=0, className="progress-bar"),
            html.Div(
                [
                    html.Span(id=Id.PROGRESS_STEP, className="progress-step", role="status"),
                    dmc.Button("Cancel", id=Id.CANCEL, size="compact-xs", variant="subtle", n_clicks=0),
                ],
                className="progress-row",
            ),
        ],
        id=Id.PROGRESS,
        className="progress idle",
    )
