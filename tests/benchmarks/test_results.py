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
    known = [name for name in results.names() if name != "forecast"]
    assert known == [
        "quality",
        "quarter_hours",
        "as_told",
        "learning",
        "screening",
        "imports",
        "speed",
        "page",
        "proofs",
    ]


def test_every_method_stands_in_one_table_that_follows_sections(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "| method | recall |\n|---|---:|\n| `recommended` | **{}** |"
    monkeypatch.setattr("benchmarks.quality.report", lambda: row.format("0.700"))
    results.run(["quality"])
    before = page.read_text()
    monkeypatch.setattr("benchmarks.quality.report", lambda: row.format("0.800"))
    results.run(["quality"])

    assert "| method | recall, hourly |\n|---|---:|\n| `recommended` | **0.700** |" in before
    assert page.read_text() == before.replace("0.700", "0.800")
    assert before.index("Every method in one table") < before.index(results.heading("quality"))


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
