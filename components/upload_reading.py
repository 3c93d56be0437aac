"""An uploaded file: kept for a while, looked at, and added to the meters once a person has confirmed it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import available_timezones

from components.upload_guesses import FIELDS, option_value, shown_value
from data.errors import DataError
from data.load import Imported, ImportOptions, Preview, load, preview
from pipeline.meters import Meter
from pipeline.uploads import Shelf
from pipeline.workspace import Addition, Workspace

LONGEST_NAME = 120


@dataclass(frozen=True)
class Place:
    """What a person said of a meter; empty or None where nothing."""

    name: str = ""
    country: str = ""
    region: str = ""
    price_per_kwh: float | None = None
    currency: str = ""


def put(shelf: Shelf, sent: Mapping[str, str], timezone: str) -> dict[str, Any]:
    """Keep a file as the browser sent it and return the record that gives it back.

    ``sent`` has the content as a data URL, the file's name and the browser's time zone, which stands in for
    ``timezone`` where the file names none.

    Raises
    ------
    DataError
        When what came is not a file.
    """
    name = PurePosixPath(sent["name"]).name[:LONGEST_NAME]
    try:
        body = base64.b64decode(sent["content"].partition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise DataError("The file did not arrive whole; choose it again.") from error
    if not body:
        raise DataError(f"The file {name} is empty.")
    zone = sent.get("zone") if sent.get("zone") in available_timezones() else timezone
    return {"token": shelf.put(body), "name": name, "zone": zone, "given": {}, "values": {}}


def looked_at(shelf: Shelf, record: Mapping[str, Any]) -> Preview:
    """Return how a kept file is read with what a person said of it."""
    return preview(shelf.get(record["token"]), record["name"], options_said(record["given"]), record["zone"])


def first_look(workspace: Workspace, shelf: Shelf, record: dict[str, Any]) -> tuple[dict[str, Any], Preview]:
    """Return the record of a new file and how it is read, in the zone its meters are stored in, where they are.

    Otherwise the local times of a second file would be taken in another zone than those of the first.
    """
    found = looked_at(shelf, record)
    zone = workspace.zone_of(found.meters)
    if zone in ("", record["zone"]):
        return record, found
    record = {**record, "zone": zone}
    return record, looked_at(shelf, record)


def options_said(given: Mapping[str, object]) -> ImportOptions:
    """Return what a person said of a file as options."""
    return ImportOptions(**{name: option_value(name, value) for name, value in given.items()})


def values_shown(options: ImportOptions) -> dict[str, Any]:
    """Return what the controls of all fields show."""
    return {field.name: shown_value(field, options) for field in FIELDS if getattr(options, field.name) is not None}


def added(workspace: Workspace, shelf: Shelf, record: Mapping[str, Any], place: Place) -> tuple[str, str]:
    """Add the meters of a kept file and return the first one's key and a sentence on what came in."""
    imported = load(shelf.get(record["token"]), record["name"], options_said(record["given"]), record["zone"])
    if not imported.meters:
        raise DataError(f"There are no readings in {record['name']} that can be used.")
    additions = workspace.add(imported, country=place.country, region=place.region)
    for addition in additions:
        meter = workspace.meter(addition.meter_id)
        told = _told(meter, place, alone=len(additions) == 1)
        if told != meter:
            workspace.save_meter(told)
    shelf.drop(record["token"])
    return additions[0].meter_id, _summary(imported, additions)


def _told(meter: Meter, place: Place, *, alone: bool) -> Meter:
    """Return the settings of a meter with what a person said of it; a name is one meter's only."""
    named = replace(meter, name=place.name) if alone and place.name else meter
    if place.price_per_kwh is None:
        return named
    return replace(named, price_per_kwh=place.price_per_kwh, currency=place.currency)


def _summary(imported: Imported, additions: tuple[Addition, ...]) -> str:
    if len(additions) == 1:
        merged = additions[0].summary
        known = f" Merged with what was there: {merged.sentence}." if merged.equal or merged.changed else ""
        return f"Added {imported.reports[0].sentence}{known}"
    return f"Added {len(imported.reports)} meters; this is the first one."
