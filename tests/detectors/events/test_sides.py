"""The sign of the excess, the side and the reason of an event never contradict each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.series import MeterSeries
from detectors.events.causes.joined import ABOVE
from detectors.events.events import events
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import SIDES, Threshold

REASONS = (*ABOVE, Reason.BELOW_EXPECTED, Reason.UNUSUAL_DAY, Reason.RAMP, Reason.IRREGULAR_RHYTHM, Reason.GAP)


def anything(seed: int, days: int) -> tuple[MeterSeries, Scores]:
    """Return readings with scores, sides, windows and reasons that have nothing to do with each other."""
    rng = np.random.default_rng(seed)
    size = days * 24
    index = pd.date_range("2024-01-01", periods=size, freq="h", tz="Europe/Zurich")
    expected = 5.0 + 3.0 * np.sin(np.arange(size) * 2 * np.pi / 24)
    power = expected + rng.standard_t(3, size) + np.repeat(rng.normal(0.0, 1.5, days), 24)
    power[rng.random(size) < 0.03] = np.nan
    expected[rng.random(size) < 0.02] = np.nan
    scores = Scores(
        index=index,
        score=np.where(np.isfinite(power), rng.exponential(1.5, size), np.nan),
        side=rng.choice([-1, 0, 1], size).astype(np.int8),
        expected=expected,
        scale_below=rng.uniform(0.0, 2.0, size),
        scale_above=rng.uniform(0.0, 2.0, size),
        window_hours=rng.choice([1.0, 6.0, 24.0, 168.0], size),
        reason=np.array([reason.code for reason in REASONS], np.uint8)[rng.integers(0, len(REASONS), size)],
    )
    return MeterSeries("m", index, power), scores


@given(
    st.integers(0, 10_000),
    st.integers(2, 40),
    st.sampled_from([1.5, 3.0, 4.0]),
    st.sampled_from(SIDES),
    st.sampled_from([0.0, 6.0]),
)
def test_side_excess_and_reason_of_an_event_agree(
    seed: int, days: int, level: float, side: str, merge_hours: float
) -> None:
    series, scores = anything(seed, days)
    for event in events(series, scores, Threshold(level, side, merge_hours=merge_hours, min_kwh=0.0)):  # type: ignore[arg-type]
        assert series.start <= event.start < event.end <= series.end
        assert event.occurrences[0][0] == event.start
        assert event.worth_kwh >= 0.0
        if event.kind is Kind.DATA:
            continue
        assert event.peak_score >= level
        if event.side:
            assert not event.side * event.excess_kwh < 0.0
        assert (event.reason in ABOVE) <= (event.side > 0 or np.isnan(event.excess_kwh))
        assert (event.reason is Reason.BELOW_EXPECTED) <= (event.side < 0)
