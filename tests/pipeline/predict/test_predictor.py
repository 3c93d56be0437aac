"""One reading at a time: kept each once, judged as the page judges it, in whatever order readings come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries, Quality
from detectors.registry import default_detector
from detectors.scores import Reason
from pipeline.predict.interval import Stamp
from pipeline.predict.predictor import Posted, Prediction, Predictor, RefusalError, Stored, Why, one_reading
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

ZONE = "Europe/Zurich"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 75
HISTORY_DAYS = 60
START = pd.Timestamp("2025-03-03", tz=ZONE)


def office(days: int = DAYS) -> MeterSeries:
    """Return hours of a small office: 2 kW at night, 8 kW on workdays, a little noise."""
    index = pd.date_range(START, START + timedelta(days=days), freq="h", inclusive="left")
    busy = (index.hour >= 7) & (index.hour < 18) & (index.day_of_week < 5)
    noise = np.random.default_rng(3).normal(0, 0.15, len(index))
    return MeterSeries("office", pd.DatetimeIndex(index), np.round(2.0 + 6.0 * busy + noise, 3))


WHOLE = office()
FIRST = HISTORY_DAYS * 24


@pytest.fixture
def predictor(workspace: Workspace) -> Predictor:
    workspace.store.write(WHOLE.between(end=WHOLE.index[FIRST]))
    workspace.save_meter(Meter("office", timezone=ZONE))
    return Predictor(workspace)


def posted(position: int, energy_kwh: float | None = None) -> Posted:
    """Return a reading of the office, stamped at the end of its interval in local time."""
    time = (WHOLE.index[0] + (position + 1) * WHOLE.step).tz_localize(None).to_pydatetime()
    return Posted("office", time, float(WHOLE.power_kw[position]) if energy_kwh is None else energy_kwh)


def stored_kw(workspace: Workspace, position: int) -> float:
    return float(workspace.store.read("office").power_kw[position])


def test_an_ordinary_reading_is_none_and_one_far_off_is_an_anomaly(predictor: Predictor) -> None:
    normal, high = predictor.predict(posted(FIRST), NOW), predictor.predict(posted(FIRST + 1, 9.0), NOW)

    assert normal.score < normal.level <= high.score
    assert (normal.reason, high.reason) == (Reason.NONE, Reason.ABOVE_EXPECTED)
    assert normal.low_kw < normal.power_kw < normal.high_kw < high.power_kw
    assert normal.expected_kw == pytest.approx(2.0, abs=0.3)
    assert normal.sentence.startswith("As usual: ")
    assert "9 kW" in high.sentence
    assert (normal.start, normal.end) == (WHOLE.index[FIRST], WHOLE.index[FIRST + 1])


def test_the_same_reading_again_changes_nothing_and_another_value_replaces_it(
    predictor: Predictor, workspace: Workspace
) -> None:
    did = [predictor.predict(posted(FIRST, value), NOW).stored for value in (2.0, 2.0, 2.5, 2.5)]

    assert did == [Stored.ADDED, Stored.UNCHANGED, Stored.REPLACED, Stored.UNCHANGED]
    assert stored_kw(workspace, FIRST) == 2.5
    assert len(workspace.store.read("office")) == FIRST + 1
    assert workspace.store.describe("office").readings == FIRST + 1


def test_every_reading_is_judged_as_the_page_judges_it(workspace: Workspace, predictor: Predictor) -> None:
    answers = [predictor.predict(posted(position), NOW) for position in range(FIRST, FIRST + 30)]

    whole = WHOLE.between(end=WHOLE.index[FIRST + 30])
    expected = default_detector().fit(whole).score(whole)
    assert [answer.score for answer in answers] == list(expected.score[FIRST:])
    assert [answer.expected_kw for answer in answers] == list(expected.expected[FIRST:])
    assert workspace.series("office").digest == whole.digest


def test_readings_in_any_order_end_in_the_same_store_and_the_last_is_judged_alike(
    predictor: Predictor, workspace: Workspace
) -> None:
    order = np.random.default_rng(5).permutation(np.arange(FIRST, FIRST + 40))
    for position in order:
        predictor.predict(posted(int(position)), NOW)

    last = predictor.predict(posted(FIRST + 39), NOW)

    whole = WHOLE.between(end=WHOLE.index[FIRST + 40])
    assert last.stored is Stored.UNCHANGED
    assert workspace.series("office").digest == whole.digest
    assert last.score == default_detector().fit(whole).score(whole).score[-1]


def test_a_late_reading_is_judged_by_what_was_before_it(predictor: Predictor, workspace: Workspace) -> None:
    late = predictor.predict(posted(FIRST - 400, 30.0), NOW)

    before = workspace.series("office").between(end=WHOLE.index[FIRST - 399])
    assert late.stored is Stored.REPLACED
    assert late.score == default_detector().fit(before).score(before).score[-1]
    assert late.reason is Reason.IMPOSSIBLE or late.reason is Reason.ABOVE_EXPECTED


def test_after_a_gap_it_goes_on_and_the_gap_stays_a_gap(predictor: Predictor, workspace: Workspace) -> None:
    answer = predictor.predict(posted(FIRST + 100), NOW)

    gap = workspace.store.read("office").power_kw[FIRST : FIRST + 100]
    assert np.isnan(gap).all()
    assert np.isfinite(answer.score)


def test_before_the_first_reading_it_is_kept_but_cannot_be_judged(predictor: Predictor, workspace: Workspace) -> None:
    with pytest.raises(RefusalError, match=r"kept, but not judged\. .*nothing before it") as raised:
        predictor.predict(posted(-30), NOW)

    assert raised.value.why is Why.NOT_JUDGED
    assert workspace.store.describe("office").first == WHOLE.index[0] - timedelta(hours=30)


def test_too_little_history_keeps_the_reading_until_there_is_enough(workspace: Workspace) -> None:
    workspace.store.write(WHOLE.between(end=WHOLE.index[20 * 24 + 20]))
    workspace.save_meter(Meter("office", timezone=ZONE))
    predictor = Predictor(workspace)
    with pytest.raises(RefusalError, match=r"kept, but not judged\. .*needs 21; it will answer from 24 March 2025"):
        predictor.predict(posted(20 * 24 + 20), NOW)

    said = [_said(predictor, position) for position in range(20 * 24 + 21, 21 * 24 + 6)]

    assert said == [Why.NOT_JUDGED] * 3 + ["provisional"] * 6
    assert workspace.series("office").digest == WHOLE.between(end=WHOLE.index[21 * 24 + 6]).digest


def _said(predictor: Predictor, position: int) -> str:
    try:
        return predictor.predict(posted(position), NOW).stage
    except RefusalError as error:
        return error.why


def test_an_unknown_meter_is_refused_and_nothing_is_kept(workspace: Workspace) -> None:
    for meter_id in ("nothing", "../../etc/passwd", "'; drop table meters; --", "\x00"):
        with pytest.raises(RefusalError) as raised:
            Predictor(workspace).predict(replace(posted(FIRST), meter_id=meter_id), NOW)
        assert raised.value.why is Why.NO_METER

    assert workspace.store.meter_ids() == ()
    assert not (workspace.settings.data_dir / "readings").exists()


def test_a_reading_that_fits_no_interval_is_refused_and_nothing_is_kept(
    predictor: Predictor, workspace: Workspace
) -> None:
    stamp = workspace.store.stamp("office")
    with pytest.raises(RefusalError) as raised:
        predictor.predict(replace(posted(FIRST), time=datetime(2025, 5, 2, 10, 7)), NOW)  # noqa: DTZ001 - local time

    assert raised.value.why is Why.NO_INTERVAL
    assert workspace.store.stamp("office") == stamp


def test_a_reading_is_kept_before_it_is_judged(
    predictor: Predictor, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> Prediction:
        raise KeyboardInterrupt

    monkeypatch.setattr(predictor, "_detect", dies)
    with pytest.raises(KeyboardInterrupt):
        predictor.predict(posted(FIRST, 2.25), NOW)

    assert Workspace(workspace.settings).store.read("office").power_kw[-1] == 2.25


def test_a_full_disk_is_told(predictor: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DataError("The disk is full.")

    monkeypatch.setattr("data.storage.store.Store.write", full)
    with pytest.raises(RefusalError, match="full") as raised:
        predictor.predict(posted(FIRST), NOW)

    assert raised.value.why is Why.NOT_KEPT


def test_readings_of_one_meter_from_many_sides_at_once_are_all_kept(settings: Settings, workspace: Workspace) -> None:
    workspace.store.write(WHOLE.between(end=WHOLE.index[FIRST]))
    workspace.save_meter(Meter("office", timezone=ZONE))
    predictors = [Predictor(Workspace(settings)) for _ in range(3)]
    positions = range(FIRST, FIRST + 36)

    def post(position: int) -> Prediction:
        return predictors[position % 3].predict(posted(position), NOW)

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(post, positions))

    assert {answer.stored for answer in answers} == {Stored.ADDED}
    assert workspace.series("office").digest == WHOLE.between(end=WHOLE.index[FIRST + 36]).digest


@pytest.mark.parametrize("place", [lambda series: series.end, lambda series: series.start - series.step])
def test_marks_of_the_reading_beside_it_stay(
    workspace: Workspace, place: Callable[[MeterSeries], pd.Timestamp]
) -> None:
    quality = np.full(len(WHOLE), int(Quality.ESTIMATED), np.uint8)
    power = WHOLE.power_kw.copy()
    power[[0, -1]], quality[[0, -1]] = np.nan, int(Quality.SENTINEL)
    marked = replace(WHOLE, power_kw=power, quality=quality)
    workspace.store.write(marked)

    workspace.store.write(one_reading(marked, place(marked), Posted("office", NOW, 1.0, Stamp.END)))

    read = workspace.store.read("office")
    position = int(read.index.searchsorted(marked.start))
    assert list(read.quality[position : position + len(marked)]) == list(quality)
    assert len(read) == len(marked) + 1


def test_a_temperature_is_kept_beside_the_reading(predictor: Predictor, workspace: Workspace) -> None:
    predictor.predict(replace(posted(FIRST), temperature_c=-3.5), NOW)
    predictor.predict(posted(FIRST + 1), NOW)

    temperature = workspace.store.read("office").temperature_c
    assert temperature is not None
    assert temperature[FIRST] == -3.5
    assert np.isnan(temperature[FIRST + 1])
