"""``serve`` on the terminal: where it listens, and what it says where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.serve import address, check_free
from pipeline.settings import Settings
from tests.gunicorn_server import MAX_STOP_SECONDS, serving
from tests.terminal.commands import command, complaint


@pytest.mark.server
def test_serve_answers_where_the_environment_says(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path / "var"), "DEMO": "no"}

    with serving(command("serve"), environ, tmp_path) as server:
        assert f"Loadlens is at {server.url}" in server.log.read_text()
        assert (tmp_path / "var").is_dir()
        assert server.stop() < MAX_STOP_SECONDS


@pytest.mark.server
def test_serve_on_a_taken_port_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(command("serve"), {"DATA_DIR": str(tmp_path / "var"), "DEMO": "no"}, tmp_path) as server:
        port = server.url.rsplit(":", 1)[-1]

        assert "choose another PORT" in complaint(capsys, "serve", "--port", port)


def test_the_address_is_one_a_browser_understands(settings: Settings) -> None:
    hosts = {"127.0.0.1": "http://127.0.0.1:8050", "0.0.0.0": "http://localhost:8050", "::1": "http://[::1]:8050"}

    shown = {host: address(Settings(**{**vars(settings), "host": host})) for host in hosts}

    assert shown == hosts


def test_any_free_port_can_be_listened_on() -> None:
    check_free("127.0.0.1", 0)
