"""Any table that the writer can make comes back equal, or is refused; never with a different energy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.described.meter import written_meter
from benchmarks.described.rows import days, rows
from data.errors import LoadlensError
from data.importing.load import load

ZONES = ("Europe/Berlin", "Europe/London", "Europe/Lisbon", "America/New_York", "Australia/Sydney", "Asia/Tokyo")
TIMES = (
    ("Datum", "{wall:%d.%m.%Y %H:%M}"), ("Date", "{wall:%Y-%m-%d %H:%M:%S}"), ("Horodate", "{iso}"),
    ("Time UTC", "{utc:%Y-%m-%d %H:%M}"), ("Start;End", "{wall:%Y-%m-%d %H:%M};{until:%Y-%m-%d %H:%M}"),
    ("Van;Tot", "{wall:%d-%m-%Y %H:%M};{until:%d-%m-%Y %H:%M}"), ("Fecha;Hora", "{wall:%d/%m/%Y};{wall:%H:%M}"),
    ("Data;Godzina do", "{wall:%Y-%m-%d};{to24}"), ("Date;Period", "{wall:%Y-%m-%d};{period}"), ("time", "{s}"),
    ("Dátum", "{wall:%Y.%m.%d. %H:%M}"), ("Tid", "{wall:%Y-%m-%dT%H:%M:%S}{start:%z}"),
)  # fmt: skip
READINGS = (
    ("Verbrauch (kWh)", "{kwh}"), ("Consumo Wh", "{wh}"), ("Leistung [kW]", "{kw}"), ("active power MW", "{mw}"),
    ("Zużycie energii [MWh]", "{mwh}"), ("Forbrug kWh;Pris kr/kWh", "{kwh};1.2{period}"),
    ("Energia attiva (kWh);Energia reattiva (kvarh)", "{kwh};3.{period}"), ("Value;Unit", "{kwh};kWh"),
    ("Kulutus (kWh);Lämpötila", "{kwh};-1.{period}"), ("Volume;Eenheid;Status", "{kwh};kWh;Gemeten"),
    ("Afname (kWh);Injectie (kWh)", "{kwh};0.000"), ("Import kWh;Quality", "{kwh};A"), ("Power;Flag", "{kw} kW;0"),
)  # fmt: skip
BEFORE = (("", ""), ("MPAN;", "1012345678901;"), ("Meter;", "Main hall;"), ("Nr;", "{n};"), ("Obis;", "1-1:1.8.0;"))
ABOVE = ("", "Report of the year\n\n", "Kunde;4711\nAdresse;Hauptstr. 1\n\n", "Total;123.4;kWh\n")
BELOW = ("", "Total;;{total}", "Ende des Berichts", "\nSumme;;{total};{total}")


@dataclass(frozen=True)
class Written:
    """How a table is written."""

    zone: str
    minutes: int
    season: str
    body: bytes = field(repr=False)
    template: str = ""


@st.composite
def tables(draw: st.DrawFn) -> Written:
    zone, minutes = draw(st.sampled_from(ZONES)), draw(st.sampled_from((15, 30, 60)))
    season = draw(st.sampled_from(("spring", "autumn")))
    meter = written_meter(zone, minutes, season)
    if draw(st.integers(0, 5)) == 0:
        label = draw(st.sampled_from(("{}", "H{}", "Q{}", "kWh {}", "Wert {}")))
        decimal = draw(st.sampled_from((".", ",")))
        write = days("Meter;Date", lambda number, _: label.format(number + 1), "A1;{wall:%Y-%m-%d}", decimal=decimal)
        return Written(zone, minutes, season, write(meter), f"{label} {decimal}")
    (first, first_cell), (names, times), (columns, cells) = (
        draw(st.sampled_from(each)) for each in (BEFORE, TIMES, READINGS)
    )
    separator = draw(st.sampled_from((";", "\t", "|")))
    footer = draw(st.sampled_from(BELOW)).format(total=f"{meter.watt_hours.sum() / 1000:.3f}")
    header = (draw(st.sampled_from(ABOVE)) + first + names + ";" + columns).replace(";", separator)
    row = (first_cell + times + ";" + cells).replace(";", separator)
    decimal, newest_first = draw(st.sampled_from((".", ","))), draw(st.booleans())
    write = rows(header, row, decimal=decimal, footer=footer.replace(";", separator), newest_first=newest_first)
    template = f"{header} / {row} / {footer} / {decimal} / {newest_first}"
    return Written(zone, minutes, season, write(meter), template)


def check_written(written: Written) -> bool:
    """Say whether a table was read; assert that it is then equal."""
    meter = written_meter(written.zone, written.minutes, written.season)
    try:
        found = load(written.body, "a.csv", default_timezone=written.zone)
    except LoadlensError:
        return False
    used = [series for series in found.meters if np.nansum(series.power_kw) > 0]
    assert [series.energy_kwh for series in used] == pytest.approx([meter.watt_hours.sum() / 1000], rel=1e-9)
    known = np.isfinite(used[0].power_kw)
    assert used[0].index[known][0] == meter.index[0]
    assert used[0].power_kw[known] == pytest.approx(meter.power_kw, rel=1e-9)
    return True


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_any_table_comes_back_equal_or_is_refused(written: Written) -> None:
    check_written(written)


@pytest.mark.proof
@settings(deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_a_thousand_tables_come_back_equal_or_are_refused(written: Written) -> None:
    check_written(written)
