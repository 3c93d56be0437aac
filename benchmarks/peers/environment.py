"""The virtual environment of the public libraries: made once, made again when their list changes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".venv-peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
MAX_MINUTES = 15.0


class NoEnvironmentError(RuntimeError):
    """The environment cannot be made; the sentence says why."""


def peers_python(folder: Path = FOLDER, requirements: Path = REQUIREMENTS) -> Path:
    """Return the interpreter of the environment, which is made where it is missing.

    Where the libraries cannot be installed together, each is tried by itself, so that one that does not install leaves
    the others in the table.

    Raises
    ------
    NoEnvironmentError
        Where it cannot be made or nothing can be installed, for example without a network.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / "installed"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return python
    print("peers: installing the public libraries; this takes a minute or two", file=sys.stderr, flush=True)
    if not _succeeds([sys.executable, "-m", "venv", "--clear", str(folder)]):
        raise NoEnvironmentError("no virtual environment could be made with this Python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not _succeeds([*pip, "-r", str(requirements)]):
        each = [_succeeds([*pip, "-c", str(requirements), one]) for one in listed(requirements)]
        if not any(each):
            raise NoEnvironmentError("none of the libraries could be installed; without a network there is nothing new")
    stamp.write_text(wanted, encoding="ascii")
    return python


def listed(requirements: Path = REQUIREMENTS) -> list[str]:
    """Return the requirements without comments."""
    lines = (line.split("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=60 * MAX_MINUTES, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
