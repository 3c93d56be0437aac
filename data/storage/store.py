"""The store: every meter's readings under one folder, written as a whole or not at all.

``<root>/readings/<key>.parquet`` holds a meter together with the report of its last import. The key is a digest of the
meter's id, so that no name of a client becomes a path.
"""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from data.errors import DataError
from data.files import atomic_file, remove_leftovers
from data.quality import QualityReport
from data.series import MeterSeries
from data.storage.merge import MergeSummary, merged
from data.storage.parquet import StoredMeter, describe_file, read_report, read_series, write_series

LOCK_SECONDS = 60.0
KEY_LENGTH = 32
WRITERS = 4
logger = logging.getLogger(__name__)

__all__ = ["MergeSummary", "Store", "StoredMeter"]


@dataclass(frozen=True)
class Store:
    """The readings of all meters under a folder, which is made with the first meter.

    Any number of processes may read and write at once: a reader sees the state before or after a write, and
    writers of one meter wait for each other.
    """

    root: Path

    def meters(self) -> tuple[StoredMeter, ...]:
        """Describe every stored meter, by id, without reading any readings."""
        found = []
        for path in (self.root / "readings").glob("*.parquet"):
            try:
                found.append(describe_file(path))
            except FileNotFoundError:  # removed meanwhile
                continue
            except DataError as error:  # one damaged file must not hide the other meters
                logger.warning("%s left out: %s", path, error)
        return tuple(sorted(found, key=lambda meter: meter.meter_id))

    def meter_ids(self) -> tuple[str, ...]:
        """Return the ids of the stored meters, sorted."""
        return tuple(meter.meter_id for meter in self.meters())

    def __contains__(self, meter_id: str) -> bool:
        return self._readings_path(meter_id).exists()

    def describe(self, meter_id: str) -> StoredMeter:
        """Return first and last time, step and number of readings of a meter without reading it.

        Raises
        ------
        DataError
            When there is no such meter.
        """
        try:
            return describe_file(self._readings_path(meter_id))
        except FileNotFoundError:
            raise self._missing(meter_id) from None

    def read(self, meter_id: str, start: datetime | None = None, end: datetime | None = None) -> MeterSeries:
        """Read a meter, or the intervals that start within ``[start, end)``.

        Raises
        ------
        DataError
            When there is no such meter, or it has fewer than two intervals there.
        """
        try:
            return read_series(self._readings_path(meter_id), start, end)
        except FileNotFoundError:
            raise self._missing(meter_id) from None

    def report(self, meter_id: str) -> QualityReport | None:
        """Return the report of the meter's last import, None where it had none.

        Raises
        ------
        DataError
            When there is no such meter.
        """
        try:
            return read_report(self._readings_path(meter_id))
        except FileNotFoundError:
            raise self._missing(meter_id) from None

    def stamp(self, meter_id: str) -> tuple[int, int, int]:
        """Return numbers that change whenever the readings of a meter do, without reading them.

        Raises
        ------
        DataError
            When there is no such meter.
        """
        try:
            status = self._readings_path(meter_id).stat()
        except FileNotFoundError:
            raise self._missing(meter_id) from None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def write(self, series: MeterSeries, report: QualityReport | None = None) -> MergeSummary:
        """Store readings, merged by time with those already there (see ``data.storage.merge.merged``).

        Raises
        ------
        DataError
            When the step differs from that of the stored readings, the folder cannot be written to, or another
            import holds the meter for too long. The stored readings are then as before.
        """
        path = self._readings_path(series.meter_id)
        with self._locked(series.meter_id), self._explained(series.meter_id):
            remove_leftovers(path)
            if not path.exists():
                with atomic_file(path) as stream:
                    write_series(series, report, stream)
                return MergeSummary(int(np.isfinite(series.power_kw).sum()), 0, 0)
            old, old_report = read_series(path), read_report(path)
            combined, summary = merged(old, series)
            if combined.digest != old.digest or report not in (None, old_report):
                with atomic_file(path) as stream:
                    write_series(combined, report or old_report, stream)
            return summary

    def trial(self, series: MeterSeries) -> MergeSummary:
        """Return what ``write`` would do, without writing.

        Raises
        ------
        DataError
            When the readings do not fit those stored.
        """
        path = self._readings_path(series.meter_id)
        if not path.exists():
            return MergeSummary(int(np.isfinite(series.power_kw).sum()), 0, 0)
        return merged(read_series(path), series)[1]

    def write_all(
        self, items: Iterable[tuple[MeterSeries, QualityReport | None]]
    ) -> Iterator[tuple[str, MergeSummary]]:
        """Store many meters, a few at a time, and say of each one, in order, what it brought.

        Waiting for the disk is what takes time; a few writers at once wait together. Of the items that follow no more
        are taken than there are writers.
        """
        with ThreadPoolExecutor(WRITERS) as pool:
            waiting: deque[tuple[str, Future[MergeSummary]]] = deque()
            for series, report in items:
                waiting.append((series.meter_id, pool.submit(self.write, series, report)))
                if len(waiting) > WRITERS:
                    meter_id, future = waiting.popleft()
                    yield meter_id, future.result()
            for meter_id, future in waiting:
                yield meter_id, future.result()

    def remove(self, meter_id: str) -> None:
        """Delete a meter with its report.

        Raises
        ------
        DataError
            When there is no such meter.
        """
        with self._locked(meter_id), self._explained(meter_id):
            try:
                self._readings_path(meter_id).unlink()
            except FileNotFoundError:
                raise self._missing(meter_id) from None

    @contextmanager
    def _locked(self, meter_id: str) -> Iterator[None]:
        path = self.root / "locks" / f"{_key(meter_id)}.lock"
        with self._explained(meter_id):
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(path, timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise DataError(
                f"Meter {meter_id} is being written by another import for more than {LOCK_SECONDS:g} s; "
                "wait until that one is done and try again."
            ) from error

    @contextmanager
    def _explained(self, meter_id: str) -> Iterator[None]:
        """Turn a failure of the disk into a sentence."""
        try:
            yield
        except OSError as error:
            raise DataError(
                f"Meter {meter_id} could not be stored under {self.root}: {error.strerror or error}. "
                "What was stored before is unchanged; mend that and import again."
            ) from error

    def _missing(self, meter_id: str) -> DataError:
        known = self.meter_ids()
        named = ", ".join(known[:5]) + (" ..." if len(known) > 5 else "") if known else "none yet"
        return DataError(f"There is no stored meter {meter_id!r}. Stored are: {named}.")

    def _readings_path(self, meter_id: str) -> Path:
        return self.root / "readings" / f"{_key(meter_id)}.parquet"


def _key(meter_id: str) -> str:
    return hashlib.sha256(meter_id.encode()).hexdigest()[:KEY_LENGTH]
