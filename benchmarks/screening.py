"""Data faults: the published flags of 18 balancing areas against ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.planted.methods import OFFERED
from benchmarks.planted.trials import HISTORY
from benchmarks.processes import side_by_side
from benchmarks.readings import missing, real_file
from data.calendar.day_grid import BoolArray
from data.series import FloatArray, MeterSeries
from detectors.registry import detector
from detectors.scores import REASONS, Scores
from detectors.threshold import DEFAULT_LEVEL, Threshold, flags, runs

FILE = real_file("eia_hourly_mw_labelled.parquet")
OURS = "data_faults"
KW_PER_MW = 1000.0
OKAY = "OKAY"
LONG_RUN = 5
"""Equal readings in a row; at whole MW three of a hundred and fifty are equal by chance."""
SHORT_RUNS, LONG_RUNS = f"IDENTICAL_RUN, 3 or {LONG_RUN - 1} equal", f"IDENTICAL_RUN, {LONG_RUN} or more"
MEANING = {
    "MISSING": ("no reading", "yes, unless gaps are this meter's way"),
    "NEG_OR_ZERO": ("zero or less", "yes"),
    "GLOBAL_DEM": ("more than ten times the median of all years", "yes"),
    LONG_RUNS: ("the third and later of equal readings", "yes"),
    SHORT_RUNS: ("the same, a short run", "hardly: whole MW repeat by chance"),
    "GLOBAL_DEM_PLUS_MINUS": ("the hours beside GLOBAL_DEM, whatever they read", "no: ordinary values"),
    "LOCAL_DEM_UP": ("far above the usual at that hour within days before and after", "by its amount, not as a fault"),
    "LOCAL_DEM_DOWN": ("far below it", "by its amount, not as a fault"),
    "DELTA": ("a jump to and fro within one hour", "by its amount, not as a fault"),
    "SINGLE_DELTA": ("a jump to a level farther from the usual", "by its amount, not as a fault"),
    "ANOMALOUS_REGION": ("what is left between many flags of a day", "no: ordinary values"),
}
SEEN = ("MISSING", "NEG_OR_ZERO", "GLOBAL_DEM", LONG_RUNS)
"""Categories that the rules of one meter should find."""
MISSING = missing(FILE, "the labelled demand")


@dataclass(frozen=True, eq=False)
class Screened:
    """One area after the history: published categories, and by method the flags and the reasons, of each reading."""

    published: NDArray[np.str_]
    flagged: dict[str, BoolArray]
    reasons: NDArray[np.str_]


@dataclass(frozen=True)
class Found:
    """How many readings and segments of a kind there are, and the share of them that the other side flags too."""

    readings: int
    share: float
    segments: int
    segment_share: float


def report() -> str:
    """Measure and return protocol and both tables."""
    if not FILE.exists():
        return MISSING
    with side_by_side() as pool:
        areas = list(pool.map(screened, *zip(*labelled_areas(), strict=True)))
    return "\n\n".join([protocol(areas), published_table(areas), ours_table(areas), summary(areas)])


def labelled_areas(file: Path = FILE) -> Iterator[tuple[MeterSeries, NDArray[np.str_]]]:
    """Yield each area as a meter, with the published category of each reading."""
    for meter_id, rows in pd.read_parquet(file).groupby("meter_id", sort=True):
        index = pd.DatetimeIndex(pd.to_datetime(rows["timestamp"]), tz="UTC")
        power = KW_PER_MW * rows["value"].to_numpy(np.float64)
        series = MeterSeries(str(meter_id), index, power, country="US")
        yield series, split_runs(rows["category"].to_numpy(str), power)


def split_runs(categories: NDArray[np.str_], power_kw: FloatArray) -> NDArray[np.str_]:
    """Return the categories with ``IDENTICAL_RUN`` divided by the length of the run of equal readings."""
    same = np.concatenate([[False], power_kw[1:] == power_kw[:-1]])
    number = np.cumsum(~same)
    length = np.bincount(number)[number]
    split = np.where(length >= LONG_RUN, LONG_RUNS, SHORT_RUNS)
    return np.where(categories == "IDENTICAL_RUN", split, categories)


def screened(series: MeterSeries, published: NDArray[np.str_]) -> Screened:
    """Score an area walk-forward at the default level; what comes after the history counts."""
    history = series.between(end=series.start + HISTORY)
    after = slice(len(history), None)
    scores = {name: detector(name)().fit(history).score(series).taken(after) for name in (OURS, OFFERED)}
    reasons = np.array([str(reason) for reason in REASONS])[scores[OURS].reason]
    return Screened(published[len(history) :], {name: _flags(one) for name, one in scores.items()}, reasons)


def published_by_us(areas: Sequence[Screened], method: str) -> dict[str, Found]:
    """Return for each published category what a method finds of it."""
    return _shares([one.published for one in areas], [one.flagged[method] for one in areas])


def ours_published(areas: Sequence[Screened]) -> dict[str, Found]:
    """Return for each of our reasons how much of what we flag is flagged there too."""
    ours = [np.where(one.flagged[OURS], one.reasons, OKAY) for one in areas]
    return _shares(ours, [one.published != OKAY for one in areas])


def protocol(areas: Sequence[Screened]) -> str:
    """Say in plain sentences what is compared."""
    readings = sum(len(one.published) for one in areas)
    return f"""\
