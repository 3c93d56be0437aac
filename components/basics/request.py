"""The request: which meter, which dates, which method with which settings. Small, and all the page remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from components.basics.date_range import DateRange
from data.errors import ParameterError
from detectors.base import Detector
from detectors.params import Param, Value
from detectors.registry import detector

MAX_OTHERS = 6
"""Each further method is a strip under the chart; more would push the events off the screen."""


@dataclass(frozen=True)
class Request:
    """What the page is to show.

    ``also`` names further methods, with their usual settings, that say whether they saw the same. ``run`` counts
    explicit runs, so that asking again is another request.
    """

    meter: str
    date_range: DateRange
    detector: str
    params: Mapping[str, Value] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    run: int = 0

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Request:
        """Return the request the browser handed back.

        Raises
        ------
        ParameterError
            When the method or one of its settings is not possible, or the record is none of a page.
        """
        try:
            kind = detector(str(record["detector"]))
            return cls(
                meter=str(record["meter"]),
                date_range=DateRange(date.fromisoformat(record["first"]), date.fromisoformat(record["last"])),
                detector=kind.name,
                params=param_values(kind, record["params"]),
                also=other_methods(kind.name, record.get("also") or ()),
                run=int(record["run"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ParameterError("The page asked for something that cannot be; load it again.") from error

    def record(self) -> dict[str, Any]:
        """Return the request as the browser keeps it."""
        return {
            "meter": self.meter,
            "first": self.date_range.first.isoformat(),
            "last": self.date_range.last.isoformat(),
            "detector": self.detector,
            "params": dict(self.params),
            "also": list(self.also),
            "run": self.run,
        }

    def method(self) -> Detector:
        """Return the detector with its settings."""
        return detector(self.detector).from_values(self.params)

    def methods(self) -> tuple[Detector, ...]:
        """Return all detectors, the one whose events are shown first."""
        return (self.method(), *(detector(name)() for name in self.also))


def other_methods(main: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the further methods, each once and without the main one.

    Raises
    ------
    ParameterError
        When there is no such method, or there are too many.
    """
    found = tuple(detector(name).name for name in dict.fromkeys(names) if name != main)
    if len(found) > MAX_OTHERS:
        raise ParameterError(f"{len(found)} further methods are chosen; choose at most {MAX_OTHERS}.")
    return found


def param_values(kind: type[Detector], chosen: Mapping[str, object]) -> dict[str, Value]:
    """Return the parameters that differ from their default, of the declared type and checked.

    Raises
    ------
    ParameterError
        For an unknown name or a value out of range.
    """
    params = {param.name: param for param in kind.params()}
    values = {}
    for given, value in chosen.items():
        name = kind.param_name(given)
        if name not in params:
            allowed = ", ".join(params) or "none"
            raise ParameterError(f"{kind.label} has no setting {name!r}; it has {allowed}.")
        typed = _typed(params[name], value)
        if typed != params[name].default:
            values[name] = typed
    return values


def _typed(param: Param, value: object) -> Value:
    if isinstance(value, str):
        return param.parse(value)
    if param.kind == "number" and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if param.kind == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)
    param.check(value)
    return value  # type: ignore[return-value]  # checked just above
