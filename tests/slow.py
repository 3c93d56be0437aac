"""Which tests are slow: ``make test`` runs them, ``make quick`` leaves them out.

Tests of every method are quick for a few cheap methods and slow for all others, so that ``make quick`` holds the
contract of a detector too. Elsewhere a test is slow that takes more than about a second of processor time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.base import Detector

ROOT = Path(__file__).parents[1]
QUICK_METHODS = ("typical_week", "data_faults", "baseload")
"""Methods whose tests are quick: one that expects, one with reasons of its own, one that judges by the night."""
SLOW = (
    "tests/api/test_document.py::test_the_answer_is_what_the_document_says",
    "tests/api/test_two_weeks.py",
    "tests/benchmarks/test_forecast.py",
    "tests/benchmarks/test_learning.py",
    "tests/benchmarks/test_peers.py",
    "tests/benchmarks/test_quality.py",
    "tests/benchmarks/test_screening.py",
    "tests/components/views/test_views.py::test_what_the_analysis_found_abnormal_shapes_no_typical_day",
    "tests/data/importing/test_real_files.py",
    "tests/data/importing/test_round_trip.py",
    "tests/data/simulation/test_inject.py::test_ten_faults_fit_in_a_year_of_every_real_meter",
    "tests/data/storage/test_kill_loop.py",
    "tests/data/storage/test_store_safety.py",
    "tests/detectors/events/test_events.py::test_dates_that_begin_after_a_fault_make_no_event_of_its_carryover",
    "tests/detectors/events/test_latest.py::test_there_is_an_event_of_the_latest_reading_exactly_where_its_score_reaches_the_level",
    "tests/detectors/outliers/test_density.py",
    "tests/detectors/test_registry.py::test_the_app_does_not_wait_for_libraries_of_methods_nobody_asked_for",
    "tests/pipeline/jobs/test_preload.py",
    "tests/pipeline/predict/test_predictor.py::test_every_reading_is_judged_as_the_page_judges_it",
    "tests/pipeline/predict/test_predictor.py::test_readings_in_any_order_end_in_the_same_store_and_the_last_is_judged_alike",
    "tests/pipeline/predict/test_predictor.py::test_readings_of_one_meter_from_many_sides_at_once_are_all_kept",
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
    "tests/terminal/test_together.py::test_a_stored_meter_is_judged_by_others_as_a_file_is",
)
"""Files and tests of which one case takes more than about a second of processor time, or starts other processes."""


def is_slow(item: pytest.Item) -> bool:
    """Return whether a test is left out of ``make quick``."""
    return is_listed(item) or any(method not in QUICK_METHODS for method in methods_of(item))


def is_listed(item: pytest.Item) -> bool:
    """Return whether a test or its file stands in the list."""
    file = item.path.relative_to(ROOT).as_posix()
    return file in SLOW or f"{file}::{getattr(item, 'originalname', item.name)}" in SLOW


def methods_of(item: pytest.Item) -> list[str]:
    """Return the names of the methods a case is about."""
    values = getattr(getattr(item, "callspec", None), "params", {}).values()
    return [value.name for value in values if isinstance(value, type) and issubclass(value, Detector)]
