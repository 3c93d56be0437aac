"""Requests that no page sends: 400 or 404, a sentence, and one line in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

import app as web
from components.basics import failure
from pipeline.settings import Settings

CALLBACK = "/_dash-update-component"


@pytest.fixture
def dash_app(settings: Settings) -> Dash:
    return web.create_app(settings)


@pytest.fixture
def client(dash_app: Dash) -> Iterator[FlaskClient]:
    dash_app.server.config["PROPAGATE_EXCEPTIONS"] = False
    with dash_app.server.test_client() as client:
        yield client


def sent(output: str, declared: dict[str, Any], value: object) -> dict[str, Any]:
    """Return the body a page would send for a callback, with one value for all that it takes."""

    def one(each: dict[str, Any]) -> object:
        if "{" not in each["id"]:
            return {"id": each["id"], "property": each["property"], "value": value}
        found = {name: "x" if isinstance(part, list) else part for name, part in json.loads(each["id"]).items()}
        return [{"id": found, "property": each["property"], "value": value}]

    names = [name.rpartition(".") for name in output.strip(".").split("...")]
    outputs = [{"id": name, "property": prop} for name, _, prop in names]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [one(each) for each in declared["inputs"]],
        "state": [one(each) for each in declared["state"]],
        "changedPropIds": [],
    }


@pytest.mark.parametrize("path", ["os/x", "dash/nothing.js", "x/y", "dash/../app.py"])
def test_there_is_no_file_of_a_package_that_is_no_component(client: FlaskClient, path: str) -> None:
    assert client.get(f"/_dash-component-suites/{path}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"1", b'{"output": 1}', b'{"output": "nothing.data"}', b'{"output": ["request.data"]}',
     b'{"output": "scheme.data", "inputs": []}'],
)  # fmt: skip
def test_a_body_that_names_no_callback_of_the_server_is_refused_in_one_line(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    answer = client.post(CALLBACK, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json["error"].startswith("No page of Loadlens sends this: ")
    assert [record.exc_info for record in caplog.records] == [None]


RUBBISH = [None, 1, "x", {"id": 1}, [1], [{"id": "x"}], [[{"id": "x", "property": "y"}]]]
ALLOWED = ("outputs", [[{"id": "x", "property": "y"}]])
"""Outputs that match a pattern come as a list of lists."""


@pytest.mark.parametrize(
    ("part", "rubbish"),
    [
        (part, rubbish)
        for part in ("inputs", "state", "changedPropIds", "outputs")
        for rubbish in RUBBISH
        if (part, rubbish) != ALLOWED
    ],
)
def test_parts_that_are_not_those_of_the_callback_are_refused(dash_app: Dash, part: str, rubbish: object) -> None:
    client = dash_app.server.test_client()
    output, declared = next(
        item for item in dash_app.callback_map.items() if item[1].get("callback") and item[1]["state"]
    )
    body = sent(output, declared, None) | {part: rubbish}

    assert client.post(CALLBACK, json=body).status_code == 400


@pytest.mark.parametrize("value", [None, 0, "x", ["x"], {"a": 1}, "x" * 2000])
def test_rubbish_in_any_callback_is_no_failure_of_the_server(
    dash_app: Dash, client: FlaskClient, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    client.get("/")  # callbacks are complete from the first request on
    found = {
        output: client.post(CALLBACK, json=sent(output, declared, value)).status_code
        for output, declared in dash_app.callback_map.items()
    }
    assert {output: status for output, status in found.items() if status not in (200, 204, 400)} == {}


def test_the_same_failure_is_traced_once_and_then_takes_a_line(caplog: pytest.LogCaptureFixture) -> None:
    failure._LOGGED.clear()
    for _ in range(3):
        with pytest.raises(KeyError) as caught:
            {}["nothing"]
        assert "KeyError" in failure.failure_sentence(caught.value)

    assert [record.exc_info is not None for record in caplog.records] == [True, False, False]
    assert all("test_page_requests.py" in record.getMessage() for record in caplog.records)
