"""Results on disk: a cache only. Whatever is missing, damaged or of another form is computed again."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import diskcache
import numpy as np
import pandas as pd
from filelock import FileLock

from data.errors import ParameterError
from data.series import FloatArray
from detectors.change import Change
from detectors.forecast import Forecast
from detectors.reasons import codes_here, reason_keys
from detectors.scores import COLUMNS, Scores
from pipeline.cache.memory import Remembered, bytes_of

LOG = logging.getLogger(__name__)
EXPIRE_SECONDS = 90 * 24 * 3600
MEGABYTE = 1_000_000
CHECKSUM_BYTES = 4
GIVE_WAY = 2
"""How many results give way for a new one: more than one, so that the folder shrinks to its limit."""
KEPT_TYPES = {"side": np.int8, "reason": np.uint8}
"""Scores are kept as float32: 140,256 readings are 3 MB, and the page shows them at this precision too."""
KEPT_FORM = 5
"""Raised with every change of what is kept and under which names; a result of another form is computed again."""
REMEMBERED_MB = 48
"""Memory for results that were read last, which a slider asks for at every move: a dozen of two years at 15 minutes."""
FORECAST_COLUMNS = ("expected", "scale_below", "scale_above")
FORM, NOTES, RATES, REASON_KEYS, CHANGES = "form", "notes", "rates", "reason_keys", "changes"
FORECAST_PREFIX = "ahead_"
"""Begins the names of the columns of a forecast."""


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of an analysis."""

    scores: Scores
    seconds: float
    computed_at: datetime
    forecast: Forecast | None = None
    notes: tuple[str, ...] = ()
    rates: FloatArray | None = None
    """Events a month at ``RATE_LEVELS``, of those worth ``min_share`` of a mean day."""
    min_share: float = float("nan")


class ResultCache:
    """Scores by the key of their analysis, in one folder that only its owner may read.

    Parameters
    ----------
    folder
        Made where it is missing. Nobody else may write there: what is read from it is trusted.
    size_mb
        Above this, results that have not been used for longest give way.
    """

    def __init__(self, folder: Path, size_mb: int) -> None:
        self._folder = folder
        self._cache = private_cache(folder, size_mb)
        self._read: Remembered[Kept] = Remembered(REMEMBERED_MB * MEGABYTE, bytes_of)

    def get(self, key: str, index: pd.DatetimeIndex) -> Kept | None:
        """Return what is kept under a key for readings at ``index``, None where that is nothing usable.

        What was read last is the same object again, so that what is derived from it may be kept by it.
        """
        try:
            blob = self._cache.get(key)
            if blob is None:
                return None
            kept = self._read.get(key, stamp := _stamp(blob, index))
            if kept is None:
                kept = _unpacked(blob, index)
                self._read.put(key, stamp, kept)
            return kept
        except (KeyError, ValueError, ParameterError, OSError, sqlite3.DatabaseError, diskcache.Timeout) as error:
            LOG.warning("Result %s cannot be read and is computed again: %s", key, error)
            return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep a result; where the disk refuses, it is only computed again next time."""
        try:
            self._cache.set(key, _packed(kept), expire=EXPIRE_SECONDS)
        except (OSError, sqlite3.DatabaseError, diskcache.Timeout) as error:
            LOG.warning("Result %s cannot be kept: %s", key, error)

    def __contains__(self, key: str) -> bool:
        return key in self._cache

    @contextmanager
    def computing(self, key: str) -> Iterator[None]:
        """Let only one process at a time compute a key; the others wait and then find the result."""
        with FileLock(self._folder / "computing" / key[:3]):
            yield


def private_cache(folder: Path, size_mb: int) -> diskcache.Cache:
    """Return a cache of limited size in a folder that only its owner may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return diskcache.Cache(
        str(folder), size_limit=size_mb * MEGABYTE, cull_limit=GIVE_WAY, eviction_policy="least-recently-used"
    )


def as_kept(kept: Kept) -> Kept:
    """Return a result at the precision it is kept in, so that a kept one equals a computed one."""
    columns = _columns(kept)
    return _unfolded(columns, kept.scores.index, kept.seconds, kept.computed_at)


def _stamp(blob: object, index: pd.DatetimeIndex) -> tuple[int, int]:
    return (zlib.crc32(blob) if isinstance(blob, bytes) else -1, len(index))


def _packed(kept: Kept) -> bytes:
    facts = np.array([kept.seconds, kept.computed_at.timestamp(), kept.min_share])
    stream = io.BytesIO()
    np.savez_compressed(stream, facts=facts, **{FORM: np.array(KEPT_FORM)}, **_columns(kept))  # type: ignore[arg-type]
    return _checksum(stream.getvalue()) + stream.getvalue()


def _unpacked(blob: object, index: pd.DatetimeIndex) -> Kept:
    content = blob[CHECKSUM_BYTES:] if isinstance(blob, bytes) else b""
    if not content or blob != _checksum(content) + content:
        raise ValueError("it is damaged")
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        columns = {name: file[name] for name in file.files}
    if FORM not in columns or int(columns[FORM]) != KEPT_FORM:
        raise ValueError("it is of another form")
    if any(columns[name].shape != index.shape for name in COLUMNS):
        raise ValueError(f"it is not of {len(index)} readings")
    seconds, stamp, min_share = columns["facts"].tolist()
    kept = _unfolded(columns, index, seconds, datetime.fromtimestamp(stamp, UTC))
    return replace(kept, min_share=min_share)


def _columns(kept: Kept) -> dict[str, np.ndarray]:
    columns = {name: _column(name, getattr(kept.scores, name)) for name in COLUMNS}
    columns[REASON_KEYS] = np.array(reason_keys(), str)  # codes hold for one process only
    columns[CHANGES] = np.array(json.dumps([change.record() for change in kept.scores.changes]))
    if kept.forecast is not None:
        columns |= {FORECAST_PREFIX + name: _column(name, getattr(kept.forecast, name)) for name in FORECAST_COLUMNS}
    if kept.rates is not None:
        columns[RATES] = kept.rates
    if kept.notes:
        columns[NOTES] = np.array(kept.notes, str)
    return columns


def _unfolded(columns: dict[str, np.ndarray], index: pd.DatetimeIndex, seconds: float, computed_at: datetime) -> Kept:
    own = {name: _wide(name, columns[name]) for name in COLUMNS}
    own["reason"] = codes_here(columns["reason"], columns[REASON_KEYS].tolist())
    changes = [Change.of(record, str(index.tz)) for record in json.loads(str(columns[CHANGES]))]
    scores = Scores(index, **own, changes=tuple(changes))
    later = [
        columns[FORECAST_PREFIX + name].astype(np.float64)
        for name in FORECAST_COLUMNS
        if FORECAST_PREFIX + name in columns
    ]
    step = index[1] - index[0]
    forecast = Forecast(pd.date_range(index[-1] + step, periods=len(later[0]), freq=step), *later) if later else None
    notes = tuple(columns[NOTES].tolist()) if NOTES in columns else ()
    return Kept(scores, seconds, computed_at, forecast, notes, columns.get(RATES))


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(CHECKSUM_BYTES)


def _column(name: str, values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values, KEPT_TYPES.get(name, np.float32))


def _wide(name: str, values: np.ndarray) -> np.ndarray:
    return values if name in KEPT_TYPES else values.astype(np.float64)
