"""What holds for the words of an event whatever its readings are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from detectors.explain.sentences import behaviour, hint, sentence
from detectors.reasons import REASONS, Reason
from tests.detectors.explain.test_sentences import ENERGY, NAN, context

MACHINE_WORDS = re.compile(r"\b(nan|inf|none|null|true|false)\b|_|e[+-]\d", re.IGNORECASE)

readings = st.one_of(st.floats(-1e6, 1e6), st.just(NAN), st.just(0.0), st.floats(-1e-3, 1e-3))


ABOVE_WORDS = re.compile(r"\b(more|high|left on|peaks?|over the limit|longer|stop)\b", re.IGNORECASE)
BELOW_WORDS = re.compile(r"\b(less|drops?|did not run)\b", re.IGNORECASE)
RHYTHM_AND_STEPS = (Reason.RAMP, Reason.IRREGULAR_RHYTHM)


@given(
    pairs=st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(0.0, 100.0)), min_size=1, max_size=60),
    reason=st.sampled_from([reason for reason in ENERGY if reason not in RHYTHM_AND_STEPS]),
    side=st.sampled_from([-1, 1]),
)
def test_the_words_agree_with_the_sign_of_the_excess(
    pairs: list[tuple[float, float]], reason: Reason, side: int
) -> None:
    power, expected = (list(column) for column in zip(*pairs, strict=True))
    problem = context(power, expected, reason=reason, side=side)
    named, said = behaviour(problem), sentence(problem)
    for words, is_contrary in ((BELOW_WORDS, problem.excess_kwh > 0), (ABOVE_WORDS, problem.excess_kwh < 0)):
        assert not (is_contrary and words.search(named)), named
    if problem.excess_kwh != 0 and "than usual" in said.partition(";")[2]:
        assert ("more than usual" in said) is (problem.excess_kwh > 0), said


@given(
    pairs=st.lists(st.tuples(readings, readings), min_size=1, max_size=60),
    reason=st.sampled_from(REASONS),
    side=st.sampled_from([-1, 0, 1]),
    step_hours=st.sampled_from([0.25, 1.0]),
)
def test_whatever_the_readings_nothing_a_machine_would_say(
    pairs: list[tuple[float, float]], reason: Reason, side: int, step_hours: float
) -> None:
    power, expected = (list(column) for column in zip(*pairs, strict=True))
    problem = context(power, expected, reason=reason, side=side, step_hours=step_hours)
    for text in (sentence(problem), hint(problem), behaviour(problem)):
        assert text
        assert not MACHINE_WORDS.search(text), text
