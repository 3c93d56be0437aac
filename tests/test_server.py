"""The web server as it is hosted: the command of the Procfile, and many users at once."""

from __future__ import annotations

import random
import re
import runpy
import shlex
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
import requests

from components.basics.date_range import DateRange
from components.basics.ids import Id
from components.basics.request import Request
from data.series import MeterSeries
from detectors.registry import default_detector
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from tests.gunicorn_server import MAX_STOP_SECONDS, PATIENCE_SECONDS, ROOT, Server, serving, until
from tests.pipeline.imports import imported
from tests.pipeline.jobs.dash_client import Page

pytestmark = pytest.mark.server
USERS = 6
JOB_APP = "gunicorn tests.pipeline.jobs.job_app:server --config gunicorn.conf.py --workers 1 --threads 8"


def procfile_command() -> list[str]:
    name, _, command = (ROOT / "Procfile").read_text().strip().partition(":")
    assert name == "web"
    return shlex.split(command)


def long_series() -> MeterSeries:
    """Return four years of 15 minutes: an analysis that takes long enough to be in the middle of it."""
    index = pd.date_range("2021-01-01", "2025-01-01", freq="15min", inclusive="left", tz="UTC")
    daily = 5.0 + 3.0 * np.sin(2 * np.pi * np.arange(len(index)) / 96.0)
    return MeterSeries("long", pd.DatetimeIndex(index), daily + np.random.default_rng(1).normal(0, 0.2, len(index)))


def request_record() -> dict[str, object]:
    date_range = DateRange(date(2024, 1, 1), date(2024, 12, 31))
    return Request("long", date_range, type(default_detector()).name).record()


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hosted")
    settings = Settings.from_environment({"DATA_DIR": str(folder / "data"), "DEMO": "no"})
    workspace = Workspace(settings)
    workspace.add(imported(long_series()))
    workspace.save_meter(Meter("long", timezone="UTC"))
    with serving(procfile_command(), {"DATA_DIR": str(settings.data_dir), "DEMO": "no"}, folder) as server:
        yield server


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_the_hosted_app_serves_its_page_and_ends_in_time_with_a_job_running(hosted: Server) -> None:
    assert requests.get(f"{hosted.url}/healthz", timeout=PATIENCE_SECONDS).text == "OK"
    index = requests.get(hosted.url, timeout=PATIENCE_SECONDS)
    assert index.status_code == 200
    assert "Loadlens" in index.text
    assert requests.get(f"{hosted.url}/_dash-layout", timeout=PATIENCE_SECONDS).status_code == 200
    page = Page(hosted.url, output=f"{Id.FINISHED}.data", source=f"{Id.JOB}.data")
    handles = page.click(request_record())
    job = psutil.Process(int(handles["job"].split(":")[0]))
    family = hosted.family()
    assert job in family
    assert job.is_running()

    seconds = hosted.stop()

    assert seconds < MAX_STOP_SECONDS
    until(lambda: all(gone(process) for process in family))
    assert "Traceback" not in hosted.log.read_text()


@pytest.mark.parametrize(
    ("environ", "bind"),
    [
        ({}, r"(\[::\]|0\.0\.0\.0):8050"),
        ({"PORT": "9000", "HOST": ""}, r"(\[::\]|0\.0\.0\.0):9000"),
        ({"HOST": "127.0.0.1"}, r"127\.0\.0\.1:8050"),
        ({"HOST": "::1", "PORT": "9000"}, r"\[::1\]:9000"),
        ({"HOST": "[::1]"}, r"\[::1\]:8050"),
    ],
)
def test_gunicorn_listens_where_the_environment_says(
    environ: dict[str, str], bind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert re.fullmatch(bind, runpy.run_path(str(ROOT / "gunicorn.conf.py"))["bind"])


def test_a_bad_setting_stops_gunicorn_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_JOBS", "many")
    with pytest.raises(SystemExit, match="The setting MAX_JOBS is 'many'"):
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))


@dataclass
class User:
    """Somebody who clicks and waits again and again, and what came of it."""

    number: int
    url: str
    clicks: int
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def work(self) -> None:
        choose = random.Random(self.number)
        page = Page(self.url)
        for click in range(self.clicks):
            number = 1000 * self.number + click if click % 5 else click  # every fifth is asked for by all users
            order = {"number": number, "seconds": choose.choice([0.0, 0.05, 0.2, 0.5, 0.9])}
            try:
                answer = page.run(order)
            except (AssertionError, requests.RequestException) as error:
                self.wrong.append(f"{order}: {error}")
                continue
            self.seconds.append(answer.seconds - order["seconds"])
            if answer.result != {"number": number, "square": number**2} or answer.problem:
                self.wrong.append(f"{order}: {answer}")
        self.statuses.update(page.statuses)


@pytest.mark.parametrize("clicks", [5, pytest.param(50, marks=pytest.mark.proof)])
def test_many_users_at_once_all_get_every_result(
    tmp_path: Path, clicks: int, record_property: Callable[[str, object], None]
) -> None:
    with serving(shlex.split(JOB_APP), {"DATA_DIR": str(tmp_path), "TEST_AT_ONCE": "4"}, tmp_path) as server:
        users = [User(number, server.url, clicks) for number in range(1, USERS + 1)]
        threads = [threading.Thread(target=user.work) for user in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [wrong for user in users for wrong in user.wrong] == []
        assert sum(len(user.seconds) for user in users) == USERS * clicks
        assert {status for user in users for status in user.statuses} == {200}
        beside = np.quantile([second for user in users for second in user.seconds], [0.5, 0.95])
        figures = f"{USERS * clicks} clicks of {USERS} users; beside the work half of them took below {beside[0]:.2f} s"
        record_property("figures", f"{figures}, 95 % below {beside[1]:.2f} s")
        until(lambda: len(server.family()) <= 4, why=server.family)  # master, worker, fork server, tracker: no job left
