"""Which tests are slow: ``make test`` runs them, ``make quick`` leaves them out.

What methods find is slow; the contract of all of them is quick for two cheap ones, so that ``make quick`` holds it too.
Elsewhere a test is slow that takes more than about a second of processor time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detectors.base import Detector

ROOT = Path(__file__).parents[1]
QUICK_METHODS = ("typical_week", "data_faults")
"""Methods whose contract is quick: one that expects, and one with reasons of its own."""
METHODS, CONTRACT = "tests/detectors/methods/", "tests/detectors/methods/test_contract.py"
SLOW = (
    "tests/api/test_document.py::test_the_answer_is_what_the_document_says",
    "tests/api/test_two_weeks.py",
    "tests/benchmarks/test_as_told.py",
    "tests/benchmarks/test_described.py::test_all_of_them_come_back_equal",
    "tests/benchmarks/test_described.py::test_the_page_has_the_table_of_them",
    "tests/benchmarks/test_forecast.py",
    "tests/benchmarks/test_learning.py",
    "tests/benchmarks/test_peers.py",
    "tests/benchmarks/test_quality.py",
    "tests/benchmarks/test_results.py::test_quality_comes_first",
    "tests/benchmarks/test_screening.py",
    "tests/benchmarks/test_speed.py",
    "tests/benchmarks/told/test_bands.py::test_no_band_sees_the_day_it_is_made_for",
    "tests/components/results/test_demo_headlines.py",
    "tests/components/views/test_views.py::test_what_the_analysis_found_abnormal_shapes_no_typical_day",
    "tests/data/importing/test_any_table.py",
    "tests/data/importing/test_real_files.py",
    "tests/data/importing/test_round_trip.py",
    "tests/data/simulation/test_inject.py::test_ten_faults_fit_in_a_year_of_every_real_meter",
    "tests/data/storage/test_kill_loop.py",
    "tests/data/storage/test_store_safety.py",
    "tests/detectors/changes/test_change_state.py",
    "tests/detectors/changes/test_explained.py",
    "tests/detectors/changes/test_level_changes.py::test_a_meter_that_only_wanders_has_a_change_in_ten_years_at_most",
    "tests/detectors/changes/test_scale_factors.py",
    "tests/detectors/events/test_change_segments.py",
    "tests/detectors/events/test_events.py::test_dates_that_begin_after_a_fault_make_no_event_of_its_carryover",
    "tests/detectors/events/test_latest.py::test_there_is_an_event_of_the_latest_reading_exactly_where_its_score_reaches_the_level",
    "tests/detectors/features/data_quality/test_held_values.py::test_a_day_more_gives_the_same_scores_as_all_readings_at_once",
    "tests/detectors/forecasters/test_previous_level.py",
    "tests/detectors/outliers/test_density.py",
    "tests/detectors/rules/test_run_scores.py",
    "tests/detectors/test_registry.py::test_the_app_does_not_wait_for_libraries_of_methods_nobody_asked_for",
    "tests/detectors/walk_forward/test_alarm_limits.py",
    "tests/detectors/walk_forward/test_usual_range.py",
    "tests/pipeline/jobs/test_preload.py",
    "tests/pipeline/predict/test_predictor.py",
    "tests/pipeline/store/test_meters.py::test_processes_that_start_at_once_all_succeed",
    "tests/pipeline/store/test_workspace.py::test_a_real_file_goes_all_the_way_to_events",
    "tests/pipeline/store/test_workspace.py::test_a_removed_demo_meter_stays_removed_and_a_changed_one_changed",
    "tests/pipeline/store/test_workspace.py::test_demo_meters_whose_settings_were_lost_are_demo_meters_again",
    "tests/pipeline/store/test_workspace.py::test_demo_readings_lost_with_the_disk_are_made_again",
    "tests/pipeline/store/test_workspace.py::test_two_processes_that_start_at_once_make_one_demo",
    "tests/pipeline/test_warmup.py::test_it_happens_in_a_process_of_its_own",
    "tests/pipeline/test_warmup.py::test_the_first_demo_meter_is_analysed_ahead",
    "tests/terminal/test_bench.py::test_every_benchmark_has_a_report",
    "tests/terminal/test_detect.py",
    "tests/terminal/test_ending.py",
    "tests/terminal/test_together.py",
)
"""Files and tests of which one case takes more than about a second of processor time, or starts other processes."""


def is_slow(item: pytest.Item) -> bool:
    """Return whether a test is left out of ``make quick``."""
    return is_listed(item) or is_of_another_meter(item) or any(name not in QUICK_METHODS for name in methods_of(item))


def is_listed(item: pytest.Item) -> bool:
    """Return whether a test or its file stands in the list."""
    file = item.path.relative_to(ROOT).as_posix()
    if file.startswith(METHODS) and file != CONTRACT:
        return True
    return file in SLOW or f"{file}::{getattr(item, 'originalname', item.name)}" in SLOW


def is_of_another_meter(item: pytest.Item) -> bool:
    """Return whether a case gives a method other readings than those of an office, hour by hour."""
    params = params_of(item)
    return bool(methods_of(item)) and (params.get("step", 60), params.get("archetype", "office")) != (60, "office")


def methods_of(item: pytest.Item) -> list[str]:
    """Return the names of the methods a case is about."""
    return [kind.name for kind in params_of(item).values() if isinstance(kind, type) and issubclass(kind, Detector)]


def params_of(item: pytest.Item) -> dict[str, Any]:
    """Return what a case is called with, by name."""
    return getattr(getattr(item, "callspec", None), "params", {})
