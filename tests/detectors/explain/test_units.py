"""Numbers as a person reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.explain.units import duration, energy, power, power_range, significant


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (123.4, "123"),
        (1234.0, "1,230"),
        (999.6, "1,000"),
        (9.996, "10"),
        (0.012345, "0.0123"),
        (100.0, "100"),
        (-4.56789, "-4.57"),
        (1_234_567.0, "1,230,000"),
        (float("nan"), "unknown"),
        (float("inf"), "unknown"),
    ],
)
def test_three_figures_are_enough(value: float, text: str) -> None:
    assert significant(value) == text


def test_more_figures_on_request() -> None:
    assert significant(1234.56, 5) == "1,234.6"


@pytest.mark.parametrize(
    ("kw", "text"),
    [
        (0.0, "0 kW"),
        (0.05, "50 W"),
        (-0.05, "-50 W"),
        (0.1, "0.1 kW"),
        (15.0, "15 kW"),
        (9_990.0, "9,990 kW"),
        (10_000.0, "10 MW"),
        (-12_345.0, "-12.3 MW"),
        (float("nan"), "unknown kW"),
    ],
)
def test_power_has_the_unit_that_reads_best(kw: float, text: str) -> None:
    assert power(kw) == text


@pytest.mark.parametrize(
    ("kwh", "text"),
    [
        (0.0, "0 kWh"),
        (0.05, "50 Wh"),
        (-0.0517, "-51.7 Wh"),
        (0.1, "0.1 kWh"),
        (33.9, "33.9 kWh"),
        (9_990.0, "9,990 kWh"),
        (12_345.0, "12.3 MWh"),
    ],
)
def test_energy_has_the_unit_that_reads_best(kwh: float, text: str) -> None:
    assert energy(kwh) == text


@pytest.mark.parametrize(
    ("kwh", "beside", "text"),
    [
        (32.0, 11_700.0, "32 kWh"),
        (11_700.0, 32.0, "11,700 kWh"),
        (11_700.0, 20_000.0, "11.7 MWh"),
        (0.05, 1.0, "0.05 kWh"),
    ],
)
def test_energies_of_one_sentence_have_one_unit(kwh: float, beside: float, text: str) -> None:
    assert energy(kwh, beside) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0.0, "0 min"),
        (0.25, "15 min"),
        (1.0, "1 h"),
        (3.25, "3 h 15 min"),
        (0.9999, "1 h"),
        (23.9999, "1 d"),
        (24.0, "1 d"),
        (51.0, "2 d 3 h"),
        (24.5, "1 d"),
        (168.0, "7 d"),
    ],
)
def test_durations_are_words(hours: float, text: str) -> None:
    assert duration(hours) == text


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_what_is_written_is_within_half_a_percent_of_what_is_meant(value: float) -> None:
    text = significant(value)
    assert re.fullmatch(r"-?\d[\d,]*(\.\d*[1-9])?", text)
    assert float(text.replace(",", "")) == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("kw", "beside", "text"),
    [
        (0.0952, 0.11, "95.2 W"),
        (0.11, 0.0952, "110 W"),
        (0.08, 1.2, "0.08 kW"),
        (1.2, 0.08, "1.2 kW"),
        (0.0, 0.05, "0 W"),
        (0.5, float("nan"), "0.5 kW"),
        (9_500.0, 12_000.0, "9.5 MW"),
        (12_000.0, 500.0, "12 MW"),
        (500.0, 12_000.0, "0.5 MW"),
    ],
)
def test_powers_that_are_compared_have_one_unit(kw: float, beside: float, text: str) -> None:
    assert power(kw, beside) == text


def test_a_range_beside_another_power_has_one_unit_too() -> None:
    assert power_range(0.086, 0.871, 1.14) == "0.086 to 0.871 kW"
    assert power_range(0.0, 0.004, 3.72) == "0 to 0.004 kW"
    assert power(1.14, 0.086, 0.871) == "1.14 kW"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (8.0, 12.0, "8 to 12 kW"),
        (0.08, 1.2, "0.08 to 1.2 kW"),
        (0.08, 0.12, "80 to 120 W"),
        (0.0, 0.05, "0 to 50 W"),
        (-1.0, 2.0, "-1 to 2 kW"),
    ],
)
def test_a_range_has_its_unit_once(low: float, high: float, text: str) -> None:
    assert power_range(low, high) == text
