"""The registry: detectors are found by walking ``detectors.methods``; a new detector is one new file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from data.errors import ParameterError
from detectors.base import Detector

_registered: dict[str, type[Detector]] = {}
DEFAULT_METHOD = "recommended"
"""What is used where nobody chose: on the page, the terminal and by /predict. It stands first in the menu."""
MENU_ORDER = ("combination", "forecast", "shape", "rule")


def register(kind: type[Detector]) -> type[Detector]:
    """Make a detector known to menus, API, terminal, benchmarks and contract tests (class decorator)."""
    other = _registered.get(kind.name)
    if other is not None and other.__module__ != kind.__module__:
        raise TypeError(f"Two detectors are called {kind.name!r}: in {other.__module__} and {kind.__module__}")
    _registered[kind.name] = kind
    return kind


def detectors() -> dict[str, type[Detector]]:
    """Return every detector by name: the default first, then combinations, forecasts, shapes and rules."""
    _discover()
    return {kind.name: kind for kind in sorted(_registered.values(), key=_place)}


def detector(name: str) -> type[Detector]:
    """Return one detector.

    Raises
    ------
    ParameterError
        When there is none of that name, naming those there are.
    """
    known = detectors()
    if name not in known:
        raise ParameterError(f"There is no detector {name!r}; choose one of {', '.join(known)}.")
    return known[name]


def default_detector() -> Detector:
    """Return what is used where nobody chose, with its defaults."""
    return detector(DEFAULT_METHOD)()


def _place(kind: type[Detector]) -> tuple[bool, int, str]:
    return kind.name != DEFAULT_METHOD, MENU_ORDER.index(kind.family), kind.label


@cache
def _discover() -> None:
    package = importlib.import_module("detectors.methods")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"detectors.methods.{module.name}")
