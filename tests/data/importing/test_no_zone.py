"""Where nobody names a time zone, none is taken: the file must, or a sentence asks for it."""

from __future__ import annotations

import pytest

from data.errors import ParameterError
from data.importing.load import load, load_temperature, preview
from data.importing.options import ImportOptions
from tests.data.importing.formats.test_greenbutton import LOCAL, POINT, READINGS, block, feed, kind, meter
from tests.data.importing.two_days import PLAIN

IN_UTC = b"time,kWh\n2024-01-10T00:00:00Z,1.5\n2024-01-10T00:15:00Z,1.25\n2024-01-10T00:30:00Z,1.75\n"
WITH_OFFSET = IN_UTC.replace(b"Z,", b"+01:00,")
UNUSUAL = IN_UTC.replace(b"Z,", b"+05:45,")
NO_LOCAL_TIME = feed(POINT, meter(), kind(), block(READINGS))


@pytest.mark.parametrize("take", [load, preview])
@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (PLAIN, "a.csv", "the file does not name a zone"),
        (IN_UTC, "a.csv", "the times are UTC"),
        (UNUSUAL, "a.csv", "the offsets in the file fit no usual zone"),
        (NO_LOCAL_TIME, "a.xml", "the times are UTC"),
    ],
)
def test_a_file_that_names_no_zone_is_refused_with_what_to_give(take: type, body: bytes, name: str, why: str) -> None:
    with pytest.raises(ParameterError) as caught:
        take(body, name)

    assert str(caught.value) == (
        f"{name} does not say in which time zone its meters stand ({why}); give it, for example "
        "timezone='Europe/Zurich'."
    )


@pytest.mark.parametrize(("body", "name"), [(PLAIN, "a.csv"), (IN_UTC, "a.csv"), (NO_LOCAL_TIME, "a.xml")])
def test_a_zone_that_is_given_is_taken(body: bytes, name: str) -> None:
    found = load(body, name, ImportOptions(timezone="America/Chicago"))

    assert {series.timezone for series in found.meters} == {"America/Chicago"}


def test_offsets_from_utc_and_local_time_parameters_name_a_zone() -> None:
    with_local_time = feed(POINT, LOCAL, meter(), kind(), block(READINGS))

    assert load(WITH_OFFSET, "a.csv").meters[0].timezone == "Europe/Zurich"
    assert load(with_local_time, "a.xml").meters[0].timezone == "America/New_York"


def test_temperatures_without_a_zone_are_refused() -> None:
    with pytest.raises(ParameterError, match="in which time zone"):
        load_temperature(b"time,temperature\n2024-01-10 00:00,1.5\n2024-01-10 01:00,1.25\n", "t.csv")
