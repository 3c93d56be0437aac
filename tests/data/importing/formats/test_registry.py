"""One record a format: recognised, read and named as soon as it is declared; the surest one reads a file."""

from __future__ import annotations

import gzip

import numpy as np
import pyarrow as pa
import pytest

from components.upload.panel import upload_panel
from data.errors import DataError
from data.importing.formats import registry
from data.importing.formats.registry import (
    FALLBACK,
    LIKELY,
    PERHAPS,
    SURE,
    FileFormat,
    ReadMeters,
    ReadTable,
    accepted_formats,
    declare_format,
    file_endings,
    file_formats,
    stem_of,
)
from data.importing.load import glimpse, load
from data.importing.options import ImportOptions
from data.importing.raw_readings import RawReadings
from data.importing.raw_table import RawTable

HOUR = 3_600_000_000
BODY = b"#load\n1\n2\n3\n"


def read_marked(body: bytes, _name: str, options: ImportOptions) -> ReadTable:
    values = [int(line) for line in body.split()[1:]]
    times = [f"2024-01-01 {hour:02d}:00" for hour in range(len(values))]
    return ReadTable(RawTable(pa.table({"time": times, "kWh": [str(value) for value in values]})), options)


def read_meters(_body: bytes, name: str, _options: ImportOptions) -> ReadMeters:
    instants, values = np.arange(4) * HOUR, np.arange(4.0)
    return ReadMeters((RawReadings(stem_of(name), instants, values, "kWh", timezone=""),), timezone="Europe/Oslo")


def sniff_marked(body: bytes) -> float:
    return SURE if body.startswith(b"#load") else 0.0


MARKED = FileFormat("marked", "Marked lists", (".load",), "numbers below a mark", sniff_marked, read_marked)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> FileFormat:
    file_formats()
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))
    return declare_format(MARKED)


@pytest.mark.usefixtures("marked")
def test_a_declared_format_is_read_named_and_chosen_on_the_page() -> None:
    found = load(gzip.compress(BODY), "cellar.load.gz", default_timezone="UTC")

    assert found.meters[0].meter_id == "cellar"
    assert found.meters[0].power_kw.tolist() == [1.0, 2.0, 3.0]
    assert "Marked lists" in accepted_formats()
    assert ".load" in file_endings()
    assert "Marked lists" in str(upload_panel(7))
    with pytest.raises(DataError, match=r"is a PDF document; unpack or export it as .*Marked lists"):
        load(b"%PDF-1", "a.pdf", default_timezone="UTC")


@pytest.mark.usefixtures("marked")
def test_what_a_reader_stumbles_over_becomes_a_sentence() -> None:
    with pytest.raises(
        DataError, match=r"bad\.load cannot be read as Marked lists \(invalid literal.*\); fetch it again"
    ):
        load(b"#load\n1\ntwo\n", "bad.load", default_timezone="UTC")


def test_without_its_record_the_same_file_is_text() -> None:
    found, _ = registry.format_of(BODY, ImportOptions())

    assert found is not None
    assert found.key == "text"


def test_a_format_may_bring_meters_whose_zone_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    file_formats()
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))
    declare_format(FileFormat("m", "M", (".m",), "", lambda body: LIKELY * (body == b"m"), read_meters, is_table=False))

    found = load(b"m", "cellar.m")

    assert (found.meters[0].meter_id, found.meters[0].timezone) == ("cellar", "Europe/Oslo")
    with pytest.raises(DataError, match=r"cellar\.m is a M file; nothing about how it is read can be chosen"):
        glimpse(b"m", "cellar.m")


def test_a_key_that_is_taken_is_refused() -> None:
    file_formats()
    with pytest.raises(TypeError, match="Two formats have the key 'parquet'"):
        declare_format(FileFormat("parquet", "", (), "", lambda _body: 0.0, read_marked))


@pytest.mark.parametrize(
    ("body", "key", "confidence"),
    [
        (b"PAR1...", "parquet", SURE),
        (b"<?xml version='1.0'?><feed><IntervalBlock/></feed>", "greenbutton", SURE),
        (b"<?xml version='1.0'?><other/>", "greenbutton", PERHAPS),
        (b'"";"MT_001";"MT_002"\n', "uci", SURE),
        (b"time;kWh\n", "text", FALLBACK),
    ],
)
def test_a_content_is_recognised_and_how_surely(body: bytes, key: str, confidence: float) -> None:
    found, sure = registry.format_of(body, ImportOptions())

    assert found is not None
    assert (found.key, sure) == (key, confidence)


def test_options_that_do_not_fit_a_format_leave_the_file_to_another() -> None:
    found, _ = registry.format_of(b'"";"MT_001"\n', ImportOptions(unit="W"))

    assert found is not None
    assert found.key == "text"


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "A.XLSX", "folder/a.parquet", r"C:\x\a.xml.zip"])
def test_a_meter_is_named_by_its_file_without_endings(name: str) -> None:
    assert stem_of(name).lower() == "a"
