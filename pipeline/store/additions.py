"""What an import says of its meters, and what it did to them."""

from __future__ import annotations

from dataclasses import dataclass

from data.storage.merge import MergeSummary


@dataclass(frozen=True)
class Addition:
    """What an import did to one meter."""

    meter_id: str
    summary: MergeSummary


@dataclass(frozen=True)
class StatedPlace:
    """What an import says of its meters beside their readings; empty where nothing. ``zone``: whether theirs counts."""

    country: str = ""
    region: str = ""
    unit: str = ""
    zone: bool = True
