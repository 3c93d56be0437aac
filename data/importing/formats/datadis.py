"""Datadis: hours of Spanish metering points, labelled by their ends 01:00 to 24:00, on clock days 23:00 or 25:00."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

DATADIS = KnownTable(
    key="datadis",
    label="Datadis",
    summary="Spanish metering points (CUPS) by hour, as Datadis and distributors give them",
    header=("cups", "date", "time", "consumption"),
    publisher="Datadis",
    settled={"timezone": "Europe/Madrid", "date_order": "ymd"},
)

declare_table(DATADIS)
