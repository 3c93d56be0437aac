"""The reference ``make docs`` writes: without a warning, with every public name and what is said of it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import loadlens

ROOT = Path(__file__).parents[2]
FOLDER = "docs/_build"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the reference, written by the command of the Makefile."""
    [line] = re.findall(r"\$\(BIN\)/python (-W error -m pdoc .+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    folder = tmp_path_factory.mktemp("reference")
    words = [str(folder) if word == FOLDER else word for word in line.split()]

    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    return (folder / "loadlens.html").read_text(encoding="utf-8")


def test_every_public_name_has_a_section(page: str) -> None:
    sections = set(re.findall(r'<section id="(\w+)"', page))

    assert sections >= set(loadlens.__all__)


def test_no_heading_of_a_docstring_is_left_as_it_was_written(page: str) -> None:
    assert "-----" not in re.sub(r"<!--.*?-->|<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["read", "detect", "forecast", "sample_meter", "Detection.at", "Detection.plot"])
def test_every_parameter_of_what_an_analyst_calls_is_explained(name: str) -> None:
    called = loadlens
    for part in name.split("."):
        called = getattr(called, part)
    told = called.__doc__ or ""

    for parameter in inspect.signature(called).parameters:
        assert parameter == "self" or re.search(rf"^ +[\w, *]*\b{parameter}\b", told, flags=re.MULTILINE), parameter
    assert "Raises\n" in told


def test_what_is_written_is_not_kept_in_git() -> None:
    assert f"{FOLDER}/" in (ROOT / ".gitignore").read_text().split()
