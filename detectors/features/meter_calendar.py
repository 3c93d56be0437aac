"""The calendar that a meter keeps: of what kind each of its days is, by how its own past days of the sort went.

Causal: what is expected of a day depends on days before it. Until something is known, two kinds may fit
(``DayKinds.alternative``). In this order, the later ones having the last word:

1. Weekdays: a weekday that was closed on the last ones of its name, a Sunday that was open.
2. Seasons: weeks of closure or vacation that go on, or that came a year before (``features.seasons_before``).
3. Occasions: public holidays, the days beside them and the days around New Year (``data.calendar.occasions``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.calendar.day_grid import (
    CLOSED_WEEKDAY,
    TYPE_OF_KIND,
    BoolArray,
    DayGrid,
    DayKinds,
    DayType,
    IntArray,
)
from data.calendar.lengths import DAYS_PER_WEEK, SATURDAY
from data.calendar.occasions import Occasion, OccasionGroup, is_year_end
from data.series import FloatArray
from detectors.features.observed_days import LIKE_OFF, LIKE_WORK, Observed
from detectors.features.seasons_before import Reduced, Seasons, seasons

SAME_NAMES = 4
"""Days of the same name (Mondays and so on) before a day that tell of it. Chosen, not tuned."""
MANY_OF_NAME = 3
"""Days of the same name, without a break up to the last, that make a habit. Chosen, not tuned."""
PERIOD_DAYS = 4
"""Closed weekdays within a week from which it is a week of closure, and tells nothing of its weekdays. Chosen."""
SAME, SAME_GROUP, OTHER_GROUP = 4.0, 1.0, 0.3
"""Weights of earlier occasions: the same one, one of its group, another holiday. Chosen, not tuned."""
MAX_GROUP_WEIGHT = 4.0
"""Weight of all earlier occasions that are not the same one, at most. Chosen, not tuned."""
PRIOR_WEIGHT = 1.0
"""Weight of what is known of buildings in general, in occasions of the group. Chosen, not tuned."""
SURE = 0.85
"""Probability from which a kind of day is expected alone. Chosen, not tuned."""
SURE_WEIGHT = 2.0
"""Weight of earlier occasions from which anything is sure. Chosen, not tuned."""
UNLIKELY = 0.2
"""Probability up to which an occasion of which nothing is known is an ordinary day. Chosen, not tuned."""
COUNTS_AFTER_DAYS = 10
"""Days after which an occasion tells of others: then it is known whether it lay in a closure. Technical limit."""
WITHIN_DAYS = 4
"""Days back from which a closed day around New Year tells of the next one: over a weekend or a holiday. Chosen."""
YEAR_DAYS = 300
"""Days back from which days around New Year are those of another year. Chosen: any number between."""
GROUPS = tuple(OccasionGroup)
ANY_HOLIDAY = Occasion("", OccasionGroup.HOLIDAY, 0.5)
"""A holiday of which nothing is known, a share of one half. By definition."""


def _alike(one: OccasionGroup, other: OccasionGroup) -> float:
    """Return the weight of an occasion of one group for one of another."""
    if one is other:
        return SAME_GROUP if one is not OccasionGroup.BESIDE else 0.0
    return OTHER_GROUP if {one, other} == {OccasionGroup.HOLIDAY, OccasionGroup.MINOR_HOLIDAY} else 0.0


ALIKE = np.array([[_alike(one, other) for other in GROUPS] for one in GROUPS])
"""Weights of occasions of all groups for each other."""


def meter_calendar(grid: DayGrid, observed: Observed, known_after: int = 1, *, has_closures: bool = True) -> DayGrid:
    """Return the grid with the calendar that the meter keeps in place of that of its country.

    Parameters
    ----------
    grid
        By the calendar of the country.
    observed
        What its days turned out to be.
    known_after
        Days after which that is known: 1, or 2 where the evening of the day before is judged as part of the day.
    has_closures
        Whether seasons of closure count; else their weekdays are days at work like others.
    """
    expected, alternative = _by_weekday(grid, observed)
    is_weekday = np.asarray(observed.base == DayType.WEEKDAY)
    is_holiday = np.zeros(grid.days, bool)
    is_holiday[[day for day, occasion in grid.occasions.items() if occasion.is_holiday]] = True
    meter = Reduced(is_weekday, observed.is_reduced, np.asarray(observed.kind == CLOSED_WEEKDAY), known_after)
    found = seasons(grid.dates, is_weekday & ~is_holiday & observed.is_clear, meter)
    if has_closures:
        _by_season(expected, alternative, found)
    is_special = grid.is_special.copy()
    _by_occasion(grid, OccasionRecord.of(grid, observed, ~found.inside), (expected, alternative), is_special)
    _by_day_before(grid, observed.kind, (expected, alternative), known_after)
    alike_before = found.alike_before if has_closures else {}
    kinds = DayKinds(expected, alternative, observed.kind, observed.level_kw, known_after, alike_before)
    return replace(grid, kinds=kinds, is_special=is_special)


def _occasional(grid: DayGrid) -> BoolArray:
    """Return the days that tell nothing of their weekday; a Sunday beside a holiday is a Sunday like others."""
    beside = (OccasionGroup.BESIDE, OccasionGroup.BRIDGE)
    days = [day for day, one in grid.occasions.items() if grid.weekday[day] < SATURDAY or one.group not in beside]
    found = np.zeros(grid.days, bool)
    found[days] = True
    return found


def _by_weekday(grid: DayGrid, observed: Observed) -> tuple[IntArray, IntArray]:
    """Return what is expected of days by the last ones of their name, and what else fits."""
    base, kind = observed.base, observed.kind
    expected, alternative = base.copy(), base.copy()
    departs = (kind != base) & ~_occasional(grid)
    if not departs.any():
        return expected, alternative
    counts = ~_occasional(grid) & ~_weeks_of_closure(base, kind)
    for weekday in np.unique(grid.weekday[departs]):
        days = np.flatnonzero(grid.weekday == weekday)
        counted = days[counts[days]]
        total = np.concatenate([[0], np.cumsum(departs[counted])])
        stop = np.searchsorted(counted, days)
        for day, end in zip(days, stop, strict=True):
            first = max(0, end - SAME_NAMES)
            if total[end] - total[first] < 2:
                continue
            before = counted[first:end]
            is_so = departs[before]
            other = kind[before[is_so][-1]]
            is_habit = bool(is_so[-MANY_OF_NAME:].all()) and len(before) >= MANY_OF_NAME
            likely = is_habit or (is_so.sum() > len(before) / 2.0 and is_so[-1])
            expected[day] = other if likely else base[day]
            alternative[day] = expected[day] if is_habit else (base[day] if likely else other)
    return expected, alternative


def _weeks_of_closure(base: IntArray, kind: IntArray) -> BoolArray:
    """Return the weekdays in a week of which nearly all are closed: they tell nothing of their weekday."""
    closed = np.concatenate([[0], np.cumsum((base == DayType.WEEKDAY) & (kind == CLOSED_WEEKDAY))])
    day = np.arange(len(base))
    reach = DAYS_PER_WEEK // 2
    around = closed[np.minimum(day + reach + 1, len(base))] - closed[np.maximum(day - reach, 0)]
    found: BoolArray = (base == DayType.WEEKDAY) & (around >= PERIOD_DAYS)
    return found


def _by_season(expected: IntArray, alternative: IntArray, found: Seasons) -> None:
    """Write what is expected of ordinary weekdays in a season of closure that goes on or came a year before."""
    ordinary = (expected == DayType.WEEKDAY) & (alternative == DayType.WEEKDAY)
    closed = ordinary & found.is_closed
    open_ = ordinary & found.may_be_closed & ~found.is_closed
    expected[closed], alternative[closed] = CLOSED_WEEKDAY, DayType.WEEKDAY
    alternative[open_] = CLOSED_WEEKDAY


def _by_occasion(
    grid: DayGrid, record: OccasionRecord, kinds: tuple[IntArray, IntArray], is_special: BoolArray
) -> None:
    """Write what is expected on occasions, and that those of a meter that works on all of them are not special."""
    expected, alternative = kinds
    for day, occasion in sorted(grid.occasions.items()):
        if not record.is_separable[day]:
            if occasion.is_holiday:
                expected[day] = alternative[day] = DayType.SUNDAY
            continue
        worked = int(expected[day])
        is_weekday = grid.weekday[day] < SATURDAY
        if occasion.is_holiday and worked == CLOSED_WEEKDAY:
            expected[day], alternative[day] = DayType.SUNDAY, CLOSED_WEEKDAY
        if TYPE_OF_KIND[worked] == DayType.SUNDAY or not (occasion.is_holiday or is_weekday):
            continue
        off = int(DayType.SUNDAY) if occasion.is_holiday else CLOSED_WEEKDAY
        probability, weight = record.probability_off(occasion, day)
        is_known = weight >= SURE_WEIGHT or occasion.prior_off <= UNLIKELY
        if is_known and probability >= SURE:
            expected[day] = alternative[day] = off
        elif not is_known or probability > 1.0 - SURE:
            expected[day], alternative[day] = (off, worked) if probability >= 0.5 else (worked, off)
    for special in np.flatnonzero(is_special).tolist():
        is_special[special] = not record.works_on_all(special)


def _by_day_before(grid: DayGrid, kind: IntArray, kinds: tuple[IntArray, IntArray], known_after: int) -> None:
    """Write for days around New Year that may be closed or not what the last one of them was, if it was just before."""
    expected, alternative = kinds
    around = [day for day, occasion in sorted(grid.occasions.items()) if occasion.group is OccasionGroup.YEAR_END]
    weekdays = np.array([day for day in around if grid.weekday[day] < SATURDAY], np.int64)
    last = np.searchsorted(weekdays, weekdays - known_after, side="right") - 1
    for day, before in zip(weekdays[last >= 0], weekdays[last[last >= 0]], strict=True):
        is_pair = {int(expected[day]), int(alternative[day])} == {int(DayType.WEEKDAY), CLOSED_WEEKDAY}
        if is_pair and day - before <= WITHIN_DAYS and kind[before] == CLOSED_WEEKDAY:
            expected[day], alternative[day] = CLOSED_WEEKDAY, DayType.WEEKDAY


@dataclass(frozen=True, eq=False)
class OccasionRecord:
    """How the occasions of a meter went.

    Parameters
    ----------
    keys
        Number of each occasion by its key.
    key, group, days
        What they were, by the numbers of keys and groups, and when, in order of time.
    off
        How much each was like a day off, from 0 to 1.
    is_separable
        Of which of all days that can be said.
    """

    keys: dict[str, int]
    key: IntArray
    group: IntArray
    days: IntArray
    off: FloatArray
    is_separable: BoolArray

    @staticmethod
    def of(grid: DayGrid, observed: Observed, counts: BoolArray) -> OccasionRecord:
        """Return the record of the weekdays of which something is known; a holiday in a closure tells nothing."""
        all_days = np.array(sorted(grid.occasions), np.int64)
        counts = np.isfinite(observed.like_off) & (grid.weekday < SATURDAY) & (counts | is_year_end(grid.dates))
        days = all_days[counts[all_days]]
        past = [grid.occasions[day] for day in days.tolist()]
        keys = {key: number for number, key in enumerate(dict.fromkeys(one.key for one in past))}
        share = observed.like_off[days]
        return OccasionRecord(
            keys=keys,
            key=np.array([keys[one.key] for one in past], np.int64),
            group=np.array([GROUPS.index(one.group) for one in past], np.int64),
            days=days,
            off=np.where(share >= LIKE_OFF, 1.0, np.where(share <= LIKE_WORK, 0.0, share)),
            is_separable=observed.is_separable,
        )

    def probability_off(self, occasion: Occasion, day: int) -> tuple[float, float]:
        """Return how likely the meter is off on an occasion, and the weight of what is known of it before a day."""
        after = YEAR_DAYS if occasion.group is OccasionGroup.YEAR_END else COUNTS_AFTER_DAYS
        count = int(np.searchsorted(self.days, day - after, side="right"))
        by_group = ALIKE[GROUPS.index(occasion.group)][self.group[:count]]
        is_same = self.key[:count] == self.keys.get(occasion.key, -1)
        others = float(by_group[~is_same].sum())
        weight = np.where(is_same, SAME, by_group * min(1.0, MAX_GROUP_WEIGHT / max(others, 1.0)))
        total = float(weight.sum())
        off = PRIOR_WEIGHT * occasion.prior_off + float(weight @ self.off[:count])
        return off / (PRIOR_WEIGHT + total), total

    def works_on_all(self, day: int) -> bool:
        """Return whether the meter has worked on the holidays before a day."""
        probability, weight = self.probability_off(ANY_HOLIDAY, day)
        return weight >= SURE_WEIGHT and probability <= 1.0 - SURE
