"""ESB HDF: half-hours or days of an Irish smart meter, stamped at their ends in local time, in kW or kWh by row."""

from __future__ import annotations

from data.importing.formats.known_tables import KnownTable, declare_table

ESB_HDF = KnownTable(
    key="esb_hdf",
    label="ESB HDF",
    summary="Irish smart meters: the harmonised downloadable file of ESB Networks, in kW or kWh",
    header=("mprn", "read value", "read type", "read date and end time"),
    publisher="ESB Networks",
    settled={"timezone": "Europe/Dublin", "date_order": "dmy", "time_column": "Read Date and End Time", "stamp": "end"},
)

declare_table(ESB_HDF)
