"""``detectors`` and ``settings`` on the terminal: complete, as text and as JSON, without secrets."""

from __future__ import annotations

import json

import pytest

from cli import DONE, parser
from detectors.methods.typical_week import TypicalWeek
from detectors.registry import detectors
from pipeline.settings import SETTINGS
from terminal.parser import chosen_detector, flag
from tests.terminal.commands import run


def test_detectors_as_json_say_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detectors", "--json") == DONE

    records = {record["name"]: record for record in json.loads(capsys.readouterr().out)}
    assert list(records) == list(detectors())
    for name, kind in detectors().items():
        listed = [(param["name"], param["aliases"]) for param in records[name]["params"]]
        assert listed == [(param.name, list(param.aliases)) for param in kind.params()]


@pytest.mark.parametrize("name", ["training_cutoff", "learn_below"])
def test_an_option_may_be_named_as_it_was_named_before(name: str) -> None:
    words = ["detect", "office.csv", "--detector", "typical_week", flag(name), "5"]
    arguments = parser(words).parse_args(words)

    assert chosen_detector(arguments, TypicalWeek) == TypicalWeek(training_cutoff=5.0)


def test_detectors_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detectors") == DONE

    printed = capsys.readouterr().out
    for kind in detectors().values():
        assert f"{kind.name}: {kind.label}" in printed


def test_settings_are_listed_and_secrets_are_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x-very-secret-key-x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@host/db")

    assert run("settings") == DONE

    printed = capsys.readouterr().out
    assert all(setting.name in printed for setting in SETTINGS)
    assert "very-secret" not in printed
    assert "hunter2" not in printed
