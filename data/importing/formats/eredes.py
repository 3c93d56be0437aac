"""E-REDES: quarter-hours of a Portuguese delivery point as a workbook, mean power in kW stamped at the ends."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

EREDES = KnownTable(
    key="eredes",
    label="E-REDES",
    summary="Portuguese delivery points: the load diagram of E-REDES, in kW",
    header=("data", "hora", "consumo registado", "estado"),
    publisher="E-REDES",
    settled={"timezone": "Europe/Lisbon", "date_order": "ymd", "time_column": "Data + Hora", "stamp": "end"},
    workbook=True,
)

declare_table(EREDES)
