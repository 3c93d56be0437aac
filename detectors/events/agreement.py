"""How far an event can be trusted: which methods saw it, how long the meter was known before, how far it stands out.

Several detectors judge the same readings on one scale (sigma-equivalents), so that their events can be laid over each
other. Who sees something has a vote only where it judges such problems at all: a check of the data says nothing about
the energy used, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray, MeterSeries
from detectors.events.events import Event
from detectors.events.segments import segments
from detectors.readiness import duration_in_words
from detectors.reasons import data_codes
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import DEFAULT_LEVEL, Threshold

ConfidenceLevel = Literal["high", "medium", "low"]
FAR, CLEAR = 1.5, 1.15
"""Times the alarm level from which a score is far above it, and clearly above it. Chosen, not tuned."""
MAJORITY, FEW = 0.6, 0.4
"""Share of the methods from which most of them confirm an event, and below which only few do. Chosen, not tuned."""
NOTABLE, SAME, MOSTLY_SAME = 2.0, 0.01, 0.9
"""Sigma, and shares: a method repeats another when of all scores from ``NOTABLE`` on 90 % are the same within 1 %.
Chosen, not tuned."""


@dataclass(frozen=True)
class Agreement:
    """Names of the detectors that judged the readings of an event for such problems, and of those that saw it.

    ``redundant_methods`` judged them too, with the scores of one of the others: no second opinion, and in neither.
    """

    confirmed_by: tuple[str, ...]
    consulted: tuple[str, ...]
    redundant_methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """What the trust in an event stands on.

    Parameters
    ----------
    confirmed, consulted
        How many methods saw the event, of how many that judged it; the one it comes from is among both.
    days
        Days of readings the method knew when it judged the event; it is solid from ``solid_days`` on.
    score, level
        Peak score of the event and alarm level, in sigma-equivalents.
    reason
        Why it was flagged.
    """

    confirmed: int
    consulted: int
    days: float
    solid_days: float
    score: float
    level: float
    reason: Reason = Reason.NONE


@dataclass(frozen=True)
class Confidence:
    """How far an event can be trusted, and why in one sentence."""

    level: ConfidenceLevel
    sentence: str


def agreement_per_event(
    series: MeterSeries, events: Sequence[Event], own: Scores, others: Mapping[str, tuple[Scores, Threshold]]
) -> list[Agreement]:
    """Return for each event which of the other detectors were asked and which of them saw it.

    A detector saw an event when one of its own, of the same kind and however short, overlaps it. It was asked when it
    has a score within the event and speaks of that kind of problem anywhere on this meter.

    Parameters
    ----------
    series
        The whole meter; the events may be of a part of it.
    own
        Scores of the detector the events come from, on the index of the series.
    others
        Scores of the others on the same index, and the threshold they are held against.
    """
    found = {name: _Witness.of(series, *judged) for name, judged in others.items()}
    redundant_methods = {
        kind: _redundant_methods(kind, own, {name: scores for name, (scores, _) in others.items()}) for kind in Kind
    }
    return [_agreement(event.kind, _place(series, event), found, redundant_methods[event.kind]) for event in events]


def days_known(series: MeterSeries, events: Sequence[Event], *, causal: bool = True) -> FloatArray:
    """Return the days of readings before each event; all there are for a detector that also learns from later ones."""
    finite = np.concatenate([[0], np.cumsum(np.isfinite(series.power_kw))]) * series.step_hours / 24.0
    begins = [_place(series, event)[0] if causal else len(series) for event in events]
    known: FloatArray = finite[np.array(begins, np.int64)]
    return known


def confidence(grounds: Grounds) -> Confidence:
    """Return how far an event can be trusted.

    What stands out far counts twice, clearly once; agreement of most methods adds to it, and what few of them saw
    loses. While the method is provisional nothing is trusted highly.
    Source: expert rule.
    """
    if grounds.reason is Reason.GAP:
        return Confidence("high", "Missing readings are a fact: no method has to judge them.")
    is_solid = grounds.days >= grounds.solid_days
    points = _height(grounds) + _agreed(grounds) - (0 if is_solid else 1)
    level: ConfidenceLevel = "high" if points >= 2 and is_solid else "medium" if points >= 1 else "low"
    parts = (_methods(grounds), _history(grounds, is_solid=is_solid), _margin(grounds))
    text = "; ".join(parts)
    return Confidence(level, f"{text[0].upper()}{text[1:]}.")


@dataclass(frozen=True, eq=False)
class _Witness:
    """What one detector found: first and last readings of its events and which kinds it speaks of."""

    firsts: dict[Kind, NDArray[np.int64]]
    lasts: dict[Kind, NDArray[np.int64]]
    has_score: NDArray[np.int64]
    """Running count of readings with a score."""
    speaks_of: frozenset[Kind]

    @classmethod
    def of(cls, series: MeterSeries, scores: Scores, threshold: Threshold) -> _Witness:
        found = segments(series, scores, replace(threshold, min_hours=0.0))
        by_kind = {
            kind: np.array([(segment.first, segment.last) for segment in found if segment.kind is kind], np.int64)
            for kind in Kind
        }
        rows = {kind: part.reshape(-1, 2) for kind, part in by_kind.items()}
        return cls(
            firsts={kind: part[:, 0] for kind, part in rows.items()},
            lasts={kind: part[:, 1] for kind, part in rows.items()},
            has_score=np.concatenate([[0], np.cumsum(np.isfinite(scores.score))]),
            speaks_of=_kinds(scores),
        )

    def saw(self, kind: Kind, first: int, last: int) -> bool:
        at = int(np.searchsorted(self.lasts[kind], first))
        return at < len(self.lasts[kind]) and bool(self.firsts[kind][at] <= last)

    def judged(self, kind: Kind, first: int, last: int) -> bool:
        scored = self.has_score[last + 1] > self.has_score[first]
        return self.saw(kind, first, last) or (kind in self.speaks_of and bool(scored))


def _agreement(
    kind: Kind, place: tuple[int, int], found: Mapping[str, _Witness], redundant_methods: frozenset[str]
) -> Agreement:
    judged = [name for name, witness in found.items() if witness.judged(kind, *place)]
    consulted = tuple(name for name in judged if name not in redundant_methods)
    confirmed_by = tuple(name for name in consulted if found[name].saw(kind, *place))
    return Agreement(confirmed_by, consulted, tuple(name for name in judged if name in redundant_methods))


def _redundant_methods(kind: Kind, own: Scores, others: Mapping[str, Scores]) -> frozenset[str]:
    """Return who only repeats the scores of another on one kind of problems, as the part of a combination does."""
    heard = [own]
    found = set()
    for name, scores in others.items():
        if any(_repeats(kind, scores, other) for other in heard):
            found.add(name)
        else:
            heard.append(scores)
    return frozenset(found)


def _repeats(kind: Kind, one: Scores, other: Scores) -> bool:
    notable = [(each.is_data_problem == (kind is Kind.DATA)) & (each.score >= NOTABLE) for each in (one, other)]
    either = notable[0] | notable[1]
    if not either.any():
        return False
    same = notable[0] & notable[1] & np.isclose(one.score, other.score, rtol=SAME)
    return bool(same.sum() >= MOSTLY_SAME * either.sum())


def _kinds(scores: Scores) -> frozenset[Kind]:
    """Return the kinds of problems a detector ever speaks of, however softly."""
    codes = np.unique(scores.reason[np.nan_to_num(scores.score) > 0])
    about_data = np.isin(codes, data_codes())
    about_energy = ~about_data & (codes != Reason.NONE.code)
    found = {Kind.DATA: about_data.any(), Kind.ENERGY: about_energy.any()}
    return frozenset(kind for kind, does in found.items() if does)


def _place(series: MeterSeries, event: Event) -> tuple[int, int]:
    """Return positions of the first and the last reading of an event."""
    first, after = series.index.searchsorted(pd.DatetimeIndex([event.start, event.end]))
    return int(first), max(int(first), int(after) - 1)


def _height(grounds: Grounds) -> int:
    reference = max(grounds.level, DEFAULT_LEVEL)
    return 2 if grounds.score >= FAR * reference else 1 if grounds.score >= CLEAR * reference else 0


def _agreed(grounds: Grounds) -> int:
    if grounds.consulted < 2:
        return 0
    share = grounds.confirmed / grounds.consulted
    return 1 if share >= MAJORITY else -1 if share < FEW else 0


def _methods(grounds: Grounds) -> str:
    if grounds.consulted < 2:
        return "one method judged it"
    if grounds.confirmed == grounds.consulted:
        return f"{'both' if grounds.consulted == 2 else f'all {grounds.consulted}'} methods saw it"
    return f"{grounds.confirmed} of {grounds.consulted} methods saw it"


def _history(grounds: Grounds, *, is_solid: bool) -> str:
    return f"learnt from {'' if is_solid else 'only '}{duration_in_words(grounds.days)}"


def _margin(grounds: Grounds) -> str:
    score = f"score {grounds.score:.1f}" if grounds.score < 100 else "score over 100"
    if grounds.score < CLEAR * DEFAULT_LEVEL and grounds.level < DEFAULT_LEVEL:
        return f"{score}, a weak sign"
    words = ("just above", "above", "far above")[_height(grounds)]
    return f"{score}, {words} the alarm level of {grounds.level:.3g}"
