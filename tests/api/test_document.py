"""What the API tells of itself: its meters, its detectors, the OpenAPI document and a page of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient

from detectors.registry import detectors
from tests.api.office import HOURS, READING, START, ZONE


def test_the_meters_are_listed(client: FlaskClient) -> None:
    [meter] = client.get("/api/v1/meters").json["meters"]

    assert meter == {
        "meterId": "office",
        "name": "Office",
        "timezone": ZONE,
        "country": "CH",
        "region": "ZH",
        "unit": "",
        "pricePerKwh": None,
        "currency": "",
        "opens": "",
        "closes": "",
        "openDays": "",
        "limitKw": None,
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


def test_a_parameter_tells_the_name_it_had_before(client: FlaskClient) -> None:
    listed = {record["name"]: record for record in client.get("/api/v1/detectors").json["detectors"]}
    properties = listed["typical_week"]["parameters"]["properties"]

    assert "learn_below" not in properties
    assert "Former name: learn_below." in properties["training_cutoff"]["description"]


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
