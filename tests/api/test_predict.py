"""``POST /predict``: the contract of the original service."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.routes import register_api
from data.series import MeterSeries
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from tests.api.office import HOURS, READING, START, ZONE, readings

CONTRACT = {"prob": float, "label": str, "severity": str, "success": bool}


def test_a_reading_is_answered_as_the_contract_says(client: FlaskClient) -> None:
    answer = client.post("/predict", json=READING)

    assert answer.status_code == 200
    assert {name: type(answer.json[name]) for name in CONTRACT} == CONTRACT
    assert (answer.json["label"], answer.json["severity"], answer.json["success"]) == ("non-anomalous", "NONE", True)
    assert 0 <= answer.json["prob"] < 0.5
    assert answer.json["expected"]["kWh"] == pytest.approx(5.0, abs=0.2)
    band = answer.json["band"]
    assert band["low"]["kWh"] < 5.0 < band["high"]["kWh"]
    assert band["low"]["kW"] == band["low"]["kWh"]  # an hourly meter
    assert (answer.json["start"], answer.json["end"]) == ("2025-02-15T00:00:00+01:00", "2025-02-15T01:00:00+01:00")
    assert answer.json["stored"] == "added"


def test_energy_and_power_differ_by_the_length_of_the_interval(settings: Settings) -> None:
    workspace = Workspace(settings)
    index = pd.date_range(START, periods=30 * 96, freq="15min")
    power = 12.0 + np.random.default_rng(2).normal(0.0, 0.1, len(index))
    workspace.store.write(MeterSeries("fast", pd.DatetimeIndex(index), power))
    workspace.save_meter(Meter("fast", timezone=ZONE))
    server = Flask(__name__)
    register_api(server, workspace, settings)

    answer = server.test_client().post(
        "/predict", json={"kWh": 3.0, "timestamp": "2025-02-05T00:15:00", "meterId": "fast"}
    )

    assert answer.json["actual"] == {"kWh": 3.0, "kW": 12.0}
    for amount in (answer.json["expected"], answer.json["band"]["low"], answer.json["band"]["high"]):
        assert amount["kW"] == pytest.approx(4 * amount["kWh"], abs=1e-5)


def test_a_reading_far_off_is_an_anomaly(client: FlaskClient) -> None:
    answer = client.post("/predict", json={**READING, "kWh": 15.0}).json

    assert (answer["label"], answer["severity"]) == ("anomaly", "HIGH")
    assert answer["prob"] > 0.98
    assert answer["score"] > 2 * answer["level"]
    assert answer["reason"] == "above_expected"
    assert "15 kW" in answer["sentence"]


def test_posting_again_doubles_nothing_and_a_correction_replaces(client: FlaskClient) -> None:
    posted = [READING, READING, {**READING, "kWh": 5.5}, READING]
    did = [client.post("/predict", json=one).json["stored"] for one in posted]

    assert did == ["added", "unchanged", "replaced", "replaced"]
    assert readings(client) == HOURS + 1


def test_the_stamp_may_be_the_start_of_the_interval(client: FlaskClient) -> None:
    answer = client.post("/predict", json={**READING, "timestamp": "2025-02-14T23:00:00Z", "stamp": "start"}).json

    assert answer["start"] == "2025-02-15T00:00:00+01:00"


def test_other_fields_are_ignored(client: FlaskClient) -> None:
    assert client.post("/predict", json={**READING, "sensor": {"id": 7}}).status_code == 200
