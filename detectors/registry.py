"""The registry: detectors are found in ``detectors.methods`` and in other packages; a new detector is one new file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from data.errors import ParameterError
from detectors.base import Detector
from detectors.plugins import plugins

_registered: dict[str, type[Detector]] = {}
DEFAULT_METHOD = "recommended"
"""What is used where nobody chose: on the page, the terminal and by /predict. It stands first in the menu."""
MENU_ORDER = ("combination", "forecast", "shape", "rule")
DESCRIBED = ("name", "label", "algorithm", "summary", "family", "source")
"""Texts that every detector has."""


def register(kind: type[Detector]) -> type[Detector]:
    """Make a detector known to menus, API, terminal, benchmarks and contract tests (class decorator).

    Raises
    ------
    TypeError
        When it does not say what it is, or another detector has its name.
    """
    _check(kind)
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
    for plugin in plugins():  # after those of Loadlens itself, whose names they cannot take
        before = dict(_registered)
        if not plugin.load(_accept):
            _registered.clear()
            _registered.update(before)


def _accept(loaded: object) -> None:
    """Register what an entry point names: a class; a module has registered its own ones when it was imported."""
    if isinstance(loaded, type):
        register(loaded)


def _check(kind: type[Detector]) -> None:
    if not (isinstance(kind, type) and issubclass(kind, Detector)):
        raise TypeError(f"{kind!r} is no Detector; let the class inherit from detectors.base.Detector.")
    missing = [name for name in DESCRIBED if not getattr(kind, name, "")]
    if missing:
        raise TypeError(f"Detector {kind.__name__} lacks {', '.join(missing)}; set them as texts of the class.")
    if kind.family not in MENU_ORDER:
        raise TypeError(f"Detector {kind.name} has the family {kind.family!r}; choose of {', '.join(MENU_ORDER)}.")
    kind()  # its parameters are declared, and their defaults are in range
