"""Fetching the load diagrams, from a server on loopback that behaves as badly as real ones."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from data.errors import DataError
from data.importing.formats.uci_download import ADDRESSES, ARCHIVE, ATTEMPTS, check_uci, fetch_uci

TEXT = b'"";"MT_001"\n' + b"".join(b'"2011-01-01 00:15:00";%d\n' % number for number in range(1000))


def archive_of(text: bytes, name: str = "LD2011_2014.txt") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("padding.bin", np.random.default_rng(1).bytes(900_000))
    return stream.getvalue()


@dataclass
class Site:
    """What the server gives, how it fails, and what it was asked for."""

    content: bytes = archive_of(TEXT)
    tag: str = '"v1"'
    breaks_after: list[int] = field(default_factory=list)  # bytes of the body sent by each of the next answers
    status: int = 200
    ranges: bool = True
    seen: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        site.seen.append({key.lower(): value for key, value in self.headers.items()})
        if site.status != 200:
            self.send_error(site.status)
            return
        body, asked = site.content, re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        fits = self.headers.get("If-Range", site.tag) == site.tag
        if asked and site.ranges and fits:
            first = int(asked[1])
            if first >= len(body):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
            body = body[first:]
        else:
            self.send_response(200)
        if site.tag:
            self.send_header("ETag", site.tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: site.breaks_after.pop(0)] if site.breaks_after else body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"site": made}))
    made.address = f"http://127.0.0.1:{server.server_address[1]}/file.zip"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_is_fetched_with_progress_and_checked(site: Site, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    path = fetch_uci(
        tmp_path / "new", addresses=(site.address,), progress=lambda here, total: steps.append((here, total))
    )

    assert path == tmp_path / "new" / ARCHIVE
    assert path.read_bytes() == site.content
    assert steps[-1] == (len(site.content), len(site.content))
    assert [here for here, _ in steps] == sorted(here for here, _ in steps)
    assert len(steps) > 2
    assert not list(path.parent.glob("*.part*"))


def test_a_file_that_is_there_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    fetch_uci(tmp_path, addresses=(site.address,))
    fetch_uci(tmp_path, addresses=(site.address,))

    assert len(site.seen) == 1


@pytest.mark.parametrize("name", [ARCHIVE, "LD2011_2014.txt"])
def test_a_file_put_there_by_hand_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(archive_of(TEXT) if name == ARCHIVE else TEXT)

    assert fetch_uci(tmp_path, addresses=()) == tmp_path / name


def test_a_broken_connection_goes_on_where_it_broke(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [300_000, 200_000]
    path = fetch_uci(tmp_path, addresses=(site.address,))

    assert path.read_bytes() == site.content
    assert [seen.get("range") for seen in site.seen] == [None, "bytes=300000-", "bytes=500000-"]
    assert site.seen[1]["if-range"] == '"v1"'


def test_a_download_given_up_is_resumed_the_next_time(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [100_000] * ATTEMPTS
    with pytest.raises(DataError, match=r"broke off after 0.3 of 0.9 MB") as caught:
        fetch_uci(tmp_path, addresses=(site.address,))
    path = fetch_uci(tmp_path, addresses=(site.address,))

    assert str(tmp_path / ARCHIVE) in str(caught.value)
    assert "by hand" in str(caught.value)
    assert path.read_bytes() == site.content
    assert site.seen[-1]["range"] == "bytes=300000-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [300_000, 10]
    seen_first = site.content
    steps: list[int] = []

    def swap(here: int, _total: int) -> None:
        steps.append(here)
        if here == 300_000:
            site.content, site.tag = archive_of(TEXT + TEXT[12:]), '"v2"'

    path = fetch_uci(tmp_path, addresses=(site.address,), progress=swap)

    assert path.read_bytes() == site.content != seen_first
    assert site.seen[1]["if-range"] == '"v1"'


def test_a_server_without_ranges_starts_over(site: Site, tmp_path: Path) -> None:
    site.breaks_after, site.ranges = [300_000], False

    assert fetch_uci(tmp_path, addresses=(site.address,)).read_bytes() == site.content


def test_a_server_without_tags_is_resumed_by_size(site: Site, tmp_path: Path) -> None:
    site.breaks_after, site.tag = [300_000], ""

    assert fetch_uci(tmp_path, addresses=(site.address,)).read_bytes() == site.content
    assert site.seen[1]["range"] == "bytes=300000-"
    assert "if-range" not in site.seen[1]


def test_another_size_without_tags_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    site.breaks_after, site.tag = [300_000], ""
    longer = archive_of(TEXT + b'"2011-01-01 00:30:00";1\n')

    def swap(here: int, _total: int) -> None:
        if here == 300_000:
            site.content = longer

    assert fetch_uci(tmp_path, addresses=(site.address,), progress=swap).read_bytes() == longer


def test_the_second_address_is_tried_when_the_first_fails(site: Site, tmp_path: Path) -> None:
    missing = "http://127.0.0.1:1/nobody-listens.zip"

    assert fetch_uci(tmp_path, addresses=(missing, site.address)).exists()


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (503, ATTEMPTS)])
def test_an_answer_that_is_an_error_is_named(site: Site, tmp_path: Path, status: int, asked: int) -> None:
    site.status = status
    with pytest.raises(DataError, match=str(status)):
        fetch_uci(tmp_path, addresses=(site.address,))

    assert len(site.seen) == asked


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Sorry, moved</html>",
        archive_of(b"something else"),
        archive_of(TEXT, "readme.pdf"),
        archive_of(TEXT).replace(b"MT_001", b"MT_009", 1),  # the checksum in the zip no longer fits
        archive_of(TEXT)[:-100],
    ],
    ids=["a page", "another text", "no text", "a flipped bit", "a cut end"],
)
def test_what_is_not_the_file_is_not_kept(site: Site, tmp_path: Path, content: bytes) -> None:
    site.content = content
    with pytest.raises(DataError, match="not the file that was expected"):
        fetch_uci(tmp_path, addresses=(site.address,))

    assert not (tmp_path / ARCHIVE).exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_file_put_there_by_hand_is_named(tmp_path: Path) -> None:
    (tmp_path / ARCHIVE).write_bytes(archive_of(TEXT)[:-100])

    with pytest.raises(DataError, match=rf"{re.escape(str(tmp_path / ARCHIVE))}.*Delete it"):
        fetch_uci(tmp_path)


def test_a_partial_file_longer_than_the_whole_starts_over(site: Site, tmp_path: Path) -> None:
    site.breaks_after = [300_000] * ATTEMPTS
    with pytest.raises(DataError):
        fetch_uci(tmp_path, addresses=(site.address,))
    part = tmp_path / f"{ARCHIVE}.part"
    part.write_bytes(part.read_bytes() + bytes(2_000_000))

    assert fetch_uci(tmp_path, addresses=(site.address,)).read_bytes() == site.content


def test_what_is_no_web_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no web address"):
        fetch_uci(tmp_path, addresses=("file:///etc/passwd",))


def test_two_downloads_at_once_do_not_mix(site: Site, tmp_path: Path) -> None:
    with FileLock(tmp_path / f"{ARCHIVE}.lock"), pytest.raises(DataError, match="Another download"):
        fetch_uci(tmp_path, addresses=(site.address,))


def test_a_folder_that_cannot_be_made_is_a_sentence(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DataError, match="by hand"):
        fetch_uci(tmp_path / "file" / "folder", addresses=(site.address,))


def test_the_public_addresses_are_those_of_the_archive() -> None:
    assert all(address.startswith("https://archive.ics.uci.edu/") for address in ADDRESSES)


def test_a_whole_file_passes_the_check(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive_of(TEXT))

    check_uci(tmp_path / "a.zip")
