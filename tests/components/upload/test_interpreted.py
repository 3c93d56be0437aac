"""What was understood of a file, in words; and files that feed in, or hold temperatures alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.upload.guesses import guess_table
from components.upload.interpreted import feed_in_note, file_sentence, interpreted_file
from components.upload.join_temperature import temperature_found
from components.upload.reading import added, looked_at, put, temperatures
from data.errors import DataError
from data.importing.import_report import import_report
from pipeline.cache.uploads import UploadCache
from pipeline.store.temperatures import join_temperature
from pipeline.store.workspace import Workspace
from tests.components.upload.test_reading import sent

HOURS = pd.date_range("2024-03-01", periods=24 * 20, freq="h")


@pytest.fixture
def upload_cache(tmp_path: Path) -> UploadCache:
    return UploadCache(tmp_path / "uploads")


def table(header: str, *columns: object) -> str:
    rows = [f"{at:%Y-%m-%d %H:%M};" + ";".join(map(str, cells)) for at, *cells in zip(HOURS, *columns, strict=True)]
    return "\n".join([header, *rows])


def document(upload_cache: UploadCache, text: str) -> dict[str, object]:
    found = looked_at(upload_cache, put(upload_cache, sent(text), "UTC"))
    return import_report(found.imported).document()


def test_a_meter_is_told_in_one_sentence(upload_cache: UploadCache) -> None:
    found = document(upload_cache, table("Zeit;Bezug kWh", [4.5] * 479 + [""]))

    assert (
        file_sentence(found) == "1 meter, 479 hours from 1 March to 20 March 2024, 2,156 kWh, used 4.5 kW on average."
    )


def test_what_is_fed_in_is_told_apart_and_not_added(upload_cache: UploadCache, workspace: Workspace) -> None:
    sun = np.round(np.clip(np.sin(np.arange(len(HOURS)) / 24 * 2 * np.pi), 0, None) + 0.001 * np.arange(len(HOURS)), 3)
    text = table("Zeit;Bezug kWh;Einspeisung kWh", [2 + at % 5 for at in range(len(HOURS))], sun)
    found = document(upload_cache, text)
    meters = found["meters"]

    assert file_sentence(found).startswith(
        "2 meters, 480 hours each from 1 March to 20 March 2024, 1,920 kWh used and "
    )
    assert file_sentence(found).endswith(" kWh fed in.")
    assert feed_in_note(meters) == (  # type: ignore[arg-type]
        "Einspeisung feeds in: its energy is given to the grid and is no consumption, so it is not added."
    )
    assert "no consumption" in str(interpreted_file("a.csv", found))
    added(workspace, upload_cache, put(upload_cache, sent(text), "UTC"), {})
    assert [meter.meter_id for meter in workspace.meters()] == ["Bezug"]


def test_a_file_that_only_feeds_in_is_added_where_a_person_says_so(
    upload_cache: UploadCache, workspace: Workspace
) -> None:
    record = put(upload_cache, sent(table("Zeit;Einspeisung kWh", [at % 7 for at in range(len(HOURS))])), "UTC")

    with pytest.raises(DataError, match=r"no readings in Werk\.csv that can be used"):
        added(workspace, upload_cache, record, {})
    added(workspace, upload_cache, record, {}, fed_in_too=True)

    assert len(workspace.meters()) == 1


def test_a_file_of_temperatures_names_its_span_and_the_meters_it_may_be_joined_to(
    upload_cache: UploadCache, workspace: Workspace
) -> None:
    added(workspace, upload_cache, put(upload_cache, sent(table("Zeit;Bezug kWh", [4.5] * 480)), "UTC"), {})
    record = put(upload_cache, sent(table("Zeit;Außentemperatur", [at % 10 for at in range(480)])), "UTC")

    found = temperature_found(workspace, upload_cache, record, "light")

    assert "480 outdoor temperatures from 1 March 2024 to 20 March 2024, 0 to 9 °C" in str(found["temperature_found"])
    assert found["join_meters"] == [{"value": "Werk", "label": "Werk"}]
    assert join_temperature(workspace, "Werk", temperatures(upload_cache, record)) == 480
    assert workspace.series("Werk").temperature_c is not None
    assert workspace.series("Werk").energy_kwh == 4.5 * 480


def test_temperatures_of_another_time_are_refused(upload_cache: UploadCache, workspace: Workspace) -> None:
    added(workspace, upload_cache, put(upload_cache, sent(table("Zeit;Bezug kWh", [4.5] * 480)), "UTC"), {})
    late = pd.Series([1.0, 2.0], index=pd.date_range("2030-01-01", periods=2, freq="h", tz="UTC"))

    with pytest.raises(DataError, match="None of the temperatures is of the time of Werk"):
        join_temperature(workspace, "Werk", late)


def test_doubtful_guesses_come_first_with_their_alternatives(upload_cache: UploadCache) -> None:
    record = put(upload_cache, sent(table("Zeit;Bezug", [4.5 + at % 3 for at in range(480)])), "UTC")
    found = looked_at(upload_cache, record).preview

    *doubtful, fold = guess_table(found.options, found.guesses, found.columns, {}).children

    assert "please check: no unit is named" in str(doubtful[0])
    assert all(f"'value': '{unit}'" in str(doubtful[0]) for unit in ("kW", "Wh", "W"))
    assert "please check" not in str(fold)
