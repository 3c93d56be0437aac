"""Detectors of other packages: found by their entry points, and left out with a sentence where they do not work.

A package brings detectors to Loadlens by naming their module in its ``pyproject.toml``::

    [project.entry-points."loadlens.detectors"]
    my_detector = "my_package.my_detector"
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

LOG = logging.getLogger(__name__)
GROUP = "loadlens.detectors"


@dataclass(frozen=True)
class Plugin:
    """One entry point of the group: a module whose import registers detectors, or the class of one."""

    point: EntryPoint

    def load(self, accept: Callable[[object], None]) -> bool:
        """Import it and hand it over; return whether that worked, and log in one sentence why it did not."""
        try:
            accept(self.point.load())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever another package raises must not stop this one
            LOG.warning(
                "Detector %s from %s cannot be used and is left out: %s: %s",
                self.point.name,
                self.point.value,
                type(error).__name__,
                " ".join(str(error).split()) or "no further words",
            )
            return False
        return True


def plugins() -> Iterator[Plugin]:
    """Yield what other installed packages offer, in order of name."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        yield Plugin(point)
