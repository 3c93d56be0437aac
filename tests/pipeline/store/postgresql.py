"""A PostgreSQL server of its own for a test, or a reason to skip."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gunicorn_server import free_port

SERVICE_USER = "postgres"
"""The server refuses to run as root; this is the user its package makes."""


@contextmanager
def cluster() -> Iterator[str]:
    """Run an empty PostgreSQL inside the block; its address is for SQLAlchemy."""
    found = shutil.which("postgres")
    if found is None:
        pytest.skip("PostgreSQL is not installed: meters are tested with SQLite only")
    programs = Path(found).resolve().parent
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="loadlens-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        port = free_port()
        _run(programs / "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "tester", "--no-sync", user=user)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        data, log = str(folder / "data"), str(folder / "log")
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start", user=user)
        try:
            yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVICE_USER).pw_name
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")


def _run(program: Path, *arguments: str, user: str | None) -> None:
    done = subprocess.run(
        [str(program), *arguments], user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
