"""Detection quality: faults planted in real meters, and what each method finds of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.peers.trials import Peers, peer_trials
from benchmarks.planted.meters import FILE, cambridge_years
from benchmarks.planted.methods import FEW_METERS, OFFERED, QUICK_SECONDS, SLOW_SECONDS, not_installed
from benchmarks.planted.metrics import FALSE_PER_MONTH, MERGE_HOURS
from benchmarks.planted.placebo import AWAY_DAYS, DRAWS
from benchmarks.planted.ranking import Ranked, ranking, recall_by_size
from benchmarks.planted.sizes import BOUNDS, SIZE_NAMES
from benchmarks.planted.tables import folded, kinds_table, not_run, ranking_table, sizes_table
from benchmarks.planted.trials import FAULTS, HISTORY, SEEDS, VUS_HOURS, MeterTrials, MethodTrial, run_trials
from benchmarks.readings import missing
from detectors.threshold import DEFAULT_LEVEL

MIN_RECALL = 0.80
MIN_LEAD = 0.10
"""Targets for the offered detector: its recall, and how far it is ahead of every other row."""
MIN_LARGE_RECALL = 0.92
"""Target for its recall of faults that a person can see."""

MISSING = missing(FILE, "the Cambridge readings")


def report() -> str:
    """Measure and return protocol and tables."""
    if not FILE.exists():
        return MISSING
    years = cambridge_years()
    begun = time.perf_counter()
    meters = run_trials(years)
    peers = peer_trials(years)
    print(f"quality: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return "\n\n".join([protocol(meters), *tables(meters, peers)])


def protocol(meters: Sequence[MeterTrials]) -> str:
    """Say in plain sentences how it was measured."""
    seeds = ", ".join(map(str, SEEDS))
    return f"""\
For each of {len(meters)} electricity meters of university buildings (Cambridge, hourly) the earliest most complete year
is taken, at least 98 % of it known; zeros count as missing in that choice. {FAULTS} faults of mixed kinds are planted
after the first {HISTORY.days} days: lasting ones of 0.15 to 0.5 of the meter's 5 to 95 % span, spikes four times that.
Three seeds ({seeds}) make {planted(meters)} faults in all. A method learns from the first {HISTORY.days} days and
scores the whole year; only what comes after the {HISTORY.days} days counts. A detector that takes more than
{QUICK_SECONDS:g} s for a meter-year at 15 minutes is tried with the first seed only, above {SLOW_SECONDS:g} s on
{FEW_METERS} of the meters: the column of faults tells.

Readings with a score at or above the level are flagged, and flagged readings closer than {MERGE_HOURS:.0f} h are one
event. An event that meets no planted fault is false; a fault is found when an event meets it. The budget is
{FALSE_PER_MONTH:.0f} false event a meter-month. Real faults in the readings count as false events, so no method can be
perfect.

- **recall** (the headline): at the lowest level for which it and every higher one keeps the budget on that meter,
  chosen with the faults known: what a person who sets the slider for each meter can reach at best.
- **recall at 2**: the same with two false events a meter-month.
- **by chance**: at the levels of the headline, the share of placebos that are hit: {DRAWS} windows for each fault, as
  long and at the same time of day, at least {AWAY_DAYS:g} days away from any fault. A method that simply flags much
  hits many.
- **VUS-PR**: volume under precision and recall, labels softened by 0 to {VUS_HOURS} h, mean over meters and seeds.
- **recall, one level**: the headline with one level for all meters and one budget for all.
- **event F1**: at the one level for all meters at which it is highest."""


def tables(meters: Sequence[MeterTrials], peers: Peers) -> list[str]:
    """Return the ranking, the recall by kind, and the alarms where nothing is planted."""
    trials = all_trials(meters, peers)
    ranked = ranking(trials)
    return [
        ranking_table(ranked),
        who_they_are(peers),
        target(ranked, peers),
        *by_size(trials, ranked),
        folded("Recall by kind of fault (planted)", kinds_table(trials, [row.method for row in ranked])),
        _clean(meters),
    ]


def all_trials(meters: Sequence[MeterTrials], peers: Peers) -> list[MethodTrial]:
    """Return the trials of every row of the table."""
    return [*(trial for meter in meters for trial in meter.methods), *peers.trials]


def planted(meters: Sequence[MeterTrials]) -> int:
    """Return how many faults are planted in all: those the offered detector is tried on."""
    return sum(len(one.trial.faults) for meter in meters for one in meter.methods if one.method == OFFERED)


def who_they_are(peers: Peers) -> str:
    """Say what the rows are, and which are missing."""
    absent = not_run({**not_installed(), **peers.absent})
    return f"""\
Methods set `like this` are detectors of Loadlens. Public libraries run as they are in an environment of their own: PyOD
on the readings of the last 24 h, ADTK with a weekly season, stumpy with days as windows, each fitted on the history
where it can; stumpy and MSTL see all readings. The others are simple methods for orientation.

{absent}""".strip()


def target(ranked: Sequence[Ranked], peers: Peers) -> str:
    """Say whether the offered detector finds enough and is far enough ahead."""
    place = [row.method for row in ranked].index(OFFERED)
    recall = ranked[place].recall
    others = [row for row in ranked if row.method != OFFERED]
    lead = recall - max((row.recall for row in others), default=0.0)
    libraries = {trial.method for trial in peers.trials}
    best = max((row.recall for row in others if row.method in libraries), default=None)
    margin = "" if best is None else f", {recall - best:+.3f} to the best public library"
    met = "met" if recall >= MIN_RECALL and lead >= MIN_LEAD else "**missed**"
    return (
        f"Target: `{OFFERED}` finds at least {MIN_RECALL:.2f} and is first by at least {MIN_LEAD:.2f}. "
        f"Measured: {recall:.3f}, place {place + 1} of {len(ranked)}, {lead:+.3f} to the best other row{margin}: {met}."
    )


def by_size(trials: Sequence[MethodTrial], ranked: Sequence[Ranked]) -> list[str]:
    """Return the recall by size, and whether the offered detector finds enough of the large ones."""
    counts = recall_by_size(trials).get(OFFERED, {})
    if SIZE_NAMES[-1] not in counts:
        return []
    found, of = counts[SIZE_NAMES[-1]]
    recall = found / of
    verdict = "met" if recall >= MIN_LARGE_RECALL else "**missed**"
    return [
        folded("Recall by size of fault (planted)", sizes_table(trials, [row.method for row in ranked])),
        f"""\
Size: the mean change of the readings a fault touches over the usual scale of that meter at those hours, a robust sigma
around the median of days of the same kind before and after, which is known without the faults. Target: `{OFFERED}`
finds at least {MIN_LARGE_RECALL:.2f} of those above {BOUNDS[-1]:g} scales. Measured: {recall:.3f}: {verdict}.""",
    ]


def _clean(meters: Sequence[MeterTrials]) -> str:
    low, middle, high = np.quantile([meter.clean_events_per_month for meter in meters], (0.25, 0.5, 0.75))
    return f"""\
Where nothing is planted, `{OFFERED}` at its default level ({DEFAULT_LEVEL:g} sigma) shows {middle:.1f} events a month
on these meters as they are (median; quartiles {low:.1f} and {high:.1f}), real faults among them."""
