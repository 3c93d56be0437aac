"""Public libraries in an environment of their own: made, remade, not there; and the runner at its border."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from benchmarks.peers import environment, trials
from benchmarks.peers.environment import REQUIREMENTS, NoEnvironmentError, listed, peers_python
from benchmarks.peers.runner import RUNNERS
from benchmarks.peers.trials import PEERS, peer_trials, scored
from benchmarks.planted.methods import Effort
from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from tests.gunicorn_server import PATIENCE_SECONDS

HERE = Path(sys.executable)
MSTL = "statsmodels MSTL residual"


@pytest.fixture(scope="module")
def year() -> MeterSeries:
    place = {"timezone": "Europe/London", "country": "GB", "region": "ENG"}
    quarters = simulate(
        MeterPlan("office", "office", "Office", **place, seed=5, start=date(2022, 1, 1), days=200)
    ).series
    power = pd.Series(quarters.power_kw, quarters.index).resample("1h").mean()
    return MeterSeries("office", pd.DatetimeIndex(power.index), power.to_numpy(), country="GB", region="ENG")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Pretend to run commands: those with one of ``failing`` fail, making an environment leaves an interpreter."""

    def _commands(*failing: str) -> list[list[str]]:
        seen: list[list[str]] = []

        def succeeds(command: list[str]) -> bool:
            seen.append(command)
            if "venv" in command:
                python = Path(command[-1]) / "bin/python"
                python.parent.mkdir(parents=True)
                python.touch()
            return not any(part.startswith(failing) for part in command)

        monkeypatch.setattr(environment, "_succeeds", succeeds)
        return seen

    return _commands


def wanted(folder: Path, *lines: str) -> Path:
    file = folder / "wanted.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_the_environment_is_made_once_and_again_when_the_list_changes(
    tmp_path: Path, commands: Callable[..., list[list[str]]]
) -> None:
    seen = commands()
    folder = tmp_path / "peers"

    python = peers_python(folder, wanted(tmp_path, "adtk>=0.6"))
    again = peers_python(folder, wanted(tmp_path, "adtk>=0.6"))
    assert (python, len(seen)) == (again, 2)

    python.unlink()
    python.parent.rmdir()
    peers_python(folder, wanted(tmp_path, "adtk>=0.7"))
    assert len(seen) == 4


def test_one_library_that_does_not_install_leaves_the_others(
    tmp_path: Path, commands: Callable[..., list[list[str]]]
) -> None:
    file = wanted(tmp_path, "# public libraries", "adtk>=0.6  # old", "merlion>=2")
    seen = commands("merlion", "-r")

    peers_python(tmp_path / "peers", file)

    assert [command[-1] for command in seen[2:]] == ["adtk>=0.6", "merlion>=2"]
    assert all(command[-3:-1] == ["-c", str(file)] for command in seen[2:])


@pytest.mark.parametrize("failing", ["venv", "pip"])
def test_without_a_network_the_table_says_so_and_nothing_is_run(
    tmp_path: Path, commands: Callable[..., list[list[str]]], failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands(failing)
    with pytest.raises(NoEnvironmentError, match=r"network|virtual environment"):
        peers_python(tmp_path / "peers", wanted(tmp_path, "adtk>=0.6"))

    def missing() -> Path:
        raise NoEnvironmentError("no network")

    monkeypatch.setattr(trials, "peers_python", missing)
    found = peer_trials([])
    assert (found.trials, found.absent) == ((), dict.fromkeys(PEERS, "no network"))


def test_every_library_of_the_runner_is_asked_for() -> None:
    names = {line.split(">")[0] for line in listed(REQUIREMENTS)}
    assert {"adtk", "pyod", "stumpy", "statsmodels", "salesforce-merlion"} <= names
    assert set(PEERS) == set(RUNNERS)


def test_the_runner_scores_each_series_in_another_process(year: MeterSeries) -> None:
    power = year.power_kw.copy()
    power[150 * 24 : 150 * 24 + 6] += 10 * power.max()
    power[40:44] = np.nan

    scores = scored(MSTL, HERE, [year, year.with_power(power)])

    assert not isinstance(scores, str)
    assert [len(score) for score in scores] == [len(year)] * 2
    assert np.isfinite(scores[1]).all()
    assert 150 * 24 <= int(np.argmax(scores[1])) < 150 * 24 + 6


@pytest.mark.skipif("pyod" in sys.modules, reason="PyOD is installed beside Loadlens")
def test_a_library_that_is_not_there_is_named(year: MeterSeries) -> None:
    reason = scored("PyOD KNN", HERE, [year])

    assert reason == "ModuleNotFoundError: No module named 'pyod'"


def test_a_process_that_ends_badly_is_told(year: MeterSeries) -> None:
    assert scored("no such library", HERE, [year]) == "KeyError: 'no such library'"
    assert scored(MSTL, Path("/bin/false"), [year]) == "ended with code 1"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no groups of processes")
def test_what_a_library_leaves_running_ends_with_it(
    year: MeterSeries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "pid"
    leaves = "import subprocess; p = subprocess.Popen(['sleep', '600']); open({!r}, 'w').write(str(p.pid))"
    script = tmp_path / "runner.py"
    script.write_text(leaves.format(str(told)), encoding="utf-8")
    monkeypatch.setattr(trials, "RUNNER", script)

    assert scored(MSTL, HERE, [year]) == "ended with code 0"

    left = int(told.read_text(encoding="ascii"))
    running = [one for one in psutil.process_iter() if one.pid == left]
    _, alive = psutil.wait_procs(running, timeout=PATIENCE_SECONDS)
    assert all(one.status() == psutil.STATUS_ZOMBIE for one in alive)


def test_libraries_are_tried_on_the_faults_of_all_other_methods(
    year: MeterSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "peers_python", lambda: HERE)
    monkeypatch.setattr(trials, "scored", lambda _name, _python, given: [np.arange(len(one)) * 1.0 for one in given])

    found = peer_trials([year, year], (1, 2), {"all": Effort(), "slow": Effort(one_seed=True)})

    assert not found.absent
    assert [(one.method, one.seed) for one in found.trials] == [("all", 1), ("all", 2)] * 2 + [("slow", 1)] * 2
    assert all(len(one.trial.faults) == len(one.kinds) == 10 for one in found.trials)
