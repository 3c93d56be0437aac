"""The catalogue for other programs: which meters and which detectors there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue, create_model

from data.errors import DataError
from data.meter import Meter, meter_facts
from data.meter_facts import MeterFact, fact_values
from detectors.base import Detector
from detectors.registry import detectors
from pipeline.predict.schemas import Record
from pipeline.store.workspace import Workspace


class StoredReadings(Record):
    """The readings of a meter; null, all of them, where they cannot be read."""

    stepMinutes: float | None
    """Length of one interval; null, as the next three, where its readings cannot be read."""
    first: str | None
    """Start of the first interval."""
    last: str | None
    """End of the last interval."""
    readings: int | None
    """Intervals that hold a value."""
    demo: bool
    """Whether it is a simulated meter of the demo."""


def meter_record(facts: Sequence[MeterFact]) -> type[Record]:
    """Return the record of a stored meter: its key, every fact, then its readings."""
    fields: dict[str, Any] = {"meterId": (str, Field(description="Its key."))}
    for fact in facts:
        kind = float | None if fact.kind == "number" else str
        fields[api_name(fact.key)] = (kind, Field(description=_fact_description(fact)))
    fields |= {name: (item.annotation, item) for name, item in StoredReadings.model_fields.items()}
    return create_model("MeterRecord", __base__=Record, __doc__="One stored meter.", **fields)


def api_name(key: str) -> str:
    """Return what a fact is called in the API: ``price_per_kwh`` is ``pricePerKwh``."""
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)


def _fact_description(fact: MeterFact) -> str:
    unknown = "null where unknown" if fact.kind == "number" else "empty where unknown"
    return f"{fact.label}: {fact.help.rstrip('.')}; {unknown}."


if TYPE_CHECKING:
    MeterRecord = Record
else:
    MeterRecord = meter_record(meter_facts())


class MeterList(Record):
    """All stored meters."""

    success: bool
    """Always true here."""
    meters: list[MeterRecord]
    """People's own before those of the demo."""


class DetectorRecord(Record):
    """One method."""

    name: str
    """Its key."""
    label: str
    """What people call it: the behaviour."""
    algorithm: str
    """What it is called elsewhere."""
    summary: str
    """What it is good for."""
    family: str
    """combination, forecast, shape or rule."""
    source: str
    """Paper, or expert rule."""
    minDays: float
    """Days of readings from which it answers."""
    solidDays: float
    """Days of readings from which the answer is solid."""
    installed: bool
    """Whether all packages it needs are there."""
    parameters: dict[str, JsonValue]
    """Its parameters as a JSON schema."""


class DetectorList(Record):
    """All methods."""

    success: bool
    """Always true here."""
    detectors: list[DetectorRecord]
    """In the order of the menu; the first one scores what is posted to /predict."""


def meter_list(workspace: Workspace) -> MeterList:
    """Return the meters of a workspace."""
    return MeterList(success=True, meters=[_meter_record(workspace, meter) for meter in workspace.meters()])


def detector_list() -> DetectorList:
    """Return the registered detectors."""
    return DetectorList(success=True, detectors=[_detector_record(kind) for kind in detectors().values()])


def parameter_schema(kind: type[Detector]) -> dict[str, JsonValue]:
    """Return the parameters of a detector as a JSON schema."""
    return {
        "type": "object",
        "properties": {param.name: param.schema() for param in kind.params()},
        "additionalProperties": False,
    }


def _detector_record(kind: type[Detector]) -> DetectorRecord:
    return DetectorRecord(
        name=kind.name,
        label=kind.label,
        algorithm=kind.algorithm,
        summary=kind.summary,
        family=kind.family,
        source=kind.source,
        minDays=kind.min_days,
        solidDays=kind.solid_days,
        installed=not kind.missing(),
        parameters=parameter_schema(kind),
    )


def _meter_record(workspace: Workspace, meter: Meter) -> Record:
    try:
        stored = workspace.describe(meter.meter_id)
    except DataError:  # one damaged file must not hide the other meters
        stored = None
    values: dict[str, Any] = {api_name(key): value for key, value in fact_values(meter).items()}
    values |= {
        "meterId": meter.meter_id,
        "stepMinutes": stored.step.total_seconds() / 60.0 if stored else None,
        "first": stored.first.isoformat() if stored else None,
        "last": stored.last.isoformat() if stored else None,
        "readings": stored.readings if stored else None,
        "demo": meter.demo,
    }
    return MeterRecord(**values)
