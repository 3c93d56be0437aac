"""``simulate`` on the terminal: the same seed writes the same file."""

from __future__ import annotations

from pathlib import Path

from cli import DONE
from tests.terminal.commands import run


def test_simulate_gives_the_same_again(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        assert run("simulate", tmp_path / name, "--days", 3, "--seed", 5) == DONE
    assert run("simulate", tmp_path / "c.csv", "--days", 3, "--seed", 6) == DONE

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() != (tmp_path / "c.csv").read_bytes()
