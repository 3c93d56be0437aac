"""Two days of quarter-hours in Zurich, and the files that hold them, for the tests of the import."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import openpyxl

from data.importing.load import Imported
from data.importing.options import Guess
from tests.data.importing.tables_written import csv, instants, walls

INDEX = instants("2024-01-10T00:00+01:00", 192)
WALL = walls(INDEX, "Europe/Zurich")
VALUES = np.random.default_rng(7).gamma(2.0, 1.0, 192).round(3)
PLAIN = csv(WALL, VALUES)


def workbook(*, times_as_text: bool) -> bytes:
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Notes"
    notes.append(["Exported for you"])
    sheet = book.create_sheet("Readings")
    sheet.append(["Meter 4711", None, None])
    sheet.append(["Time", "Energy [kWh]", "Comment"])
    for time, value in zip(WALL, VALUES, strict=True):
        sheet.append([f"{time:%d.%m.%Y %H:%M}" if times_as_text else time.to_pydatetime(), float(value), "fine"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    """Return a zip of files, which are named without their endings."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, body in members.items():
            archive.writestr(f"{name}.csv", body)
    return stream.getvalue()


def rows(form: str, separator: str = ";", decimal: str = ".") -> list[str]:
    """Return one row a reading, its time in a form of ``strftime``."""
    return [
        f"{time.strftime(form)}{separator}{str(value).replace('.', decimal)}"
        for time, value in zip(WALL, VALUES, strict=True)
    ]


def guess(found: Imported, name: str) -> Guess:
    """Return what the import guessed of one option."""
    return next(each for each in found.guesses if each.name == name)
