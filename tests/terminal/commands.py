"""Commands as a person types them: in this process, refused, or as a process of their own."""

from __future__ import annotations

import sys

import pytest

from cli import BAD_INPUT, main
from tests.gunicorn_server import ROOT


def run(*words: object) -> int:
    return main([str(word) for word in words])


def complaint(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Run a command that must refuse and return its one sentence."""
    capsys.readouterr()
    assert run(*words) == BAD_INPUT
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Traceback" not in error
    return error


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "cli.py"), *words]
