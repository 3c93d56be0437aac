"""What ``make install`` installs: every package, both doors, the page's files, and the command ``loadlens``."""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

import pytest

from cli import parser

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
NOT_INSTALLED = {"benchmarks", "tests"}


def test_every_package_is_installed_with_the_files_of_the_page() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_INSTALLED

    assert {name.removesuffix("*") for name in SETUPTOOLS["packages"]["find"]["include"]} == {*packages, "assets"}
    assert SETUPTOOLS["package-data"] == {"assets": ["**"]}


def test_the_modules_at_the_root_are_installed() -> None:
    assert set(SETUPTOOLS["py-modules"]) == {"app", "cli"}


def test_dependencies_are_the_requirements() -> None:
    assert PROJECT["project"]["dynamic"] == ["dependencies"]
    assert SETUPTOOLS["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}


def test_the_console_command_is_the_terminal_door() -> None:
    module, _, function = PROJECT["project"]["scripts"]["loadlens"].partition(":")

    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize(
    ("called", "shown"), [("/somewhere/bin/loadlens", "loadlens"), ("cli.py", "python cli.py"), ("", "python cli.py")]
)
def test_help_names_what_a_person_typed(monkeypatch: pytest.MonkeyPatch, called: str, shown: str) -> None:
    monkeypatch.setattr(sys, "argv", [called, "--help"])

    assert parser().format_usage().startswith(f"usage: {shown} ")
