"""``serve``: the page in a browser."""

from __future__ import annotations

import argparse
import sys

from pipeline.serve import address, become_gunicorn, with_address
from pipeline.settings import Settings
from terminal.parser import Commands

DETAIL = """\
Show the page. It listens on this machine only unless HOST or --host says otherwise: there is no login.
Everything else is set by the environment: python cli.py settings."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("serve", run, "show the page in a browser", DETAIL)
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on; 0.0.0.0 lets other machines in")
    parser.add_argument("--port", type=int, metavar="PORT", help="port to listen on")
    parser.add_argument("--debug", action="store_true", help="serve with Dash's debugger, for developers")


def run(arguments: argparse.Namespace) -> None:
    """Serve until stopped."""
    settings = with_address(Settings.from_environment(), arguments.host, arguments.port)
    print(f"Loadlens is at {address(settings)} (Ctrl-C stops it).")
    sys.stdout.flush()
    if not arguments.debug:
        become_gunicorn(settings)
    from app import create_app  # noqa: PLC0415 - the page is not needed for any other command

    create_app(settings).run(host=settings.host, port=settings.port, debug=True)
