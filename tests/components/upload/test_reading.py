"""An uploaded file: kept, looked at, overridden, added; without a browser."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.upload.data_problems import data_problem_list
from components.upload.guesses import BY_NAME, FIELDS, blank_table, guess_table, option_value, shown_value
from components.upload.panel import upload_panel
from components.upload.reading import (
    added,
    glimpsed,
    looked_at,
    preview_of,
    put,
    stated_options,
    values_shown,
)
from data.errors import DataError, LoadlensError, ParameterError
from data.importing.options import ImportOptions
from data.meter import countries, regions
from data.meter_facts import FactValue
from data.opening_hours import Operation
from pipeline.cache.uploads import UploadCache
from pipeline.store.workspace import Workspace

DAYS = 30
PLACE: dict[str, FactValue] = {"name": "Werk Nord", "country": "CH", "region": "ZH"}
STATED: dict[str, FactValue] = {**PLACE, "price_per_kwh": 0.21, "currency": "CHF", "opens": "07:00", "closes": "18:00"}


@pytest.fixture
def upload_cache(tmp_path: Path) -> UploadCache:
    return UploadCache(tmp_path / "uploads")


def sent(text: str, name: str = "Werk.csv", zone: str = "Europe/Zurich") -> dict[str, str]:
    return {"content": "data:text/csv;base64," + base64.b64encode(text.encode()).decode(), "name": name, "zone": zone}


def readings(column: str = "Verbrauch kWh") -> str:
    index = pd.date_range("2025-01-06", periods=DAYS * 24, freq="h")
    values = 10 + np.sin(np.arange(len(index)) / 4) + np.random.default_rng(5).normal(0, 0.1, len(index))
    lines = [f"{at:%d.%m.%Y %H:%M};{f'{value:.3f}'.replace('.', ',')}" for at, value in zip(index, values, strict=True)]
    return "\n".join([f"Zeit;{column}", *lines])


def test_a_file_is_guessed_in_the_zone_of_the_browser(upload_cache: UploadCache) -> None:
    found = looked_at(upload_cache, put(upload_cache, sent(readings()), "UTC")).preview

    assert (found.options.decimal, found.options.date_order, found.options.unit) == (",", "dmy", "kWh")
    assert found.options.timezone == "Europe/Zurich"
    assert found.readings == DAYS * 24


def test_a_zone_that_does_not_exist_gives_way(upload_cache: UploadCache) -> None:
    assert put(upload_cache, sent(readings(), zone="Mars/Base"), "UTC")["zone"] == "UTC"


def test_a_file_of_a_stored_meter_is_read_in_the_zone_of_that_meter(
    workspace: Workspace, upload_cache: UploadCache
) -> None:
    added(workspace, upload_cache, put(upload_cache, sent(readings()), "UTC"), {})

    record, found = preview_of(
        workspace, upload_cache, put(upload_cache, sent(readings(), zone="America/New_York"), "UTC")
    )
    _, other = preview_of(
        workspace, upload_cache, put(upload_cache, sent(readings("Pumpe kWh"), zone="America/New_York"), "UTC")
    )

    assert (found.preview.options.timezone, other.preview.options.timezone) == ("Europe/Zurich", "America/New_York")
    assert "0 changed" in added(workspace, upload_cache, record, {}).sentence


def test_what_a_person_said_counts(upload_cache: UploadCache) -> None:
    record = put(upload_cache, sent(readings()), "UTC")

    found = looked_at(upload_cache, {**record, "given": {"unit": "Wh", "timezone": "Europe/London"}}).preview

    assert (found.options.unit, found.options.timezone) == ("Wh", "Europe/London")
    assert "unit" not in [guess.name for guess in found.guesses]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", ""])
def test_the_name_of_a_file_is_never_a_path(upload_cache: UploadCache, tmp_path: Path, name: str) -> None:
    record = put(upload_cache, sent(readings(), name=name), "UTC")

    assert "/" not in record["name"]
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "uploads"]


@pytest.mark.parametrize("token", ["../secret", "", "x" * 32, "a/../../b", "x" * 31 + "\n"])
def test_only_a_token_gives_a_file_back(upload_cache: UploadCache, token: str) -> None:
    with pytest.raises(DataError, match="choose it again"):
        upload_cache.get(token)


def test_the_upload_cache_does_not_fill_up(upload_cache: UploadCache, tmp_path: Path) -> None:
    tokens = [upload_cache.put(b"%d" % number) for number in range(60)]

    assert len(list((tmp_path / "uploads").iterdir())) <= 50
    assert upload_cache.get(tokens[-1]) == b"59"


def test_nobody_else_reads_the_upload_cache(upload_cache: UploadCache, tmp_path: Path) -> None:
    token = upload_cache.put(b"secret")

    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "uploads" / token).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["data:,", "data:;base64,", "data:;base64,%%%", "nothing"])
def test_what_is_no_file_is_refused_with_a_sentence(upload_cache: UploadCache, content: str) -> None:
    with pytest.raises(DataError, match=r"\.$"):
        put(upload_cache, {"content": content, "name": "x.csv", "zone": "UTC"}, "UTC")


def caret() -> str:
    return readings().replace(";", "^")


def test_a_file_that_is_not_understood_can_be_said_and_is_then_read(
    upload_cache: UploadCache, workspace: Workspace
) -> None:
    record = put(upload_cache, sent(caret()), "UTC")
    with pytest.raises(DataError, match="separator"):
        looked_at(upload_cache, record)

    seen = glimpsed(upload_cache, record)
    form = str(blank_table(seen.options, seen.guesses, seen.columns, {}, text=seen.is_text))

    assert all(f"'{field.label}'" in form for field in FIELDS)
    assert "^" in seen.rows[0][0]
    record["given"] = {"separator": "^"}
    assert looked_at(upload_cache, record).preview.readings == DAYS * 24
    assert added(workspace, upload_cache, record, {}).sentence.startswith("Added Werk")


@pytest.mark.parametrize("text", ["\x00\x01\x02", "<?xml version='1.0'?><a/>", "%PDF-1.7"])
def test_what_no_option_mends_shows_no_form(upload_cache: UploadCache, text: str) -> None:
    with pytest.raises(LoadlensError):
        glimpsed(upload_cache, put(upload_cache, sent(text), "UTC"))


def test_a_workbook_is_asked_for_no_separator() -> None:
    words = str(blank_table(ImportOptions(), (), ("Zeit", "kWh"), {}, text=False))

    assert "Row of names" in words
    assert "Between cells" not in words


@pytest.mark.parametrize(
    ("name", "shown", "option"),
    [
        ("separator", "bar", "|"),
        ("separator", "\\t", "\t"),
        ("separator", "~", "~"),
        ("time_column", ["Date", "Time"], "Date + Time"),
        ("meter_column", [], ""),
        ("value_columns", ["a", "b"], ("a", "b")),
        ("temperature_column", "(none)", ""),
    ],
)
def test_a_control_says_what_the_option_of_the_terminal_says(name: str, shown: object, option: object) -> None:
    assert option_value(name, shown) == option


def test_data_problems_are_listed_for_each_meter_that_has_any(upload_cache: UploadCache, workspace: Workspace) -> None:
    lines = readings().splitlines()
    found = added(workspace, upload_cache, put(upload_cache, sent("\n".join(lines[:100] + lines[148:])), "UTC"), {})

    listed = str(data_problem_list(found.reports))

    assert "found and handled: gaps" in found.sentence
    assert "'gap'" in listed
    assert "2025-01-10 03:00" in listed
    assert "'48'" in listed
    assert found.sentence not in listed
    assert data_problem_list([replace(report, data_problems=()) for report in found.reports]) == []


def test_several_meters_are_added_with_a_word_on_what_was_found(
    upload_cache: UploadCache, workspace: Workspace
) -> None:
    head, *lines = readings("A kWh").splitlines()
    rows = [f"{head};B kWh", *(f"{line};{'' if 100 <= n < 110 else f'1,{n % 7}'}" for n, line in enumerate(lines))]

    found = added(workspace, upload_cache, put(upload_cache, sent("\n".join(rows)), "UTC"), {})

    assert found.sentence.startswith("Added 2 meters; this is the first one. Found and handled in 1 of them: ")


def test_the_unit_said_of_one_file_is_taken_for_the_next(upload_cache: UploadCache, workspace: Workspace) -> None:
    first = {**put(upload_cache, sent(readings("Verbrauch")), "UTC"), "given": {"unit": "Wh"}}
    added(workspace, upload_cache, first, {})

    record, found = preview_of(workspace, upload_cache, put(upload_cache, sent(readings("Verbrauch")), "UTC"))

    assert found.preview.options.unit == "Wh"
    assert "0 changed, 720 equal" in added(workspace, upload_cache, record, {}).sentence


@pytest.mark.parametrize("text", ["no readings here", "a;b\nc;d\n", "\x00\x01\x02", "time;kWh\n"])
def test_a_file_without_readings_is_refused_with_a_sentence(upload_cache: UploadCache, text: str) -> None:
    with pytest.raises(LoadlensError, match=r"\.$"):
        looked_at(upload_cache, put(upload_cache, sent(text), "UTC"))


def test_every_option_of_an_import_can_be_said() -> None:
    assert {field.name for field in FIELDS} == set(ImportOptions.__dataclass_fields__)


def test_controls_and_options_say_the_same() -> None:
    options = ImportOptions(
        separator="\t", decimal=",", header_row=2, value_columns=("a", "b"), meter_column="", timezone="UTC", unit="kWh"
    )

    shown = values_shown(options)

    assert shown["header_row"] == "3"
    assert stated_options(shown) == options
    assert {name: shown_value(BY_NAME[name], stated_options({name: shown[name]})) for name in shown} == shown


def test_a_row_that_is_no_number_is_refused_with_a_sentence() -> None:
    with pytest.raises(ParameterError, match="row of names is 'first'"):
        option_value("header_row", "first")


def test_what_needs_a_look_stands_first(upload_cache: UploadCache) -> None:
    found = looked_at(upload_cache, put(upload_cache, sent(readings()), "UTC")).preview

    table = guess_table(found.options, found.guesses, found.columns, {})
    words = [row.children[2].className for row in table.children]

    assert words == sorted(words, key=lambda name: "unsure" not in name)
    assert "unsure" in words[0]


def test_a_confirmed_file_is_a_meter_with_what_was_said_of_it(upload_cache: UploadCache, workspace: Workspace) -> None:
    record = put(upload_cache, sent(readings()), "UTC")

    found = added(workspace, upload_cache, record, STATED)

    meter_id, meter = found.meter_id, workspace.meter(found.meter_id)
    assert (meter.name, meter.country, meter.region, meter.price_per_kwh) == ("Werk Nord", "CH", "ZH", 0.21)
    assert meter.operation == Operation("07:00", "18:00")
    assert workspace.series(meter_id).energy_kwh == pytest.approx(10 * DAYS * 24, rel=0.01)
    assert found.sentence.startswith("Added ")
    with pytest.raises(DataError):
        upload_cache.get(record["token"])


def test_bringing_a_file_again_says_what_it_changed(upload_cache: UploadCache, workspace: Workspace) -> None:
    for _ in range(2):
        found = added(workspace, upload_cache, put(upload_cache, sent(readings()), "UTC"), {})

    assert "0 readings added, 0 changed, 720 equal" in found.sentence


def test_a_fact_that_is_not_allowed_stores_nothing(upload_cache: UploadCache, workspace: Workspace) -> None:
    record = put(upload_cache, sent(readings()), "UTC")

    with pytest.raises(LoadlensError, match="say both times"):
        added(workspace, upload_cache, record, {"opens": "07:00"})

    assert workspace.meters() == ()
    assert added(workspace, upload_cache, record, {"currency": "EUR"}).meter_id
    assert not workspace.meters()[0].currency


def test_an_unknown_region_is_refused_with_a_sentence(upload_cache: UploadCache, workspace: Workspace) -> None:
    with pytest.raises(LoadlensError, match="ISO 3166"):
        added(workspace, upload_cache, put(upload_cache, sent(readings()), "UTC"), {"country": "CH", "region": "XX"})


def test_countries_have_names_and_regions() -> None:
    named = dict(countries())

    assert (named["CH"], named["GB"]) == ("Switzerland", "United Kingdom")
    assert ("ZH", "ZH") in regions("CH")
    assert not regions("")


def test_the_panel_names_the_limit() -> None:
    assert "up to 7 MB" in str(upload_panel(7))
