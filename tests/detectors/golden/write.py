"""Write the scores of every detector anew: ``python -m tests.detectors.golden.write``; see ``test_scores_kept``."""

from __future__ import annotations

import numpy as np

from tests.detectors.golden.meters_kept import KEPT, cases, entry, summary
from tests.detectors.meters import judged


def main() -> None:
    """Judge all meters by all detectors that are installed, and say which scores differ from those kept so far."""
    with np.load(KEPT) as file:
        before = dict(file)
    kept = {}
    for kind, meter in cases():
        name = entry(kind, meter)
        if kind.missing():
            kept[name] = before[name]
            print(f"{name}: kept as it was, {kind.how_to_install()}")
            continue
        kept[name] = summary(judged(kind, meter.series()))
        old = before.get(name)
        if old is None or old.shape != kept[name].shape:
            print(f"{name}: new")
        elif not np.array_equal(kept[name], old, equal_nan=True):
            print(f"{name}: by up to {np.nanmax(np.abs(kept[name] - old)[:, :-2]):.3g}")
    np.savez_compressed(KEPT, **kept)
    print(f"{KEPT.name}: {len(kept)} tables, {KEPT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
