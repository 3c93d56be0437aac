"""Golden cases: what Python makes of scores, and how it writes quantities, for the scripts of the page to be held to.

``python -m tests.golden.write`` writes ``flags.json`` and ``quantities.json`` anew; ``tests/assets`` reads them.
"""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from components.timeline.payload import utc_offsets
from detectors.explain import units
from detectors.scores import REASONS, Scores
from detectors.threshold import Threshold, flags
from tests.golden.meters import Case, Meter, cases

FOLDER = Path(__file__).parent
POWERS_KW = (0.0, 0.0321, -0.05, 0.1, 1.2345, 12.345, 999.6, 1234.5, 9999.0, 12_345.0, -7.5)
PAIRS_KW = ((0.0952, 0.11), (0.08, 1.2), (0.0, 0.05), (0.0, 0.0), (9_500.0, 12_000.0), (500.0, 12_000.0), (-1.0, 2.0))
ENERGIES_KWH = (0.0, 0.5, 412.3, 9_876.0, 12_345.0)
HOURS = (0.0, 0.25, 1.0, 3.25, 24.0, 51.0, 49.5, 167.75)
HALVES = (0.5, 1.5, 2.5, 3.5, 4.5, 7.0, 7.4)


def golden() -> dict[str, str]:
    """Return the content of each file by its name."""
    return {"flags.json": _text([_record(case) for case in cases()]), "quantities.json": _text([_quantities()])}


def main() -> None:
    """Write the files."""
    for name, text in golden().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _text(records: list[dict[str, Any]]) -> str:
    lines = [",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in one.items()) for one in records]
    return "[\n" + ",\n".join(f"{{\n{body}\n}}" for body in lines) + "\n]\n"


def _record(case: Case) -> dict[str, Any]:
    meter = Meter(**case.meter)
    case.plant(meter)
    series, scores = meter.judged()
    part, threshold = slice(case.before, None), case.threshold
    shown = series.index[part]
    return {
        "name": case.name,
        "grid": {
            "ms0": _ms(shown[0]),
            "dx": meter.minutes * 60_000,
            "n": len(shown),
            "tz": meter.zone,
            "offsets": utc_offsets(shown),
        },
        "before": case.before,
        "reasons": [reason.key for reason in REASONS],
        "labels": [reason.label for reason in REASONS],
        "columns": {name: _numbers(values) for name, values in _columns(meter, scores).items()},
        "threshold": _threshold(threshold),
        "flagged": np.flatnonzero(flags(scores, threshold)).tolist(),
    }


def _columns(meter: Meter, scores: Scores) -> dict[str, Any]:
    """Return what ``components.timeline.payload`` sends."""
    return {
        "power": meter.columns["power"],
        "expected": scores.expected,
        "below": scores.scale_below,
        "above": scores.scale_above,
        "score": scores.score,
        "window": scores.window_hours,
        "side": scores.side,
        "kind": scores.is_data_problem,
        "reason": scores.reason,
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    names = ("level", "side", "min_hours", "merge_hours")
    return {name: getattr(threshold, name) for name in names}


def _quantities() -> dict[str, Any]:
    return {
        "power": [[kw, units.power(kw)] for kw in POWERS_KW],
        "power_beside": [[*pair, units.power(*pair)] for pair in PAIRS_KW],
        "power_range": [[*pair, units.power_range(*pair, 3.5)] for pair in PAIRS_KW],
        "energy": [[kwh, units.energy(kwh)] for kwh in ENERGIES_KWH],
        "duration": [[hours, units.duration(hours)] for hours in HOURS],
        "rounded": [[half, round(half)] for half in HALVES],
    }


def _ms(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


def _numbers(values: Any) -> list[float | None]:
    return [_number(float(value)) for value in values]


def _number(value: float) -> float | None:
    """Return a number as JSON has it, without NaN."""
    if isnan(value):
        return None
    return int(value) if value == int(value) else round(value, 9)


if __name__ == "__main__":
    main()
