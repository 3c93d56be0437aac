"""Running an analysis: computed once, kept by content, told about, cut to dates."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError, ParameterError
from data.series import MeterSeries
from detectors.explain.explain import explain
from detectors.scores import Reason
from detectors.threshold import Threshold
from pipeline.analysis import run
from pipeline.analysis.analysis import analysis_key
from pipeline.analysis.run import analyse, cached, events_between
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported
from tests.pipeline.plain_detector import Plain


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "trace"
    path.touch()
    monkeypatch.setenv("PLAIN_TRACE", str(path))
    return path


@pytest.fixture
def filled(workspace: Workspace, small_series: MeterSeries) -> Workspace:
    workspace.add(imported(small_series))
    return workspace


def times(trace: Path) -> int:
    return len(trace.read_text().splitlines())


def test_what_was_computed_is_what_comes_back_from_the_cache(filled: Workspace, trace: Path) -> None:
    assert cached(filled, "small", Plain()) is None
    computed = analyse(filled, "small", Plain())
    again = analyse(filled, "small", Plain())
    kept = cached(filled, "small", Plain())
    assert kept is not None
    for other in (again, kept):
        np.testing.assert_array_equal(other.scores.score, computed.scores.score, strict=True)
        assert (other.key, other.seconds, other.computed_at) == (computed.key, computed.seconds, computed.computed_at)
        assert (other.readiness, other.detector, other.meter_id) == (computed.readiness, Plain(), "small")
    assert times(trace) == 1


def test_the_scores_are_those_of_the_detector(filled: Workspace) -> None:
    analysis = analyse(filled, "small", Plain(scale_kw=2.0))
    series = filled.series("small")
    expected = np.abs(series.power_kw - series.power_kw.mean()) / 2.0
    np.testing.assert_allclose(analysis.scores.score, expected, rtol=1e-6)
    assert analysis.scores.index.equals(series.index)


def test_a_kept_result_is_found_after_a_new_start(filled: Workspace, trace: Path) -> None:
    analyse(filled, "small", Plain())
    assert cached(Workspace(filled.settings), "small", Plain()) is not None
    assert times(trace) == 1


def test_the_key_follows_readings_place_parameters_and_revision(
    small_series: MeterSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = analysis_key(small_series, Plain())
    others = [
        analysis_key(small_series.with_power(small_series.power_kw + 1e-9), Plain()),
        analysis_key(replace(small_series, region="BE"), Plain()),
        analysis_key(replace(small_series, index=small_series.index.tz_convert("UTC")), Plain()),
        analysis_key(small_series, Plain(scale_kw=1.1)),
    ]
    monkeypatch.setattr(Plain, "revision", 2)
    others.append(analysis_key(small_series, Plain()))
    assert len({key, *others}) == 6
    assert analysis_key(replace(small_series, meter_id="other"), Plain(mood="good")) == others[-1]


def test_corrected_readings_are_judged_anew(filled: Workspace, small_series: MeterSeries, trace: Path) -> None:
    analyse(filled, "small", Plain())
    power = small_series.power_kw.copy()
    power[100] = 50.0
    filled.add(imported(small_series.with_power(power)))
    assert cached(filled, "small", Plain()) is None
    assert analyse(filled, "small", Plain()).scores.score[100] > 40
    assert times(trace) == 2


def test_another_place_is_judged_anew_and_the_old_one_still_kept(filled: Workspace, trace: Path) -> None:
    analyse(filled, "small", Plain())
    meter = filled.meter("small")
    filled.save_meter(replace(meter, region="BE"))
    assert cached(filled, "small", Plain()) is None
    filled.save_meter(meter)
    assert cached(filled, "small", Plain()) is not None
    assert times(trace) == 1


def test_a_name_or_tariff_changes_no_result(filled: Workspace) -> None:
    analyse(filled, "small", Plain())
    filled.save_meter(replace(filled.meter("small"), name="Small one", price_per_kwh=0.3, currency="CHF"))
    assert cached(filled, "small", Plain()) is not None


def test_progress_is_told_in_steps_and_shares(filled: Workspace) -> None:
    told: list[tuple[str, float]] = []
    analyse(filled, "small", Plain(), lambda step, share: told.append((step, share)))
    assert [step for step, _ in told] == [
        "reading the meter",
        "learning the mean",
        "comparing with the mean",
        "counting events",
        "keeping the result",
    ]
    shares = [share for _, share in told]
    assert shares == sorted(shares)


def test_an_error_is_a_sentence_and_is_not_kept(filled: Workspace) -> None:
    for _ in range(2):
        with pytest.raises(DataError, match="try another one"):
            analyse(filled, "small", Plain(mood="bad"))
    assert cached(filled, "small", Plain(mood="bad")) is None


def test_too_little_history_says_from_when_on(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series.between(end=small_series.start + timedelta(days=10))))
    with pytest.raises(DataError, match="needs 21; it will answer from 27 January 2025"):
        analyse(workspace, "small", Plain())


def test_an_unknown_meter_is_named(workspace: Workspace) -> None:
    with pytest.raises(ParameterError, match="There is no meter 'nobody'"):
        analyse(workspace, "nobody", Plain())
    with pytest.raises(ParameterError, match="There is no meter 'nobody'"):
        cached(workspace, "nobody", Plain())


def test_readings_lost_from_the_disk_are_a_sentence(workspace: Workspace) -> None:
    workspace.save_meter(Meter("lost", timezone="UTC"))
    with pytest.raises(DataError, match="no stored meter 'lost'"):
        cached(workspace, "lost", Plain())


def test_a_damaged_result_is_computed_again(filled: Workspace, trace: Path) -> None:
    key = analyse(filled, "small", Plain()).key
    filled.results._cache.set(key, b"damaged")
    assert analyse(filled, "small", Plain()).key == key
    assert times(trace) == 2


def test_who_asks_while_it_is_computed_waits_for_that_result(filled: Workspace, trace: Path) -> None:
    barrier = threading.Barrier(5)

    def ask() -> None:
        barrier.wait()
        analyse(filled, "small", Plain())

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert times(trace) == 1


def spiked(workspace: Workspace, series: MeterSeries, *places: int) -> MeterSeries:
    power = series.power_kw.copy()
    power[list(places)] = 60.0
    workspace.add(imported(series.with_power(power)))
    return workspace.series("small")


def test_events_are_those_within_the_dates(workspace: Workspace, small_series: MeterSeries) -> None:
    series = spiked(workspace, small_series, 100, 500, 900)
    analysis = analyse(workspace, "small", Plain())
    threshold = Threshold(level=20.0)
    everything = events_between(series, analysis, threshold)
    part = events_between(series, analysis, threshold, series.index[200], series.index[900])
    assert [event.start for event in everything] == [series.index[place] for place in (100, 500, 900)]
    assert [event.start for event in part] == [series.index[500]]
    assert part[0] == everything[1]


def test_what_was_before_the_dates_is_part_of_what_is_told(workspace: Workspace, small_series: MeterSeries) -> None:
    analysis = analyse(workspace, spiked(workspace, small_series, 400).meter_id, Plain())
    series = workspace.series("small")
    peaks = np.full(len(series), Reason.PEAK.code, np.uint8)
    analysis = replace(analysis, scores=replace(analysis.scores, reason=peaks))
    day = timedelta(days=1)
    whole, part = (
        events_between(series, analysis, Threshold(level=6.0), start=start)
        for start in (series.start, series.index[400].normalize() - day)
    )
    assert "load factor" in explain(part[0]).sentence
    assert part[0] == whole[0]


def test_the_end_is_not_part_of_the_dates_and_the_start_is(workspace: Workspace, small_series: MeterSeries) -> None:
    series = spiked(workspace, small_series, 500)
    analysis = analyse(workspace, "small", Plain())
    threshold = Threshold(level=20.0)
    assert len(events_between(series, analysis, threshold, series.index[500], series.index[600])) == 1
    assert events_between(series, analysis, threshold, series.index[400], series.index[500]) == []


def test_dates_without_readings_are_a_sentence(filled: Workspace) -> None:
    analysis = analyse(filled, "small", Plain())
    start = pd.Timestamp("2030-01-01", tz="UTC")
    with pytest.raises(DataError, match="has no readings from 2030-01-01"):
        events_between(filled.series("small"), analysis, Threshold(), start)


def test_nothing_of_the_threshold_is_in_a_key() -> None:
    assert "hreshold" not in (Path(run.__file__).with_name("analysis.py").read_text().split("def analysis_key")[1])
