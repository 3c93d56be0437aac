"""The workspace: readings and settings of meters together, and the demo."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.errors import DataError, LoadlensError, ParameterError
from data.importing.load import load
from data.series import MeterSeries
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse, cached, events_between
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported
from tests.pipeline.plain_detector import Plain
from tests.real_readings import POLITO, needs

TODAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def demo_settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"DATA_DIR": str(tmp_path / "demo")})


def make_demo(settings: Settings) -> None:
    Workspace(settings).ensure_demo(now=TODAY)


def test_readings_come_back_with_what_is_known_of_the_meter(workspace: Workspace, small_series: MeterSeries) -> None:
    [addition] = workspace.add(imported(small_series))
    assert (addition.meter_id, addition.summary.added) == ("small", len(small_series))
    assert workspace.series("small").digest == small_series.digest
    assert workspace.meter("small") == Meter("small", timezone="Europe/Zurich", country="CH", region="ZH")
    report = workspace.report("small")
    assert report is not None
    assert report.coverage == 1.0


def test_a_country_given_with_the_file_counts(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(replace(small_series, country="", region="")), country="GB", region="ENG")
    assert (workspace.series("small").country, workspace.series("small").region) == ("GB", "ENG")


def test_importing_again_leaves_what_people_said(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    told = Meter("small", "Bakery", "GB", "", "kW", 0.3, "GBP", timezone="Europe/London")
    workspace.save_meter(told)
    [addition] = workspace.add(imported(small_series))
    assert workspace.meter("small") == told
    assert (addition.summary.added, addition.summary.equal) == (0, len(small_series))


def test_a_time_zone_given_with_the_file_replaces_and_a_guessed_one_does_not(
    workspace: Workspace, small_series: MeterSeries
) -> None:
    workspace.add(imported(small_series))
    elsewhere = replace(small_series, index=small_series.index.tz_convert("Europe/London"))
    workspace.add(imported(elsewhere))
    assert workspace.meter("small").timezone == "Europe/Zurich"
    workspace.add(imported(elsewhere, zone_given=True))
    assert workspace.meter("small").timezone == "Europe/London"


def test_settings_of_a_meter_reach_its_readings(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    before = workspace.series("small")
    workspace.save_meter(replace(workspace.meter("small"), timezone="UTC", country="GB", region="SCT"))
    after = workspace.series("small")
    described = workspace.describe("small")
    assert (after.timezone, after.country, after.region) == ("UTC", "GB", "SCT")
    assert (described.timezone, described.country, described.first) == ("UTC", "GB", before.start)
    np.testing.assert_array_equal(after.power_kw, before.power_kw)


def test_an_unknown_country_stops_an_import_before_anything_is_stored(
    workspace: Workspace, small_series: MeterSeries
) -> None:
    with pytest.raises(LoadlensError, match="No public holidays"):
        workspace.add(imported(small_series), country="XX")
    assert workspace.meters() == ()
    assert "small" not in workspace.store


def test_an_import_tells_its_progress(workspace: Workspace, small_series: MeterSeries) -> None:
    told: list[str] = []
    two = (small_series, replace(small_series, meter_id="second"))
    workspace.add(imported(*two), progress=lambda step, _share: told.append(step))
    assert told == ["stored meter 1 of 2: small", "stored meter 2 of 2: second"]


def test_meters_stored_one_by_one_keep_what_people_said(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    workspace.save_meter(replace(workspace.meter("small"), name="Bakery", price_per_kwh=0.2))
    both = [(one, None) for one in (small_series, replace(small_series, meter_id="second"))]

    added = list(workspace.add_each(both, country="GB"))

    assert [(one.meter_id, one.summary.added > 0) for one in added] == [("small", False), ("second", True)]
    assert [(one.name, one.price_per_kwh, one.country) for one in workspace.meters()] == [
        ("Bakery", 0.2, "GB"),
        ("second", None, "GB"),
    ]


def test_settings_changed_while_an_import_runs_stay(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    running = workspace.add_each([(small_series, None), (replace(small_series, meter_id="second"), None)])
    next(running)

    workspace.save_meter(replace(workspace.meter("small"), name="Bakery"))
    list(running)

    assert workspace.meter("small").name == "Bakery"


def test_a_failing_meter_leaves_the_others_with_their_settings(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    shifted = replace(small_series, index=small_series.index + timedelta(minutes=7))
    others = [replace(small_series, meter_id=name) for name in ("a", "z")]

    with pytest.raises(DataError, match="small"):
        workspace.add(imported(others[0], shifted, others[1]))

    assert {one.meter_id for one in workspace.meters()} == set(workspace.store.meter_ids())
    assert "a" in workspace.store


def test_a_series_is_read_once_until_it_changes(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    first = workspace.series("small")
    assert workspace.series("small") is first
    power = small_series.power_kw.copy()
    power[5] = 99.0
    Workspace(workspace.settings).add(imported(small_series.with_power(power)))  # another process would do so
    assert workspace.series("small").power_kw[5] == 99.0


def test_many_threads_may_read_at_once(workspace: Workspace, small_series: MeterSeries) -> None:
    names = [f"meter {number}" for number in range(12)]
    workspace.add(imported(*(replace(small_series, meter_id=name) for name in names)))
    wrong: list[str] = []

    def read() -> None:
        wrong.extend(name for name in names * 5 if workspace.series(name).meter_id != name)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_stamp_follows_readings_and_settings(workspace: Workspace, small_series: MeterSeries) -> None:
    stamps = [workspace.stamp()]
    workspace.add(imported(small_series))
    stamps.append(workspace.stamp())
    workspace.save_meter(replace(workspace.meter("small"), name="Bakery"))
    stamps.append(workspace.stamp())
    workspace.add(imported(small_series.with_power(small_series.power_kw + 1.0)))
    stamps.append(workspace.stamp())
    assert len(set(stamps)) == 4
    assert workspace.stamp() == stamps[-1]


def test_a_removed_meter_is_gone_with_its_readings(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    workspace.remove_meter("small")
    assert workspace.meters() == ()
    with pytest.raises(ParameterError, match="There is no meter 'small'"):
        workspace.series("small")


def test_settings_outlive_caches_and_readings(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    analyse(workspace, "small", Plain())
    shutil.rmtree(workspace.settings.cache_dir)
    again = Workspace(workspace.settings)
    assert again.meters() == workspace.meters()
    assert analyse(again, "small", Plain()).scores.score.shape == (len(small_series),)
    shutil.rmtree(workspace.settings.data_dir / "readings")
    with pytest.raises(DataError, match="no stored meter"):
        again.series("small")
    assert again.meter("small").region == "ZH"


def test_readings_whose_settings_were_lost_are_found_again(workspace: Workspace, small_series: MeterSeries) -> None:
    workspace.add(imported(small_series))
    for path in workspace.settings.data_dir.glob("loadlens.db*"):
        path.unlink()
    again = Workspace(workspace.settings)
    assert again.meters() == ()
    again.adopt()
    assert again.meter("small") == Meter("small", timezone="Europe/Zurich", country="CH", region="ZH")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "file" / "data")})
    with pytest.raises(ParameterError, match=r"cannot be written to .* DATA_DIR"):
        Workspace(settings)


def test_the_demo_is_twelve_meters_with_tariff_and_place(demo_settings: Settings) -> None:
    workspace = Workspace(demo_settings)
    told: list[tuple[str, float]] = []
    workspace.ensure_demo(lambda step, share: told.append((step, share)), TODAY)
    meters = workspace.meters()
    assert len(meters) == len(told) == 12
    assert all(meter.demo and meter.country and meter.currency and meter.price_per_kwh for meter in meters)
    for meter in meters:
        described = workspace.describe(meter.meter_id)
        assert described.last.date() == TODAY.date()
        assert described.step == timedelta(minutes=15)
        assert (described.last - described.first).days >= 540
    assert told[0][0].startswith("making demo meter 1 of 12: ")


def test_the_demo_is_made_once(demo_settings: Settings) -> None:
    make_demo(demo_settings)
    workspace = Workspace(demo_settings)
    stamp = workspace.stamp()
    workspace.ensure_demo(now=TOMORROW)
    assert workspace.stamp() == stamp


def test_a_removed_demo_meter_stays_removed_and_a_changed_one_changed(demo_settings: Settings) -> None:
    make_demo(demo_settings)
    workspace = Workspace(demo_settings)
    first, second, *_ = workspace.meters()
    workspace.remove_meter(first.meter_id)
    workspace.save_meter(replace(second, name="Ours"))
    workspace.ensure_demo(now=TOMORROW)
    names = {meter.meter_id: meter.name for meter in workspace.meters()}
    assert first.meter_id not in names
    assert names[second.meter_id] == "Ours"


def test_demo_readings_lost_with_the_disk_are_made_again(demo_settings: Settings) -> None:
    make_demo(demo_settings)
    shutil.rmtree(demo_settings.data_dir / "readings")
    workspace = Workspace(demo_settings)
    workspace.ensure_demo(now=TOMORROW)
    assert all(workspace.describe(meter.meter_id).readings > 50_000 for meter in workspace.meters())


def test_demo_meters_whose_settings_were_lost_are_demo_meters_again(demo_settings: Settings) -> None:
    make_demo(demo_settings)
    before = Workspace(demo_settings).meters()
    for path in demo_settings.data_dir.glob("loadlens.db*"):
        path.unlink()
    make_demo(demo_settings)
    assert Workspace(demo_settings).meters() == before


def test_without_demo_there_are_no_meters(workspace: Workspace) -> None:
    workspace.ensure_demo(now=TODAY)
    assert workspace.meters() == ()


def test_two_processes_that_start_at_once_make_one_demo(demo_settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    starting = [context.Process(target=make_demo, args=(demo_settings,)) for _ in range(2)]
    for process in starting:
        process.start()
    for process in starting:
        process.join()
    assert [process.exitcode for process in starting] == [0, 0]
    assert len(Workspace(demo_settings).meters()) == 12


@needs(POLITO)
def test_a_real_file_goes_all_the_way_to_events(workspace: Workspace) -> None:
    added = workspace.add(load(POLITO, default_timezone="Europe/Rome"), country="IT")
    assert [addition.meter_id for addition in added] == ["TotalP", "ChillerP"]
    series = workspace.series("TotalP")
    analysis = analyse(workspace, "TotalP", Plain(scale_kw=10.0))
    again = workspace.add(load(POLITO, default_timezone="Europe/Rome"))
    assert again[0].summary.added == again[0].summary.changed == 0
    assert cached(workspace, "TotalP", Plain(scale_kw=10.0)) is not None
    found = events_between(series, analysis, Threshold(), series.index[0], series.index[len(series) // 2])
    assert found
    assert all(event.end <= series.index[len(series) // 2] for event in found)
