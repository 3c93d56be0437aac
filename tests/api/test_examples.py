"""The examples of docs/api.md, run with curl against the server as it is hosted."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests

from api.routes import STATUS
from data.simulation.simulate import demo_plans, simulate
from pipeline.predict.schemas import Answer, Reading
from pipeline.settings import Settings
from pipeline.store.demo import demo_meter
from pipeline.store.workspace import Workspace
from tests.gunicorn_server import PATIENCE_SECONDS, ROOT, Server, serving

pytestmark = pytest.mark.server
DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n(?:\n```json\n(.*?)```)?", DOCS, flags=re.DOTALL)
SAME = {"success", "label", "severity", "reason", "start", "end", "stored", "readiness", "meterId", "error", "kept"}
"""What must be as written; figures and sentences change with the method."""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    folder = tmp_path_factory.mktemp("docs")
    settings = Settings.from_environment({"DATA_DIR": str(folder / "data"), "DEMO": "no"})
    workspace = Workspace(settings)
    plan = next(plan for plan in demo_plans(date(2026, 1, 15)) if plan.meter_id == "office-zurich-north")
    workspace.store.write(simulate(plan).series)
    workspace.save_meter(demo_meter(plan))
    _, _, command = (ROOT / "Procfile").read_text().strip().partition(":")
    environ = {"DATA_DIR": str(settings.data_dir), "DEMO": "no", "API_TOKEN": ""}
    with serving(shlex.split(command), environ, folder) as server:
        yield server


def run(command: str, server: Server) -> object:
    env = {**os.environ, "HOST": server.url, "API_TOKEN": ""}
    words = ["bash", "-c", f"{command.strip()} --silent --show-error --max-time 120"]
    return json.loads(subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout)


def assert_alike(written: object, answered: object, name: str = "") -> None:
    assert type(written) is type(answered), name
    if isinstance(written, dict):
        assert isinstance(answered, dict)
        assert set(written) == set(answered), name
        for key in written:
            assert_alike(written[key], answered[key], key)
    elif isinstance(written, list):
        assert isinstance(answered, list)
        assert len(written) == len(answered), name
        for one, other in zip(written, answered, strict=True):
            assert_alike(one, other, name)
    elif name in SAME:
        assert written == answered, name


def test_the_examples_answer_what_is_written_under_them(hosted: Server) -> None:
    assert len(EXAMPLES) >= 6
    for command, written in EXAMPLES:
        answered = run(command, hosted)
        if written:
            assert_alike(json.loads(written), answered)
        else:
            assert isinstance(answered, dict)
            assert answered["success"] is True
    assert "Traceback" not in hosted.log.read_text()


def test_the_page_stands_beside_the_api_with_the_same_protection(hosted: Server) -> None:
    for path in ("/api/docs", "/openapi.json", "/api/v1/meters"):
        headers = requests.get(hosted.url + path, timeout=PATIENCE_SECONDS).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers
    assert requests.get(hosted.url, timeout=PATIENCE_SECONDS).text.startswith("<!DOCTYPE html>")


def test_every_field_and_status_stands_in_the_docs() -> None:
    for name in (*Reading.model_fields, *Answer.model_fields):
        assert f"`{name}`" in DOCS or f'"{name}"' in DOCS, name
    for status in {*STATUS.values(), 400, 401, 405, 413, 415}:
        assert f"| {status} |" in DOCS


def test_the_image_listens_where_the_docs_say() -> None:
    lines = Path(ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "PORT=5000" in lines
    assert "EXPOSE 5000" in lines
    assert "the image\nlistens on 5000" in DOCS
