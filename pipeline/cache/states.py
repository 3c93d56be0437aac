"""How far methods have walked through meters, on disk: a meter with one more day of readings is judged from there.

A cache only. What is missing, damaged or of other readings is walked through anew.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sqlite3
import zlib
from pathlib import Path

import diskcache

from detectors.base import Detector
from detectors.walk_forward.fitted import FittedWalk
from pipeline.cache.results import EXPIRE_SECONDS, private_cache

LOG = logging.getLogger(__name__)
CHECKSUM_BYTES = 4


class StateCache:
    """The newest walk of each method through each meter, in one folder that only its owner may read.

    Parameters
    ----------
    folder
        Made where it is missing. Nobody else may write there: what is read from it is trusted.
    size_mb
        Above this, states that have not been asked for longest give way.
    """

    def __init__(self, folder: Path, size_mb: int) -> None:
        self._cache = private_cache(folder, size_mb)

    def get(self, detector: Detector, meter_id: str) -> FittedWalk | None:
        """Return the walk of a method through a meter, None where there is nothing usable."""
        key = _key(detector, meter_id)
        try:
            blob = self._cache.get(key)
            return None if blob is None else _unpacked(blob)
        except (ValueError, OSError, sqlite3.DatabaseError, diskcache.Timeout) as error:
            LOG.warning("The walk through meter %s cannot be read and is taken anew: %s", meter_id, error)
            return None

    def put(self, meter_id: str, fitted: FittedWalk) -> None:
        """Keep a walk in the place of the one there was; where the disk refuses, it is only taken anew next time."""
        content = pickle.dumps(fitted, pickle.HIGHEST_PROTOCOL)
        try:
            self._cache.set(_key(fitted.detector, meter_id), _checksum(content) + content, expire=EXPIRE_SECONDS)
        except (OSError, sqlite3.DatabaseError, diskcache.Timeout) as error:
            LOG.warning("The walk through meter %s cannot be kept: %s", meter_id, error)


def _key(detector: Detector, meter_id: str) -> str:
    return hashlib.sha256(f"{detector.key}|{meter_id}".encode()).hexdigest()


def _unpacked(blob: object) -> FittedWalk:
    content = blob[CHECKSUM_BYTES:] if isinstance(blob, bytes) else b""
    if not content or blob != _checksum(content) + content:
        raise ValueError("it is damaged")
    try:
        found = pickle.loads(content)  # noqa: S301 - the folder is the owner's alone, and the checksum holds
    except (AttributeError, ImportError, IndexError, TypeError, pickle.UnpicklingError) as error:
        raise ValueError(f"it is of another version: {error}") from error
    if not isinstance(found, FittedWalk):
        raise ValueError(f"it is a {type(found).__name__}")
    return found


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(CHECKSUM_BYTES)
