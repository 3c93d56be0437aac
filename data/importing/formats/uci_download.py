"""Fetching the UCI load diagrams from their public address: 261 MB, resumed where it broke off, checked at the end."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from data.errors import DataError
from data.files import atomic_file
from data.importing.formats.uci import is_uci, text_in

ADDRESSES = (
    "https://archive.ics.uci.edu/static/public/321/electricityloaddiagrams20112014.zip",
    "https://archive.ics.uci.edu/ml/machine-learning-databases/00321/LD2011_2014.txt.zip",
)
ARCHIVE, TEXT = "electricityloaddiagrams20112014.zip", "LD2011_2014.txt"
TIMEOUT_SECONDS = 30.0
ATTEMPTS = 3  # for each address, each going on where the last one ended
CHUNK_BYTES = 1 << 18
PARTIAL, NOT_SATISFIABLE, SERVER_ERROR = 206, 416, 500

DownloadProgress = Callable[[int, int], None]  # bytes here, bytes in all (0 while unknown)
FAILURES = (OSError, http.client.HTTPException, ValueError)  # ValueError: an address or a header that is none


@dataclass(frozen=True)
class _Origin:
    """Where a partial file comes from, so that only the same file is continued."""

    address: str = ""
    validator: str = ""
    total: int = 0


def fetch_uci(
    folder: Path, *, addresses: tuple[str, ...] = ADDRESSES, progress: DownloadProgress | None = None
) -> Path:
    """Return the path of the load diagrams in a folder, downloading them if they are not there.

    A file that was put there by hand, the zip or the text in it, is taken as it is.

    Raises
    ------
    DataError
        When no address gives the file; the sentence says where to put it by hand. What came so far is kept.
    """
    archive = folder / ARCHIVE
    for present in (archive, folder / TEXT):
        if present.exists():
            check_uci(present)
            return present
    reasons: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{ARCHIVE}.lock", timeout=0):
            for address in addresses:
                reason = _fetched(address, archive, progress)
                if not reason:
                    return archive
                reasons.append(f"{urllib.parse.urlsplit(address).netloc or address}: {reason}")
    except Timeout:
        raise DataError(f"Another download to {folder} is running; wait until it is done.") from None
    except OSError as error:
        reasons.append(f"{folder}: {error.strerror or error}")
    raise DataError(
        f"The UCI load diagrams could not be downloaded ({'; '.join(reasons)}). Import again to go on from what has "
        f"come so far, or fetch {ADDRESSES[0]} by hand, put it at {archive} and import again."
    )


def check_uci(path: Path) -> None:
    """Check that a file is what it is called: a zip that is whole and holds load diagrams, or their text.

    Raises
    ------
    DataError
        When it is not.
    """
    try:
        if path.suffix == ".txt":
            with path.open("rb") as stream:
                head = stream.readline()
        else:
            with zipfile.ZipFile(path) as archive:
                broken = archive.testzip()  # reads everything: about 5 s
                if broken is not None:
                    raise DataError(
                        f"{path} is damaged: {broken} in it has a wrong checksum. Delete it and import again."
                    )
                with archive.open(text_in(archive)) as stream:
                    head = stream.readline()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(f"{path} is no zip that is whole and holds {TEXT}. Delete it and import again.") from error
    if not is_uci(head):
        raise DataError(f"{path} does not hold the UCI load diagrams. Delete it and import again.")


def _fetched(address: str, archive: Path, progress: DownloadProgress | None) -> str:
    """Try one address; return why it failed, or nothing when the file is there."""
    part = archive.with_name(f"{ARCHIVE}.part")
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            _continue(address, part, progress)
            check_uci(part)
        except urllib.error.HTTPError as error:
            reason = f"answered {error.code} {error.reason}"
            if error.code == NOT_SATISFIABLE:
                part.unlink(missing_ok=True)
            elif error.code < SERVER_ERROR:
                return reason
            continue
        except DataError:
            part.unlink()
            return "what came is not the file that was expected"
        except FAILURES as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
            continue
        part.replace(archive)
        _origin_path(part).unlink(missing_ok=True)
        return ""
    return reason


def _continue(address: str, part: Path, progress: DownloadProgress | None) -> None:
    """Fetch what is still missing of a partial file."""
    origin = _read_origin(part)
    here = part.stat().st_size if part.exists() and origin.address == address else 0
    if here and here == origin.total:
        return
    with _opened(address, here, origin) as response:
        if response.status == PARTIAL:
            _check_range(response, here, origin, part)
            total = origin.total
        else:
            here, total = 0, int(response.headers.get("Content-Length") or 0)
            _write_origin(part, _Origin(address, _validator(response), total))
        with part.open("ab" if here else "wb") as stream:
            here = _copied(response, stream, (here, total), progress)
    if total and here != total:
        raise OSError(f"the connection broke off after {here / 1e6:.1f} of {total / 1e6:.1f} MB")


def _opened(address: str, here: int, origin: _Origin) -> http.client.HTTPResponse:
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{address} is no web address")
    headers = {"Accept-Encoding": "identity", "User-Agent": "loadlens"}
    if here:
        headers["Range"] = f"bytes={here}-"
        if origin.validator:
            headers["If-Range"] = origin.validator
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the scheme is checked above
    response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)  # noqa: S310
    return response


def _check_range(response: http.client.HTTPResponse, here: int, origin: _Origin, part: Path) -> None:
    """Refuse a continuation that does not fit what is there; the next attempt then starts anew."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    if found is None or (int(found[1]), int(found[2])) != (here, origin.total):
        part.unlink()
        raise OSError("the file has changed at its address")


def _copied(
    response: http.client.HTTPResponse, stream: IO[bytes], sizes: tuple[int, int], progress: DownloadProgress | None
) -> int:
    """Append what comes, and return how much is there then; what came before a failure is kept."""
    here, total = sizes
    while chunk := response.read(CHUNK_BYTES):
        stream.write(chunk)
        here += len(chunk)
        if progress is not None:
            progress(here, total)
    return here


def _validator(response: http.client.HTTPResponse) -> str:
    """Return what proves that a file is the same one later on; weak tags do not."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _origin_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_origin(part: Path) -> _Origin:
    try:
        return _Origin(**json.loads(_origin_path(part).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return _Origin()


def _write_origin(part: Path, origin: _Origin) -> None:
    with atomic_file(_origin_path(part)) as stream:
        stream.write(json.dumps(asdict(origin)).encode())
