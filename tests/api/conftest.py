"""Clients of the REST door: one for each test that writes, one for all that are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from pipeline.settings import Settings
from tests.api.office import client_of


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with client_of(settings) as client:
        yield client


@pytest.fixture(scope="module")
def same_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("api")
    return client_of(Settings.from_environment({"DATA_DIR": str(folder), "DEMO": "no"}))
