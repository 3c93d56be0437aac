"""Two weeks of a demo meter posted reading by reading: planted faults are answered as anomalies, normal readings not.

The service whose contract this is never raised an alarm: it forgot its counts with every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.routes import register_api
from data.series import MeterSeries
from data.simulation.faults import FaultKind
from data.simulation.inject import FaultLabel, Planting, plant_random
from data.simulation.simulate import demo_plans, simulate
from pipeline.settings import Settings
from pipeline.store.demo import demo_meter
from pipeline.store.workspace import Workspace

METER = "office-zurich-north"
END = date(2026, 3, 1)
POSTED = timedelta(days=14)
FAULTS = 6
SHORT_KINDS = (
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.EARLY_START,
    FaultKind.PARTIAL_OUTAGE,
    FaultKind.SPIKE,
    FaultKind.FLAT_LINE,
    FaultKind.ZERO_RUN,
    FaultKind.NEGATIVE,
)
SIZES = (0.25, 0.45)
"""Those of the faults that demo meters have."""
MAX_FALSE = 0.02


@dataclass(frozen=True, eq=False)
class TwoWeeks:
    """What was posted and what was answered."""

    series: MeterSeries
    labels: tuple[FaultLabel, ...]
    answers: pd.DataFrame

    def within(self, label: FaultLabel) -> pd.DataFrame:
        return self.answers[(self.answers.index >= label.start) & (self.answers.index < label.end)]

    def missed(self) -> list[FaultLabel]:
        return [label for label in self.labels if not (self.within(label)["label"] == "anomaly").any()]

    def normal(self) -> pd.DataFrame:
        outside = np.ones(len(self.answers), bool)
        for label in self.labels:
            outside &= ~((self.answers.index >= label.start) & (self.answers.index < label.end))
        return self.answers[outside]


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.proof)])
def two_weeks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TwoWeeks:
    return posted(request.param, tmp_path_factory.mktemp("two-weeks"))


def posted(seed: int, folder: Path) -> TwoWeeks:
    """Post two weeks with faults planted by this seed."""
    plan = replace(next(plan for plan in demo_plans(END) if plan.meter_id == METER), faults=False, step_minutes=60)
    calm = simulate(plan).series
    first = calm.end - POSTED
    planting = Planting(FAULTS, SHORT_KINDS, after=first, sizes=SIZES, seed=seed, min_gap_days=0.75)
    series, labels = plant_random(calm, planting)

    settings = Settings.from_environment({"DATA_DIR": str(folder), "DEMO": "no"})
    workspace = Workspace(settings)
    workspace.store.write(series.between(end=first))
    workspace.save_meter(demo_meter(plan))
    server = Flask(__name__)
    register_api(server, workspace, settings)
    fresh = series.between(first)
    answers = pd.DataFrame([_answer(server.test_client(), fresh, i) for i in range(len(fresh))], index=fresh.index)
    assert workspace.series(METER).digest == series.digest
    return TwoWeeks(fresh, labels, answers)


def _answer(client: FlaskClient, series: MeterSeries, position: int) -> dict[str, object]:
    assert series.temperature_c is not None
    record = {
        "kWh": float(series.power_kw[position]) * series.step_hours,
        "timestamp": (series.index[position] + series.step).isoformat(),
        "meterId": METER,
        "temperatureC": float(series.temperature_c[position]),
    }
    answer = client.post("/predict", json=record)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_every_planted_fault_is_answered_as_an_anomaly(two_weeks: TwoWeeks) -> None:
    assert len(two_weeks.labels) == FAULTS
    assert two_weeks.missed() == []


def test_normal_readings_are_hardly_ever_answered_as_anomalies(two_weeks: TwoWeeks) -> None:
    normal = two_weeks.normal()
    false = normal[normal["label"] == "anomaly"]

    assert len(normal) > 200
    assert len(false) <= MAX_FALSE * len(normal), false[["score", "sentence"]]


def test_most_readings_of_a_fault_are_answered_as_anomalies_and_most_faults_as_grave(two_weeks: TwoWeeks) -> None:
    inside = [two_weeks.within(label) for label in two_weeks.labels]
    found = np.concatenate([part["label"] == "anomaly" for part in inside])
    worst = [set(part["severity"]) for part in inside]

    assert found.mean() > 0.85
    assert sum("HIGH" in severities for severities in worst) >= FAULTS - 1


def test_label_severity_and_probability_agree(two_weeks: TwoWeeks) -> None:
    answers = two_weeks.answers
    is_anomaly = answers["label"] == "anomaly"

    assert (is_anomaly == (answers["prob"] >= 0.5)).all()
    assert (is_anomaly == (answers["severity"] != "NONE")).all()
    assert (is_anomaly == (answers["reason"] != "none")).all()
    ranked = answers.sort_values("score")["prob"]
    assert ranked.is_monotonic_increasing


@pytest.mark.proof
def test_faults_are_answered_as_anomalies_and_normal_readings_are_not_whatever_the_seed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    weeks = [posted(seed, tmp_path / str(seed)) for seed in range(1, 7)]
    planted = sum(len(week.labels) for week in weeks)
    missed = [label for week in weeks for label in week.missed()]
    normal = pd.concat([week.normal()["label"] == "anomaly" for week in weeks])

    assert planted >= 5 * len(weeks)
    assert missed == []
    assert normal.mean() <= MAX_FALSE
    figures = f"{planted} faults planted by {len(weeks)} seeds, {planted - len(missed)} found"
    record_property("figures", f"{figures}; {normal.sum()} of {len(normal):,} normal readings answered as anomalies")
