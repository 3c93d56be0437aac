"""Tables, as text or as a workbook, whose columns are those of one publisher: zone, times and units are known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.importing.formats.registry import SURE, FileFormat, ReadTable, declare_format
from data.importing.formats.text import read_text
from data.importing.formats.xlsx import read_xlsx, sniff_xlsx
from data.importing.options import Guess, ImportOptions

HEAD_BYTES = 4000
TEXTS, SHEETS, MAX_BYTES = "xl/sharedStrings.xml", "xl/worksheets/sheet", 5_000_000
"""Where a workbook has the texts of its cells, all in one place or in the sheets; larger parts are not looked at."""


@dataclass(frozen=True)
class KnownTable:
    """A table of one publisher.

    Parameters
    ----------
    key, label, summary
        As in ``FileFormat``.
    header
        Texts that one of the first lines holds, in small letters: enough to know the table by.
    publisher
        Who writes it, for the reasons: "ESB Networks".
    settled
        What is known of it: fields of ``ImportOptions``. A column that a file does not have is left to a guess.
    workbook
        Whether it is a workbook, not text.
    """

    key: str
    label: str
    summary: str
    header: tuple[str, ...]
    publisher: str
    settled: Mapping[str, object] = field(default_factory=dict)
    workbook: bool = False


def declare_table(table: KnownTable) -> FileFormat:
    """Make the table of a publisher known to the loader."""
    return declare_format(
        FileFormat(
            key=table.key,
            label=table.label,
            endings=(".xlsx",) if table.workbook else (".csv",),
            summary=table.summary,
            sniff=_sniff_workbook(table) if table.workbook else _sniff(table),
            read=_read(table),
            remedy="download it again",
            is_text=not table.workbook,
            named=False,
        )
    )


def _sniff(table: KnownTable) -> Callable[[bytes], float]:
    def sniff(body: bytes) -> float:
        head = body[:HEAD_BYTES]
        if head[:2] in (b"PK", b"\x1f\x8b"):
            return 0.0
        lines = head.decode("utf-8", "replace").replace('"', "").lower().splitlines()
        return SURE if any(all(text in line for text in table.header) for line in lines) else 0.0

    return sniff


def _sniff_workbook(table: KnownTable) -> Callable[[bytes], float]:
    def sniff(body: bytes) -> float:
        if sniff_xlsx(body) == 0.0:
            return 0.0
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [each for each in archive.infolist() if each.filename == TEXTS or each.filename.startswith(SHEETS)]
            small = [each for each in parts if each.file_size <= MAX_BYTES]
            heads = [archive.read(each).decode("utf-8", "replace").lower() for each in small]
        return SURE if any(all(text in head for text in table.header) for head in heads) else 0.0

    return sniff


def _read(table: KnownTable) -> Callable[[bytes, str, ImportOptions], ReadTable]:
    def read(body: bytes, name: str, options: ImportOptions) -> ReadTable:
        found = read_xlsx(body, name, options) if table.workbook else read_text(body, name, options)
        settled = {each: value for each, value in table.settled.items() if _is_there(each, value, found)}
        guesses = tuple(
            Guess(each, str(value), f"{table.publisher} writes it so", True)
            for each, value in settled.items()
            if getattr(options, each) is None
        )
        return ReadTable(found.table, found.options.filled(**settled), found.guesses + guesses)

    return read


def _is_there(option: str, value: object, found: ReadTable) -> bool:
    """Say whether a table has the columns that an option names."""
    if option not in ("time_column", "meter_column"):
        return True
    return all(part in found.table.names for part in str(value).split(" + "))
