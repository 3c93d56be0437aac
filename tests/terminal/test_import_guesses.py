"""``import`` on the terminal: what it guesses, what may be said instead, and the UCI file by its name alone."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cli import DONE
from data.importing.formats.uci_download import fetch_uci
from data.importing.options import ImportOptions
from tests.terminal.commands import complaint, run


def test_import_shows_its_guesses_and_what_it_did(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", office) == DONE
    first = capsys.readouterr().out
    assert run("import", office) == DONE
    second = capsys.readouterr().out
    assert run("meters") == DONE

    assert "--separator" in first
    assert "--unit" in first
    assert "readings added, 0 changed, 0 equal" in first
    assert "0 readings added, 0 changed" in second
    assert "office-1" in capsys.readouterr().out


def test_a_dry_run_shows_the_guesses_and_stores_nothing(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "--dry-run", office) == DONE

    assert "office-1" in capsys.readouterr().out
    assert not (tmp_path / "var").exists()


def test_every_guess_can_be_overridden_by_an_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{day:02d}/01/2024 {hour:02d}:00|{hour},5" for day in range(1, 13) for hour in range(24)]
    (tmp_path / "odd.txt").write_text("\n".join(["made by hand", "when|how much", *rows]))
    words = (
        "--separator", "bar", "--decimal", ",", "--date-order", "dmy", "--header-row", "2", "--layout", "wide",
        "--time-column", "when", "--meter-column", "", "--value-columns", "how much",
        "--temperature-column", "", "--factor-column", "",
        "--timezone", "Europe/London", "--clock", "local", "--stamp", "end", "--unit", "W", "--encoding", "utf-8",
    )  # fmt: skip

    assert run("import", tmp_path / "odd.txt", *words) == DONE

    printed = capsys.readouterr().out
    assert len(words) // 2 == len(fields(ImportOptions))
    assert "guessed" not in printed
    assert "288 readings added" in printed
    assert "from 2023-12-31 23:00" in printed


def test_uci_without_a_network_says_where_to_put_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    closed = {"addresses": ("http://127.0.0.1:9/file.zip",), "progress": None}
    monkeypatch.setattr(fetch_uci, "__kwdefaults__", closed)

    assert str(tmp_path / "var" / "downloads") in complaint(capsys, "import", "uci")


def test_uci_put_there_by_hand_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "var" / "downloads"
    folder.mkdir(parents=True)
    words = ("simulate", folder / "LD2011_2014.txt", "--format", "uci", "--meters", 2, "--days", 30)
    assert run(*words) == DONE

    assert run("import", "uci", "--meter", "MT_002") == DONE
    assert run("meters") == DONE

    printed = capsys.readouterr().out
    assert "MT_002" in printed
    assert "MT_001: " not in printed
    assert "Europe/Lisbon  PT" in printed
