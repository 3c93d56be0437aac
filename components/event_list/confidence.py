"""How far each row of the event table can be trusted, and which methods saw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.event_list.rows import capitalised
from detectors.events.agreement import Trust
from detectors.registry import detector
from pipeline.analysis.confidence import Trusted

TRUST_ORDER: tuple[Trust, ...] = ("low", "medium", "high")
RANK = 100
"""More than there are methods: trust comes before the number of votes."""


def with_trust(rows: Sequence[dict[str, Any]], trusted: Sequence[Trusted]) -> list[dict[str, Any]]:
    """Return the rows with what table and details show of the trust in each event."""
    return [{**row, **trust_cells(trust)} for row, trust in zip(rows, trusted, strict=True)]


def trust_cells(trusted: Trusted) -> dict[str, Any]:
    """Return how far an event can be trusted, in a word, in a sentence, and as a number that sorts."""
    trust, sentence = trusted.confidence.trust, trusted.confidence.sentence
    several = len(trusted.consulted) > 1
    facts = [["Confidence", f"{capitalised(trust)}. {sentence}"]]
    silent = [name for name in trusted.consulted if name not in trusted.confirmed_by]
    if silent:  # of all of them the confidence says so
        facts.append(["Seen by", f"{_labels(trusted.confirmed_by)}; not by {_labels(silent)}"])
    if trusted.redundant_methods:
        facts.append(["Same scores", f"{_labels(trusted.redundant_methods)}: no second opinion"])
    return {
        "trust": trust,
        "trust_rank": RANK * TRUST_ORDER.index(trust) + len(trusted.confirmed_by),
        "votes": f"{len(trusted.confirmed_by)} of {len(trusted.consulted)}" if several else "",
        "trust_sentence": sentence,
        "trust_facts": facts,
    }


def _labels(names: Sequence[str]) -> str:
    return ", ".join(detector(name).label for name in names)
