"""The workspace: meters with their readings, settings and results, the one thing the three doors work on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from filelock import FileLock

from data.calendar.day_types import public_holidays
from data.errors import ParameterError
from data.importing.load import Imported
from data.importing.options import UNITS
from data.meter_facts import stated_facts, with_facts
from data.opening_hours import Operation
from data.quality import QualityReport
from data.series import MeterSeries
from data.simulation.simulate import MeterPlan, demo_plans, simulate
from data.storage.merge import MergeSummary
from data.storage.store import Store, StoredMeter
from detectors.progress import Listener
from pipeline.cache.memory import Remembered
from pipeline.cache.results import ResultCache
from pipeline.cache.states import StateCache
from pipeline.settings import Settings
from pipeline.store.additions import Addition, StatedPlace
from pipeline.store.database import open_database
from pipeline.store.demo import demo_meter
from pipeline.store.meters import SOME_YEAR, Meter, MeterBook, check_calendar

SERIES_REMEMBERED = 8
"""Read once and needed again at every move on the page; four years of 15 minutes are 4 MB each."""
DEMO_MADE = "demo made"


class Workspace:
    """Everything under one set of settings; any number of threads and processes may use it at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        _make_folder(settings)
        self.store = Store(settings.data_dir)
        self.results = ResultCache(settings.cache_dir / "results", settings.cache_mb)
        self.states = StateCache(settings.cache_dir / "states", settings.states_mb)
        self._book = MeterBook(open_database(settings.database_url))
        self._series: Remembered[MeterSeries] = Remembered(SERIES_REMEMBERED)

    def meters(self) -> tuple[Meter, ...]:
        """Return every meter, people's own before demo meters."""
        return self._book.all()

    def meter(self, meter_id: str) -> Meter:
        """Return the settings of a meter.

        Raises
        ------
        ParameterError
            When there is no such meter.
        """
        return self._book.get(meter_id)

    def save_meter(self, meter: Meter) -> None:
        """Keep the settings of a meter."""
        self._book.save(meter)

    def remove_meter(self, meter_id: str) -> None:
        """Delete a meter with its readings and settings."""
        self._book.get(meter_id)
        if meter_id in self.store:
            self.store.remove(meter_id)
        self._book.remove(meter_id)

    def series(self, meter_id: str) -> MeterSeries:
        """Return the readings of a meter, in the zone and with the calendar of its settings.

        Raises
        ------
        ParameterError
            When there is no such meter.
        DataError
            When its readings are missing or damaged.
        """
        meter = self.meter(meter_id)
        stamp = (self.store.stamp(meter_id), meter.timezone, meter.country, meter.region, meter.operation)
        found = self._series.get(meter_id, stamp)
        if found is None:
            found = _placed(self.store.read(meter_id), meter)
            self._series.put(meter_id, stamp, found)
        return found

    def describe(self, meter_id: str) -> StoredMeter:
        """Return first and last time and step of a meter without reading it, in the zone of its settings."""
        meter, stored = self.meter(meter_id), self.store.describe(meter_id)
        first, last = stored.first.tz_convert(meter.timezone), stored.last.tz_convert(meter.timezone)
        return replace(stored, first=first, last=last, country=meter.country, region=meter.region)

    def report(self, meter_id: str) -> QualityReport | None:
        """Return the quality report of a meter's last import, None where it had none."""
        self.meter(meter_id)
        return self.store.report(meter_id)

    def add(
        self,
        imported: Imported,
        *,
        country: str = "",
        region: str = "",
        progress: Listener = lambda _step, _share: None,
    ) -> tuple[Addition, ...]:
        """Store the meters of a file, merged with the readings there are.

        What people said of a meter before stays; a time zone, unit or country that is given now, not guessed, replaces
        it, and so do opening hours and limit of the series.

        Raises
        ------
        DataError, ParameterError
            When readings do not fit those stored, or the country is unknown; meters before it are then stored.
        """
        stated = StatedPlace(country, region, _stated_unit(imported), zone=not _is_guessed(imported, "timezone"))
        known = {meter.meter_id: meter for meter in self.meters()}
        places = [_place_of(series) for series in imported.meters]
        for place in places:
            check_calendar(_updated_meter(known.get(place.meter_id), place, stated))
        items, total = zip(imported.meters, imported.reports, strict=True), len(places)
        added = []
        for addition in self._stored(items, stated):
            added.append(addition)
            progress(f"stored meter {len(added)} of {total}: {addition.meter_id}", len(added) / total)
        return tuple(added)

    def add_each(
        self, items: Iterable[tuple[MeterSeries, QualityReport | None]], *, country: str = "", region: str = ""
    ) -> Iterator[Addition]:
        """Store meters while they are read, so that not all have to fit into memory; they name their zone and place.

        Raises
        ------
        DataError, ParameterError
            As in ``add``.
        """
        public_holidays(country, region, SOME_YEAR, SOME_YEAR)
        yield from self._stored(items, StatedPlace(country, region))

    def _stored(
        self, items: Iterable[tuple[MeterSeries, QualityReport | None]], stated: StatedPlace
    ) -> Iterator[Addition]:
        """Store readings, a few meters at a time, and then the settings of all that were stored at once."""
        places: list[Meter] = []

        def noted() -> Iterator[tuple[MeterSeries, QualityReport | None]]:
            for series, report in items:
                places.append(_place_of(series))
                yield replace(series, operation=None), report  # a setting, kept with the others

        try:
            for meter_id, summary in self.store.write_all(noted()):
                yield Addition(meter_id, summary)
        finally:  # what was stored before a failure gets its settings too
            known = {meter.meter_id: meter for meter in self.meters()}  # as of now: somebody may have changed one
            updated = [_updated_meter(known.get(place.meter_id), place, stated) for place in places]
            new = [meter for meter in updated if meter != known.get(meter.meter_id) and meter.meter_id in self.store]
            self._book.save(*new)

    def zone_of(self, meter_ids: Iterable[str]) -> str:
        """Return the time zone that all stored meters among these stand in; empty where there is none."""
        return _shared(meter.timezone for meter in self._stored_among(meter_ids))

    def unit_of(self, meter_ids: Iterable[str]) -> str:
        """Return the unit that files of all stored meters among these are in; empty where that is not known."""
        return _shared(meter.unit for meter in self._stored_among(meter_ids))

    def trial(self, series: MeterSeries) -> MergeSummary:
        """Return what adding readings would do, without storing any.

        Raises
        ------
        DataError
            When they do not fit those stored.
        """
        return self.store.trial(series)

    def _stored_among(self, meter_ids: Iterable[str]) -> list[Meter]:
        wanted = set(meter_ids)
        return [meter for meter in self.meters() if meter.meter_id in wanted]

    def adopt(self) -> None:
        """Give plain settings to stored readings whose settings were lost with their database."""
        known = {meter.meter_id for meter in self.meters()}
        for stored in self.store.meters():
            if stored.meter_id not in known:
                self._book.save(
                    Meter(stored.meter_id, timezone=stored.timezone, country=stored.country, region=stored.region)
                )

    def ensure_demo(self, progress: Listener = lambda _step, _share: None, now: datetime | None = None) -> None:
        """Make the demo meters where they never were, and their readings where only those are missing.

        A demo meter that somebody removed stays removed. Does nothing with the setting DEMO off.
        """
        if not self.demo_is_wanted():
            return
        with FileLock(self.settings.data_dir / "demo.lock"):
            here = {meter.meter_id for meter in self.meters() if meter.demo}
            first_time = not self._book.fact(DEMO_MADE)
            plans = demo_plans((now or datetime.now(UTC)).date())
            for number, plan in enumerate(plans):
                if first_time or plan.meter_id in here:
                    progress(f"making demo meter {number + 1} of {len(plans)}: {plan.name}", number / len(plans))
                    self._make_demo(plan)
            self._book.remember(DEMO_MADE, "yes")

    def demo_is_wanted(self) -> bool:
        """Return whether demo meters or their readings are missing that should be there."""
        if not self.settings.demo or not self._book.fact(DEMO_MADE):
            return self.settings.demo
        return any(meter.demo and meter.meter_id not in self.store for meter in self.meters())

    def stamp(self) -> str:
        """Return a text that changes with any reading or setting of any meter."""
        meters = self.meters()
        readings = [self.store.stamp(meter.meter_id) for meter in meters if meter.meter_id in self.store]
        return hashlib.sha256(f"{meters}{readings}".encode()).hexdigest()

    def _make_demo(self, plan: MeterPlan) -> None:
        if plan.meter_id not in self.store:
            self.store.write(simulate(plan).series)
        if self._book.find(plan.meter_id) is None:
            self._book.save(demo_meter(plan))


