"""Opening hours and limits on the terminal: set, shown, forgotten, and what detectors make of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli import BAD_INPUT, DONE
from data.opening_hours import Operation
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.detectors.meters import regular_office
from tests.terminal.commands import run


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEMO", "false")
    series = regular_office(days=60)
    path = tmp_path / "office.csv"
    rows = "\n".join(
        f"{time.isoformat()},office,{kw:.3f}" for time, kw in zip(series.index, series.power_kw, strict=True)
    )
    path.write_text(f"timestamp,meter_id,power_kw\n{rows}\n")
    return path


def stored() -> Operation | None:
    return Workspace(Settings.from_environment()).series("office").operation


def test_what_an_import_says_is_kept_and_told_to_detectors(office: Path) -> None:
    said = ("--opens", "07:00", "--closes", "19:00", "--open-days", "1-6", "--limit-kw", 24)
    assert run("import", office, *said) == DONE
    assert stored() == Operation("07:00", "19:00", "1-6", 24.0)


def test_importing_again_keeps_what_was_said_and_changes_what_is(office: Path) -> None:
    run("import", office, "--opens", "07:00", "--closes", "19:00")
    run("import", office)
    assert stored() == Operation("07:00", "19:00")
    run("import", office, "--limit-kw", 30)
    assert stored() == Operation("07:00", "19:00", limit_kw=30.0)


def test_a_meter_without_a_word_infers_them_and_says_so(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", office)
    assert stored() is None
    assert run("meters", "office") == DONE
    said = capsys.readouterr().out
    assert "Night 18:00 to 08:00, Saturdays, Sundays and holidays idle; inferred from its own readings." in said
    assert re.search(r"--limit-kw +- ", said)


def test_they_are_set_and_forgotten_one_by_one(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", office)
    assert run("meters", "office", "--opens", "06:30", "--closes", "20:00", "--limit-kw", 24) == DONE
    assert "Night 20:00 to 06:30" in capsys.readouterr().out
    assert run("meters", "office", "--limit-kw", "none", "--closes", "21:00") == DONE
    assert stored() == Operation("06:30", "21:00")
    assert run("meters", "office", "--opens", "none", "--closes", "none") == DONE
    assert stored() is None


def test_a_limit_makes_over_the_limit_an_event(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", office, "--limit-kw", 20.5)
    capsys.readouterr()
    assert run("detect", "office", "--detector", "peak") == DONE
    assert "over the limit of 20.5 kW" in capsys.readouterr().out


def test_a_file_is_judged_with_what_is_said_of_it(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detect", office, "--detector", "peak", "--limit-kw", 20.5) == DONE
    assert "over the limit of 20.5 kW" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("meters", "office", "--opens", "7"), "say both times"),
        (("meters", "office", "--opens", "7", "--closes", "19:00"), "The time '7' is none of a day"),
        (("meters", "office", "--open-days", "Mon-Fri"), "Open days are 'Mon-Fri'"),
        (("meters", "office", "--limit-kw", "0"), "The limit is 0.0 kW"),
        (("meters", "office", "--limit-kw", "much"), "'much' is no number"),
        (("meters", "--limit-kw", "5"), "name it: python cli.py meters METER"),
        (("meters", "nowhere"), "There is no meter 'nowhere'"),
        (("detect", "office", "--limit-kw", "5"), "change it by: python cli.py meters office --limit-kw 5.0"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    run("import", office, "--limit-kw", 24)
    assert run(*words) == BAD_INPUT
    assert complaint in capsys.readouterr().err
    assert stored() == Operation(limit_kw=24.0)
