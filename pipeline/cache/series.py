"""Series in memory: those asked for last, as long as nothing of them changed on the disk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from data.series import MeterSeries


class RememberedSeries:
    """The series asked for last, as long as their stamp stays the same."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: OrderedDict[str, tuple[Hashable, MeterSeries]] = OrderedDict()
        self._lock = Lock()

    def get(self, meter_id: str, stamp: Hashable) -> MeterSeries | None:
        """Return a series that was put with this stamp."""
        with self._lock:
            found = self._found.get(meter_id)
            if found is None or found[0] != stamp:
                return None
            self._found.move_to_end(meter_id)
            return found[1]

    def put(self, meter_id: str, stamp: Hashable, series: MeterSeries) -> None:
        """Remember a series; the one not asked for longest gives way."""
        with self._lock:
            self._found[meter_id] = (stamp, series)
            self._found.move_to_end(meter_id)
            while len(self._found) > self._size:
                self._found.popitem(last=False)
