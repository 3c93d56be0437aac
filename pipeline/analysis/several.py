"""Several methods on one meter: the first is what is shown, the others say whether they confirm its events.

Each is an analysis of its own, computed once and kept by its own key; what goes wrong with one of the others is a
sentence and does not keep the others from being shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from data.errors import LoadlensError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.progress import Listener
from pipeline.analysis.analysis import Analysis
from pipeline.analysis.run import analyse, cached
from pipeline.store.workspace import Workspace

T = TypeVar("T")
LOG = logging.getLogger(__name__)
MIN_SHARE_SECONDS = 0.5
"""What even the fastest method takes of the progress line: reading and keeping."""
FAILED = "It failed ({kind}); the log says where."


@dataclass(frozen=True, eq=False)
class SeveralAnalyses:
    """Analyses by name of their method, and for the others why there is none.

    ``waiting`` are those that could be computed and are not yet.
    """

    found: Mapping[str, Analysis] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()


def analyse_several(
    workspace: Workspace,
    meter_id: str,
    methods: Sequence[Detector],
    listener: Listener = lambda _step, _share: None,
) -> SeveralAnalyses:
    """Return the analyses of a meter by several methods, computing what is not kept.

    Raises
    ------
    LoadlensError
        When the first method cannot score the meter.
    """
    first, *others = methods
    found = {first.name: analyse(workspace, meter_id, first, _place(listener, methods, 0))}
    places = {method.name: _place(listener, methods, place) for place, method in enumerate(methods)}
    more, failed = attempted(others, lambda method: analyse(workspace, meter_id, method, places[method.name]))
    return SeveralAnalyses({**found, **more}, failed)


def attempted(methods: Sequence[Detector], analysed_by: Callable[[Detector], T]) -> tuple[dict[str, T], dict[str, str]]:
    """Return what came of each method, and in a sentence why nothing came of the others."""
    found: dict[str, T] = {}
    failed: dict[str, str] = {}
    for method in methods:
        try:
            found[method.name] = analysed_by(method)
        except LoadlensError as error:
            failed[method.name] = str(error)
        except Exception as error:  # a fault of one method must not take the others with it
            LOG.exception("%s failed", method.name)
            failed[method.name] = FAILED.format(kind=type(error).__name__)
    return found, failed


def kept_several(workspace: Workspace, series: MeterSeries, methods: Sequence[Detector]) -> SeveralAnalyses:
    """Return what is kept of several methods, in milliseconds; those that cannot score the meter say why."""
    found: dict[str, Analysis] = {}
    failed: dict[str, str] = {}
    waiting: list[str] = []
    for method in methods:
        analysis = cached(workspace, series.meter_id, method)
        if analysis is not None:
            found[method.name] = analysis
        elif why := cannot(method, series):
            failed[method.name] = why
        else:
            waiting.append(method.name)
    return SeveralAnalyses(found, failed, tuple(waiting))


def without_waiting(several: SeveralAnalyses, failed: Mapping[str, str]) -> SeveralAnalyses:
    """Return what is there once some of those waited for have been tried in vain."""
    tried = {name: why for name, why in failed.items() if name in several.waiting}
    waiting = tuple(name for name in several.waiting if name not in tried)
    return SeveralAnalyses(several.found, {**several.failed, **tried}, waiting)


def cannot(method: Detector, series: MeterSeries) -> str:
    """Return why a method cannot score a meter, empty where it can."""
    if method.missing():
        return method.how_to_install()
    state = method.readiness(series)
    return state.sentence if state.stage == "too short" else ""


def _place(listener: Listener, methods: Sequence[Detector], place: int) -> Listener:
    """Return a listener for one of several methods: it knows how long each of them takes."""
    if len(methods) == 1:
        return listener
    weights = [max(method.seconds_for_a_year(), MIN_SHARE_SECONDS) for method in methods]
    before, own, total = sum(weights[:place]), weights[place], sum(weights)
    label = f"{place + 1} of {len(methods)} methods, {methods[place].label}"
    return lambda step, share: listener(f"{label}: {step}", (before + own * share) / total)
