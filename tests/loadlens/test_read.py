"""Reading files from Python: always a tuple of meters, no zone assumed silently, a sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import loadlens
from tests.data.importing.two_days import PLAIN, VALUES


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "office.csv"
    path.write_bytes(PLAIN)
    return path


def test_one_meter_comes_as_a_tuple_too(office: Path) -> None:
    found = loadlens.read(office, timezone="Europe/Zurich")

    assert isinstance(found, tuple)
    [series] = found
    assert (series.meter_id, series.timezone) == ("office", "Europe/Zurich")
    np.testing.assert_allclose(series.energy_kwh, VALUES.sum())


def test_a_path_may_be_text(office: Path) -> None:
    [series] = loadlens.read(str(office), timezone="Europe/Zurich")

    assert len(series) == len(VALUES)


def test_a_file_without_a_zone_is_refused_with_what_to_give(office: Path) -> None:
    with pytest.raises(loadlens.ParameterError, match=r"does not say in which time zone.*timezone='Europe/Zurich'"):
        loadlens.read(office)


def test_a_zone_that_the_offsets_tell_needs_not_be_given(tmp_path: Path) -> None:
    path = tmp_path / "with-offsets.csv"
    path.write_text("time,kWh\n2024-01-10T00:00:00+01:00,1.5\n2024-01-10T00:15:00+01:00,1.25\n", encoding="utf-8")

    with pytest.warns(UserWarning, match="read in the time zone Europe/Zurich"):
        [series] = loadlens.read(path)

    assert series.timezone == "Europe/Zurich"


def test_country_region_and_options_are_taken(office: Path) -> None:
    [series] = loadlens.read(office, timezone="Europe/London", country="gb", region="eng", unit="W", stamp="end")

    assert (series.country, series.region) == ("GB", "ENG")
    assert series.power_kw[1] == pytest.approx(VALUES[1] / 1000.0)


def test_one_column_of_readings_may_be_named_without_a_tuple(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("time,a kWh,b kWh\n2024-01-10 00:00,1,2\n2024-01-10 01:00,1,2\n2024-01-10 02:00,1,2\n")

    [series] = loadlens.read(path, timezone="UTC", value_columns="b kWh")

    assert series.power_kw.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"timezone": "Mars/Phobos"}, "not a known time zone"),
        ({"timezone": "UTC", "colour": "red"}, "no option 'colour'"),
        ({"timezone": "UTC", "decimal": ";"}, "must be one of"),
        ({"timezone": "UTC", "region": "ENG"}, "name the country too"),
        ({"timezone": "UTC", "country": "XX"}, "XX"),
    ],
)
def test_what_is_not_possible_gets_a_sentence(office: Path, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(loadlens.LoadlensError, match=sentence):
        loadlens.read(office, **options)


def test_what_is_no_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(loadlens.DataError, match="There is no file"):
        loadlens.read(tmp_path / "nowhere.csv")
    with pytest.raises(loadlens.DataError, match="cannot be read"):
        loadlens.read(tmp_path)
    with pytest.raises(loadlens.ParameterError, match="path of a file and was given a list"):
        loadlens.read([1, 2, 3])  # type: ignore[arg-type]


def test_a_sample_meter_is_the_same_every_time() -> None:
    first, second = loadlens.sample_meter("school-porto"), loadlens.sample_meter("school-porto")

    assert first.digest == second.digest
    assert first.timezone == "Europe/Lisbon"
    with pytest.raises(loadlens.ParameterError, match="no sample meter 'castle'; choose one of office-zurich-north"):
        loadlens.sample_meter("castle")
