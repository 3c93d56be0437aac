"""What travels through the API: each record declared once, for validation, for the OpenAPI document and its page."""

from __future__ import annotations

import re
from datetime import datetime
from math import isfinite
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from pipeline.predict.interval import Stamp
from pipeline.predict.predictor import Posted, Prediction, Stored
from pipeline.predict.scale import Label, Severity, label, probability, severity
from pipeline.store.meters import MAX_TEXT

LARGEST_KWH = 1e9
"""A terawatt-hour in one interval: more than any country uses."""
COLDEST_C, HOTTEST_C = -90.0, 70.0
DECIMALS = 6
TIME = re.compile(r"(19[7-9]\d|20\d\d|21\d\d)-\d\d-\d\d[T ]\d\d:\d\d")
EXAMPLE: dict[str, JsonValue] = {"kWh": 2.85, "timestamp": "2026-01-15T00:15:00", "meterId": "office-zurich-north"}


def _time_text(value: object) -> object:
    """Let through only texts that begin like a time: pydantic would take numbers for seconds since 1970."""
    if not (isinstance(value, str) and TIME.match(value)):
        raise ValueError("no time")
    return value


class Record(BaseModel):
    """What all records have in common: names as declared, no silent conversion of types."""

    model_config = ConfigDict(strict=True, frozen=True, use_attribute_docstrings=True)


class Reading(Record):
    """One reading of one meter. Other fields are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    kWh: Annotated[float, Field(ge=-LARGEST_KWH, le=LARGEST_KWH, allow_inf_nan=False)]
    """Energy of the interval: a number such as 2.85."""
    timestamp: Annotated[datetime, BeforeValidator(_time_text), Field(strict=False)]
    """Time of the interval in ISO 8601: 2026-01-15T00:15:00+01:00, or without an offset in local time of the meter."""
    meterId: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    """Key of a stored meter, as GET /api/v1/meters lists them."""
    stamp: Annotated[Stamp, Field(strict=False)] = Stamp.END
    """Which end of the interval the timestamp marks: end (which meters mostly write) or start."""
    temperatureC: Annotated[float, Field(ge=COLDEST_C, le=HOTTEST_C, allow_inf_nan=False)] | None = None
    """Outdoor temperature in degrees Celsius, where it is known: a number such as -3.5, or null."""

    def posted(self) -> Posted:
        """Return it in the words of the pipeline."""
        return Posted(self.meterId, self.timestamp, self.kWh, self.stamp, self.temperatureC)


class Amount(Record):
    """An amount of an interval, as energy and as mean power."""

    kWh: float
    """Energy of the interval."""
    kW: float
    """Mean power over the interval."""

    @classmethod
    def of(cls, power_kw: float, hours: float) -> Self | None:
        """Return a power as both, None where it is unknown."""
        return cls(kWh=_rounded(power_kw * hours), kW=_rounded(power_kw)) if isfinite(power_kw) else None


class Band(Record):
    """From where to where a reading is normal at the alarm level, judged by itself."""

    low: Amount
    """The least that is normal."""
    high: Amount
    """The most that is normal."""


class Answer(Record):
    """What is said of a reading."""

    success: Literal[True]
    """Always true here."""
    prob: Annotated[float, Field(ge=0, le=1)]
    """From 0 to 1, rising with the score; 0.5 at the alarm level."""
    label: Label
    """anomaly where the score reaches the alarm level."""
    severity: Severity
    """NONE below the alarm level, LOW from it on, MEDIUM from 1.5 times it, HIGH from twice it."""
    score: Annotated[float, Field(ge=0)]
    """In sigma: as rare as so many standard deviations in the history of the meter."""
    level: float
    """The alarm level in sigma."""
    reason: str
    """Why: none, above_expected, below_expected, flat_line, zero_run, negative, impossible and others."""
    sentence: str
    """What happens, in words, with what else belongs to the same event so far."""
    actual: Amount
    """The reading itself."""
    expected: Amount | None
    """What was to be expected; null where the method expects nothing."""
    band: Band | None
    """Around what was to be expected; null where the method expects nothing."""
    windowHours: float
    """Over how many hours up to the end of the interval it was judged: a lasting deviation counts too."""
    meterId: str
    """The meter."""
    start: str
    """Start of the interval, in the zone of the meter."""
    end: str
    """End of the interval."""
    stored: Stored
    """What it did to the stored readings: added, replaced another value, or unchanged."""
    readiness: str
    """provisional up to 90 days of readings, then solid."""

    @classmethod
    def of(cls, prediction: Prediction) -> Self:
        """Return a prediction in the words of the contract."""
        hours = prediction.step_hours
        low, high = Amount.of(prediction.low_kw, hours), Amount.of(prediction.high_kw, hours)
        return cls(
            success=True,
            prob=_rounded(probability(prediction.score, prediction.level)),
            label=label(prediction.score, prediction.level),
            severity=severity(prediction.score, prediction.level),
            score=_rounded(prediction.score),
            level=prediction.level,
            reason=str(prediction.reason),
            sentence=prediction.sentence,
            actual=Amount(kWh=_rounded(prediction.power_kw * hours), kW=_rounded(prediction.power_kw)),
            expected=Amount.of(prediction.expected_kw, hours),
            band=Band(low=low, high=high) if low and high else None,
            windowHours=prediction.window_hours,
            meterId=prediction.meter_id,
            start=_moment(prediction.start),
            end=_moment(prediction.end),
            stored=prediction.stored,
            readiness=prediction.stage,
        )


class Failure(Record):
    """Why there is no answer."""

    success: Literal[False]
    """Always false here."""
    error: str
    """A sentence: what is wrong, which value, what is allowed, what to do."""
    kept: bool
    """Whether the reading was kept all the same."""

    @classmethod
    def of(cls, sentence: str, *, kept: bool = False) -> Self:
        """Return a sentence as a record."""
        return cls(success=False, error=sentence, kept=kept)


def _rounded(value: float) -> float:
    return round(value, DECIMALS)


def _moment(time: pd.Timestamp) -> str:
    return time.isoformat(timespec="seconds")
