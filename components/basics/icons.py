"""Icons: an empty element with a class; the drawing is a mask of ``assets/css/shell.css`` in the text's colour."""

from __future__ import annotations

from dash import html

from components.basics.aria import aria


def icon(name: str) -> html.Span:
    """Return a decorative icon; the control around it carries the words."""
    return html.Span(className=f"icon icon-{name}", **aria(hidden="true"))
