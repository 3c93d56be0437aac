"""What the page on adding a detector says is done here: one file, in Loadlens or in a package of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data.series import MeterSeries
from detectors import methods, reasons, registry
from detectors.events.events import events
from detectors.explain.explain import explain
from detectors.reasons import FIGURES, REASONS, reason_keys
from detectors.threshold import Threshold
from tests.detectors.meters import changed, regular_office

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add-a-detector.md").read_text(encoding="utf-8")
WORDS = "Never idle: 17.3 kW on average for 2 d 10 h, without a pause."


def block(language: str) -> str:
    [text] = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return text


@pytest.fixture
def busy_days() -> MeterSeries:
    """An office at which nobody switches off for two nights."""
    return changed(regular_office(days=60, noise_kw=0.1), "2024-02-27 18:00", "2024-02-29 08:00", 7.0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A further folder of methods; what is found there is forgotten afterwards."""
    known = len(REASONS)
    monkeypatch.setattr(registry, "_registered", dict(registry.detectors()))
    monkeypatch.setattr(methods, "__path__", [*methods.__path__, str(tmp_path)])
    registry._discover.cache_clear()
    yield tmp_path
    registry._discover.cache_clear()
    sys.modules.pop("detectors.methods.never_idle", None)
    for key in reason_keys()[known:]:
        del reasons._codes[key]
    del reasons._registered[known:]


def test_the_file_is_a_detector_with_a_reason_of_its_own(folder: Path, busy_days: MeterSeries) -> None:
    (folder / "never_idle.py").write_text(block("python"), encoding="utf-8")

    kind = registry.detector("never_idle")
    scores = kind().fit(busy_days).score(busy_days)
    [event] = events(busy_days, scores, Threshold())

    assert (str(event.reason), event.reason.code) == ("never_idle", len(REASONS) - 1)
    assert explain(event).sentence == WORDS
    assert explain(event).hint.startswith("Typical causes: a time switch")


def test_the_page_takes_six_concepts() -> None:
    concepts = re.findall(r"^(\d)\. \*\*`(\w+)`\*\*", PAGE, flags=re.MULTILINE)

    assert [int(number) for number, _ in concepts] == [1, 2, 3, 4, 5, 6]
    assert all(name in block("python") for _, name in concepts)


def test_the_page_names_every_figure_of_a_sentence() -> None:
    assert dict(re.findall(r"^\| `\{(\w+)\}` \| (.+) \|$", PAGE, flags=re.MULTILINE)) == FIGURES


def test_the_file_keeps_the_style(tmp_path: Path) -> None:
    path = tmp_path / "never_idle.py"
    path.write_text(block("python"), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--config", str(ROOT / "pyproject.toml"), str(path)]

    for words in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run([*ruff, *words, *settings], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder into which pip has installed the package of the page."""
    package, target = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("installed")
    (package / "never_idle.py").write_text(block("python"), encoding="utf-8")
    (package / "pyproject.toml").write_text(block("toml"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    alone = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(target), str(package)]
    subprocess.run([*pip, *alone], capture_output=True, text=True, check=True)
    return target


def said_with(installed: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "cli.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_an_installed_package_brings_its_detector(installed: Path) -> None:
    found = {kind["name"]: kind for kind in json.loads(said_with(installed, "detectors", "--json"))}

    assert found["never_idle"]["label"] == "Never idle"
    assert [param["name"] for param in found["never_idle"]["params"]] == ["longest"]
    assert "never_idle" not in registry.detectors()


def test_a_detector_of_another_package_finds_events_and_says_its_reason(
    installed: Path, tmp_path: Path, busy_days: MeterSeries
) -> None:
    readings = tmp_path / "office.csv"
    pd.DataFrame({"time": busy_days.index.tz_convert("UTC"), "kW": busy_days.power_kw}).to_csv(readings, index=False)
    files = ["--events", str(tmp_path / "events.csv"), "--scores", str(tmp_path / "scores.csv")]

    shown = said_with(installed, "detect", str(readings), "--detector", "never_idle", *files)

    assert WORDS in shown
    [event] = pd.read_csv(tmp_path / "events.csv").to_dict("records")
    assert (event["reason"], event["kind"], event["sentence"]) == ("never_idle", "energy problem", WORDS)
    assert "never_idle" in set(pd.read_csv(tmp_path / "scores.csv")["reason"])
