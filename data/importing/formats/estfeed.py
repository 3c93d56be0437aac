"""Estfeed: hours or quarter-hours of an Estonian metering point; OUT is out of the grid, and so consumption."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

ESTFEED = KnownTable(
    key="estfeed",
    label="Estfeed",
    summary="Estonian metering points: the workbook of the Estfeed data hub, IN into the grid and OUT of it",
    header=("meter eic", "period start", "in quantity", "out quantity"),
    publisher="Estfeed",
    settled={"timezone": "Europe/Tallinn", "date_order": "dmy", "time_column": "Period Start", "stamp": "start"},
    workbook=True,
)

declare_table(ESTFEED)
