"""``bench`` on the terminal: every benchmark has a report, and the results hold it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import results
from cli import DONE
from tests.gunicorn_server import ROOT
from tests.terminal.commands import complaint, run


def test_every_benchmark_has_a_report() -> None:
    modules = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__", "results"}

    assert set(results.names()) <= modules
    assert "page" in results.names()


def test_the_results_hold_the_report_of_each_benchmark(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.results.RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr("benchmarks.results.names", lambda: ("page",))
    monkeypatch.setattr("benchmarks.page.report", lambda: "| fast |")

    assert run("bench") == DONE

    printed = capsys.readouterr().out
    assert "## How long a person waits" in printed
    assert "| fast |" in printed
    assert (tmp_path / "RESULTS.md").read_text() == printed


def test_a_benchmark_that_is_not_there_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no benchmark 'luck'" in complaint(capsys, "bench", "luck")
