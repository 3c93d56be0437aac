"""``bench``: how fast and how good it is on this machine."""

from __future__ import annotations

import argparse

from data.errors import ParameterError
from terminal.parser import Commands

DETAIL = """\
Measure speed and detection quality; this takes most of an hour on two cores. The results are kept in
benchmarks/RESULTS.md, where benchmarks that are not run keep what was measured before on the same machine and versions.
They need what the tests need: make bench installs it. The public libraries Loadlens is compared with are installed into
.venv-peers the first time; without a network they are left out."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("bench", run, "measure speed and detection quality, write benchmarks/RESULTS.md", DETAIL)
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only these benchmarks")
    parser.add_argument("--list", action="store_true", help="name the benchmarks there are")


def run(arguments: argparse.Namespace) -> None:
    """Run the benchmarks and print the results."""
    try:
        from benchmarks import results  # noqa: PLC0415 - an installation that only runs the app has none
    except ModuleNotFoundError as error:
        raise ParameterError(f"The benchmarks need {error.name}, which is not installed: run make bench.") from error
    if arguments.list:
        print("\n".join(results.names()))
        return
    print(results.run(arguments.names), end="")
