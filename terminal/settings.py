"""``settings``: what the environment says."""

from __future__ import annotations

import argparse

from pipeline.settings import Settings
from terminal.parser import Commands
from terminal.text import text_table

WRAPPED_AT = 72


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("settings", run, "list the settings, their values and what they do")


def run(arguments: argparse.Namespace) -> None:  # noqa: ARG001 - a command takes them
    """Print the table of settings."""
    print(text_table(("name", "value", "default", "what it does"), Settings.from_environment().table(), WRAPPED_AT))
