"""The web door: what it answers, and with which headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient

import app as web
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace

ASSETS = Path(web.__file__).parent / "assets"
FORBIDDEN = ("unsafe-eval", "http:", "*")


@pytest.fixture
def dash_app(settings: Settings) -> Dash:
    return web.create_app(settings)


@pytest.fixture
def client(dash_app: Dash) -> Iterator[FlaskClient]:
    with dash_app.server.test_client() as client:
        yield client


def test_health_is_answered(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "OK")


def test_the_page_is_served(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "<title>Loadlens</title>" in page
    assert '<html lang="en">' in page
    assert client.get("/_dash-layout").json["type"] == "MantineProvider"


def test_every_answer_keeps_other_pages_and_scripts_out(client: FlaskClient) -> None:
    for path in ("/", "/healthz", "/_dash-layout", "/api/nothing", "/assets/css/base.css"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_only_scripts_of_the_page_may_run(client: FlaskClient) -> None:
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)

    assert scripts is not None
    assert scripts[1].startswith("'self' 'sha256-")
    assert not any(word in policy for word in FORBIDDEN)
    assert "https://" not in page.text


def test_the_page_loads_one_module_and_starts_when_all_it_imports_have_run(client: FlaskClient) -> None:
    page = client.get("/").text

    assert re.findall(r'<script src="/assets/([^"?]*)[^>]*>', page) == ["page.mjs"]
    assert re.search(r'<script src="/assets/page.mjs[^"]*" type="module">', page)
    assert "addEventListener('DOMContentLoaded', () => { window.renderer = new DashRenderer(); })" in page


def test_every_function_a_callback_names_is_exported_by_its_module(client: FlaskClient) -> None:
    named = [one["clientside_function"] for one in client.get("/_dash-dependencies").json if one["clientside_function"]]
    missing = {
        f"{namespace}.{name}"
        for namespace, name in (one.values() for one in named)
        if not re.search(rf"^export (function|const) {name}\b", _module(namespace), re.M)
    }

    assert len(named) > 20
    assert not missing


def _module(name: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in ASSETS.rglob(f"{name}.js"))


def test_a_module_is_never_used_without_asking_whether_it_is_the_newest(client: FlaskClient) -> None:
    for name in ("page.mjs", "detection/marks.js"):
        answer = client.get(f"/assets/{name}")
        assert answer.mimetype in ("text/javascript", "application/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert client.get(f"/assets/{name}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_https_is_remembered_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    assert "max-age" in client.get("/healthz", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_an_unknown_path_of_the_api_is_not_found(client: FlaskClient) -> None:
    for answer in (client.get("/api/v1/nothing"), client.get("/api/")):
        assert answer.status_code == 404
        assert answer.json["error"].endswith(".")


def test_a_request_that_is_too_large_gets_a_sentence(client: FlaskClient, settings: Settings) -> None:
    answer = client.post(
        "/_dash-update-component", data=b"x" * (settings.max_request_bytes + 1), content_type="application/json"
    )

    assert answer.status_code == 413
    assert f"larger than {settings.max_upload_mb} MB" in answer.json["error"]


def test_another_site_cannot_call_a_callback(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", data="{}", content_type="text/plain")

    assert answer.status_code == 415
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_text_is_compressed(client: FlaskClient) -> None:
    answer = client.get("/_dash-layout", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


def test_importing_the_door_makes_no_folders() -> None:
    assert "server" not in vars(web)
    with pytest.raises(AttributeError):
        _ = web.nothing  # type: ignore[attr-defined]


def test_without_a_demo_the_page_has_no_meters(client: FlaskClient, settings: Settings) -> None:
    assert Workspace(settings).meters() == ()
    assert client.get("/").status_code == 200
