"""Icons: an empty element with a class; the drawing is a mask of ``assets/css/shell.css`` in the text's colour."""

from __future__ import annotations

from urllib.parse import quote

from dash import html

from components.basics.aria import aria

SAFE_IN_SVG = " =:/'"


def icon(name: str) -> html.Span:
    """Return a decorative icon; the control around it carries the words."""
    return html.Span(className=f"icon icon-{name}", **aria(hidden="true"))


def drawn_icon(path: str) -> html.Span:
    """Return a decorative icon from the path of an SVG on a grid of 16, drawn as a line."""
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='#000' stroke-width='1.5' "
        f"stroke-linecap='round' stroke-linejoin='round'><path d='{path}'/></svg>"
    )
    style = {"--drawing": f'url("data:image/svg+xml,{quote(drawing, safe=SAFE_IN_SVG)}")'}
    return html.Span(className="icon", style=style, **aria(hidden="true"))
