"""Histories of Home Assistant: values are written where they change, and sensors of all kinds stand in one file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import Imported, load

HEAD = "entity_id,state,last_changed"
START = pd.Timestamp("2024-06-10T00:00Z")


def rows(entity: str, seconds: np.ndarray, states: list[str]) -> list[str]:
    times = [START + pd.Timedelta(seconds=float(each)) for each in seconds]
    return [f"{entity},{state},{time:%Y-%m-%dT%H:%M:%S.%f}Z" for time, state in zip(times, states, strict=True)]


def read(*parts: list[str]) -> Imported:
    body = "\n".join([HEAD, *(row for part in parts for row in part)])
    return load(body.encode(), "history.csv", default_timezone="Europe/Berlin")


def test_power_written_where_it_changes_is_its_mean_over_time() -> None:
    seconds = np.sort(np.random.default_rng(1).uniform(0, 86_400, 2000))
    watts = np.where(seconds % 3600 < 1800, 400.0, 1200.0)

    [meter] = read(rows("sensor.house_power", seconds, [f"{each:.0f}" for each in watts])).meters

    assert meter.step_hours == pytest.approx(1 / 12)
    inside = meter.power_kw[12:-12]
    assert np.nanmean(inside) == pytest.approx(0.8, rel=0.02)
    assert set(np.round(inside[::6], 1)) <= {0.4, 1.2, 0.8}


def test_a_counter_written_where_it_rises_is_read_at_the_ends_of_intervals() -> None:
    seconds = np.sort(np.random.default_rng(2).uniform(0, 4 * 86_400, 1500))
    counter = 5000 + seconds / 3600 * 1.5

    [meter] = read(rows("sensor.house_energy", seconds, [f"{each:.4f}" for each in counter])).meters

    assert np.nanmedian(meter.power_kw) == pytest.approx(1.5, rel=0.01)


def test_a_restart_leaves_what_is_unknown_open() -> None:
    seconds = np.arange(0, 2 * 86_400, 60.0) + np.random.default_rng(3).uniform(0, 25, 2880)
    states = [f"{500 + number % 7}" for number in range(len(seconds))]
    states[600:660] = ["unavailable"] * 60

    [meter] = read(rows("sensor.heat_power", seconds, states)).meters

    assert 10 <= np.isnan(meter.power_kw).sum() <= 14
    assert np.nanmean(meter.power_kw) == pytest.approx(0.503, rel=0.01)


def test_sensors_of_other_things_are_left_out() -> None:
    hours = np.arange(72) * 3600.0
    energy = [f"{100 + 2 * number}.{number % 5}" for number in range(72)]
    warm = [f"{15 + number % 9}" for number in range(72)]
    text = ["on", "off"] * 36

    found = read(
        rows("sensor.house_energy", hours, energy),
        rows("sensor.outdoor_temperature", hours, warm),
        rows("binary_sensor.door", hours, text),
    )

    assert [meter.meter_id for meter in found.meters] == ["sensor.house_energy"]
    assert "temperature" in found.left_out[-1].sentence


def test_the_energy_dashboard_has_its_times_in_the_header() -> None:
    times = [START + pd.Timedelta(hours=number) for number in range(48)]
    used = np.random.default_rng(4).gamma(2.0, 1.0, (2, 48)).round(3)
    head = ",".join(["entity_id", "type", "unit", *(f"{time:%Y-%m-%dT%H:%M:%S.000Z}" for time in times)])
    body = "\n".join(
        [head, *(f"sensor.{name},grid,kWh,{','.join(map(str, used[at]))}" for at, name in enumerate(("buy", "sell")))]
    )

    found = load(body.encode(), "energy.csv", default_timezone="Europe/Berlin")

    assert [meter.meter_id for meter in found.meters] == ["sensor.buy", "sensor.sell"]
    assert found.meters[1].power_kw == pytest.approx(used[1])
    assert found.meters[0].start == START


def test_importing_again_with_what_was_understood_gives_the_same() -> None:
    seconds = np.sort(np.random.default_rng(1).uniform(0, 86_400, 900))
    body = "\n".join([HEAD, *rows("sensor.a_power", seconds, [f"{300 + at % 40}" for at in range(900)])]).encode()
    found = load(body, "history.csv", default_timezone="Europe/Berlin")

    assert load(body, "history.csv", found.options).meters[0].digest == found.meters[0].digest


def test_a_history_without_numbers_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="no sensor with numbers"):
        read(rows("binary_sensor.door", np.arange(9.0), ["on"] * 9))
