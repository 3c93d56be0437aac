"""What a walk remembers is small, holds no days, and is copied whole."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.base import Detector
from detectors.registry import detectors
from detectors.scores import COLUMNS
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import DetectorState, StrategyState, WalkForwardDetector
from detectors.walk_forward.loop import Strategy, Tables, WalkForward
from detectors.walk_forward.teaching import Taught, TeachingRule
from tests.detectors.meters import DETECTORS, is_slow, regular_office

QUICK = [kind for kind in DETECTORS if not is_slow(kind)]
every_quick = pytest.mark.parametrize("kind", QUICK, ids=[kind.name for kind in QUICK])
DAYS = 400
SHORT_MEMORY = ("typical_week", "parx", "baseload", "weekend_baseload", "peak", "gradient")
"""They look back by less than 300 days; others remember as many days as they look at, a year for most."""


def anomalous_office(days: int) -> MeterSeries:
    """Return an office with a night left on, a gap and weeks at a higher level, and with a temperature."""
    office = regular_office(days=days, country="CH", region="ZH")
    power = office.power_kw.copy()
    power[50 * 24 + 20 : 51 * 24 + 6] += 6.0
    power[60 * 24 : 60 * 24 + 9] = np.nan
    power[66 * 24 : 80 * 24] += 8.0
    degrees = 10.0 + 8.0 * np.sin(2.0 * np.pi * np.arange(len(power)) / 24.0)
    return replace(office.with_power(power), temperature_c=degrees)


def new_state(kind: type[Detector], days: SeriesDays) -> DetectorState:
    detector = kind()
    assert isinstance(detector, WalkForwardDetector)
    return detector.new_state(days)


@every_quick
def test_the_state_is_that_of_the_days_walked_through_whatever_comes_after_them(kind: type[Detector]) -> None:
    states = []
    for days in (77, 100):
        laid_out = SeriesDays.of(anomalous_office(100).between(end=regular_office(days=days).end))
        walk = new_state(kind, laid_out)
        walk.advance(laid_out, 75)
        states.append(len(pickle.dumps(walk)))
    assert states[0] == states[1]


@pytest.mark.parametrize("name", SHORT_MEMORY)
def test_after_a_while_the_state_grows_no_more(name: str) -> None:
    days = SeriesDays.of(anomalous_office(DAYS))
    walk = new_state(detectors()[name], days)
    sizes = []
    for stop in (300, DAYS):
        walk.advance(days, stop)
        sizes.append(len(pickle.dumps(walk)))
    assert sizes[1] < 1.02 * sizes[0]


@every_quick
def test_a_copy_that_goes_on_changes_nothing_in_what_it_was_copied_from(kind: type[Detector]) -> None:
    days = SeriesDays.of(anomalous_office(100))
    walk = new_state(kind, days)
    walk.advance(days, 72)  # within the weeks at a higher level
    before = pickle.dumps(walk)

    copied = walk.copy()
    found = copied.advance(days, 100)

    assert (walk.next_day, copied.next_day) == (72, 100)
    assert pickle.dumps(walk) == before
    again = walk.advance(days, 100)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(again, name), err_msg=name)


class Counting(Strategy):
    """Notes what the loop asks of it."""

    def __init__(self, restarts: dict[int, int] | None = None) -> None:
        super().__init__(TeachingRule(6.0))
        self.asked: list[tuple[str, int]] = []
        self.restarts = restarts or {}

    def restart(self, day: int) -> int | None:
        return self.restarts.get(day)

    def fit(self, day: int) -> None:
        self.asked.append(("fit", day))

    def score_day(self, day: int, tables: Tables | None) -> tuple[np.ndarray | None, np.ndarray | None]:
        self.asked.append(("score" if tables is not None else "score again", day))
        score = np.full(24, float(day))
        if tables is not None:
            tables.write(day, score=score)
        return score, None

    def update(self, day: int, _taught: Taught) -> None:
        self.asked.append(("update", day))

    def scores(self, tables: Tables) -> None:  # type: ignore[override]
        """Say nothing."""


def test_each_day_is_scored_before_it_is_taken_in_and_fits_come_once_a_week() -> None:
    strategy = Counting()
    tables = WalkForward(strategy).run(SeriesDays.of(regular_office(days=20)), 15)
    expected = [("fit", 0)]
    for day in range(15):
        expected += [("fit", day)] * (day % 7 == 0 and day > 0) + [("score", day), ("update", day)]
    assert strategy.asked == expected
    np.testing.assert_array_equal(tables.score[:, 0], np.arange(15.0))


def test_a_walk_that_goes_on_hands_out_the_day_before_as_well() -> None:
    walk, days = WalkForward(Counting()), SeriesDays.of(regular_office(days=20))
    walk.run(days, 9)
    tables = walk.run(days, 12)
    assert (tables.first_day, tables.stop, walk.next_day) == (8, 12, 12)
    np.testing.assert_array_equal(tables.score[:, 5], [8.0, 9.0, 10.0, 11.0])
    assert [day for what, day in walk.strategy.asked if what == "score"] == list(range(12))  # type: ignore[attr-defined]


def test_a_strategy_that_begins_anew_walks_through_earlier_days_again_and_says_nothing_of_them() -> None:
    strategy = Counting({10: 8})
    WalkForward(strategy).run(SeriesDays.of(regular_office(days=20)), 12)
    scored = [one for one in strategy.asked if one[0].startswith("score")]
    again = [("score again", 8), ("score again", 9)]
    assert scored == [("score", day) for day in range(10)] + again + [("score", 10), ("score", 11)]


def test_a_strategy_keeps_its_state_and_not_its_days() -> None:
    walk = StrategyState(Counting())
    walk._walk_forward.run(SeriesDays.of(regular_office(days=20)), 12)
    copied = walk.copy()
    assert copied.next_day == 12
    assert not hasattr(copied._walk_forward.strategy, "days")
    assert copied._walk_forward.strategy.asked == walk._walk_forward.strategy.asked  # type: ignore[attr-defined]
    assert copied._walk_forward.strategy.asked is not walk._walk_forward.strategy.asked  # type: ignore[attr-defined]
