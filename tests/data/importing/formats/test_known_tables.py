"""Tables of publishers known by their columns: zone and times are theirs, whatever zone is usual here."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.importing.formats.registry import file_formats
from data.importing.load import ImportOptions, load
from tests.data.importing.local_days import SEASONS, LocalDays, check, comma, local_days
from tests.data.importing.tables_written import text


def esb(true: LocalDays) -> bytes:
    ends = true.index + (true.index[1] - true.index[0])
    rows = [
        f"10012345678,000000031415926,{2 * used:.4f},Active Import Interval (kW),{end:%d-%m-%Y %H:%M}"
        for end, used in zip(ends, true.kwh, strict=True)
    ]
    return text("MPRN,Meter Serial Number,Read Value,Read Type,Read Date and End Time", rows[::-1])


def fingrid(true: LocalDays) -> bytes:
    head = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu"
    rows = [
        f"643006960000000042;8716867000030;PT30M;kWh;BN01;{at:%Y-%m-%dT%H:%M:%SZ};{comma(used)};OK"
        for at, used in zip(true.index.tz_convert("UTC"), true.kwh, strict=True)
    ]
    return text(head, rows)


def datadis(true: LocalDays) -> bytes:
    rows = [
        f"ES0021000000000042AB;{day:%Y/%m/%d};{(at + 1) // 2:02d}:{(at + 1) % 2 * 30:02d};{comma(used)};Real;0,0"
        for day, all_day in true.by_day()
        for at, used in enumerate(all_day)
    ]
    return text("cups;date;time;consumptionKWh;obtainMethod;surplusEnergyKWh", rows)


def cups(true: LocalDays) -> bytes:
    rows = [
        f"ES0021000000000042AB;{day:%d/%m/%Y};{at};{comma(used)};R"
        for day, all_day in true.by_day()
        for at, used in enumerate(all_day, 1)
    ]
    return text("CUPS;Fecha;Hora;AE_kWh;REAL/ESTIMADO", rows)


def fluvius(true: LocalDays) -> bytes:
    head = "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Register;Volume;Eenheid;Status"
    ends = true.index + (true.index[1] - true.index[0])
    rows = [
        f'{at:%d-%m-%Y;%H:%M:%S};{end:%d-%m-%Y;%H:%M:%S};="541448800000000042";'
        f"Afname {'Dag' if 7 <= at.hour < 22 else 'Nacht'};{comma(used)};kWh;Gevalideerd"
        for at, end, used in zip(true.index, ends, true.kwh, strict=True)
    ]
    return text(head, rows)


def octopus(true: LocalDays) -> bytes:
    ends = true.index + (true.index[1] - true.index[0])
    rows = [
        f"{used}, {24 * used:.2f}, 53.1, {at.isoformat()}, {end.isoformat()}"
        for at, end, used in zip(true.index, ends, true.kwh, strict=True)
    ]
    return text("Consumption (kwh), Estimated Cost Inc. Tax (p), Standing Charge Inc. Tax (p), Start, End", rows)


TABLES = {
    "esb_hdf": (esb, "Europe/Dublin"), "fingrid": (fingrid, "Europe/Helsinki"), "datadis": (datadis, "Europe/Madrid"),
    "cups": (cups, "Europe/Madrid"), "fluvius": (fluvius, "Europe/Brussels"), "octopus": (octopus, "Europe/London"),
}  # fmt: skip


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("key", TABLES)
def test_a_publisher_s_table_is_read_in_its_own_zone(key: str, season: str) -> None:
    write, zone = TABLES[key]
    true = local_days(zone, season, 30)
    body = write(true)

    found = load(body, "a.csv", default_timezone="America/New_York")

    assert [meter.timezone for meter in found.meters if meter.energy_kwh] == [zone]
    check(found, true)
    kind = next(each for each in file_formats() if each.key == key)
    assert kind.sniff(body) == 1.0
    again = load(body, "a.csv", found.options)
    assert again.meters[0].digest == found.meters[0].digest


def test_a_zone_that_is_given_counts_more() -> None:
    true = local_days("Europe/Lisbon", minutes=30)

    found = load(octopus(true), "a.csv", ImportOptions(timezone="Europe/Lisbon"))

    assert found.meters[0].timezone == "Europe/Lisbon"


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("season", SEASONS)
def test_the_workbook_of_eredes_has_power_at_the_ends_of_quarter_hours(season: str) -> None:
    true = local_days("Europe/Lisbon", season, 15)
    ends = (true.index + (true.index[1] - true.index[0])).tz_localize(None)
    head = ["Contador", "Data", "Hora", "Consumo registado, Ativa (kW)", "Estado"]
    rows = [
        ["000000000000042", f"{end:%Y/%m/%d}", f"{end:%H:%M}", float(power), "Real"]
        for end, power in zip(ends, true.power_kw, strict=True)
    ]

    found = load(workbook([["CPE", "PT0002000000000042XX"], head, *rows]), "a.xlsx", default_timezone="Europe/Berlin")

    [meter] = found.meters
    assert (meter.timezone, len(meter)) == ("Europe/Lisbon", len(true.index))
    check(found, true)


def test_out_of_the_grid_is_consumption_in_estfeed() -> None:
    true = local_days("Europe/Tallinn", minutes=15)
    head = ["Meter EIC", "Period Start", "IN Quantity (kWh)", "OUT Quantity (kWh)"]
    rows = [["38ZEE-00000042--A", f"{at:%d.%m.%Y %H:%M:%S}", comma(used / 8), comma(used)] for at, used in true.rows()]

    found = load(workbook([head, *rows]), "a.xlsx", default_timezone="Europe/Berlin")

    assert [origin.direction for origin in found.origins] == ["feed-in", "consumption"]
    check(found, true, number=1)
