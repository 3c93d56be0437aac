"""Formats of British, Irish, American, Canadian, Australian and New Zealand meters."""

from __future__ import annotations

from benchmarks.described.described_format import DescribedFormat as Form
from benchmarks.described.rows import blocks, days, rows

LONDON, DUBLIN, NEW_YORK, CHICAGO = "Europe/London", "Europe/Dublin", "America/New_York", "America/Chicago"
ESB = "MPRN,Meter Serial Number,Read Value,Read Type,Read Date and End Time"
PGE = "Name,A PERSON\r\nAddress,1 MAIN ST\r\nAccount Number,1234567890\r\nService,Service 1\r\n\r\n"
SENSE = "DateTime,Device ID,Name,Device Type,Device Make,Device Model,Device Location,Avg Wattage,kWh"
SMT = "ESIID,USAGE_DATE,REVISION_DATE,USAGE_START_TIME,USAGE_END_TIME,USAGE_KWH,ESTIMATED_ACTUAL"
SCE = (
    "Energy Usage Information\r\n\r\n"
    "Energy consumption time period,Usage(Real energy in kilowatt-hours),Reading quality"
)
OCTOPUS = "Consumption (kwh), Estimated Cost Inc. Tax (p), Standing Charge Inc. Tax (p), Start, End"
HYDRO = "Account Holder,Account Number,Meter Number,Interval Start Date/Time,Net Consumption (kWh),Demand (kW)"


