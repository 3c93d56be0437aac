"""Write the scores of every detector anew: ``python -m tests.detectors.golden.write``; see ``test_scores_kept``."""

from __future__ import annotations

import numpy as np

from tests.detectors.golden.meters_kept import KEPT, cases, changes, entry, summary
from tests.detectors.meters import judged


def main() -> None:
    """Judge all meters by all detectors that are installed; keep what changed, and say what did."""
    before = {}
    if KEPT.exists():
        with np.load(KEPT) as file:
            before = dict(file)
    kept = {}
    for kind, meter in cases():
        name = entry(kind, meter)
        if kind.missing():
            kept[name] = before[name]
            print(f"{name}: kept as it was. {kind.how_to_install()}")
            continue
        found = summary(judged(kind, meter.series()))
        said = changes(kind, found, before[name]) if name in before else {"all": "new"}
        kept[name] = found if said else before[name]
        for column, what in said.items():
            print(f"{name}: {column}: {what}")
    np.savez_compressed(KEPT, **kept)
    print(f"{KEPT.name}: {len(kept)} tables, {KEPT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
