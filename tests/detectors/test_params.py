"""Parameters: declared once, checked, parsed, told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from data.errors import ParameterError
from detectors.base import Detector
from detectors.methods.typical_week import TypicalWeek
from detectors.params import Param, choice, declared_params, integer, number, switch
from tests.detectors.meters import DETECTORS, NAMES


@dataclass(frozen=True)
class Declared:
    weeks: int = integer(8, (3, 26), label="Memory", unit="weeks", help="How far back.")
    share: float = number(0.5, (0.0, 1.0), step=0.1, label="Share", help="How much.")
    mood: str = choice("good", ("good", "bad"), label="Mood", help="Which one.")
    loud: bool = switch(False, label="Loud", help="Whether.")


WEEKS, SHARE, MOOD, LOUD = declared_params(Declared)


def test_the_declaration_is_the_record() -> None:
    assert Param("weeks", "integer", 8, "Memory", "How far back.", 3, 26, 1, "weeks") == WEEKS
    assert [param.kind for param in (WEEKS, SHARE, MOOD, LOUD)] == ["integer", "number", "choice", "switch"]
    assert Declared() == Declared(8, 0.5, "good", False)


def test_a_field_that_is_not_declared_is_a_mistake_of_the_author() -> None:
    @dataclass(frozen=True)
    class Careless:
        weeks: int = 8
        days: int = field(default=3)

    with pytest.raises(TypeError, match=r"Careless\.weeks is not declared"):
        declared_params(Careless)


@pytest.mark.parametrize(
    ("param", "value"),
    [(WEEKS, 3), (WEEKS, 26), (SHARE, 0.0), (SHARE, 1), (SHARE, 1.0), (MOOD, "bad"), (LOUD, True)],
)
def test_values_within_the_range_are_taken_its_ends_too(param: Param, value: object) -> None:
    param.check(value)


@pytest.mark.parametrize(
    ("param", "value", "sentence"),
    [
        (WEEKS, 2, "Memory is 2; it takes 3 to 26 weeks."),
        (WEEKS, 27, "Memory is 27; it takes 3 to 26 weeks."),
        (WEEKS, 8.0, "Memory is 8.0; it takes a whole number from 3 to 26 weeks."),
        (WEEKS, True, "Memory is True; it takes a whole number from 3 to 26 weeks."),
        (SHARE, 1.01, "Share is 1.01; it takes 0 to 1."),
        (SHARE, float("nan"), "Share is nan; it takes 0 to 1."),
        (SHARE, "0.5", "Share is '0.5'; it takes a number from 0 to 1."),
        (SHARE, None, "Share is None; it takes a number from 0 to 1."),
        (MOOD, "fair", "Mood is 'fair'; choose one of good, bad."),
        (LOUD, "yes", "Loud is 'yes'; it is either true or false."),
        (LOUD, 1, "Loud is 1; it is either true or false."),
    ],
)
def test_a_value_outside_is_refused_in_a_sentence(param: Param, value: object, sentence: str) -> None:
    with pytest.raises(ParameterError) as error:
        param.check(value)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("param", "text", "value"),
    [
        (WEEKS, "12", 12),
        (SHARE, "0.25", 0.25),
        (SHARE, "1", 1.0),
        (MOOD, "bad", "bad"),
        (LOUD, "Yes", True),
        (LOUD, "false", False),
        (LOUD, "0", False),
        (LOUD, "1", True),
    ],
)
def test_text_of_a_terminal_or_a_link_becomes_a_value(param: Param, text: str, value: object) -> None:
    parsed = param.parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("param", "text", "sentence"),
    [
        (WEEKS, "many", "Memory is 'many', which is not a whole number."),
        (WEEKS, "8.5", "Memory is '8.5', which is not a whole number."),
        (WEEKS, "99", "Memory is 99; it takes 3 to 26 weeks."),
        (SHARE, "", "Share is '', which is not a number."),
        (SHARE, "nan", "Share is nan; it takes 0 to 1."),
        (MOOD, "BAD", "Mood is 'BAD'; choose one of good, bad."),
        (LOUD, "perhaps", "Loud is 'perhaps', which is not true or false."),
    ],
)
def test_text_that_is_no_value_is_refused_in_a_sentence(param: Param, text: str, sentence: str) -> None:
    with pytest.raises(ParameterError) as error:
        param.parse(text)
    assert str(error.value) == sentence


@pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
def test_every_parameter_of_a_detector_can_be_shown_and_has_a_fitting_default(kind: type) -> None:
    for param in kind.params():  # type: ignore[attr-defined]
        param.check(param.default)
        assert param.parse(str(param.default)) == param.default
        assert param.label
        assert param.help.endswith(".")
        if param.kind in ("number", "integer"):
            assert param.low < param.high
            assert param.step is not None
            assert param.step > 0


WITH_CUTOFF = [kind for kind in DETECTORS if "training_cutoff" in {param.name for param in kind.params()}]


@pytest.mark.parametrize("kind", WITH_CUTOFF, ids=lambda kind: kind.name)
def test_a_parameter_answers_to_the_name_it_had_before(kind: type[Detector]) -> None:
    assert kind.from_values({"learn_below": 5.0}) == kind.from_values({"training_cutoff": 5.0})


def test_a_former_name_is_checked_as_the_name_is() -> None:
    with pytest.raises(ParameterError, match="Training cutoff is 50; it takes 3 to 20 sigma"):
        TypicalWeek.from_values({"learn_below": 50.0})


@pytest.mark.parametrize("kind", DETECTORS, ids=NAMES)
def test_no_former_name_is_the_name_of_another_parameter(kind: type[Detector]) -> None:
    names = [name for param in kind.params() for name in (param.name, *param.aliases)]

    assert len(names) == len(set(names))
