"""When a lasting change becomes the new normal.

Flagged readings do not teach, or every fault would soon be normal. But a change that stays must become normal at last,
or it would be flagged for good: a school on holiday, a floor let to somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LASTING_DAYS = {False: 5, True: 2}
"""After so many odd days in a row, on (a working week) or off (a weekend), the change is taken for the new normal."""
HARDER_FACTOR = 2
"""After so many times as many, what is odd widens the spreads as well: the meter has become harder to foresee."""


@dataclass(eq=False)
class AnomalousDays:
    """Runs of odd days, days on and days off each counted by themselves: a calm weekend ends no run of working days."""

    _run: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})

    def add(self, *, is_off: bool, is_anomalous: bool) -> None:
        """Count a day."""
        self._run[is_off] = self._run[is_off] + 1 if is_anomalous else 0

    def is_lasting(self, *, is_off: bool) -> bool:
        """Return whether the change is the new normal on such days."""
        return self._run[is_off] > LASTING_DAYS[is_off]

    def is_harder(self, *, is_off: bool) -> bool:
        """Return whether such days stay odd although the change was learnt."""
        return self._run[is_off] > HARDER_FACTOR * LASTING_DAYS[is_off]
