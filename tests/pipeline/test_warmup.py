"""Warming up: the first visitor finds a result."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.series import MeterSeries
from detectors.registry import default_detector
from pipeline import warmup
from pipeline.analysis.run import cached
from pipeline.settings import Settings
from pipeline.store.demo import shown_first
from pipeline.store.workspace import Workspace
from pipeline.warmup import make_demo, start_warm_up, warm_up
from tests.gunicorn_server import until
from tests.pipeline.imports import imported


def test_the_first_demo_meter_is_analysed_ahead(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    warm_up(settings)
    workspace = Workspace(settings)
    assert len(workspace.meters()) == 12
    first = shown_first(workspace.meters())
    assert cached(workspace, first.meter_id, default_detector()) is not None


def test_the_demo_is_made_in_a_process_of_its_own_and_only_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(Settings.from_environment({"DATA_DIR": str(tmp_path)}))
    make_demo(workspace)
    assert len(workspace.meters()) == 12
    monkeypatch.setattr(warmup, "start_process", lambda *_: pytest.fail("there is nothing to do"))
    make_demo(workspace)


def test_it_happens_in_a_process_of_its_own(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    start_warm_up(workspace.settings)
    until(lambda: cached(workspace, "small", default_detector()) is not None)
    assert cached(workspace, "small", default_detector()) is not None


def test_nothing_to_do_is_no_error(settings: Settings) -> None:
    warm_up(settings)
    assert Workspace(settings).meters() == ()


def test_a_meter_with_too_little_history_is_no_error(
    workspace: Workspace, small_series: MeterSeries, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.add(imported(small_series.between(end=small_series.index[100])))
    with caplog.at_level("INFO", "pipeline.warmup"):
        warm_up(workspace.settings)
    assert "Nothing to warm up with meter small" in caplog.text
