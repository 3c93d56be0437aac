"""Octopus Energy: half-hours with start, end and costs, offsets in the text."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

OCTOPUS = KnownTable(
    key="octopus",
    label="Octopus Energy",
    summary="British half-hours of Octopus Energy, with costs that are left out",
    header=("consumption (kwh), ", ", start, end"),
    publisher="Octopus Energy",
    settled={"timezone": "Europe/London", "unit": "kWh"},
)

declare_table(OCTOPUS)
