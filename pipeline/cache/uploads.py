"""Uploaded files for as long as somebody looks at what was guessed of them: an hour, under a name nobody can guess.

Readings enter the store only when they are confirmed. The name a file had where it came from is never a path here.
"""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from data.errors import DataError

KEEP_SECONDS = 3600.0
MAX_FILES = 50
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
GONE = "The uploaded file is not here any more; choose it again."


class UploadCache:
    """Uploaded files in one folder that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a file and return the token that gives it back; old ones and all above the limit are thrown away."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._tidy()
        token = secrets.token_urlsafe(24)
        path = self._folder / token
        path.touch(mode=0o600)
        path.write_bytes(content)
        return token

    def get(self, token: str) -> bytes:
        """Return a file.

        Raises
        ------
        DataError
            When there is none under this token, or not any more.
        """
        try:
            return self._path(token).read_bytes()
        except FileNotFoundError as error:
            raise DataError(GONE) from error

    def drop(self, token: str) -> None:
        """Throw a file away; nothing happens where there is none."""
        self._path(token).unlink(missing_ok=True)

    def _path(self, token: str) -> Path:
        if not TOKEN.fullmatch(token):
            raise DataError(GONE)
        return self._folder / token

    def _tidy(self) -> None:
        now = time.time()
        ages = sorted((now - path.stat().st_mtime, path) for path in self._folder.iterdir() if path.is_file())
        for place, (age, path) in enumerate(ages):
            if age > KEEP_SECONDS or place >= MAX_FILES - 1:
                path.unlink(missing_ok=True)
