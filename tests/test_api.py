"""The REST door: the contract of the original service, and a sentence with the right status for whatever is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from api import LARGEST_BODY, register_api
from data.series import MeterSeries
from detectors.registry import detectors
from pipeline.meters import Meter
from pipeline.settings import Settings
from pipeline.workspace import Workspace

ZONE = "Europe/Zurich"
START = pd.Timestamp("2025-01-06", tz=ZONE)
HOURS = 40 * 24
READING = {"kWh": 5.0, "timestamp": "2025-02-15T01:00:00", "meterId": "office"}
CONTRACT = {"prob": float, "label": str, "severity": str, "success": bool}


def client_of(settings: Settings) -> FlaskClient:
    workspace = Workspace(settings)
    index = pd.date_range(START, periods=HOURS, freq="h")
    power = 5.0 + 3.0 * np.sin(2 * np.pi * np.arange(HOURS) / 24.0) + np.random.default_rng(7).normal(0.0, 0.1, HOURS)
    workspace.store.write(MeterSeries("office", pd.DatetimeIndex(index), power, country="CH", region="ZH"))
    workspace.save_meter(Meter("office", name="Office", timezone=ZONE, country="CH", region="ZH"))
    server = Flask(__name__)
    register_api(server, workspace, settings)
    return server.test_client()


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with client_of(settings) as client:
        yield client


@pytest.fixture(scope="module")
def same_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("api")
    return client_of(Settings.from_environment({"DATA_DIR": str(folder), "DEMO": "no"}))


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


def test_a_plain_post_without_a_body_is_refused_in_a_sentence(same_client: FlaskClient) -> None:
    assert "empty" in assert_is_a_refusal(same_client.post("/predict"), 400)


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        (b"", "application/json", 400, "empty"),
        (b" \n", "application/json", 400, "empty"),
        (b"{", "application/json", 400, "no JSON"),
        (b"\xff\xfe", "application/json", 400, "no JSON"),
        (b"[" * 10_000, "application/json", 400, "no JSON"),
        (b'{"kWh": 1' + b"0" * 9_000 + b"}", "application/json", 400, "no JSON"),
        (b"[]", "application/json", 422, "no object"),
        (b"3", "application/json", 422, "no object"),
        (b"null", "application/json", 422, "no object"),
        (json.dumps(READING).encode(), "text/plain", 415, "Content-Type: application/json"),
        (b"kWh=2.85&meterId=office", "application/x-www-form-urlencoded", 415, "Content-Type: application/json"),
        (b" " * LARGEST_BODY + json.dumps(READING).encode(), "application/json", 413, "larger than 16384 bytes"),
    ],
)
def test_a_body_that_holds_no_reading_is_refused(
    same_client: FlaskClient, body: bytes, kind: str, status: int, told: str
) -> None:
    answer = same_client.post("/predict", data=body, content_type=kind)

    assert told in assert_is_a_refusal(answer, status)
    assert readings(same_client) == HOURS


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("kWh", '"2.85"'),
        ("kWh", "true"),
        ("kWh", "null"),
        ("kWh", "NaN"),
        ("kWh", "Infinity"),
        ("kWh", "-Infinity"),
        ("kWh", "1e400"),
        ("kWh", "1" + "0" * 400),
        ("kWh", "1e12"),
        ("kWh", "[1]"),
        ("timestamp", '"yesterday"'),
        ("timestamp", '"2025-02-15"'),
        ("timestamp", '"2025-02-30T00:00:00"'),
        ("timestamp", '"1700000000"'),
        ("timestamp", "1700000000"),
        ("timestamp", '"0001-01-01T00:00:00+14:00"'),
        ("timestamp", '"9999-12-31T23:59:59-14:00"'),
        ("meterId", "7"),
        ("meterId", '""'),
        ("meterId", json.dumps("x" * 201)),
        ("meterId", '"\\ud800"'),
        ("stamp", '"middle"'),
        ("stamp", "true"),
        ("temperatureC", '"warm"'),
        ("temperatureC", "500"),
    ],
)
def test_a_field_of_a_wrong_kind_is_named(same_client: FlaskClient, field: str, text: str) -> None:
    others = json.dumps({name: value for name, value in READING.items() if name != field})
    body = f'{others[:-1]}, "{field}": {text}}}'

    answer = same_client.post("/predict", data=body, content_type="application/json")

    assert assert_is_a_refusal(answer, 422).startswith(f"{field} is ")
    assert readings(same_client) == HOURS


@pytest.mark.parametrize("field", list(READING))
def test_a_missing_field_is_named(same_client: FlaskClient, field: str) -> None:
    answer = same_client.post("/predict", json={name: value for name, value in READING.items() if name != field})

    assert assert_is_a_refusal(answer, 422).startswith(f"{field} is missing. ")


@pytest.mark.parametrize("meter_id", ["nobody", "../../etc/passwd", "<script>", "a/b", "\u0000", "O'Neill; --"])
def test_an_unknown_meter_is_not_found(same_client: FlaskClient, meter_id: str) -> None:
    answer = same_client.post("/predict", json={**READING, "meterId": meter_id})

    assert "There is no meter" in assert_is_a_refusal(answer, 404)


def test_a_time_that_fits_no_interval_is_refused(same_client: FlaskClient) -> None:
    answer = same_client.post("/predict", json={**READING, "timestamp": "2025-02-15T01:20:00"})

    assert "every 60 minutes" in assert_is_a_refusal(answer, 422)


def test_too_little_history_is_told_and_the_reading_is_kept(client: FlaskClient) -> None:
    answer = client.post("/predict", json={**READING, "timestamp": "2025-01-07T01:00:00"})

    assert "needs 21" in assert_is_a_refusal(answer, 409)
    assert answer.json["kept"] is True


def test_other_methods_and_paths_are_refused_in_json(same_client: FlaskClient) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = same_client.open("/predict", method=method)
        assert "POST" in assert_is_a_refusal(answer, 405)
        assert answer.headers["Allow"] == "POST"
    assert_is_a_refusal(same_client.get("/api/v1/nothing"), 404)


def test_a_fault_of_ours_is_a_sentence_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.predict.default_detector", lambda: 1 / 0)

    assert "log" in assert_is_a_refusal(client.post("/predict", json=READING), 500)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(["kWh", "timestamp", "meterId", "stamp", "temperatureC"], JSON))
)
@given_settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_body_makes_it_fail(same_client: FlaskClient, record: dict[str, object]) -> None:
    answer = same_client.post("/predict", data=json.dumps(record), content_type="application/json")

    assert_is_a_refusal(answer, 404 if answer.status_code == 404 else 422)


@pytest.fixture
def guarded(settings: Settings) -> FlaskClient:
    return client_of(replace(settings, api_token="a-token-of-some-length"))


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic a-token-of-some-length", "Bearer ä"])
def test_with_a_token_set_nobody_gets_in_without_it(guarded: FlaskClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for answer in (
        guarded.post("/predict", json=READING, headers=headers),
        guarded.post("/predict", headers=headers),
        guarded.get("/api/v1/meters", headers=headers),
        guarded.get("/api/v1/detectors", headers=headers),
    ):
        assert "API_TOKEN" in assert_is_a_refusal(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_with_the_token_it_answers_and_the_document_tells_of_it(guarded: FlaskClient) -> None:
    headers = {"Authorization": "Bearer a-token-of-some-length"}

    assert guarded.post("/predict", json=READING, headers=headers).status_code == 200
    assert guarded.get("/api/v1/meters", headers=headers).status_code == 200
    document = guarded.get("/openapi.json").json
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert document["security"] == [{"token": []}]
    assert "Authorization: Bearer" in guarded.get("/api/docs").text


def test_the_meters_are_listed(client: FlaskClient) -> None:
    [meter] = client.get("/api/v1/meters").json["meters"]

    assert meter == {
        "meterId": "office",
        "name": "Office",
        "timezone": ZONE,
        "country": "CH",
        "stepMinutes": 60.0,
        "first": START.isoformat(),
        "last": (START + timedelta(hours=HOURS)).isoformat(),
        "readings": HOURS,
        "demo": False,
    }


def test_the_detectors_are_listed_with_their_parameters_as_a_schema(client: FlaskClient) -> None:
    listed = {record["name"]: record for record in client.get("/api/v1/detectors").json["detectors"]}

    assert list(listed) == list(detectors())
    for name, kind in detectors().items():
        properties = listed[name]["parameters"]["properties"]
        assert list(properties) == [param.name for param in kind.params()]
        assert [what["default"] for what in properties.values()] == [param.default for param in kind.params()]
    weeks = listed["recommended"]["parameters"]["properties"]["weeks"]
    assert (weeks["type"], weeks["minimum"], weeks["maximum"]) == ("integer", 3, 26)


def test_the_document_describes_every_field_and_status(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json

    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {"/predict", "/api/v1/meters", "/api/v1/detectors"}
    assert set(document["paths"]["/predict"]["post"]["responses"]) >= {"200", "400", "404", "409", "413", "415", "422"}
    reading = document["components"]["schemas"]["Reading"]
    assert reading["required"] == list(READING)
    for name, schema in document["components"]["schemas"].items():
        for field, what in schema.get("properties", {}).items():
            assert what.get("description"), f"{name}.{field}"


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part["$ref"] for _ in range("$ref" in part))
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_everything_the_document_refers_to_is_in_it(same_client: FlaskClient) -> None:
    document = same_client.get("/openapi.json").json
    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}

    assert names
    assert names <= set(document["components"]["schemas"])


def test_the_answer_is_what_the_document_says(client: FlaskClient) -> None:
    schema = client.get("/openapi.json").json["components"]["schemas"]["Answer"]
    answer = client.post("/predict", json=READING).json

    assert set(answer) == set(schema["properties"]) == set(schema["required"])


def test_the_page_of_the_api_shows_every_field_and_needs_no_script(same_client: FlaskClient) -> None:
    page = same_client.get("/api/docs").text
    schemas = same_client.get("/openapi.json").json["components"]["schemas"]

    for name in (*schemas["Reading"]["properties"], *schemas["Answer"]["properties"]):
        assert f"<code>{name}</code>" in page
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page
    assert '"anomaly" | "non-anomalous"' in unescape(page)
