"""Where the real readings are, for measurements and for tests: LOADLENS_READINGS, or a folder beside the project."""

from __future__ import annotations

import os
from pathlib import Path

SETTING = "LOADLENS_READINGS"
ROOT = Path(__file__).parents[1]
BESIDE_THE_PROJECT = ROOT.parent / "shared" / "data"
FOLDER = Path(os.environ.get(SETTING) or BESIDE_THE_PROJECT).expanduser()
HOW = f"name the folder that holds it in {SETTING}"


def real_file(name: str) -> Path:
    """Return where a file of real readings is to be found; it may be missing there."""
    return FOLDER / name


def missing(file: Path, what: str) -> str:
    """Return the sentence that stands in the place of figures measured on a file that is not there."""
    return f"Not measured: {what} ({file.name}) are not here; {HOW}."
