"""The table of proofs: a row for each that holds, no table where one fails."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks import proofs
from benchmarks.proofs import Proof
from data.errors import LoadlensError

CASE = '<testcase classname="tests.a" name="test_nothing_is_lost[100]" time="61.4">{}</testcase>'
FIGURES = '<properties><property name="figures" value="100 kills, 0 lost"/></properties>'


def junit(*insides: str) -> str:
    return f"<testsuites><testsuite>{''.join(CASE.format(inside) for inside in insides)}</testsuite></testsuites>"


def run_writes(monkeypatch: pytest.MonkeyPatch, xml: str) -> None:
    """Let the run of pytest write this report."""

    def write(words: list[str], **_options: object) -> None:
        Path(words[-1].removeprefix("--junitxml=")).write_text(xml, encoding="utf-8")

    monkeypatch.setattr(subprocess, "run", write)


def test_a_proof_is_read_with_its_figures() -> None:
    assert proofs.proofs(junit(FIGURES)) == (Proof("Nothing is lost", "100 kills, 0 lost", 61.4, holds=True),)


def test_what_was_skipped_is_no_proof() -> None:
    assert proofs.proofs(junit("<skipped/>")) == ()


def test_every_proof_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    run_writes(monkeypatch, junit(FIGURES, FIGURES))

    assert proofs.report().splitlines()[2:] == ["| Nothing is lost | 100 kills, 0 lost | 61 |"] * 2


@pytest.mark.parametrize("xml", [junit(FIGURES, "<failure/>"), junit("<error/>"), junit()])
def test_where_one_fails_there_is_a_sentence_instead_of_figures(monkeypatch: pytest.MonkeyPatch, xml: str) -> None:
    run_writes(monkeypatch, xml)

    with pytest.raises(LoadlensError, match=r"\d of \d proofs fail"):
        proofs.report()
