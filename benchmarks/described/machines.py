"""Formats that machines write: market messages, databases, home automation, workbooks and tables with types."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd

from benchmarks.described.described_format import DescribedFormat as Form
from benchmarks.described.meter import WrittenMeter
from benchmarks.described.rows import Write, cells, recoded, rows

ZURICH, SYDNEY, LISBON = "Europe/Zurich", "Australia/Sydney", "Europe/Lisbon"
ESTFEED = ["Meter EIC", "Period Start", "IN Quantity (kWh)", "OUT Quantity (kWh)"]
EREDES = ["Data", "Hora", "Consumo registado, Ativa (kW)", "Estado"]


def workbook(make: object, title: str = "Readings") -> Write:
    """Return a writer of a workbook with one sheet of typed cells."""

    def write(meter: WrittenMeter) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(title)
        for row in make(meter):  # type: ignore[operator]
            sheet.append(row)
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    return write


def nem12(meter: WrittenMeter) -> bytes:
    """Return NEM12: a row a day of market time, UTC+10 all year."""
    market = meter.index.tz_convert("Etc/GMT-10")
    table: dict[str, list[str]] = {}
    slots = 24 * 60 // meter.minutes
    for at, used in zip(market, meter.watt_hours, strict=True):
        cells_of_day = table.setdefault(f"{at:%Y%m%d}", [""] * slots)
        cells_of_day[(at.hour * 60 + at.minute) // meter.minutes] = f"{used / 1000:.3f}"
    lines = ["100,NEM12,202406010000,NETWORK,RETAILER", f"200,6203778594,E1,E1,E1,,1234567,kWh,{meter.minutes},"]
    for day, written in table.items():
        known = [cell or "0" for cell in written]
        flags = [f"400,1,{slots},A,,"] if all(written) else _nulls(written)
        lines += [f"300,{day},{','.join(known)},{'A' if all(written) else 'V'},,,,"]
        lines += [] if all(written) else flags
    return "\n".join([*lines, "900", ""]).encode()


def _nulls(written: list[str]) -> list[str]:
    """Return rows of quality for a day of which a part is not there."""
    known = [bool(cell) for cell in written]
    first, last = known.index(True) + 1, len(known) - known[::-1].index(True)
    spans = [(1, first - 1, "N"), (first, last, "A"), (last + 1, len(known), "N")]
    return [f"400,{low},{high},{mark},," for low, high, mark in spans if low <= high]


def eiep3(meter: WrittenMeter) -> bytes:
    """Return EIEP3: trading periods of local days."""
    row = "DET,0000012345ABC12,E1,RD,{wall:%d/%m/%Y},{period},{kwh},,,X"
    return rows("HDR,ICPHHAB,11.0,RETA,RETA,DIST,01/04/2024,00:00:00,1,1,202403,E,I", row)(meter)


def sdat(meter: WrittenMeter) -> bytes:
    """Return SDAT-CH: positions within one period."""
    last = meter.index[-1] + pd.Timedelta(minutes=meter.minutes)
    start, end = (f"{at.tz_convert('UTC'):%Y-%m-%dT%H:%M:%SZ}" for at in (meter.index[0], last))
    points = "".join(
        f"<rsm:Observation><rsm:Position><rsm:Sequence>{at}</rsm:Sequence></rsm:Position>"
        f"<rsm:Volume>{used / 1000:.3f}</rsm:Volume></rsm:Observation>"
        for at, used in enumerate(meter.watt_hours, 1)
    )
    return (
        '<?xml version="1.0"?><rsm:ValidatedMeteredData_12 xmlns:rsm="http://www.strom.ch"><rsm:MeteringData>'
        f"<rsm:Interval><rsm:StartDateTime>{start}</rsm:StartDateTime><rsm:EndDateTime>{end}</rsm:EndDateTime>"
        f"</rsm:Interval><rsm:Resolution><rsm:Resolution>{meter.minutes}</rsm:Resolution><rsm:Unit>MIN</rsm:Unit>"
        "</rsm:Resolution><rsm:ConsumptionMeteringPoint><rsm:VSENationalID>CH1000000000000000000000000000042"
        "</rsm:VSENationalID></rsm:ConsumptionMeteringPoint><rsm:Product><rsm:MeasureUnit>KWH</rsm:MeasureUnit>"
        f"</rsm:Product>{points}</rsm:MeteringData></rsm:ValidatedMeteredData_12>"
    ).encode()


def green_button(meter: WrittenMeter) -> bytes:
    """Return a Green Button feed of one usage point, watt-hours."""
    seconds = meter.minutes * 60
    readings = "".join(
        f"<IntervalReading><timePeriod><duration>{seconds}</duration><start>{round(at.timestamp())}</start></timePeriod>"
        f"<value>{used}</value></IntervalReading>"
        for at, used in zip(meter.index, meter.watt_hours, strict=True)
    )
    entries = (
        ("UP/1", "", "<UsagePoint/>"),
        ("UP/1/MeterReading/1", "RT/1", "<MeterReading/>"),
        ("RT/1", "", "<ReadingType><accumulationBehaviour>4</accumulationBehaviour><flowDirection>1</flowDirection>"
         "<powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType>"),
        ("UP/1/MeterReading/1/IntervalBlock/1", "", f"<IntervalBlock>{readings}</IntervalBlock>"),
    )  # fmt: skip
    body = "".join(f"<entry>{_links(own, to)}<content>{content}</content></entry>" for own, to, content in entries)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{body}</feed>'.encode()


def _links(own: str, related: str) -> str:
    return f'<link rel="self" href="{own}"/>' + (f'<link rel="related" href="{related}"/>' if related else "")


def parquet(meter: WrittenMeter) -> bytes:
    """Return a table with typed columns."""
    kept = io.BytesIO()
    pd.DataFrame({"time": meter.index, "power_kw": meter.power_kw}).to_parquet(kept, index=False)
    return kept.getvalue()


def dates_in_columns(meter: WrittenMeter) -> bytes:
    """Return the export of an energy dashboard: one row a sensor, one column a time in UTC."""
    times = [f"{at.tz_convert('UTC'):%Y-%m-%dT%H:%M:%S.000Z}" for at in meter.index]
    values = [f"{used / 1000:.3f}" for used in meter.watt_hours]
    head = ["entity_id", "type", "unit", *times]
    return "\n".join(
        [",".join(head), ",".join(["sensor.grid_energy", "grid_consumption", "kWh", *values]), ""]
    ).encode()


def whole_lines_quoted(meter: WrittenMeter) -> bytes:
    """Return text whose lines are each one quoted cell."""
    plain = rows("Datum,Uhrzeit,Verbrauch kWh", "{wall:%d.%m.%Y},{wall:%H:%M},{kwh}")(meter).decode().splitlines()
    return "\n".join([*(f'"{line}"' for line in plain), ""]).encode()


MACHINES = (
    Form("au_nem12", "Australian market (NEM12)", "en", "a row a day, market time", SYDNEY, (5, 15, 30), nem12),
    Form("nz_eiep3", "New Zealand market (EIEP3)", "en", "trading periods 1 to 50", "Pacific/Auckland", (30,), eiep3),
    Form("ch_sdat", "Swiss market (SDAT-CH)", "en", "XML, positions in a period", ZURICH, (15, 60), sdat, "xml"),
    Form("us_green_button", "Green Button", "en", "XML, seconds since 1970", "America/New_York", (15, 60),
         green_button, "xml"),
    Form("ha_history", "Home Assistant", "en", "history of a counter", ZURICH, (60,),
         rows("entity_id,state,last_changed", "sensor.grid_energy,{register},{utc:%Y-%m-%dT%H:%M:%S.000Z}"),
         counts=True),
    Form("ha_dashboard", "Home Assistant", "en", "energy dashboard, times as columns", ZURICH, (60,), dates_in_columns),
    Form("ha_statistics", "Home Assistant", "en", "mean, least and most of an hour", ZURICH, (60,),
         rows("start,mean [W],min [W],max [W]", "{s},{w},12,98765")),
    Form("shelly", "Shelly", "en", "UTC in the header, watt-hours", ZURICH, (15, 60),
         rows("Date/time UTC,Active energy Wh", "{utc:%Y-%m-%d %H:%M},{wh}")),
    Form("grafana", "Grafana", "en", "unit in every cell", ZURICH, (5, 15),
         rows('"Time","main power"', '"{wall:%Y-%m-%d %H:%M:%S}","{kw} kW"')),
    Form("influx", "InfluxDB", "en", "annotated, names of tables beside", ZURICH, (5, 15),
         rows(",result,table,_time,_value,_field,_measurement,entity_id",
              ",_result,0,{utc:%Y-%m-%dT%H:%M:%SZ},{w},value,W,main_power")),
    Form("milliseconds", "logger", "en", "milliseconds since 1970", ZURICH, (5, 15),
         rows("timestamp_ms,power_w", "{ms},{w}")),
    Form("pandas", "pandas", "en", "index without a name, offsets", ZURICH, (15, 60),
         rows(",power_kw", "{n},{wall:%Y-%m-%d %H:%M:%S}{start:%z},{kw}".replace("{n},", ""))),
    Form("parquet", "pandas", "en", "typed columns", ZURICH, (15, 60), parquet, "parquet", tells_zone=True),
    Form("workbook", "Excel", "en", "date and time in one typed cell", ZURICH, (15, 60),
         workbook(cells(["Time", "Energy kWh"], lambda each, f: [f["wall"], each.watt_hours / 1000])), "xlsx"),
    Form("workbook_two_cells", "Excel", "de", "date and time in two typed cells", ZURICH, (15, 60),
         workbook(cells(["Datum", "Zeit", "Verbrauch kWh"],
                        lambda each, f: [f["wall"].date(), f["wall"].time(), each.watt_hours / 1000])), "xlsx"),
    Form("pt_eredes", "E-REDES", "pt", "workbook, kW at ends", LISBON, (15,),
         workbook(cells(EREDES, lambda each, f: [f"{f['until']:%Y/%m/%d}", f"{f['until']:%H:%M}",
                                                 round(each.watt_hours * 60 / each.minutes / 1000, 3), "Real"])),
         "xlsx", tells_zone=True),
    Form("ee_estfeed", "Estfeed", "et", "workbook, IN and OUT of the grid", "Europe/Tallinn", (15, 60),
         workbook(cells(ESTFEED, lambda each, f: ["38ZEE-00000042-A", f"{f['wall']:%d.%m.%Y %H:%M}", 0,
                                                  each.watt_hours / 1000])), "xlsx", tells_zone=True),
    Form("quoted_lines", "spreadsheet", "de", "every line in quotes", ZURICH, (15, 60), whole_lines_quoted),
    Form("utf16_tabs", "spreadsheet", "en", "UTF-16, tabs", ZURICH, (15, 60),
         recoded(rows("Time\tPower kW", "{wall:%Y-%m-%d %H:%M}\t{kw}"), "utf-16")),
    Form("parts", "research file", "en", "year, month, day, hour, minute", ZURICH, (15,),
         rows("year,month,day,hour,minute,kwh",
              "{wall:%Y},{wall:%-m},{wall:%-d},{wall:%-H},{wall:%-M},{kwh}")),
    Form("excel_numbers", "spreadsheet", "en", "MW, no date separators", ZURICH, (15, 60),
         rows("timestamp;active power MW", "{utc:%Y%m%dT%H%M%SZ};{mw}")),
)  # fmt: skip
