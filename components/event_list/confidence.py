"""How confident the page is of each row of the event table, and which methods confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.event_list.rows import capitalised
from detectors.events.agreement import ConfidenceLevel
from detectors.registry import detector
from pipeline.analysis.confidence import EventConfidence

CONFIDENCE_ORDER: tuple[ConfidenceLevel, ...] = ("low", "medium", "high")
RANK = 100
"""More than there are methods: confidence comes before the number of methods."""


def rows_with_confidence(
    rows: Sequence[dict[str, Any]], confidences: Sequence[EventConfidence]
) -> list[dict[str, Any]]:
    """Return the rows with what table and details show of the confidence in each event."""
    return [{**row, **confidence_cells(level)} for row, level in zip(rows, confidences, strict=True)]


def confidence_cells(confidences: EventConfidence) -> dict[str, Any]:
    """Return the confidence in an event, in a word, in a sentence, and as a number that sorts."""
    level, sentence = confidences.confidence.level, confidences.confidence.sentence
    several = len(confidences.consulted) > 1
    facts = [["Confidence", f"{capitalised(level)}. {sentence}"]]
    silent = [name for name in confidences.consulted if name not in confidences.confirmed_by]
    if silent:  # of all of them the confidence says so
        facts.append(["Seen by", f"{_labels(confidences.confirmed_by)}; not by {_labels(silent)}"])
    if confidences.redundant_methods:
        facts.append(["Same scores", f"{_labels(confidences.redundant_methods)}: no second opinion"])
    return {
        "confidence": level,
        "confidence_rank": RANK * CONFIDENCE_ORDER.index(level) + len(confidences.confirmed_by),
        "confirmed_by": f"{len(confidences.confirmed_by)} of {len(confidences.consulted)}" if several else "",
        "confidence_sentence": sentence,
        "confidence_facts": facts,
    }


def _labels(names: Sequence[str]) -> str:
    return ", ".join(detector(name).label for name in names)
