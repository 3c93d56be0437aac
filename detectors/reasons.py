"""Reasons: why a reading has its score, whom that concerns, and the words for it.

A reason is a record that is registered once, by Loadlens for those below and by a detector for one of its own. Within
a process it stands in ``Scores.reason`` as its code; what is kept for longer holds keys beside the codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from data.errors import ParameterError

MAX_REASONS = 255
"""Number of reasons at most: codes are kept in one byte, and the last one means an unknown reason. Technical limit."""
UNKNOWN = MAX_REASONS
FIGURES = {
    "duration": "how long it lasted",
    "mean": "mean power",
    "usual": "mean power that was expected",
    "peak": "the reading furthest to its side",
    "lowest": "the lowest reading",
    "largest": "the reading furthest from zero",
    "excess": "energy above or below what was expected",
    "unseen": "the energy that nobody saw",
    "zeros_before": "whether the meter was at zero for as long before",
}
"""What the sentence of a reason may hold in braces: figures of an event, written with their units."""


class Kind(StrEnum):
    """Whom an event concerns: the meter and its data, or the energy used."""

    DATA = "data problem"
    ENERGY = "energy problem"


@dataclass(frozen=True)
class Reason:
    """Why a reading has its score; two of the same key are the same reason.

    Parameters
    ----------
    key
        Lower case with underscores: its name in files, answers and caches.
    label
        A few words that name an event, in lower case.
    kind
        A data problem is neither energy used nor saved, and never teaches a detector.
    sentence
        What is said of an event, with ``FIGURES`` in braces: ``"Stuck at {mean} for {duration}."``. Where it is empty,
        or a figure is not known, a general sentence begins with the label.
    hint
        What may be behind it and what to check; may be empty.

    Raises
    ------
    TypeError
        When the key is no such name, or the sentence holds another figure.
    """

    key: str
    label: str = field(compare=False)
    kind: Kind = field(default=Kind.ENERGY, compare=False)
    sentence: str = field(default="", compare=False)
    hint: str = field(default="", compare=False)

    NONE: ClassVar[Reason]
    ABOVE_EXPECTED: ClassVar[Reason]
    BELOW_EXPECTED: ClassVar[Reason]
    UNUSUAL_DAY: ClassVar[Reason]
    BASELOAD_HIGH: ClassVar[Reason]
    WEEKEND_ON: ClassVar[Reason]
    RAMP: ClassVar[Reason]
    IRREGULAR_RHYTHM: ClassVar[Reason]
    PEAK: ClassVar[Reason]
    FLAT_LINE: ClassVar[Reason]
    ZERO_RUN: ClassVar[Reason]
    NEGATIVE: ClassVar[Reason]
    GAP: ClassVar[Reason]
    IMPOSSIBLE: ClassVar[Reason]
    OVER_LIMIT: ClassVar[Reason]
    STRAIGHT_LINE: ClassVar[Reason]
    LATE_READINGS: ClassVar[Reason]
    REPEATED_HOUR: ClassVar[Reason]
    FALLING_REGISTER: ClassVar[Reason]
    RUN_LENGTH: ClassVar[Reason]
    RUN_MISSING: ClassVar[Reason]
    RUN_COUNT: ClassVar[Reason]

    def __post_init__(self) -> None:
        if not self.key.isidentifier() or self.key != self.key.lower():
            raise TypeError(f"A reason has the key {self.key!r}; it takes lower-case letters, digits and underscores.")
        for name in figures_in(self.sentence):
            if name not in FIGURES:
                raise TypeError(f"The sentence of reason {self.key!r} holds {name!r}; choose of {', '.join(FIGURES)}.")

    def __str__(self) -> str:
        return self.key

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Reason.of, (self.key,)

    @classmethod
    def of(cls, key: str) -> Reason:
        """Return the registered reason of a key.

        Raises
        ------
        ParameterError
            When there is none.
        """
        if key not in _codes:
            raise ParameterError(f"There is no reason {key!r}; choose one of {', '.join(_codes)}.")
        return _registered[_codes[key]]

    @property
    def code(self) -> int:
        """Its place in ``REASONS``, which holds for this process only: how it stands in ``Scores.reason``.

        Raises
        ------
        TypeError
            When it has not been registered.
        """
        if self.key not in _codes:
            raise TypeError(f"Reason {self.key!r} is not registered; write {self.key.upper()} = register_reason(...).")
        return _codes[self.key]


_registered: list[Reason] = []
_codes: dict[str, int] = {}
REASONS: Sequence[Reason] = _registered
"""All registered reasons in the order of their codes; it grows where a detector brings its own."""


def register_reason(reason: Reason) -> Reason:
    """Give a reason its code, and return it; the same one may be registered again.

    Raises
    ------
    TypeError
        When another reason has its key, or there are too many.
    """
    if reason.key in _codes:
        known = Reason.of(reason.key)
        if (known.label, known.kind) != (reason.label, reason.kind):
            raise TypeError(f"Two reasons are called {reason.key!r}: {known.label!r} and {reason.label!r}.")
        return known
    if len(_registered) >= MAX_REASONS:
        raise TypeError(f"Reason {reason.key!r} is one too many: there are {MAX_REASONS} already.")
    _codes[reason.key] = len(_registered)
    _registered.append(reason)
    return reason


def data_codes() -> tuple[int, ...]:
    """Return the codes of all reasons that are data problems."""
    return tuple(code for code, reason in enumerate(_registered) if reason.kind is Kind.DATA)


def reason_keys() -> tuple[str, ...]:
    """Return the keys of all reasons in the order of their codes: the table to keep beside codes."""
    return tuple(_codes)


def codes_here(codes: NDArray[np.uint8], keys: Sequence[str]) -> NDArray[np.uint8]:
    """Return codes as they are in this process; ``keys`` is the table that was kept beside them.

    Raises
    ------
    ParameterError
        When one of them is of a reason that is not registered here.
    """
    if tuple(keys) == reason_keys()[: len(keys)]:
        return codes
    translated = np.array([_codes.get(key, UNKNOWN) for key in keys], np.uint8)[codes]
    missing = np.unique(codes[translated == UNKNOWN])
    if len(missing):
        raise ParameterError(f"There is no reason {keys[missing[0]]!r} here; install the detector it belongs to.")
    return translated


def figures_in(sentence: str) -> tuple[str, ...]:
    """Return the names in the braces of a sentence."""
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def _data_problem(key: str, label: str, sentence: str, hint: str) -> Reason:
    return register_reason(Reason(key, label, Kind.DATA, sentence, hint))


def _energy_problem(key: str, label: str, sentence: str, hint: str) -> Reason:
    return register_reason(Reason(key, label, Kind.ENERGY, sentence, hint))


Reason.NONE = register_reason(Reason("none", "none"))
Reason.ABOVE_EXPECTED = register_reason(Reason("above_expected", "more than usual"))
Reason.BELOW_EXPECTED = register_reason(Reason("below_expected", "less than usual"))
Reason.UNUSUAL_DAY = register_reason(Reason("unusual_day", "unusual day"))
Reason.BASELOAD_HIGH = register_reason(Reason("baseload_high", "high base load"))
Reason.WEEKEND_ON = register_reason(Reason("weekend_on", "left on over the weekend"))
Reason.RAMP = register_reason(Reason("ramp", "steep rise or drop"))
Reason.IRREGULAR_RHYTHM = register_reason(Reason("irregular_rhythm", "irregular rhythm"))
Reason.PEAK = register_reason(Reason("peak", "unusual peak"))
Reason.FLAT_LINE = _data_problem(
    "flat_line",
    "stuck readings",
    "Stuck at {mean}: for {duration}, {unseen}.",
    "Perhaps a stuck register or filled-in data; compare with the meter's display.",
)
Reason.ZERO_RUN = _data_problem(
    "zero_run",
    "zeros",
    "At zero: for {duration}, {zeros_before}; {unseen}.",
    "Perhaps an outage or a dead meter; ask whether the supply was off.",
)
Reason.NEGATIVE = _data_problem(
    "negative",
    "negative readings",
    "Negative readings: down to {lowest} for {duration}.",
    "Perhaps feed-in from solar power or a swapped current transformer.",
)
Reason.GAP = _data_problem(
    "gap",
    "no readings",
    "No readings: for {duration}, {unseen}.",
    "Perhaps a lost connection; ask the metering company for the readings.",
)
Reason.IMPOSSIBLE = _data_problem(
    "impossible",
    "impossible value",
    "Impossible value: {largest}; {unseen}.",
    "Perhaps a pulse or transmission error; compare with the meter's display.",
)
Reason.OVER_LIMIT = register_reason(Reason("over_limit", "over the limit"))
Reason.STRAIGHT_LINE = _data_problem(
    "straight_line",
    "readings on a straight line",
    "Readings on a straight line: {mean} on average for {duration}, as if filled in; {unseen}.",
    "Perhaps missing readings that were filled in; ask the metering company for the measured ones.",
)
Reason.LATE_READINGS = _data_problem(
    "late_readings",
    "late readings",
    "Late readings: too low, then too high by as much; {mean} on average for {duration}, as usual.",
    "Perhaps readings that were sent late and counted in a later interval; ask the metering company.",
)
Reason.REPEATED_HOUR = _data_problem(
    "clock_hour",
    "the hour that comes twice",
    "At zero in the hour that comes twice: for {duration} when summer time ends.",
    "Perhaps a clock that is not changed; compare the times with those of another meter.",
)
Reason.FALLING_REGISTER = _data_problem(
    "falling_register",
    "a register that fell",
    "A register that fell: {largest}.",
    "Perhaps a register that was set, exchanged or misread; compare with the meter's display.",
)
BUILT_IN = frozenset(REASONS)
"""Reasons of Loadlens that are named by when and how an event was; an event of any other one is named by its label."""
Reason.RUN_LENGTH = _energy_problem(
    "run_length",
    "did not stop",
    "Did not stop: ran on for {duration} after it usually stops, {mean} on average; {excess}.",
    "Typical causes: a switch, float or valve that is stuck, or a control that was overridden.",
)
Reason.RUN_MISSING = _energy_problem(
    "run_missing",
    "did not run",
    "Did not run: for {duration} after the longest time without a run; {excess}.",
    "Typical causes: a load that is switched off, tripped or not needed; see whether it still starts.",
)
Reason.RUN_COUNT = _energy_problem(
    "run_count",
    "ran more often than ever",
    "Ran more often than ever: {mean} on average for {duration}; {excess}.",
    "Typical causes: a leak, a setting that was changed, or more demand than usual.",
)
