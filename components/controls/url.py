"""The link: which view an address stands for. What is not possible is replaced, with a sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

from components.basics.date_range import DEFAULT_PRESET, DateRange
from components.basics.request import Request, other_methods, param_values
from components.controls.threshold import CAUTIONS
from components.timeline.forecast import NONE, parsed_forecast_days
from data.errors import LoadlensError, ParameterError
from detectors.base import Detector
from detectors.params import Value
from detectors.registry import DEFAULT_METHOD, detector, detectors
from detectors.threshold import Threshold
from pipeline.store.demo import shown_first
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

SETTING = "set."
MAX_SHOWN = 40
THRESHOLD_PARTS: tuple[tuple[str, Callable[[str], float | str]], ...] = (
    ("level", lambda text: CAUTIONS.get(text) or float(text)),
    ("min_hours", float),
    ("min_kwh", float),
    ("side", str),
)
"""Part of the threshold, which is its name in the link, and how to read it; a level may be one of three words."""
FORECAST = "forecast"
EARLIER_NAMES = {FORECAST: "ahead", "min_hours": "least"}
"""What links that people kept call it: read, never written."""


@dataclass(frozen=True)
class View:
    """What a page opens with: a request, a threshold, perhaps a chosen event and days of forecast.

    ``notices`` say what was replaced.
    """

    request: Request
    threshold: Threshold
    event: str = ""
    forecast_days: str = NONE
    notices: tuple[str, ...] = field(default=())


def opened_view(workspace: Workspace, search: str) -> View | None:
    """Return the view an address stands for, None while there are no meters."""
    meters = workspace.meters()
    if not meters:
        return None
    requested = dict(parse_qsl(search.removeprefix("?")))
    notices: list[str] = []
    meter = _meter(meters, requested.get("meter", ""), notices)
    kind = _method(requested.get("method", ""), notices)
    request = Request(
        meter=meter.meter_id,
        date_range=_date_range(available(workspace, meter.meter_id), requested, notices),
        detector=kind.name,
        params=_params(kind, requested, notices),
        also=_also(kind, requested.get("also", ""), notices),
    )
    threshold = _threshold(requested, notices)
    forecast_days = parsed_forecast_days(requested.get(_name_in(requested, FORECAST), NONE))
    return View(request, threshold, requested.get("event", ""), forecast_days, tuple(notices))


def available(workspace: Workspace, meter_id: str) -> DateRange:
    """Return the days a meter has readings of."""
    described = workspace.describe(meter_id)
    return DateRange(described.first.date(), (described.last - described.step).date())


def readings(workspace: Workspace, meter_id: str) -> int:
    """Return how many intervals the readings of a meter cover; 0 where it is gone."""
    try:
        described = workspace.describe(meter_id)
    except LoadlensError:
        return 0
    return round((described.last - described.first).total_seconds() / described.step.total_seconds())


def _meter(meters: tuple[Meter, ...], requested: str, notices: list[str]) -> Meter:
    first = shown_first(meters)
    found = next((meter for meter in meters if meter.meter_id == requested), None)
    if requested and found is None:
        notices.append(f"There is no meter {requested!r} here; this is {first.name}.")
    return found or first


def _method(requested: str, notices: list[str]) -> type[Detector]:
    if not requested or requested in detectors():
        return detector(requested or DEFAULT_METHOD)
    kind = detector(DEFAULT_METHOD)
    notices.append(f"{_no_method(requested)} This is {kind.label}.")
    return kind


def _no_method(requested: str) -> str:
    """Say that there is no such method, and which one has a name much like it; 27 names would fill a phone."""
    near = get_close_matches(requested.lower(), detectors(), n=1)
    hint = f"perhaps {near[0]} is meant" if near else "choose one in the menu"
    return f"There is no method {requested[:MAX_SHOWN]!r}; {hint}."


def _also(kind: type[Detector], requested: str, notices: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in filter(None, requested.split(",")):
        if name not in detectors():
            notices.append(f"{_no_method(name)} It is left out.")
            continue
        try:
            found = list(other_methods(kind.name, [*found, name]))
        except ParameterError as error:
            notices.append(f"{error} It is left out.")
    return tuple(found)


def _params(kind: type[Detector], requested: Mapping[str, str], notices: list[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, text in requested.items():
        if name.startswith(SETTING):
            try:
                values |= param_values(kind, {name.removeprefix(SETTING): text})
            except ParameterError as error:
                notices.append(f"{error} The usual setting is used.")
    return values


def _date_range(has: DateRange, requested: Mapping[str, str], notices: list[str]) -> DateRange:
    usual = has.preset(DEFAULT_PRESET)
    if "from" not in requested and "to" not in requested:
        return usual
    try:
        wanted = DateRange(date.fromisoformat(requested.get("from", "")), date.fromisoformat(requested.get("to", "")))
    except ValueError:
        notices.append("The dates of the link cannot be read; they look like from=2024-01-01&to=2024-03-31.")
        return usual
    shared = has.within(wanted)
    if shared is None:
        notices.append(
            f"This meter has no readings from {wanted.first} to {wanted.last}; it has them from {has.first} "
            f"to {has.last}. These are the last months."
        )
    return shared or usual


def _name_in(requested: Mapping[str, str], name: str) -> str:
    """Return what a link calls something: its name, or the earlier one where only that is there."""
    return name if name in requested else EARLIER_NAMES.get(name, name)


def _threshold(requested: Mapping[str, str], notices: list[str]) -> Threshold:
    """Return the threshold; each part that is not possible is replaced by itself."""
    threshold = Threshold()
    for part, read in THRESHOLD_PARTS:
        name = _name_in(requested, part)
        if name not in requested:
            continue
        try:
            given: dict[str, Any] = {part: read(requested[name])}
            threshold = replace(threshold, **given)
        except ValueError:
            notices.append(f"{name}={requested[name]} in the link is not a number; the usual one is used.")
        except LoadlensError as error:
            notices.append(f"{error} The usual one is used.")
    return threshold
