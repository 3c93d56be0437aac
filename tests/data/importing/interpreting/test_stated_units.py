"""Units that stand in cells, in columns beside the readings, in words, or above the header."""

from __future__ import annotations

import pytest

from data.errors import DataError
from data.importing.interpreting.units import unit_in
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import text

DAYS = [f"{1 + at // 24:02d}.06.2024 {at % 24:02d}:00" for at in range(96)]
KW = [2 + at % 7 + at / 100 for at in range(96)]
TOTAL = pytest.approx(sum(KW), rel=1e-3)


def comma(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def kwh(body: bytes) -> float:
    [meter] = load(body, "a.csv").meters
    return float(meter.energy_kwh)


def test_cells_in_several_units_are_brought_to_one() -> None:
    rows = [
        f"{at};{value:.2f} kW" if value < 5 else f"{at};{value * 1000:.0f} W"
        for at, value in zip(DAYS, KW, strict=True)
    ]

    assert kwh(text("Time;Main", rows)) == TOTAL


def test_cells_of_power_and_of_energy_are_refused() -> None:
    rows = [f"{at};{value:.2f} {'kW' if value < 5 else 'kWh'}" for at, value in zip(DAYS, KW, strict=True)]

    with pytest.raises(DataError, match="has cells in kWh and in kW; export energy or power alone"):
        load(text("Time;Main", rows), "a.csv")


def test_a_footer_without_a_unit_leaves_that_of_the_cells() -> None:
    rows = [f"{at};{value:.2f} kW" for at, value in zip(DAYS, KW, strict=True)]

    assert kwh(text("Total;123,4 MWh\nTime;Main", [*rows, "Total;500"])) == TOTAL


@pytest.mark.parametrize("state", ["W", "V", "G"])
def test_a_letter_in_a_column_of_states_is_no_unit(state: str) -> None:
    rows = [f"{at};{value:.3f};{state}" for at, value in zip(DAYS, KW, strict=True)]

    assert kwh(text("Einheit;kWh\n\nZeit;Wert;Status", rows)) == TOTAL


@pytest.mark.parametrize("cell", ["$0.23", "No", "12 ct"])
def test_what_is_no_unit_makes_no_column_of_units(cell: str) -> None:
    rows = [f"{at};{value:.3f};{cell}" for at, value in zip(DAYS, KW, strict=True)]

    assert kwh(text("Time;Usage kWh;Charge", rows)) == TOTAL


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("watt_hours", "Wh"), ("Kilowattstunden", "kWh"), ("kilowattheures", "kWh"), ("chilowattora", "kWh"),
        ("kilowatt-hours", "kWh"), ("Megawattstunden", "MWh"), ("watts", "W"), ("Kilowattuur", "kWh"),
        ("kilowatogodzin", "kWh"), ("kilovatvalandės", "kWh"), ("quilowatt-hora", "kWh"), ("kilowattitunti", "kWh"),
    ],
)  # fmt: skip
def test_units_in_words(words: str, unit: str) -> None:
    assert unit_in(f"Energy in {words}") == unit


def test_columns_that_write_fractions_with_different_signs_are_refused() -> None:
    rows = [f"{at};{comma(value)};{9.5 - value:.3f}" for at, value in zip(DAYS, KW, strict=True)]

    with pytest.raises(DataError, match="say which sign parts whole numbers from fractions"):
        load(text("Zeit;A kWh;B kWh", rows), "a.csv")


def test_a_temperature_written_by_another_hand_does_not_tell_the_sign() -> None:
    rows = [f"{at};{comma(value)};-1.{at[:2]}" for at, value in zip(DAYS, KW, strict=True)]

    assert kwh(text("Zeit;Verbrauch kWh;Temperatur", rows)) == TOTAL


def test_a_counter_in_watt_hours_of_ten_digits_counts_no_seconds() -> None:
    counts = [1_234_567_000 + round(sum(KW[:at]) * 1000) for at in range(96)]
    rows = [f"{at};{count}" for at, count in zip(DAYS, counts, strict=True)]

    assert kwh(text("Time;total_energy_wh", rows)) == pytest.approx(sum(KW[:-1]), rel=1e-3)


def test_registers_that_stand_still_are_those_of_one_meter() -> None:
    rows = [f"{at};{value if 9 <= hour % 24 < 21 else 0};{0 if 9 <= hour % 24 < 21 else value};0;0"
            for hour, (at, value) in enumerate(zip(DAYS, KW, strict=True))]  # fmt: skip

    found = load(text("Datum;Afname dag kWh;Afname nacht kWh;Injectie dag kWh;Injectie nacht kWh", rows), "a.csv")

    assert [(meter.meter_id, round(meter.energy_kwh, 2)) for meter in found.meters] == [
        ("Afname", round(sum(KW), 2)), ("Injectie", 0.0),
    ]  # fmt: skip
