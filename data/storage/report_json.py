"""Quality reports as JSON, as ``data.storage.parquet`` keeps them beside the readings."""

from __future__ import annotations

import json
from datetime import timedelta

import pandas as pd

from data.quality import DataProblem, QualityReport


def report_to_json(report: QualityReport) -> str:
    """Return a report as JSON text; times in UTC, the zone beside them."""
    return json.dumps(
        {
            "meter_id": report.meter_id,
            "timezone": str(report.first.tz),
            "coverage": report.coverage,
            "first": _utc(report.first),
            "last": _utc(report.last),
            "step_seconds": report.step.total_seconds(),
            "findings": [
                {**vars(data_problem), "start": _utc(data_problem.start), "end": _utc(data_problem.end)}
                for data_problem in report.data_problems
            ],
        },
        indent=1,
    )


def report_from_json(text: str) -> QualityReport:
    """Return the report that ``report_to_json`` wrote."""
    record = json.loads(text)
    zone = record["timezone"]
    data_problems = tuple(
        DataProblem(**{**item, "start": _local(item["start"], zone), "end": _local(item["end"], zone)})
        for item in record["findings"]
    )
    return QualityReport(
        meter_id=record["meter_id"],
        coverage=record["coverage"],
        first=_local(record["first"], zone),
        last=_local(record["last"], zone),
        step=timedelta(seconds=record["step_seconds"]),
        data_problems=data_problems,
    )


def _utc(moment: pd.Timestamp) -> str:
    return str(moment.tz_convert("UTC").isoformat())


def _local(text: str, zone: str) -> pd.Timestamp:
    return pd.Timestamp(text).tz_convert(zone)