Hourly demand of {len(areas)} US balancing areas, 2015 to 2020, {readings:,} readings, with the flags of Ruggles et al.
2020 (DOI 10.1038/s41597-020-0483-x), which screen each area with all its years in view. `{OURS}` learns
from the first {HISTORY.days} days and goes forward without looking ahead, at its default level
({DEFAULT_LEVEL:g} sigma); nothing is tuned to these areas. A stretch is a row of readings with the same flag;
it is found when one of its readings is."""


def published_table(areas: Sequence[Screened]) -> str:
    """Return the share of the published flags that is found, by category."""
    found, offered = published_by_us(areas, OURS), published_by_us(areas, OFFERED)
    rows = [
        f"| {name} | {what} | {seen} | {found[name].readings} | {found[name].share:.2f} | {found[name].segments} "
        f"| {found[name].segment_share:.2f} | {offered[name].segment_share:.2f} |"
        for name, (what, seen) in MEANING.items()
        if name in found
    ]
    head = (
        f"| published flag | what it is | can rules of one meter see it? | readings | found by `{OURS}` | stretches "
        f"| found by `{OURS}` | by `{OFFERED}` |"
    )
    return "\n".join([head, "|---|---|---|---:|---:|---:|---:|---:|", *rows])


def ours_table(areas: Sequence[Screened]) -> str:
    """Return the share of our flags that is flagged there, by reason."""
    rows = [
        f"| {reason.replace('_', ' ')} | {one.readings} | {one.share:.2f} | {one.segments} | {one.segment_share:.2f} |"
        for reason, one in sorted(ours_published(areas).items())
    ]
    head = f"| reason of `{OURS}` | readings | flagged there | stretches | flagged there |"
    return "\n".join([head, "|---|---:|---:|---:|---:|", *rows])


def summary(areas: Sequence[Screened]) -> str:
    """Say both shares in one sentence."""
    found, ours = published_by_us(areas, OURS), ours_published(areas)
    seen = [found[name] for name in SEEN if name in found]
    return f"""\
Of the categories that the rules of one meter should see, {_overall(seen):.0%} of the stretches are found; of all that
is flagged here, {_overall(list(ours.values())):.0%} is flagged there. Unseen gaps are those of an area that had many
before. The other categories are amounts out of the usual, which `{OURS}` leaves to methods that know what is usual."""


def _overall(found: Sequence[Found]) -> float:
    segments = sum(one.segments for one in found)
    return sum(one.segments * one.segment_share for one in found) / segments if segments else float("nan")


def _flags(scores: Scores) -> BoolArray:
    return flags(scores, Threshold(level=DEFAULT_LEVEL))


def _shares(labels: Sequence[NDArray[np.str_]], hit: Sequence[BoolArray]) -> dict[str, Found]:
    """Return for each label but ``OKAY`` the readings and segments, and the share of both that is hit."""
    names = sorted({str(name) for one in labels for name in np.unique(one)} - {OKAY})
    return {name: _share([one == name for one in labels], hit) for name in names}


def _share(inside: Sequence[BoolArray], hit: Sequence[BoolArray]) -> Found:
    segments = [
        bool(flagged[first : last + 1].any())
        for here, flagged in zip(inside, hit, strict=True)
        for first, last in runs(here).tolist()
    ]
    readings = sum(int(here.sum()) for here in inside)
    both = sum(int((here & flagged).sum()) for here, flagged in zip(inside, hit, strict=True))
    return Found(readings, both / readings, len(segments), sum(segments) / len(segments))
