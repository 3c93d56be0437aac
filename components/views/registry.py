"""The views beneath the timeline, each declared once: tab, link, help, layout and callbacks follow from its record.

A module of this package that calls ``declare_view`` is a view; see ``docs/add-a-view.md``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from dash import Dash, Input, Output, State
from dash.development.base_component import Component

from components.basics.ids import Tab
from components.views.parts import ViewContent, ViewQuery
from data.errors import LoadlensError
from pipeline.store.workspace import Workspace

ContentFunction = Callable[[Workspace, ViewQuery], ViewContent | None]
Parts = Callable[[], Sequence[Component]]
Connect = Callable[[Dash, Workspace], None]
_declared: dict[str, MeterView] = {}


def _nothing() -> Sequence[Component]:
    return ()


def _not_connected(_app: Dash, _workspace: Workspace) -> None:
    """Leave a view without callbacks of its own."""


@dataclass(frozen=True)
class MeterView:
    """One view.

    Parameters
    ----------
    key
        In the link and in ids: small letters with hyphens.
    label, icon, order
        Of its tab: words, the path of an SVG on a grid of 16, and its place from the left.
    chart
        What is drawn, for those who cannot see it.
    help
        What it is good for, on the page of help.
    empty
        What is said where there is nothing to draw and ``content`` gives no reason.
    content
        Says and draws it: from a workspace and what is asked for to a ``ViewContent``, or None.
    before, after
        Controls under its sentence and at its end.
    inputs, states, query_function
        What else it depends on, by name, and the function of ``assets/controls/views.js`` that makes its query of
        that; the usual one puts the inputs into the query under their names.
    controls
        What ``ViewContent.controls`` fills, by name.
    connect
        Registers callbacks of its own controls.
    """

    key: str
    label: str
    icon: str
    chart: str
    help: str
    empty: str
    content: ContentFunction
    order: int = 100
    before: Parts = _nothing
    after: Parts = _nothing
    inputs: Mapping[str, Input] = field(default_factory=dict)
    states: Sequence[State] = ()
    query_function: str = "requested"
    controls: Mapping[str, Output] = field(default_factory=dict)
    connect: Connect = _not_connected

    def answer(self, workspace: Workspace, query: ViewQuery) -> ViewContent:
        """Return what the view says and draws, or why it cannot."""
        try:
            return self.content(workspace, query) or ViewContent("", self.empty)
        except LoadlensError as error:
            return ViewContent("", str(error))


def declare_view(view: MeterView) -> MeterView:
    """Make a view known to tabs, links, help and tests, and return it.

    Raises
    ------
    TypeError
        When another one has its key.
    """
    if view.key == Tab.EVENTS or _declared.setdefault(view.key, view) is not view:
        raise TypeError(f"Two views have the key {view.key!r}; give one of them another.")
    return view


def meter_views() -> tuple[MeterView, ...]:
    """Return every view in the order of the tabs; the list of events, which stands before them, is none."""
    _discover()
    return tuple(sorted(_declared.values(), key=lambda view: (view.order, view.label)))


@cache
def _discover() -> None:
    package = importlib.import_module("components.views")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"components.views.{module.name}")
