"""An uploaded file: kept for a while, looked at, and added to the meters once a person has confirmed it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import available_timezones

import pandas as pd

from components.upload.guesses import FIELDS, option_value, shown_value
from data.errors import DataError
from data.importing.load import Examined, Glimpse, Imported, ImportOptions, examine, glimpse, load, load_temperature
from data.meter import Meter, meter_with
from data.meter_facts import FactValue
from data.quality import QualityReport
from pipeline.cache.uploads import UploadCache
from pipeline.store.additions import Addition
from pipeline.store.workspace import Workspace

MAX_NAME = 120
MIN_TEMPERATURES = 24
"""Fewer are no course of the weather."""


@dataclass(frozen=True)
class Added:
    """What came of a file: the first meter's key, a sentence, and a report on each meter."""

    meter_id: str
    sentence: str
    reports: tuple[QualityReport, ...]


def put(upload_cache: UploadCache, sent: Mapping[str, str], timezone: str) -> dict[str, Any]:
    """Keep a file as the browser sent it and return the record that gives it back.

    ``sent`` has the content as a data URL, the file's name and the browser's time zone, which stands in for
    ``timezone`` where the file names none.

    Raises
    ------
    DataError
        When what came is not a file.
    """
    name = PurePosixPath(sent["name"]).name[:MAX_NAME]
    try:
        body = base64.b64decode(sent["content"].partition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise DataError("The file did not arrive whole; choose it again.") from error
    if not body:
        raise DataError(f"The file {name} is empty.")
    zone = sent.get("zone") if sent.get("zone") in available_timezones() else timezone
    return {"token": upload_cache.put(body), "name": name, "zone": zone, "given": {}, "values": {}}


def looked_at(upload_cache: UploadCache, record: Mapping[str, Any]) -> Examined:
    """Return how a kept file is read with what a person said of it, and its meters."""
    options = stated_options(record["given"])
    return examine(upload_cache.get(record["token"]), record["name"], options, record["zone"], record.get("unit", ""))


def temperatures(upload_cache: UploadCache, record: Mapping[str, Any]) -> pd.Series[float]:
    """Return the outdoor temperatures of a kept file that has no readings, degrees Celsius by instant.

    Raises
    ------
    DataError
        When there are none.
    """
    celsius = load_temperature(
        upload_cache.get(record["token"]), record["name"], stated_options(record["given"]), record["zone"]
    ).dropna()
    if len(celsius) < MIN_TEMPERATURES:
        raise DataError(f"{record['name']} has no temperatures.")
    return celsius


def glimpsed(upload_cache: UploadCache, record: Mapping[str, Any]) -> Glimpse:
    """Return what can be seen of a kept file that cannot be interpreted.

    Raises
    ------
    DataError
        When there is nothing a person could say of it that would help.
    """
    return glimpse(upload_cache.get(record["token"]), record["name"], stated_options(record["given"]))


def preview_of(
    workspace: Workspace, upload_cache: UploadCache, record: dict[str, Any]
) -> tuple[dict[str, Any], Examined]:
    """Return the record of a file and how it is read, in zone and unit of its meters where they are stored.

    Otherwise the local times of a second file would be taken in another zone than those of the first.
    """
    found = looked_at(upload_cache, record)
    names = found.preview.meters
    zone, unit = workspace.zone_of(names) or record["zone"], workspace.unit_of(names)
    if (zone, unit) == (record["zone"], record.get("unit", "")):
        return record, found
    record = {**record, "zone": zone, "unit": unit}
    return record, looked_at(upload_cache, record)


def stated_options(given: Mapping[str, object]) -> ImportOptions:
    """Return what a person said of a file as options."""
    return ImportOptions(**{name: option_value(name, value) for name, value in given.items()})


def values_shown(options: ImportOptions) -> dict[str, Any]:
    """Return what the controls of all fields show."""
    return {field.name: shown_value(field, options) for field in FIELDS if getattr(options, field.name) is not None}


def added(
    workspace: Workspace, upload_cache: UploadCache, record: Mapping[str, Any], stated: Mapping[str, FactValue],
    *, fed_in_too: bool = False,
) -> Added:  # fmt: skip
    """Add the meters of a kept file, with the facts that a person stated of them; a name is one meter's only.

    Those that feed in are no consumption: they are added only where a person says so.

    Raises
    ------
    DataError, ParameterError
        When the file cannot be used or a fact is not allowed; nothing is stored then.
    """
    body, options = upload_cache.get(record["token"]), stated_options(record["given"])
    imported = load(body, record["name"], options, record["zone"], record.get("unit", ""))
    imported = imported if fed_in_too else imported.without_fed_in()
    if not imported.meters:
        raise DataError(f"There are no readings in {record['name']} that can be used.")
    first = imported.meters[0]
    place = meter_with(Meter(first.meter_id, timezone=first.timezone), stated)
    if len(imported.meters) > 1:
        stated = {**stated, "name": ""}
    additions = workspace.add(imported, country=place.country, region=place.region)
    for addition in additions:
        meter = workspace.meter(addition.meter_id)
        changed = meter_with(meter, stated)
        if changed != meter:
            workspace.save_meter(changed)
    upload_cache.drop(record["token"])
    return Added(additions[0].meter_id, _summary(imported, additions), imported.reports)


def _summary(imported: Imported, additions: tuple[Addition, ...]) -> str:
    if len(additions) == 1:
        merged = additions[0].summary
        known = f" Merged with what was there: {merged.sentence}." if merged.equal or merged.changed else ""
        return f"Added {imported.reports[0].sentence}{known}"
    troubled = [report for report in imported.reports if report.data_problems]
    found = ", ".join(dict.fromkeys(word for report in troubled for word in report.kinds))
    handled = f"Found and handled in {len(troubled)} of them: {found}." if troubled else "Nothing had to be mended."
    return f"Added {len(imported.reports)} meters; this is the first one. {handled}"
