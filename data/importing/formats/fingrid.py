"""Fingrid Datahub: intervals of Finnish metering points, stamped at their starts in UTC, unit and quality by row."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

FINGRID = KnownTable(
    key="fingrid",
    label="Fingrid Datahub",
    summary="Finnish metering points: the download of Fingrid Datahub, in UTC",
    header=("mittauspisteen tunnus", "tuotteen tyyppi", "alkuaika"),
    publisher="Fingrid Datahub",
    settled={"timezone": "Europe/Helsinki", "time_column": "Alkuaika", "stamp": "start"},
)

declare_table(FINGRID)
