"""Spanish load curves: hours of a CUPS numbered 1 to 24, on clock days to 23 or 25."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

CUPS = KnownTable(
    key="cups",
    label="Spanish CCH",
    summary="Spanish load curves (CUPS;Fecha;Hora), as distributors give them",
    header=("cups", "fecha", "hora"),
    publisher="the Spanish distributor",
    settled={"timezone": "Europe/Madrid"},
)

declare_table(CUPS)
