"""The cache of results: what it gives back is what was put, and damage is a miss."""

from __future__ import annotations

import io
import sqlite3
import stat
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from detectors.forecast import Forecast
from detectors.reasons import reason_keys
from detectors.scores import COLUMNS, Scores, empty_scores
from pipeline.cache.results import KEPT_FORM, Kept, ResultCache, as_kept

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
KEY = "a" * 64


@pytest.fixture
def scores() -> Scores:
    index = pd.DatetimeIndex(pd.date_range("2025-03-29", periods=500, freq="15min", tz="Europe/Zurich"))
    rng = np.random.default_rng(3)
    columns = empty_scores(index, 0.25)
    for name in ("score", "expected", "scale_below", "scale_above"):
        columns[name] = rng.gamma(2.0, 2.0, 500)
    columns["score"][10:20] = np.nan
    columns["side"] = rng.integers(-1, 2, 500).astype(np.int8)
    columns["reason"] = rng.integers(0, 14, 500).astype(np.uint8)
    return as_kept(Kept(Scores(index, **columns), 0.0, NOON)).scores


@pytest.fixture
def cache(tmp_path: Path) -> ResultCache:
    return ResultCache(tmp_path / "results", 10)


def assert_equal(one: Scores, other: Scores) -> None:
    assert one.index.equals(other.index)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


def test_a_kept_result_comes_back_exactly(cache: ResultCache, scores: Scores) -> None:
    cache.put(KEY, Kept(scores, 1.25, NOON))
    found = cache.get(KEY, scores.index)
    assert found is not None
    assert_equal(found.scores, scores)
    assert (found.seconds, found.computed_at) == (1.25, NOON)
    assert KEY in cache


def test_what_a_method_noted_is_kept_with_the_scores(cache: ResultCache, scores: Scores) -> None:
    notes = ("Order found: ARIMA(2, 0, 1).", "Grüße, 21 °C")
    cache.put(KEY, Kept(scores, 1.0, NOON, notes=notes))

    found = cache.get(KEY, scores.index)

    assert found is not None
    assert found.notes == notes


def test_a_forecast_is_kept_with_the_scores(cache: ResultCache, scores: Scores) -> None:
    later = pd.date_range(scores.index[-1], periods=97, freq="15min")[1:]
    values = np.random.default_rng(5).gamma(2.0, 2.0, (3, 96))
    values[0, :4] = np.nan
    kept = as_kept(Kept(scores, 1.0, NOON, Forecast(later, *values)))
    cache.put(KEY, kept)

    found = cache.get(KEY, scores.index)

    assert found is not None
    assert found.forecast is not None
    assert kept.forecast is not None
    assert found.forecast.index.equals(later)
    for name in ("expected", "scale_below", "scale_above"):
        np.testing.assert_array_equal(getattr(found.forecast, name), getattr(kept.forecast, name), strict=True)


def test_without_a_forecast_none_is_kept(cache: ResultCache, scores: Scores) -> None:
    cache.put(KEY, Kept(scores, 1.0, NOON))
    found = cache.get(KEY, scores.index)
    assert found is not None
    assert found.forecast is None


def test_what_was_never_put_is_a_miss(cache: ResultCache, scores: Scores) -> None:
    assert cache.get(KEY, scores.index) is None
    assert KEY not in cache


def test_a_new_start_finds_what_was_kept(cache: ResultCache, scores: Scores, tmp_path: Path) -> None:
    cache.put(KEY, Kept(scores, 1.0, NOON))
    assert ResultCache(tmp_path / "results", 10).get(KEY, scores.index) is not None


def test_rounding_happens_once_and_keeps_seven_digits(scores: Scores) -> None:
    values = np.full(len(scores.index), 4.000000001)
    changed = Scores(scores.index, **{**{n: getattr(scores, n) for n in COLUMNS}, "score": values})
    rounded = as_kept(Kept(changed, 0.0, NOON)).scores
    np.testing.assert_allclose(rounded.score, values, rtol=1e-7)
    assert_equal(as_kept(Kept(rounded, 0.0, NOON)).scores, rounded)


@pytest.mark.parametrize("blob", [b"", b"\x00\x00\x00\x00", b"PK\x03\x04 half", "a text", 17, b"x" * 5000], ids=repr)
def test_damage_is_a_miss_and_can_be_put_again(tmp_path: Path, scores: Scores, blob: object) -> None:
    cache = ResultCache(tmp_path, 10)
    cache._cache.set(KEY, blob)
    assert cache.get(KEY, scores.index) is None
    cache.put(KEY, Kept(scores, 1.0, NOON))
    assert cache.get(KEY, scores.index) is not None


