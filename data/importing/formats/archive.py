"""The bytes inside a gzip or zip wrapper, and what is known to hold no readings."""

from __future__ import annotations

import io
import zipfile
import zlib

from data.errors import DataError
from data.importing.formats.registry import LIKELY, FileFormat, accepted_formats, format_of
from data.importing.options import ImportOptions

MAX_BYTES = 2_000_000_000
"""Largest content that is unpacked; the full UCI file has 711 MB of text."""

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
MSCONS = (
    "an EDIFACT message (MSCONS); ask the network operator or the metering point operator for the load profile as CSV "
    "or Excel"
)
D0036 = (
    "a data flow of the British market (D0036 or another one of ElectraLink); ask the supplier for the half-hourly "
    "readings as CSV"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FORMATS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"SQLite format 3": "a database",
}
_OTHER_TEXTS = {
    b"una:+": MSCONS,
    b"unb+": MSCONS,
    b"zhv|": D0036,
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"{": "JSON",
    b"[{": "JSON",
}


def unpacked_file(body: bytes, name: str, options: ImportOptions) -> tuple[FileFormat, bytes]:
    """Return the format of a file and its content; a gzip wrapper, or a zip around a single file, is taken off.

    Raises
    ------
    DataError
        When the file is empty, damaged, too large, or of a kind that holds no readings.
    """
    if body[:2] == GZIP:
        body = _gunzip(body, name)
    if not body.strip():
        raise DataError(f"The file {name} is empty; choose a file with readings.")
    members = _members(body, name) if body[:4] == ZIP else None
    found, confidence = format_of(body, options)
    if members is not None and confidence < LIKELY:
        return unpacked_file(_single(body, members, name), name, options)
    if found is None or confidence < LIKELY:
        _refuse_other(body, name)
    if found is None:
        raise DataError(f"{name} is of no known kind; import {accepted_formats()}.")
    return found, body


def _refuse_other(body: bytes, name: str) -> None:
    """Raise a DataError for what is known to hold no readings."""
    if body[:8] == _OLE:
        raise DataError(
            f"{name} is an Excel file of the old .xls kind; open it in Excel, save it as .xlsx or CSV and import that."
        )
    for magic, kind in _OTHER_FORMATS.items():
        if body.startswith(magic):
            raise DataError(f"{name} is {kind}; unpack or export it as {accepted_formats()}.")
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for opening, kind in _OTHER_TEXTS.items():
        if start.startswith(opening):
            raise DataError(f"{name} is {kind}." if ";" in kind else f"{name} is {kind}; import {accepted_formats()}.")


def _gunzip(body: bytes, name: str) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    while body:
        try:
            part = stream.decompress(body, MAX_BYTES - size + 1)
        except zlib.error as error:
            raise DataError(f"{name} is a damaged gzip file ({error}); fetch it again.") from error
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise DataError(f"{name} unpacks to more than {MAX_BYTES // 10**6} MB; split it into smaller files.")
        if not stream.eof:
            raise DataError(f"{name} is a gzip file that ends too early; fetch it again.")
        body = stream.unused_data.lstrip(b"\0")
        stream = zlib.decompressobj(wbits=31)
    return b"".join(parts)


def _members(body: bytes, name: str) -> list[zipfile.ZipInfo]:
    """Return what a zip holds, an Excel file included, once it is known not to be too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [member for member in archive.infolist() if _holds_data(member)]
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise _damaged(name, error) from error
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise DataError(f"{name} unpacks to more than {MAX_BYTES // 10**6} MB; split it into smaller files.")
    return members


def _single(body: bytes, members: list[zipfile.ZipInfo], name: str) -> bytes:
    """Return the content of the only file in a zip."""
    if len(members) != 1 or members[0].filename.lower().endswith(".zip"):
        listed = ", ".join(member.filename for member in members[:3]) + (" ..." if len(members) > 3 else "")
        raise DataError(f"{name} is a zip archive of {len(members)} files ({listed}); unpack it and import one file.")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return archive.read(members[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise _damaged(name, error) from error
    except (RuntimeError, NotImplementedError) as error:  # what zipfile raises for these
        raise DataError(f"{name} is a zip with a password or of an unusual kind; unpack it and import that.") from error


def _damaged(name: str, error: Exception) -> DataError:
    return DataError(f"{name} is a damaged zip or Excel file ({error}); fetch it again.")


def _holds_data(member: zipfile.ZipInfo) -> bool:
    """Say whether a member is more than a folder or what macOS adds of its own."""
    return not member.is_dir() and not member.filename.startswith("__MACOSX/")
