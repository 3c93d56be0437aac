"""No time zone is assumed silently: the library asks or warns, and TIMEZONE is the one default of the app."""

from __future__ import annotations

import ast
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

import pandas as pd
import pytest

import loadlens
from tests.data.importing.formats.test_greenbutton import LOCAL, POINT, READINGS, block, feed, kind, meter
from tests.data.importing.two_days import INDEX, PLAIN, VALUES

ROOT = Path(__file__).parents[2]


def written(zone: str) -> bytes:
    """Return a file whose times carry the offsets of a zone, as text."""
    times = INDEX.tz_convert(zone).map(lambda time: time.isoformat())
    return pd.DataFrame({"time": times, "kWh": VALUES}).to_csv(index=False).encode()


def parquet(zone: str) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"time": INDEX.tz_convert(zone), "kWh": VALUES}).to_parquet(stream)
    return stream.getvalue()


def green_button(local: str = "") -> bytes:
    return feed(POINT, local, meter(), kind(), block(READINGS))


def saved(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("plain.csv", PLAIN),
        ("utc.csv", written("UTC")),
        ("utc.parquet", parquet("UTC")),
        ("green.xml", green_button()),
    ],
)
def test_a_file_that_does_not_tell_its_zone_is_refused_whatever_the_app_is_set_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, body: bytes
) -> None:
    monkeypatch.setenv("TIMEZONE", "Europe/Zurich")

    with pytest.raises(loadlens.ParameterError, match=rf"{name} does not say in which time zone"):
        loadlens.read(saved(tmp_path, name, body))


@pytest.mark.parametrize(
    ("name", "body", "zone"),
    [
        ("berlin.csv", written("Europe/Berlin"), "Europe/Zurich"),
        ("colombo.csv", written("Asia/Colombo"), "Asia/Kolkata"),
        ("praia.csv", written("Atlantic/Cape_Verde"), "Etc/GMT+1"),
        ("green.xml", green_button(LOCAL), "America/New_York"),
    ],
)
def test_a_zone_taken_from_offsets_is_named_in_a_warning(tmp_path: Path, name: str, body: bytes, zone: str) -> None:
    path = saved(tmp_path, name, body)

    with pytest.warns(UserWarning, match=re.escape(f"{name} is read in the time zone {zone}: ")) as told:
        [series] = loadlens.read(path)

    assert series.timezone == zone
    assert [warning.filename for warning in told] == [__file__]


@pytest.mark.parametrize(
    ("name", "body", "given"),
    [
        ("given.csv", written("Europe/Berlin"), "Europe/Berlin"),
        ("named.parquet", parquet("Europe/London"), None),
        ("plain.csv", PLAIN, "Asia/Tokyo"),
    ],
)
def test_a_zone_that_is_given_or_named_needs_no_warning(
    tmp_path: Path, name: str, body: bytes, given: str | None
) -> None:
    with warnings.catch_warnings(action="error"):
        [series] = loadlens.read(saved(tmp_path, name, body), timezone=given)

    assert series.timezone == (given or "Europe/London")


def defaults(source: str) -> Iterator[str]:
    """Yield the names of zones that stand as a default: of a parameter, a field, or a constant."""
    for node in ast.walk(ast.parse(source)):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.arguments):
            values = [*node.defaults, *node.kw_defaults]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            values = [node.value]
        elif isinstance(node, ast.BoolOp):
            values = [*node.values]
        elif isinstance(node, ast.Call):
            values = [word.value for word in node.keywords if word.arg in ("default", "timezone", "default_timezone")]
        yield from (zone for value in values if (zone := named_zone(value)))


def named_zone(value: ast.expr | None) -> str:
    zone = value.value if isinstance(value, ast.Constant) else None
    return zone if isinstance(zone, str) and ("/" in zone or zone == "UTC") and zone in available_timezones() else ""


HOMES = {"data/importing/formats/ebix.py": ["Europe/Zurich"], "data/importing/formats/nem12.py": ["Australia/Brisbane"]}
"""Formats of one country, which fix their zone."""


def test_the_setting_is_the_one_default_of_a_zone() -> None:
    packages = ("data", "detectors", "loadlens", "pipeline", "components", "api", "terminal")
    files = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix(): list(defaults(path.read_text(encoding="utf-8"))) for path in files}

    assert {name: zones for name, zones in found.items() if zones} == HOMES | {"pipeline/settings.py": ["UTC"]}


@pytest.mark.parametrize(
    "source",
    ["def f(timezone='UTC'): ...", "def f(*, zone='Europe/Zurich'): ...", "ZONE = 'UTC'", "z = given or 'UTC'",
     "load(path, default_timezone='UTC')"],
)  # fmt: skip
def test_the_check_sees_a_default(source: str) -> None:
    assert len(list(defaults(source))) == 1
