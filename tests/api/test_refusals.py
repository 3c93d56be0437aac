"""Whatever is wrong with a request: a sentence in JSON with the right status, and nothing stored."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from api.routes import LARGEST_BODY
from tests.api.office import HOURS, READING, assert_is_a_refusal, readings


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
    monkeypatch.setattr("pipeline.predict.predictor.default_detector", lambda: 1 / 0)

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
