"""``python -m detectors.kernels``: compile the numeric loops now, so that nobody waits for it later."""

from __future__ import annotations

from detectors.kernels import load_loops

if __name__ == "__main__":
    load_loops()
