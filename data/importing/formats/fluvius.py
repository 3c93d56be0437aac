"""Fluvius: quarter-hours of Flemish meters in rows of day and night registers, offtake and injection."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

FLUVIUS = KnownTable(
    key="fluvius",
    label="Fluvius",
    summary="Flemish meters: the consumption history of Fluvius, day and night registers row by row",
    header=("ean-code", "register", "volume"),
    publisher="Fluvius",
    settled={"timezone": "Europe/Brussels", "date_order": "dmy"},
)

declare_table(FLUVIUS)
