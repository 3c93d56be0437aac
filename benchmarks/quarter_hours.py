"""Detection quality at 15 minutes: the same on the substation of a campus."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from benchmarks.peers.trials import PEERS, Peers, peer_trials
from benchmarks.planted.meters import SUBSTATION_FILE, substation_years
from benchmarks.planted.ranking import ranking
from benchmarks.planted.tables import folded, kinds_table, not_run, ranking_table, sizes_table
from benchmarks.planted.trials import FAULTS, SEEDS, MeterTrials, run_trials
from benchmarks.quality import all_trials, planted
from benchmarks.readings import missing

MISSING = missing(SUBSTATION_FILE, "the readings of the substation")


def report() -> str:
    """Measure and return protocol and tables."""
    if not SUBSTATION_FILE.exists():
        return MISSING
    years = substation_years()
    begun = time.perf_counter()
    meters = run_trials(years)
    peers = peer_trials(years, tried=PEERS)
    print(f"quality at 15 minutes: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return "\n\n".join([protocol(meters), *tables(meters, peers)])


def protocol(meters: Sequence[MeterTrials]) -> str:
    """Say in plain sentences what differs from the hourly meters."""
    return f"""\
The total meter of the substation of a campus (Politecnico di Torino), {len(meters)} years one after the other from June
2013 on, with the outdoor temperature of its file; {FAULTS} faults a year and {len(SEEDS)} seeds make {planted(meters)}
faults. Everything else is as above. One meter says less than thirty-six: the spread between seeds shows how much."""


def tables(meters: Sequence[MeterTrials], peers: Peers) -> list[str]:
    """Return the ranking and the recall by kind."""
    trials = all_trials(meters, peers)
    ranked = ranking(trials)
    order = [row.method for row in ranked]
    sizes = folded("Recall by size of fault at 15 minutes (planted)", sizes_table(trials, order))
    kinds = folded("Recall by kind of fault at 15 minutes (planted)", kinds_table(trials, order))
    return [part for part in (ranking_table(ranked), not_run(peers.absent), sizes, kinds) if part]