def test_every_flipped_byte_is_found(tmp_path: Path, scores: Scores) -> None:
    cache = ResultCache(tmp_path, 10)
    cache.put(KEY, Kept(scores, 1.0, NOON))
    blob = bytearray(cache._cache.get(KEY))
    for place in range(0, len(blob), 97):
        damaged = bytearray(blob)
        damaged[place] ^= 0xFF
        cache._cache.set(KEY, bytes(damaged))
        assert cache.get(KEY, scores.index) is None


def test_a_result_of_another_length_is_a_miss(cache: ResultCache, scores: Scores) -> None:
    cache.put(KEY, Kept(scores, 1.0, NOON))
    assert cache.get(KEY, scores.index[:-1]) is None


def test_a_result_of_an_earlier_form_is_a_miss_and_can_be_put_again(
    cache: ResultCache, scores: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.cache.results.KEPT_FORM", KEPT_FORM - 1)
    cache.put(KEY, Kept(scores, 1.0, NOON))
    monkeypatch.undo()

    assert cache.get(KEY, scores.index) is None
    cache.put(KEY, Kept(scores, 1.0, NOON))
    assert cache.get(KEY, scores.index) is not None


@pytest.mark.parametrize("form", [{}, {"form": np.array(KEPT_FORM)}], ids=["before forms had numbers", "of this form"])
def test_a_result_with_columns_of_other_names_is_a_miss(
    cache: ResultCache, scores: Scores, form: dict[str, np.ndarray]
) -> None:
    former = {"scale_below": "spread_below", "scale_above": "spread_above"}
    columns = {former.get(name, name): getattr(scores, name) for name in COLUMNS}
    stream = io.BytesIO()
    np.savez_compressed(stream, facts=np.array([1.0, NOON.timestamp()]), **form, **columns)  # type: ignore[arg-type]
    content = stream.getvalue()
    cache._cache.set(KEY, zlib.crc32(content).to_bytes(4) + content)

    assert cache.get(KEY, scores.index) is None


def test_a_result_means_the_same_reasons_where_codes_are_others(
    cache: ResultCache, scores: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ("draught", *reversed(reason_keys()))
    codes = np.array([others.index(key) for key in reason_keys()], np.uint8)[scores.reason]
    monkeypatch.setattr("pipeline.cache.results.reason_keys", lambda: others)
    cache.put(KEY, Kept(replace(scores, reason=codes), 1.0, NOON))
    monkeypatch.undo()

    found = cache.get(KEY, scores.index)

    assert found is not None
    assert_equal(found.scores, scores)


def test_a_result_of_a_detector_that_is_gone_is_a_miss(
    cache: ResultCache, scores: Scores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pipeline.cache.results.reason_keys", lambda: (*reason_keys()[:5], "draught", "smoke"))
    cache.put(KEY, Kept(replace(scores, reason=scores.reason % 6), 1.0, NOON))
    monkeypatch.undo()

    assert cache.get(KEY, scores.index) is None
    assert "There is no reason 'draught' here; install the detector it belongs to." in caplog.text


def test_files_that_vanished_are_a_miss(tmp_path: Path, scores: Scores) -> None:
    cache = ResultCache(tmp_path, 10)
    cache.put(KEY, Kept(scores, 1.0, NOON))
    cache._cache.set(KEY, b"x" * 200_000)  # large enough for a file of its own
    for path in tmp_path.rglob("*.val"):
        path.unlink()
    assert cache.get(KEY, scores.index) is None


def test_only_the_owner_may_enter(tmp_path: Path) -> None:
    ResultCache(tmp_path / "results", 10)
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o700


def test_a_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir(mode=0o777)
    ResultCache(tmp_path / "results", 10)
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o700


def test_the_size_stays_within_its_limit(tmp_path: Path) -> None:
    cache = ResultCache(tmp_path, 1)
    long = pd.DatetimeIndex(pd.date_range("2020-01-01", periods=40_000, freq="15min", tz="UTC"))
    noise = {name: np.random.default_rng(1).normal(size=40_000) for name in ("score", "expected")}
    columns = {**empty_scores(long, 0.25), **noise}
    for number in range(12):
        cache.put(f"{number:064d}", Kept(Scores(long, **columns), 1.0, NOON))
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.val")) < 2_000_000
    assert cache.get(f"{11:064d}", long) is not None


def test_a_disk_that_refuses_costs_only_time(
    cache: ResultCache, scores: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(cache._cache, "set", refuse)
    cache.put(KEY, Kept(scores, 1.0, NOON))
    assert cache.get(KEY, scores.index) is None
