"""What commands work on: a folder of its own for each test, and meters written once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cli import DONE
from tests.terminal.commands import run


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DEMO", "no")
    monkeypatch.setattr("terminal.serve.become_gunicorn", lambda _settings: pytest.fail("this would end the tests"))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred days of hours of an office with planted faults."""
    folder = tmp_path_factory.mktemp("office")
    words = ("simulate", folder / "office.csv", "--archetype", "office", "--days", 100, "--step", 60)
    assert run(*words, "--labels", folder / "labels.csv") == DONE
    return folder / "office.csv"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three buildings, one of them too young to be judged."""
    folder = tmp_path_factory.mktemp("town")
    assert run("simulate", folder / "two.csv", "--meters", 2, "--days", 60, "--step", 60) == DONE
    assert run("simulate", folder / "new.csv", "--archetype", "retail", "--days", 5, "--step", 60) == DONE
    pd.concat([pd.read_csv(folder / "two.csv"), pd.read_csv(folder / "new.csv")]).to_csv(
        folder / "town.csv", index=False
    )
    return folder / "town.csv"
