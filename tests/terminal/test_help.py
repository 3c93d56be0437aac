"""``--help`` on the terminal: every command, every parameter of every method, every field of an import."""

from __future__ import annotations

from dataclasses import fields

import pytest

from cli import parser
from data.importing.options import ImportOptions
from detectors.registry import detectors
from terminal.parser import IMPORT_HELP, flag
from tests.terminal.commands import run


def test_every_command_has_a_help() -> None:
    names = list(parser()._subparsers._group_actions[0].choices)

    for name in names:
        with pytest.raises(SystemExit, match="0"):
            run(name, "--help")

    assert names == ["serve", "import", "meters", "detect", "forecast", "detectors", "simulate", "settings", "bench"]


@pytest.mark.parametrize("name", detectors())
def test_every_parameter_of_every_detector_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("detect", "--detector", name, "--help")

    shown = " ".join(capsys.readouterr().out.split())
    for param in detectors()[name].params():
        assert flag(param.name) in shown
        assert " ".join(param.help.split()[:4]) in shown


@pytest.mark.parametrize("name", [name for name, kind in detectors().items() if kind.can_forecast])
def test_every_parameter_of_every_forecaster_is_an_option_of_forecast(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("forecast", "--detector", name, "--help")
    told = capsys.readouterr().out
    assert all(flag(param.name) in told for param in detectors()[name].params())


def test_every_field_of_the_import_has_a_help() -> None:
    assert set(IMPORT_HELP) == {item.name for item in fields(ImportOptions)}
