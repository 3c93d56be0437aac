"""The request, and the controls made from what a detector declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pytest

from components.basics.date_range import DateRange
from components.basics.request import Request, param_values
from components.controls.method import param_controls, param_text
from data.errors import ParameterError
from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.params import choice, integer, number, switch
from detectors.registry import detectors


@dataclass(frozen=True)
class Many(Detector):
    """One parameter of each kind."""

    name: ClassVar = "many"
    label: ClassVar = "Many"
    algorithm: ClassVar = "none"
    summary: ClassVar = "For tests."
    family: ClassVar = "rule"
    source: ClassVar = "expert rule"

    weeks: int = integer(8, (3, 26), label="Memory", help="How far back.", unit="weeks")
    share: float = number(0.5, (0.0, 1.0), step=0.1, label="Share", help="How much.")
    warm: bool = switch(True, label="Temperature", help="Whether it counts.")
    middle: str = choice("median", ("median", "mean"), label="Middle", help="Which one.")

    def _fit(self, history: MeterSeries) -> FittedDetector:
        raise NotImplementedError


def test_a_request_survives_the_browser() -> None:
    name = next(iter(detectors()))
    request = Request("office", DateRange(date(2024, 1, 1), date(2024, 3, 31)), name, run=3)

    assert Request.from_record(request.record()) == request
    assert request.method() == detectors()[name]()


def test_values_from_controls_get_their_type_and_only_changes_are_kept() -> None:
    assert param_values(Many, {"weeks": 12.0, "share": 1, "warm": "false", "middle": "median"}) == {
        "weeks": 12,
        "share": 1.0,
        "warm": False,
    }


def test_a_request_that_a_browser_kept_under_a_former_name_is_understood() -> None:
    record = Request("office", DateRange(date(2024, 1, 1), date(2024, 3, 31)), "typical_week").record()

    found = Request.from_record({**record, "params": {"learn_below": 5}})

    assert found.params == {"training_cutoff": 5.0}
    assert found.record()["params"] == {"training_cutoff": 5.0}


@pytest.mark.parametrize("values", [{"weeks": 99}, {"weeks": 8.5}, {"warm": "perhaps"}, {"middle": "mode"}, {"no": 1}])
def test_what_is_not_possible_is_refused_with_a_sentence(values: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=r"\.$"):
        param_values(Many, values)


def test_every_parameter_has_a_labelled_control_with_a_help_text() -> None:
    controls = param_controls(Many, {"weeks": 12})
    kinds = [type(control.children[1]).__name__ for control in controls]
    texts = str(controls)

    assert kinds == ["Slider", "Slider", "SegmentedControl", "SegmentedControl"]
    assert controls[0].children[1].value == 12
    assert all(param.label in texts and param.help in texts for param in Many.params())


def test_values_in_words() -> None:
    assert [param_text(value) for value in (True, False, 0.05, 12, "median")] == ["yes", "no", "0.05", "12", "median"]
