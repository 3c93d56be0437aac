"""Bad input on the terminal: one sentence and exit code 2, never a traceback nobody asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.terminal.commands import complaint, run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "required: COMMAND"),
        (("dance",), "invalid choice: 'dance'"),
        (("detect", "nothing.csv"), "neither a file nor a stored meter 'nothing.csv'"),
        (("import", "nothing.csv"), "There is no file nothing.csv"),
        (("detect", "OFFICE", "--detector", "magic"), "no detector 'magic'; choose one of"),
        (("detect", "OFFICE", "--level", "0"), "alarm level is 0"),
        (("detect", "OFFICE", "--level", "high"), "invalid float value: 'high'"),
        (("detect", "OFFICE", "--events-per-month", "0"), "Events a month is 0"),
        (("detect", "OFFICE", "--level", "3", "--events-per-month", "1"), "not allowed with"),
        (("detect", "OFFICE", "--start", "soon"), "'soon' is no date; write 2024-03-01"),
        (("detect", "OFFICE", "--start", "2030-01-01"), "no readings from 2030-01-01"),
        (("detect", "OFFICE", "--meter", "MT_1"), "no meter 'MT_1' in the file; it has office-1"),
        (("detect", "OFFICE", "--timezone", "Mars/Base"), "'Mars/Base' is not a known time zone"),
        (("detect", "OFFICE", "--country", "XX"), "No public holidays are known for country 'XX'"),
        (("detect", "OFFICE", "--unit", "horsepower"), "unit is 'horsepower'"),
        (("detect", "OFFICE", "--header-row", "0"), "'0' is no row"),
        (("detect", "OFFICE", "--scores", "/nowhere/scores.csv"), "Cannot write /nowhere/scores.csv"),
        (("simulate", "x.csv", "--archetype", "castle"), "no archetype 'castle'"),
        (("simulate", "x.csv", "--meters", "0"), "number of meters is 0"),
        (("simulate", "x.csv", "--start", "never"), "'never' is no date; write it like 2024-03-01"),
        (("simulate", "x.csv", "--seed", "-1"), "'-1' is no count"),
        (("detect", "OFFICE", "--top", "-5"), "'-5' is no count"),
        (("serve", "--port", "70000"), "The port is 70000"),
        (("serve", "--host", "203.0.113.1"), "Cannot listen on 203.0.113.1"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence(
    words: tuple[str, ...], sentence: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in complaint(capsys, *(str(office) if word == "OFFICE" else word for word in words))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\x00\xff" * 50,
        b"a;b\n1;2\n",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 broken",
        b"<xml>",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_none_gets_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)

    assert complaint(capsys, "detect", tmp_path / "odd.csv")
    assert complaint(capsys, "import", tmp_path / "odd.csv")


def test_a_bad_setting_gets_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "eighty")

    assert "PORT is 'eighty'" in complaint(capsys, "settings")


def test_a_folder_instead_of_a_file_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be read" in complaint(capsys, "detect", tmp_path)


def test_a_fault_of_our_own_is_no_traceback_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Settings, "table", lambda _self: 1 / 0)

    assert run("settings") == 1
    assert capsys.readouterr().err.startswith("Loadlens failed: ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        run("settings", "--traceback")


def test_no_abbreviation_of_an_option_is_taken(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--lev" in complaint(capsys, "detect", office, "--lev", "3")
