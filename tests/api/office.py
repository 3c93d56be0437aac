"""A small office behind the REST door, what is posted to it, and what a refusal looks like."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from flask import Flask
from flask.testing import FlaskClient

from api.routes import register_api
from data.series import MeterSeries
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

ZONE = "Europe/Zurich"
START = pd.Timestamp("2025-01-06", tz=ZONE)
HOURS = 40 * 24
READING = {"kWh": 5.0, "timestamp": "2025-02-15T01:00:00", "meterId": "office"}


def client_of(settings: Settings) -> FlaskClient:
    workspace = Workspace(settings)
    index = pd.date_range(START, periods=HOURS, freq="h")
    power = 5.0 + 3.0 * np.sin(2 * np.pi * np.arange(HOURS) / 24.0) + np.random.default_rng(7).normal(0.0, 0.1, HOURS)
    workspace.store.write(MeterSeries("office", pd.DatetimeIndex(index), power, country="CH", region="ZH"))
    workspace.save_meter(Meter("office", name="Office", timezone=ZONE, country="CH", region="ZH"))
    server = Flask(__name__)
    register_api(server, workspace, settings)
    return server.test_client()


def readings(client: FlaskClient) -> int:
    return int(client.get("/api/v1/meters").json["meters"][0]["readings"])


def assert_is_a_refusal(answer: Any, status: int) -> str:
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"success", "error", "kept"}
    assert answer.json["success"] is False
    assert re.match(r"[A-Za-z].*\.$", answer.json["error"])
    assert "Traceback" not in answer.text
    return str(answer.json["error"])
