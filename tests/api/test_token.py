"""A site with a token: nobody gets in without it, and the document tells of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from pipeline.settings import Settings
from tests.api.office import READING, assert_is_a_refusal, client_of


@pytest.fixture
def guarded(settings: Settings) -> FlaskClient:
    return client_of(settings.model_copy(update={"api_token": "a-token-of-some-length"}))


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