def _place_of(series: MeterSeries) -> Meter:
    place = Meter(series.meter_id, timezone=series.timezone, country=series.country, region=series.region)
    return replace(place, operation=series.operation or Operation())


def _updated_meter(known: Meter | None, place: Meter, stated: StatedPlace) -> Meter:
    """Return the settings of a meter after an import that says where it stands."""
    meter = known or place
    if stated.zone:
        meter = replace(meter, timezone=place.timezone)
    if stated.unit:
        meter = replace(meter, unit=stated.unit)
    meter = with_facts(meter, stated_facts(place.operation))
    return replace(meter, country=stated.country, region=stated.region) if stated.country else meter


def _is_guessed(imported: Imported, name: str) -> bool:
    return any(guess.name == name for guess in imported.guesses)


def _stated_unit(imported: Imported) -> str:
    """Return the unit that was given with a file for all of its meters."""
    unit = "" if _is_guessed(imported, "unit") else imported.options.unit or ""
    return unit if unit in UNITS else ""


def _shared(values: Iterable[str]) -> str:
    """Return the one value that all have, an empty text where they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else ""


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        settings.cache_dir.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ParameterError(
            f"The folder {settings.data_dir} cannot be written to ({error.strerror}); "
            "name one that can be in the setting DATA_DIR."
        ) from error


def _placed(series: MeterSeries, meter: Meter) -> MeterSeries:
    index = series.index.tz_convert(meter.timezone)
    return replace(
        series,
        index=index,
        country=meter.country,
        region=meter.region,
        operation=meter.operation if meter.operation.is_stated else None,
    )
