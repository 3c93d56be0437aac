"""What a method costs is told beforehand, by its parameters."""

from __future__ import annotations

from components.controls.method import slow_choices
from components.controls.method_menu import menu, takes_long
from detectors.cost import in_a_year, is_slow, seconds
from detectors.methods.sarimax import CLASSIC, CLASSIC_FACTOR, Sarimax
from detectors.registry import detectors


def test_a_choice_that_takes_long_is_slow_though_the_method_is_not() -> None:
    assert not is_slow(Sarimax)
    assert not is_slow(Sarimax())
    assert is_slow(Sarimax(season=CLASSIC))
    assert seconds(Sarimax(season=CLASSIC), 35_040) == CLASSIC_FACTOR * seconds(Sarimax, 35_040)
    assert takes_long([Sarimax(season=CLASSIC)], 4 * 35_040).startswith("Slow: takes about 2 min on this meter")


def test_the_page_knows_what_to_say_of_each_slow_choice() -> None:
    said = slow_choices(detectors().values())

    assert said["sarimax"] == {"season": {CLASSIC: in_a_year(Sarimax(season=CLASSIC))}}


def test_every_method_says_how_long_it_takes() -> None:
    for kind in detectors().values():
        assert kind().seconds_for_a_year() == kind.seconds_a_year
    assert menu(detectors().values())
