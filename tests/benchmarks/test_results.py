from pathlib import Path

import pytest

from benchmarks import results


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    target = tmp_path / "RESULTS.md"
    monkeypatch.setattr(results, "RESULTS", target)
    for name in results.names():
        monkeypatch.setattr(f"benchmarks.{name}.report", lambda name=name: f"first {name}\n\n### More\n\nof {name}")
    results.run()
    monkeypatch.setattr("benchmarks.speed.report", lambda: "second speed")
    return target


def test_quality_comes_first() -> None:
    assert results.names() == ("quality", "speed", "page")


def test_benchmarks_that_are_not_run_keep_their_results(page: Path) -> None:
    before = page.read_text()

    printed = results.run(["speed"])

    assert page.read_text() == before.replace("first speed\n\n### More\n\nof speed", "second speed")
    assert "second speed" in printed
    assert "first quality" not in printed


def test_results_of_another_machine_are_not_kept(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "machine", lambda: "Measured elsewhere.")

    printed = results.run(["speed"])

    assert page.read_text() == printed
    assert "first quality" not in printed
