"""Golden cases: which readings Python flags, and how it writes quantities, for the scripts of the page to be held to.

``python -m tests.golden.write`` writes ``flags.json`` and ``quantities.json`` anew; ``tests/assets`` reads them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from components.event_list.rows import signed_energy
from components.timeline.payload import packed, sides, thousandths
from detectors.explain import units
from detectors.scores import Reason, Scores, empty_scores
from detectors.threshold import SIDES, Threshold, flags

FOLDER = Path(__file__).parent
LEVELS = (0.5, 2.0, 3.999, 4.0, 4.001, 4.1, 7.125, 12.0, 60.0)
"""Of the slider, and of links, which may have three decimals."""
POWERS_KW = (0.0, 0.0321, -0.05, 0.1, 1.2345, 12.345, 999.6, 1234.5, 9999.0, 12_345.0, -7.5)
PAIRS_KW = ((0.0952, 0.11), (0.08, 1.2), (0.0, 0.05), (0.0, 0.0), (9_500.0, 12_000.0), (500.0, 12_000.0), (-1.0, 2.0))
ENERGIES_KWH = (0.0, 0.5, 412.3, 9_876.0, 12_345.0)
HOURS = (0.0, 0.25, 1.0, 3.25, 24.0, 51.0, 49.5, 167.75)


def golden() -> dict[str, str]:
    """Return the content of each file by its name."""
    return {"flags.json": _text(_flags()), "quantities.json": _text([_quantities()])}


def main() -> None:
    """Write the files."""
    for name, text in golden().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _text(records: list[dict[str, Any]]) -> str:
    lines = [",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in one.items()) for one in records]
    return "[\n" + ",\n".join(f"{{\n{body}\n}}" for body in lines) + "\n]\n"


def _flags() -> list[dict[str, Any]]:
    """Return the flags of one table of scores at several levels and on each side, with its columns as they are sent."""
    scores = _scores()
    columns = {"score": packed(thousandths(scores), "u2"), "mark": packed(sides(scores), "u1")}
    thresholds = [Threshold(level=level, side=side) for level in LEVELS for side in SIDES]
    return [
        {
            **columns,
            "threshold": {"level": threshold.level, "side": threshold.side},
            "flagged": np.flatnonzero(flags(scores, threshold)).tolist(),
        }
        for threshold in thresholds
    ]


def _scores() -> Scores:
    """Return scores just beside every level, none, one without end, and some of data problems."""
    near = [level * (1.0 + away) for level in LEVELS for away in (-1e-3, -3e-8, 0.0, 3e-8, 1e-3)]
    values = np.array([*near, *near, np.nan, np.inf, 0.0, 1e-9, 65.4, 99.0])
    columns = empty_scores(pd.date_range("2024-01-01", periods=len(values), freq="h", tz="UTC"), 1.0)
    columns["score"] = values.astype(np.float32).astype(np.float64)  # as results are kept
    columns["side"] = np.resize(np.array([1, -1, 0, 1], np.int8), len(values))
    columns["reason"][len(near) :: 3] = Reason.FLAT_LINE.code
    return Scores(pd.date_range("2024-01-01", periods=len(values), freq="h", tz="UTC"), **columns)


def _quantities() -> dict[str, Any]:
    return {
        "power": [[kw, units.power(kw)] for kw in POWERS_KW],
        "power_beside": [[*pair, units.power(*pair)] for pair in PAIRS_KW],
        "power_range": [[*pair, units.power_range(*pair, 3.5)] for pair in PAIRS_KW],
        "energy": [[kwh, units.energy(kwh)] for kwh in ENERGIES_KWH],
        "signed_energy": [[sign * kwh, signed_energy(sign * kwh)] for kwh in ENERGIES_KWH for sign in (1, -1)],
        "duration": [[hours, units.duration(hours)] for hours in HOURS],
    }


if __name__ == "__main__":
    main()
