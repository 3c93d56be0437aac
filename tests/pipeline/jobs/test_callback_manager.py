"""The job manager without processes: which calls share a result, and when a kept one may be used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from dash.exceptions import BackgroundCallbackError

from data.errors import DataError
from data.series import MeterSeries
from pipeline.analysis.run import analyse
from pipeline.cache.results import private_cache
from pipeline.jobs import callback_manager
from pipeline.jobs.callback_manager import READY, JobManager, code_version, job_manager, job_sentence
from pipeline.jobs.processes import living, name_of
from pipeline.jobs.status import JobRequest, JobStatus
from pipeline.jobs.worker import Limits
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported
from tests.pipeline.plain_detector import Plain

LIMITS = Limits(at_once=1, job_seconds=60, abandon_seconds=60)


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Instead of starting processes, note what would have been started; this process stands for each of them."""
    orders: list[Any] = []

    def note(_target: object, order: object) -> psutil.Process:
        orders.append(order)
        return psutil.Process()

    monkeypatch.setattr(callback_manager, "start_process", note)
    monkeypatch.setattr(callback_manager, "start_fork_server", lambda *_: None)
    return orders


@pytest.fixture
def manager(tmp_path: Path) -> JobManager:
    return JobManager(private_cache(tmp_path / "jobs", 10), [lambda: "version"], LIMITS)


def status(manager: JobManager) -> JobStatus:
    return JobStatus(manager.handle, 60)


def made(value: object) -> Callable[[int], object]:
    def inner(_clicks: int) -> object:
        return value

    return inner


def content(manager: JobManager, function: Callable[..., object], args: object, ignored: object = ()) -> str:
    return JobRequest.parse(manager.build_cache_key(function, args, ignored, None)).content


def test_the_same_arguments_share_a_result_and_every_call_is_its_own(manager: JobManager) -> None:
    function = made(1)
    one, other = (JobRequest.parse(manager.build_cache_key(function, ["m1"], [], None)) for _ in range(2))
    assert one.content == other.content
    assert one != other


def test_callbacks_made_alike_do_not_share_results(manager: JobManager) -> None:
    values = (1, 2, "1", None, True, Plain, MeterSeries, made)
    assert len({content(manager, made(value), ["m1"]) for value in values}) == len(values)


def test_arguments_order_and_names_count(manager: JobManager) -> None:
    function = made(1)
    different = ([1, 2], [2, 1], {"a": 1, "b": 2}, {"a": 2, "b": 1}, ["1", 2], [None, 2])
    assert len({content(manager, function, args) for args in different}) == len(different)


def test_ignored_arguments_do_not_count(manager: JobManager) -> None:
    function = made(1)
    assert content(manager, function, ["m1", 5], [1]) == content(manager, function, ["m1", 6], [1])
    assert content(manager, function, {"a": 1, "n": 5}, ["n"]) == content(manager, function, {"a": 1, "n": 6}, ["n"])
    assert content(manager, function, ["m1", 5], [0]) != content(manager, function, ["m1", 6], [0])


def test_a_new_version_uses_no_old_result(tmp_path: Path) -> None:
    cache = private_cache(tmp_path / "jobs", 10)
    managers = [JobManager(cache, [lambda version=version: version], LIMITS) for version in ("1", "2")]  # type: ignore[misc]
    assert len({content(manager, made(1), []) for manager in managers}) == 2


def test_a_kept_result_starts_no_process(manager: JobManager, started: list[Any]) -> None:
    key = manager.build_cache_key(made(1), ["m1"], [], None)
    status(manager).finish(JobRequest.parse(key).content, None)
    assert manager.call_job_fn(key, (made(1), False), ["m1"], {}) == READY
    assert manager.get_result(key, READY) is None
    assert manager.job_running(READY) is False
    assert started == []


def test_a_result_that_vanished_in_between_is_a_sentence(manager: JobManager) -> None:
    key = manager.build_cache_key(made(1), ["m1"], [], None)
    outcome = manager.get_result(key, READY)
    assert isinstance(outcome, dict)
    assert "Start it again" in outcome["background_callback_error"]["msg"]


def test_a_running_job_has_no_result_yet_even_if_it_ends_right_after(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = manager.build_cache_key(made(1), ["m1"], [], None)
    job = manager.call_job_fn(key, (made(1), False), ["m1"], {})
    assert manager.get_result(key, job) is manager.UNDEFINED
    monkeypatch.setattr(
        callback_manager.processes, "living", lambda _name: None
    )  # it ends between the two questions of Dash
    assert manager.job_running(job) is True
    assert manager.job_running(job) is False


def test_a_number_that_went_to_another_process_is_not_the_job() -> None:
    me = name_of(os.getpid())
    pid, born = me.split(":")
    assert living(me) is not None
    assert living(f"{pid}:{float(born) - 100:.3f}") is None
    assert living("") is living("ready") is living("999999999:1.0") is None


def test_a_kept_result_serves_only_while_its_analysis_is_kept(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    manager = job_manager(workspace.settings, workspace)
    key = manager.build_cache_key(made(1), ["small"], [], None)
    result = {"keys": [analyse(workspace, "small", Plain()).key]}
    status(manager).finish(JobRequest.parse(key).content, result)
    assert manager.call_job_fn(key, (made(1), False), ["small"], {}) == READY
    workspace.results._cache.clear()
    assert manager.call_job_fn(key, (made(1), False), ["small"], {}) != READY


def test_new_readings_or_settings_make_another_content(workspace: Workspace, small_series: MeterSeries) -> None:
    manager = job_manager(workspace.settings, workspace)
    contents = [content(manager, made(1), ["small"])]
    workspace.add(imported(small_series))
    contents.append(content(manager, made(1), ["small"]))
    workspace.add(imported(small_series.with_power(small_series.power_kw + 1)))
    contents.append(content(manager, made(1), ["small"]))
    assert len(set(contents)) == 3


def test_the_version_of_the_code_is_a_digest_that_stays() -> None:
    assert code_version() == code_version()
    assert len(code_version()) == 64


def test_an_error_is_shown_without_what_dash_adds() -> None:
    error = BackgroundCallbackError("An error occurred inside a background callback: Meter 7 is short.\n")
    assert job_sentence(error) == "Meter 7 is short."
    assert job_sentence(DataError("Meter 8 is short.")) == "Meter 8 is short."


def test_a_bug_outside_of_the_job_is_a_sentence_too(caplog: pytest.LogCaptureFixture) -> None:
    sentence = job_sentence(ValueError("secret detail"))
    assert sentence.startswith("Something went wrong in the analysis (ValueError)")
    assert "secret detail" in caplog.text