def clock(minutes: int) -> str:
    """Return a time of day."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


ENGLISH = (
    Form("gb_octopus", "Octopus Energy", "en", "half-hours with costs, offsets", LONDON, (30,),
         rows(OCTOPUS, "{kwh},4.2,49.3,{iso},{iso_end}"), tells_zone=True),
    Form("gb_n3rgy", "n3rgy", "en", "UTC in the header", LONDON, (30,),
         rows("timestamp (UTC),energyConsumption (kWh)", "{utc:%Y-%m-%d %H:%M},{kwh}")),
    Form("gb_hh", "British data collector", "en", "a row a day, HH01 to HH50", LONDON, (30,),
         days("MPAN,Meter Serial,Date", lambda n, _: f"HH{n + 1:02d}", "1012345678901,E12Z012345,{wall:%d/%m/%Y}",
              separator=",")),
    Form("gb_days_hr", "British half-hourly supplier", "en", "a row a day, hr0030 to hr2400, GMT", LONDON, (30,),
         days("mpan,date_gmt,unit", lambda n, m: f"hr{(n + 1) * m // 60:02d}{(n + 1) * m % 60:02d}",
              "1012345678901,{std:%Y-%m-%d},kWh", separator=",", standard=True)),
    Form("gb_period", "British supplier", "en", "settlement periods beside dates", LONDON, (30,),
         rows("Settlement Date,Settlement Period,Consumption (kWh)", "{wall:%d/%m/%Y},{period},{kwh}")),
    Form("gb_ampm", "British app", "en", "12:30 AM", LONDON, (30, 60),
         rows("Date,Time,Usage (kWh)", "{wall:%d/%m/%Y},{wall:%I:%M %p},{kwh}")),
    Form("ie_esb", "ESB Networks", "en", "harmonised file, ends, newest first", DUBLIN, (30,),
         rows(ESB, "10012345678,000000031415926,{kwh},Active Import Interval (kWh),{end:%d-%m-%Y %H:%M}",
              newest_first=True), tells_zone=True),
    Form("ie_esb_kw", "ESB Networks", "en", "harmonised file in kW", DUBLIN, (15, 30),
         rows(ESB, "10012345678,000000031415926,{kw},Active Import Interval (kW),{end:%d-%m-%Y %H:%M}",
              newest_first=True), tells_zone=True),
    Form("us_pge", "PG&E, ComEd and others", "en", "addresses above, start and end, costs", CHICAGO, (15, 30, 60),
         rows(PGE + "TYPE,DATE,START TIME,END TIME,USAGE (kWh),COST,NOTES",
              "Electric usage,{wall:%Y-%m-%d},{wall:%H:%M},{to24},{kwh},$0.23,")),
    Form("us_sce", "SCE", "en", "from and to in one cell", "America/Los_Angeles", (15, 60),
         rows(SCE,
              '"{wall:%Y-%m-%d %H:%M:%S} to {until:%Y-%m-%d %H:%M:%S}","{kwh}",""')),
    Form("us_smt", "Smart Meter Texas", "en", "dates and start times", CHICAGO, (15,),
         rows(SMT, "'10443720001234567,{wall:%m/%d/%Y},{wall:%m/%d/%Y} 08:00:00, {wall:%H:%M}, {until:%H:%M},{kwh},A")),
    Form("us_emporia", "Emporia", "en", "zone in the header, month first", NEW_YORK, (15, 60),
         rows("Time Bucket (America/New_York),Home-Mains (kWhs)", "{wall:%m/%d/%Y %H:%M:%S},{kwh}"), tells_zone=True),
    Form("us_sense", "Sense", "en", "watts and kWh beside each other", NEW_YORK, (60,),
         rows(SENSE, "{wall:%Y-%m-%d %H:%M:%S},mains,Total Usage,,,,,{w},{kwh}")),
    Form("us_metasys", "building system (Metasys)", "en", "AM and PM, a footer", CHICAGO, (5, 15),
         rows("Date / Time,Name Path Reference,Object Name,Value (kW)",
              "{wall:%m/%d/%Y %I:%M:%S %p},NAE1/FC-1.MTR-1.KW,Main Demand,{kw}",
              footer="\r\n******** End of Report *********\r\nRecords: 2016")),
    Form("us_niagara", "building system (Niagara)", "en", "month by name, unit in the cell", NEW_YORK, (15, 60),
         rows("Timestamp,Trend Flags,Status,Value", "{wall:%d-%b-%y %I:%M:%S %p} {start:%Z},{{ }},{{ok}},{kw} kW")),
    Form("us_hours", "American cooperative", "en", "a row a day, HE1 to HE25", CHICAGO, (60,),
         days("Meter,Date", lambda n, _: f"HE{n + 1}", "000123,{wall:%m/%d/%Y}", separator=",")),
    Form("us_blocks", "building system", "en", "a block a day under its date", CHICAGO, (15, 60),
         blocks("Time,Demand kW", "{wall:%H:%M},{kw}", day="{wall:%m/%d/%Y}")),
    Form("us_egauge", "eGauge", "en", "seconds since 1970", "America/Denver", (15, 60),
         rows("Date & Time,Usage [kW]", "{s},{kw}")),
    Form("us_ion", "Schneider ION", "en", "times with milliseconds", CHICAGO, (5, 15),
         rows("Timestamp,Main.kWh del int", "{wall:%Y-%m-%d %H:%M:%S}.000,{kwh}")),
    Form("us_enphase", "Enphase", "en", "watt-hours, month first", "America/Los_Angeles", (15,),
         rows("Date/Time,Energy Consumed (Wh)", "{wall:%m/%d/%Y %H:%M},{wh}")),
    Form("ca_hydro", "BC Hydro", "en", "N/A beside the readings", "America/Vancouver", (60,),
         rows(HYDRO, "A PERSON,'000012345678,'4321987,{wall:%Y-%m-%d %H:%M},{kwh},N/A")),
    Form("ca_ontario", "Ontario distributor", "en", "date and hour ending", "America/Toronto", (60,),
         rows("Date,Hour Ending,kWh", "{wall:%Y-%m-%d},{hour},{kwh}")),
    Form("au_ausnet", "Australian distributor", "en", "a row a day, 00:00 - 00:30, market time", "Australia/Melbourne",
         (30,), days("NMI,METER SERIAL NUMBER,CON/GEN,DATE,ESTIMATED?",
                     lambda n, m: f"{clock(n * m)} - {clock((n + 1) * m)}",
                     "6203778594,1234567,Consumption,{std:%Y-%m-%d},No", separator=",", standard=True)),
    Form("au_powerpal", "Powerpal", "en", "UTC and local time, costs", "Australia/Melbourne", (15, 30),
         rows("datetime_utc,datetime_local,watt_hours,cost_dollars,is_peak",
              "{utc:%Y-%m-%d %H:%M:%S},{wall:%Y-%m-%d %H:%M:%S},{wh},0.03,false")),
    Form("nz_retail", "New Zealand retailer", "en", "start, end and AM or PM", "Pacific/Auckland", (30,),
         rows("ICP,Start,End,Usage (kWh)",
              "0000012345ABC12,{wall:%d/%m/%Y %I:%M:%S %p},{until:%d/%m/%Y %I:%M:%S %p},{kwh}")),
)  # fmt: skip
