"""The tables of the README, made from the records that behaviour reads too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.base import Detector
from detectors.registry import detectors
from pipeline.settings import SETTINGS


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def settings_table() -> str:
    rows = [(f"`{item.name}`", f"`{item.default}`" if item.default else "", item.help) for item in SETTINGS]
    return markdown(("Setting", "Default", "What it does"), rows)


def detectors_table() -> str:
    return markdown(("Detector", "What it is good for", "History", "Parameters"), [_row(kind) for kind in _kinds()])


def _kinds() -> list[type[Detector]]:
    return list(detectors().values())


def _row(kind: type[Detector]) -> tuple[str, ...]:
    parameters = ", ".join(f"`{param.name}` ({param.allowed}; {param.default})" for param in kind.params())
    history = f"from {kind.min_days:g} days, solid from {kind.solid_days:g}"
    return f"`{kind.name}`<br>{kind.label} ({kind.algorithm})", kind.summary, history, parameters or "none"
