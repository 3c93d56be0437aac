"""From an event to what a person reads of it: the one door to the words, which stand above the facts."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.events.events import Event
from detectors.explain.money import Tariff, money
from detectors.explain.sentences import hint, sentence


@dataclass(frozen=True)
class Explanation:
    """An event in words.

    Parameters
    ----------
    sentence
        What happened, in one sentence with numbers; a second one may say what a year of it comes to.
    hint
        What may be behind it and what to check; empty where there is nothing to say.
    money
        What its excess costs; empty without a price, or where nothing was expected.
    co2_kg
        What its excess emits; None where that is not known.
    """

    sentence: str
    hint: str
    money: str = ""
    co2_kg: float | None = None

    @property
    def heading(self) -> str:
        """What happened in a few words: the sentence up to its numbers."""
        return self.sentence.partition(": ")[0].rstrip(".")

    @property
    def numbers(self) -> str:
        """What follows the heading; the whole sentence where that is all there is."""
        return self.sentence.partition(": ")[2].strip() or self.sentence


def explain(event: Event, meter: Tariff | None = None) -> Explanation:
    """Return an event in words; the settings of its meter give the price."""
    return Explanation(
        sentence=sentence(event.context, meter),
        hint=hint(event.context),
        money=money(event.excess_kwh, meter) if meter else "",
    )
