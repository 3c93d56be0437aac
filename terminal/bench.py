"""``bench``: how fast and how good it is on this machine."""

from __future__ import annotations

import argparse

from terminal.parser import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("bench", run, "measure speed and detection quality, write benchmarks/RESULTS.md")


def run(arguments: argparse.Namespace) -> None:
    """Run every benchmark."""
