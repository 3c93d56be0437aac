"""Values in memory: the newest of each meter, those used last, as long as nothing they follow from has changed."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from cachetools import LRUCache

V = TypeVar("V")


class Entry(NamedTuple, Generic[V]):
    """A value, what it follows from, and how much room it takes."""

    stamp: Hashable
    value: V
    size: int


class Remembered(Generic[V]):
    """One value a meter; any number of threads may ask at once.

    Parameters
    ----------
    room
        What all values together may take. Those not used for longest give way; the newest stays, however large.
    size_of
        What one value takes, measured once when it is put.
    """

    def __init__(self, room: int, size_of: Callable[[V], int] = lambda _: 1) -> None:
        self._size_of = size_of
        self._kept: LRUCache[str, Entry[V]] = LRUCache(room, getsizeof=lambda entry: min(entry.size, room))
        self._lock = Lock()

    def get(self, meter_id: str, stamp: Hashable) -> V | None:
        """Return the value of a meter that was put with this stamp."""
        with self._lock:
            found = self._kept.get(meter_id)
        return found.value if found is not None and found.stamp == stamp else None

    def put(self, meter_id: str, stamp: Hashable, value: V) -> None:
        """Keep a value in the place of the one the meter had."""
        entry = Entry(stamp, value, self._size_of(value))
        with self._lock:
            self._kept[meter_id] = entry


def bytes_of(value: object) -> int:
    """Return how much memory a value takes: the size of its pickle, for which large arrays are not copied."""
    arrays: list[pickle.PickleBuffer] = []
    rest = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    return len(rest) + sum(array.raw().nbytes for array in arrays)
