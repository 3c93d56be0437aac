"""``detectors``: the methods there are, with their parameters."""

from __future__ import annotations

import argparse
import json
from math import isfinite

from detectors.base import Detector
from detectors.params import Param
from detectors.registry import detectors
from terminal.parser import Commands, flag, param_help
from terminal.text import text_table

WRAPPED_AT = 72


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("detectors", run, "list the detectors and their parameters")
    parser.add_argument("--json", action="store_true", help="print everything about them as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Print all detectors."""
    kinds = list(detectors().values())
    if arguments.json:
        print(json.dumps([record(kind) for kind in kinds], indent=2, ensure_ascii=False))
        return
    print("\n\n".join(described(kind) for kind in kinds))


def described(kind: type[Detector]) -> str:
    """Return a detector as a short text: what it is, what it needs, its parameters."""
    needs = f"answers from {kind.min_days:g} days of readings, solid from {kind.solid_days:g} days"
    lines = [
        f"{kind.name}: {kind.label} ({kind.algorithm})",
        f"  {kind.summary}",
        f"  Family: {kind.family}; {needs}. Source: {kind.source}.",
    ]
    rows = [(f"  {flag(param.name)}", param.label, param_help(param)) for param in kind.params()]
    return "\n".join([*lines, *([text_table(("  option", "name", "what it does"), rows, WRAPPED_AT)] if rows else [])])


def record(kind: type[Detector]) -> dict[str, object]:
    """Return everything about a detector for other programs."""
    return {
        "name": kind.name,
        "label": kind.label,
        "algorithm": kind.algorithm,
        "summary": kind.summary,
        "family": kind.family,
        "source": kind.source,
        "revision": kind.revision,
        "causal": kind.causal,
        "min_days": kind.min_days,
        "solid_days": kind.solid_days,
        "params": [param_record(param) for param in kind.params()],
    }


def param_record(param: Param) -> dict[str, object]:
    """Return a parameter for other programs; limits that do not exist are null."""
    return {
        "name": param.name,
        "kind": param.kind,
        "default": param.default,
        "label": param.label,
        "help": param.help,
        "low": param.low if isfinite(param.low) else None,
        "high": param.high if isfinite(param.high) else None,
        "step": param.step,
        "unit": param.unit,
        "options": list(param.options),
        "aliases": list(param.aliases),
    }
