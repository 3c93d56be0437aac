"""Serving the page from the terminal: this process becomes gunicorn, so that signals reach it without a detour."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

from data.errors import ParameterError
from pipeline.settings import LARGEST_PORT, PROJECT, Settings

EVERYWHERE = {"0.0.0.0", "::", "[::]"}  # noqa: S104 - recognised, not chosen


def with_address(settings: Settings, host: str | None, port: int | None) -> Settings:
    """Return the settings with another address; what is None stays.

    Raises
    ------
    ParameterError
        When the address cannot be listened on, naming it and what to do.
    """
    given = {"host": host or settings.host, "port": settings.port if port is None else port}
    settings = settings.model_copy(update=given)
    check_free(settings.host, settings.port)
    return settings


def address(settings: Settings) -> str:
    """Return what a person types into a browser on this machine."""
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def check_free(host: str, port: int) -> None:
    """Raise ``ParameterError`` when nothing can listen at an address."""
    bare = host.strip("[]")
    if not 0 <= port <= LARGEST_PORT:  # the system would take the rest of a division
        raise ParameterError(f"The port is {port}; it takes a whole number from 1 to {LARGEST_PORT}.")
    try:
        family, kind, proto, _name, target = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: a closed one may linger
            probe.bind(target)
    except OSError as error:
        raise ParameterError(
            f"Cannot listen on {host}:{port} ({error.strerror or error}); choose another PORT or HOST, for example "
            "PORT=8051."
        ) from error


def become_gunicorn(settings: Settings) -> NoReturn:
    """Replace this process by the web server with these settings."""
    environ = {
        **os.environ,
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DATA_DIR": str(settings.data_dir),
    }
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "gunicorn.conf.py", "--chdir", str(PROJECT)]
    os.chdir(PROJECT)
    os.execve(sys.executable, command, environ)  # noqa: S606 - no shell is meant
