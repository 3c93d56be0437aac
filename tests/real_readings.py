"""Real readings for tests. They are no part of the project: where they are missing, their tests are skipped, loudly."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.readings import FOLDER, SETTING, real_file

CAMBRIDGE = real_file("cambridge_hourly_kwh.parquet")
POLITO = real_file("polito_native_semicolon_decimalcomma.csv.gz")
STEEL = real_file("steel_native.csv.gz")
WHY_SKIPPED = "no real readings:"


def needs(path: Path = FOLDER) -> pytest.MarkDecorator:
    """Return the mark of a test that reads this file or folder."""
    return pytest.mark.skipif(not path.exists(), reason=f"{WHY_SKIPPED} {path.name} is not in {path.parent}")


def loud_line(skipped: int) -> str:
    """Return the line that nobody overlooks at the end of a run which left out tests of real readings."""
    return f"NO TESTS OF REAL READINGS: {skipped} left out; {SETTING} names their folder, now {FOLDER}"
