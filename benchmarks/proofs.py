"""Proofs: what is tried many times over, and what came of it.

They are the tests marked ``proof``, which ``make test`` leaves out because they take minutes. Run by ``make prove``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.errors import LoadlensError

ROOT = Path(__file__).parents[1]
HEAD = ("| proof | figures | s |", "|---|---|---:|")


@dataclass(frozen=True)
class Proof:
    """One case of a proof.

    Parameters
    ----------
    claim
        What is proven, as a sentence.
    figures
        What was counted or measured; empty where it did not come so far.
    seconds
        How long it took, wall time.
    holds
        Whether it was so.
    """

    claim: str
    figures: str
    seconds: float
    holds: bool


def report() -> str:
    """Run all proofs and return a table of their figures.

    Raises
    ------
    LoadlensError
        When one of them fails: figures of it would be worth nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proofs.xml"
        words = [sys.executable, "-m", "pytest", "-m", "proof", "-o", "junit_family=xunit1", f"--junitxml={file}"]
        subprocess.run(words, cwd=ROOT, stdout=sys.stderr, check=False)  # noqa: S603 - this pytest, these words
        found = proofs(file.read_text(encoding="utf-8")) if file.exists() else ()
    failed = [proof.claim for proof in found if not proof.holds]
    if failed or not found:
        many = f"{len(failed)} of {len(found)} proofs fail"
        raise LoadlensError(f"{many}: {'; '.join(failed) or 'there is none'}. See what pytest wrote above.")
    return table(found)


def proofs(xml: str) -> tuple[Proof, ...]:
    """Return the proofs of a JUnit report of pytest; those that were skipped prove nothing and are left out."""
    cases = ET.fromstring(xml).iter("testcase")  # noqa: S314 - written by pytest just now
    return tuple(_proof(case) for case in cases if case.find("skipped") is None)


def table(found: Sequence[Proof]) -> str:
    """Return a row for each proof."""
    rows = [f"| {proof.claim} | {proof.figures} | {proof.seconds:.0f} |" for proof in found]
    return "\n".join([*HEAD, *rows])


def _proof(case: ET.Element) -> Proof:
    name = case.get("name", "").partition("[")[0].removeprefix("test_").replace("_", " ")
    figures = [item.get("value", "") for item in case.iter("property") if item.get("name") == "figures"]
    failed = case.find("failure") is not None or case.find("error") is not None
    return Proof(name.capitalize(), "; ".join(figures), float(case.get("time", "0")), holds=not failed)
