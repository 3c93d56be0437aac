"""How far each row of the event table can be trusted, and which methods saw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.event_rows import capitalised
from detectors.findings.agreement import Trust
from detectors.registry import detector
from pipeline.trust import Trusted

TRUST_ORDER: tuple[Trust, ...] = ("low", "medium", "high")
RANK = 100
"""More than there are methods: trust comes before the number of votes."""


def with_trust(rows: Sequence[dict[str, Any]], trusted: Sequence[Trusted]) -> list[dict[str, Any]]:
    """Return the rows with what table and details show of the trust in each event."""
    return [{**row, **trust_cells(trust)} for row, trust in zip(rows, trusted, strict=True)]


def trust_cells(trusted: Trusted) -> dict[str, Any]:
    """Return how far an event can be trusted, in a word, in a sentence, and as a number that sorts."""
    trust, sentence = trusted.confidence.trust, trusted.confidence.sentence
    several = len(trusted.asked) > 1
    facts = [["Confidence", f"{capitalised(trust)}. {sentence}"]]
    silent = [name for name in trusted.asked if name not in trusted.seen_by]
    if silent:  # of all of them the confidence says so
        facts.append(["Seen by", f"{_labels(trusted.seen_by)}; not by {_labels(silent)}"])
    if trusted.echoes:
        facts.append(["Same scores", f"{_labels(trusted.echoes)}: no second opinion"])
    return {
        "confidence": trust,
        "confidence_rank": RANK * TRUST_ORDER.index(trust) + len(trusted.seen_by),
        "confirmed_by": f"{len(trusted.seen_by)} of {len(trusted.asked)}" if several else "",
        "confidence_sentence": sentence,
        "confidence_facts": facts,
    }


def _labels(names: Sequence[str]) -> str:
    return ", ".join(detector(name).label for name in names)
