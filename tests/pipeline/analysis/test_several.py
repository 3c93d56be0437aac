"""Several methods on one meter: each kept by itself, and one that fails takes no other with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.base import FittedDetector
from detectors.events.agreement import ConfidenceLevel
from detectors.methods.typical_week import TypicalWeek
from detectors.threshold import Threshold
from pipeline.analysis.confidence import event_confidences
from pipeline.analysis.run import analyse, cached, events_between
from pipeline.analysis.several import FAILED, analyse_several, kept_several, without_waiting
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported
from tests.pipeline.plain_detector import Plain


@dataclass(frozen=True)
class Slow(Plain):
    name: ClassVar = "slow"
    label: ClassVar = "Slow"
    seconds_a_year: ClassVar[float] = 99.5


@dataclass(frozen=True)
class Young(Plain):
    name: ClassVar = "young"
    label: ClassVar = "Young"
    min_days: ClassVar[float] = 1000.0


@dataclass(frozen=True)
class Broken(Plain):
    name: ClassVar = "broken"
    label: ClassVar = "Broken"

    def _fit(self, history: MeterSeries) -> FittedDetector:
        raise ZeroDivisionError(history.meter_id)


@dataclass(frozen=True)
class Lacking(Plain):
    name: ClassVar = "lacking"
    label: ClassVar = "Lacking"
    requires: ClassVar[tuple[str, ...]] = ("no_such_package",)
    install: ClassVar[str] = "pip install no-such-package"


@pytest.fixture
def filled(workspace: Workspace, small_series: MeterSeries) -> Workspace:
    workspace.add(imported(small_series))
    return workspace


def test_each_method_is_kept_by_its_own_key(filled: Workspace) -> None:
    several = analyse_several(filled, "small", (Plain(), Slow()))

    assert list(several.found) == ["plain", "slow"]
    for method in (Plain(), Slow()):
        kept = cached(filled, "small", method)
        assert kept is not None
        assert kept.key == several.found[method.name].key


def test_what_is_kept_is_not_computed_again(filled: Workspace) -> None:
    before = analyse(filled, "small", Slow()).computed_at
    assert analyse_several(filled, "small", (Plain(), Slow())).found["slow"].computed_at == before


def test_those_that_fail_say_why_and_the_rest_is_there(filled: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    several = analyse_several(filled, "small", (Plain(), Young(), Broken(), Plain(mood="bad"), Lacking(), Slow()))

    assert "slow" in several.found
    assert "1000" in several.failed["young"]
    assert several.failed["broken"] == FAILED.format(kind="ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text
    assert several.failed["plain"] == "This meter cannot be judged today; try another one."
    assert "pip install no-such-package" in several.failed["lacking"]


def test_when_the_first_cannot_judge_there_is_nothing_to_show(filled: Workspace) -> None:
    with pytest.raises(DataError, match="1000"):
        analyse_several(filled, "small", (Young(), Plain()))


def test_progress_names_the_method_and_knows_how_long_each_takes(filled: Workspace) -> None:
    told: list[tuple[str, float]] = []
    analyse_several(filled, "small", (Plain(), Slow()), lambda step, share: told.append((step, share)))

    steps, shares = [step for step, _ in told], [share for _, share in told]
    assert steps[0] == "1 of 2 methods, Distance to the mean: reading the meter"
    assert steps[-1] == "2 of 2 methods, Slow: keeping the result"
    assert shares == sorted(shares)
    assert max(share for step, share in told if step.startswith("1")) == pytest.approx(0.01, abs=0.005)
    assert shares[-1] == pytest.approx(1.0)


def test_one_method_alone_is_not_counted(filled: Workspace) -> None:
    told: list[str] = []
    analyse_several(filled, "small", (Plain(),), lambda step, _: told.append(step))
    assert told[0] == "reading the meter"


def test_what_is_kept_what_waits_and_what_never_comes(filled: Workspace) -> None:
    analyse(filled, "small", Plain())
    series = filled.series("small")

    there = kept_several(filled, series, (Plain(), Slow(), Young(), Lacking()))

    assert list(there.found) == ["plain"]
    assert there.waiting == ("slow",)
    assert set(there.failed) == {"young", "lacking"}


def test_nobody_waits_for_what_was_tried_in_vain(filled: Workspace) -> None:
    there = kept_several(filled, filled.series("small"), (Plain(), Slow()))

    after = without_waiting(there, {"slow": "It failed.", "other": "Nobody asked."})

    assert after.waiting == ("plain",)
    assert after.failed == {"slow": "It failed."}


def test_a_forecast_is_kept_and_equals_the_computed_one(filled: Workspace) -> None:
    computed = analyse(filled, "small", TypicalWeek()).forecast
    kept = cached(filled, "small", TypicalWeek())

    assert kept is not None
    assert computed is not None
    assert kept.forecast is not None
    assert kept.forecast.index.equals(computed.index)
    assert computed.index[0] == filled.series("small").end
    np.testing.assert_array_equal(kept.forecast.expected, computed.expected)


def test_confidence_names_who_saw_an_event_the_method_itself_first(filled: Workspace) -> None:
    several = analyse_several(filled, "small", (Plain(), Slow(scale_kw=2.0)))
    series, level = filled.series("small"), Threshold(level=2.0)
    found = events_between(series, several.found["plain"], level)

    confidences = event_confidences(series, found, level, several)

    levels: set[ConfidenceLevel] = {"low", "medium", "high"}
    assert len(confidences) == len(found) > 0
    assert {each.confirmed_by[0] for each in confidences} == {"plain"}
    assert {each.consulted for each in confidences} == {("plain", "slow")}
    assert {each.confidence.level for each in confidences} <= levels
