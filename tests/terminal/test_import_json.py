"""``import --json``: what was understood of a file as one document for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli import DONE
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.terminal.commands import complaint, run

HEAD = "timestamp,Bakery kWh,Note"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DEMO", "no")
    monkeypatch.setenv("TIMEZONE", "Europe/Vienna")
    return Settings.from_environment()


def bakery(path: Path) -> Path:
    """Write two days of 2 kWh an hour; one hour has no reading."""
    rows = [f"2025-03-0{3 + hour // 24} {hour % 24:02d}:00,{'' if hour == 7 else 2},warm" for hour in range(48)]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return path


def document(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run("import", "--json", *words) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_dry_run_is_one_document_with_meters_guesses_findings_and_what_is_left_out(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, "--dry-run", bakery(tmp_path / "bakery.csv"))

    [meter] = found["meters"]
    assert meter == {
        "meter_id": "Bakery", "readings": 47, "first": "2025-03-03T00:00:00+01:00",
        "last": "2025-03-04T23:00:00+01:00", "step_minutes": 60.0, "kwh": 94.0, "unit": "kWh",
        "timezone": "Europe/Vienna", "direction": "consumption", "daily_kwh": [46.0, 48.0],
        "merged": {"added": 47, "changed": 0, "equal": 0},
    }  # fmt: skip
    unit = next(guess for guess in found["guesses"] if guess["name"] == "unit")
    assert (unit["value"], unit["certain"]) == ("kWh", True)
    [empty] = found["findings"]
    assert (empty["kind"], empty["count"], empty["of"], empty["meter_id"]) == ("empty", 1, 48, "Bakery")
    assert {"kind": "column", "name": "Note", "reason": "it holds text"} in found["left_out"]
    assert not settings.data_dir.exists()


def test_an_import_says_the_same_and_stores_it(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bakery(tmp_path / "bakery.csv")
    dry = document(capsys, "--dry-run", file)

    assert document(capsys, file) == dry
    assert [meter.meter_id for meter in Workspace(settings).meters()] == ["Bakery"]
    again = document(capsys, file)
    assert again["meters"][0]["merged"] == {"added": 0, "changed": 0, "equal": 47}


def test_a_refusal_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")

    assert "is empty" in complaint(capsys, "import", "--json", "--dry-run", tmp_path / "empty.csv")


def test_a_document_describes_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = bakery(tmp_path / "bakery.csv")

    assert "one by one" in complaint(capsys, "import", "--json", file, file)


def test_the_load_diagrams_of_uci_are_a_document_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", tmp_path / "LD.txt", "--format", "uci", "--meters", 2, "--days", 3) == DONE

    found = document(capsys, "--dry-run", tmp_path / "LD.txt")

    assert [meter["meter_id"] for meter in found["meters"]] == ["MT_001", "MT_002"]
    assert {meter["unit"] for meter in found["meters"]} == {"kW"}


def test_what_is_fed_in_is_told_and_not_stored_unless_it_is_asked_for(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"2025-03-0{3 + hour // 24} {hour % 24:02d}:00,{2 + hour % 3},{1 + hour % 5}" for hour in range(48)]
    file = tmp_path / "roof.csv"
    file.write_text("\n".join(["timestamp,Import kWh,Export kWh", *rows]), encoding="utf-8")

    found = document(capsys, file)
    stored = {meter.meter_id for meter in Workspace(settings).meters()}
    assert run("import", file, "--fed-in") == DONE

    assert [(meter["direction"], meter["merged"] is None) for meter in found["meters"]] == [
        ("consumption", False), ("feed-in", True),
    ]  # fmt: skip
    assert stored == {"Import"}
    assert {meter.meter_id for meter in Workspace(settings).meters()} == {"Import", "Export"}
