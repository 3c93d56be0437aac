"""What the server says of the chosen event: the window in which it stands out, for the readings on show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from components.basics.date_range import DateRange
from components.basics.request import Request
from components.results.chosen import window_of
from components.results.view_model import detected
from data.series import MeterSeries
from detectors.events.limits import window_limits
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse, events_between, with_floor
from pipeline.analysis.several import kept_several
from pipeline.store.workspace import Workspace
from tests.detectors.meters import building
from tests.pipeline.imports import imported

THRESHOLD = Threshold(level=3.0, min_kwh=0.0)


@pytest.fixture(scope="module")
def faulty() -> MeterSeries:
    """An office in which a night, then thirty hours, take a little more than usual."""
    series = building("office", 60, 90)
    power = series.power_kw.copy()
    power[80 * 24 : 81 * 24 + 6] *= 1.25
    return replace(series.with_power(power), meter_id="faulty")


@pytest.fixture
def request_(workspace: Workspace, faulty: MeterSeries) -> Request:
    workspace.add(imported(faulty))
    dates = DateRange(faulty.index[70 * 24].date(), faulty.index[-1].date())
    return Request("faulty", dates, "typical_week")


def test_it_is_that_of_the_engine_counted_from_the_first_reading_on_show(
    workspace: Workspace, request_: Request
) -> None:
    analyse(workspace, request_.meter, request_.methods()[0])
    series = workspace.series(request_.meter)
    scores = kept_several(workspace, series, request_.methods()).found[request_.detector].scores
    analysis = kept_several(workspace, series, request_.methods()).found[request_.detector]
    bounds = request_.date_range.bounds(series.timezone)
    found = events_between(series, analysis, with_floor(THRESHOLD, workspace.settings), *bounds)
    shown = detected(workspace, request_, THRESHOLD)
    begin = int(series.index.searchsorted(series.between(*bounds).start))

    said = {row["id"]: window_of(workspace, request_, THRESHOLD, row["id"]) for row in shown.rows}

    assert any(said.values())
    for event, window in zip(found, said.values(), strict=True):
        limits = window_limits(series, scores, event)
        assert (window is None) == (limits is None)
        if window is not None and limits is not None:
            assert (window["key"], window["hours"]) == (shown.key, limits.hours)
            assert window["first"] == limits.first - begin >= 0
            assert np.isfinite(limits.mean_kw).any()


def test_nothing_is_said_of_an_event_that_is_not_there_and_before_a_meter_is_judged(
    workspace: Workspace, request_: Request
) -> None:
    assert window_of(workspace, request_, THRESHOLD, "ENERGY-1") is None

    analyse(workspace, request_.meter, request_.methods()[0])

    assert window_of(workspace, request_, THRESHOLD, "ENERGY-1") is None
