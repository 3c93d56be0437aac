"""Files made to break a reader: years that nobody means, deep nesting, strange zones; a sentence each."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from data.errors import DataError, UnforeseenError
from data.importing.load import load, preview
from tests.data.importing import in_zurich
from tests.data.importing.formats.test_greenbutton import LOCAL, POINT, READINGS, block, entry, feed, meter, reading
from tests.data.importing.tables_written import text
from tests.data.importing.two_days import VALUES, workbook

NESTED = b"<a>" * 5000 + b"</a>" * 5000
DAY = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30)]


def days(*dates: str) -> bytes:
    return text("time;kWh", [f"{date} {time};1.5" for date in dates for time in DAY])


def typed(times: pa.Array) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table({"time": times, "kWh": [1.5] * len(times)}), stream)
    return stream.getvalue()


def green_button(power: object) -> bytes:
    kind = entry(
        "RT/1", "", f"<ReadingType><uom>72</uom><powerOfTenMultiplier>{power}</powerOfTenMultiplier></ReadingType>"
    )
    return feed(POINT, LOCAL, meter(), kind, block(READINGS))


def at(start: str) -> bytes:
    first = reading(0, "250").replace(reading(0, "250").split("<start>")[1].split("<")[0], start)
    return feed(POINT, LOCAL, meter(), block([first, *READINGS[1:]]))


FAR = pa.array([2**62 + step for step in range(90)], pa.timestamp("us"))
NO_PLACE = pa.array([1_700_000_000 + 900 * step for step in range(90)], pa.timestamp("s", tz="Mars/Olympus"))
HOSTILE = {
    "a year of four digits before 1970": (days("0024-03-01", "0024-03-02"), "row 2: '0024-03-01 00:00' .* 1970 to"),
    "a year of one digit": (days("1-03-01", "1-03-02", "1-03-03"), "row 2: '1-03-01 00:00' .* is no date and time"),
    "a year after 2199": (days("2200-03-01", "2200-03-02"), "row 2: '2200-03-01 00:00' .* 1970 to 2199"),
    "typed times that no calendar has": (typed(FAR), "is no date and time of the years 1970 to 2199"),
    "a typed zone that does not exist": (typed(NO_PLACE), "time zone Mars/Olympus, which does not exist"),
    "a multiplier that is no number": (green_button("x"), "powerOfTenMultiplier 'x'; it is a whole number from -12"),
    "a multiplier beyond all units": (green_button(9999), "powerOfTenMultiplier '9999'; it is a whole number"),
    "a start of thirty digits": (at("9" * 30), "the start '9{30}' is no whole number of up to 18 digits"),
    "a start before all meters": (at("-99999999999"), "not in the years 1970 to 2199; export the file again"),
    "a start after all meters": (at("9000000000000"), "not in the years 1970 to 2199; export the file again"),
    "elements without end": (b'<?xml version="1.0"?><feed>' + NESTED + b"</feed>", "more than 100 elements"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_no_meter_writes_is_refused_in_a_short_sentence(kind: str) -> None:
    body, sentence = HOSTILE[kind]
    for look in (in_zurich.load, in_zurich.preview):
        with pytest.raises(DataError, match=sentence) as caught:
            look(body, "hostile")
        assert not isinstance(caught.value, UnforeseenError)
        assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("date", "first"), [("24-03-31", "2024-03-31"), ("1-3-2024", "2024-03-01"), ("2199-12-30", "2199-12-30")]
)
def test_dates_that_people_write_are_read_as_before(date: str, first: str) -> None:
    after = {"24-03-31": "24-04-01", "1-3-2024": "2-3-2024", "2199-12-30": "2199-12-31"}[date]
    [series] = in_zurich.load(days(date, after), "a.csv").meters
    assert f"{series.index[0]:%Y-%m-%d}" == first


def test_a_workbook_that_refers_to_others_is_read() -> None:
    plain, changed = workbook(times_as_text=False), io.BytesIO()
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    reference = (
        f'<externalReferences><externalReference xmlns:r="{relation}" r:id="rId99"/></externalReferences></workbook>'
    )
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            is_book = name == "xl/workbook.xml"
            target.writestr(name, content.replace(b"</workbook>", reference.encode()) if is_book else content)
    with pytest.raises(Exception, match="Target"):
        openpyxl.load_workbook(io.BytesIO(changed.getvalue()))

    assert len(in_zurich.load(changed.getvalue(), "a.xlsx").meters[0]) == len(VALUES)


@pytest.mark.parametrize("look", [load, preview])
def test_what_nobody_foresaw_is_one_sentence_with_a_reference(look: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("data.importing.load._opened", fail)
    with pytest.raises(UnforeseenError, match=r"^a\.csv cannot be read: .*RecursionError") as caught:
        look(days("2024-03-01"), "a.csv", default_timezone="Europe/Zurich")  # type: ignore[operator]

    assert len(caught.value.reference) == 6
    assert f"reference {caught.value.reference}" in str(caught.value)
    assert isinstance(caught.value.__cause__, RecursionError)
