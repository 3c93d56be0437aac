"""Formats of Italy, Spain, Portugal, Brazil, Poland, Czechia, Hungary and Slovenia."""

from __future__ import annotations

from benchmarks.described.described_format import DescribedFormat as Form
from benchmarks.described.rows import days, rows

ROME, MADRID, LISBON, WARSAW = "Europe/Rome", "Europe/Madrid", "Europe/Lisbon", "Europe/Warsaw"
PRAGUE, BUDAPEST, LJUBLJANA = "Europe/Prague", "Europe/Budapest", "Europe/Ljubljana"
DATADIS = "cups;date;time;consumptionKWh;obtainMethod;surplusEnergyKWh"
CUPS = "ES0021000000000042AB"

SOUTH_AND_EAST = (
    Form("it_ora", "Italian distributor", "it", "hours 1 to 25 beside dates", ROME, (60,),
         rows("DATA;ORA;ENERGIA PRELEVATA (kWh)", "{wall:%d/%m/%Y};{hour};{kwh}", decimal=",")),
    Form("it_quarti", "Italian distributor", "it", "a row a day, quarters 1 to 100", ROME, (15,),
         days("POD;Giorno", lambda n, _: f"Q{n + 1}", "IT001E12345678;{wall:%d/%m/%Y}", decimal=",")),
    Form("it_attiva", "Italian supplier", "it", "active beside reactive energy", ROME, (15, 60),
         rows("Data;Ora;Energia attiva (kWh);Energia reattiva (kvarh)",
              "{wall:%d/%m/%Y};{wall:%H:%M};{kwh};{wall:%H},{wall:%M}", decimal=",")),
    Form("it_mese", "Italian report", "it", "months by name", ROME, (60,),
         rows("Data e ora;Potenza (kW)", "{wall:%d} {mon} {wall:%Y} {wall:%H:%M};{kw}", decimal=",", months="it")),
    Form("it_inizio_fine", "Italian supplier", "it", "start and end of the interval", ROME, (15,),
         rows("Inizio;Fine;Prelievo kWh;Stima", "{wall:%d/%m/%Y %H:%M};{until:%d/%m/%Y %H:%M};{kwh};N", decimal=",")),
    Form("es_datadis", "Datadis", "es", "hours up to 24:00", MADRID, (60,),
         rows(DATADIS, CUPS + ";{wall:%Y/%m/%d};{hour_end};{kwh};Real;0,000", decimal=","), tells_zone=True),
    Form("es_cch", "Spanish distributor", "es", "hours 1 to 25", MADRID, (60,),
         rows("CUPS;Fecha;Hora;AE_kWh;REAL/ESTIMADO", CUPS + ";{wall:%d/%m/%Y};{hour};{kwh};R", decimal=","),
         tells_zone=True),
    Form("es_cuartos", "Spanish distributor", "es", "quarters 1 to 100", MADRID, (15,),
         rows("Fecha;Periodo cuartohorario;Consumo (kWh)", "{wall:%d/%m/%Y};{period};{kwh}", decimal=",")),
    Form("es_fecha_hora", "Spanish supplier", "es", "watt-hours", MADRID, (15, 60),
         rows("Fecha y hora;Energía activa (Wh)", "{wall:%d/%m/%Y %H:%M};{wh}")),
    Form("es_verano", "Spanish telemetry", "es", "summer flag beside the time", MADRID, (15, 60),
         rows("Fecha;Verano(1)/Invierno(0);Energía activa entrante (kWh);Energía reactiva (kVArh)",
              "{wall:%Y/%m/%d %H:%M:%S};{season};{kwh};{wall:%M},0", decimal=",")),
    Form("pt_potencia", "Portuguese grid company", "pt", "kW at ends", LISBON, (15,),
         rows("Data;Hora;Potência ativa consumo (kW);Estado", "{until:%Y/%m/%d};{until:%H:%M};{kw};Real", decimal=",")),
    Form("br_ccee", "Brazilian market", "pt", "hours 1 to 24, MWh", "America/Sao_Paulo", (60,),
         rows("Ponto de Medição;Data;Hora;Consumo Ativo (MWh)", "SPABCDENTR101;{wall:%d/%m/%Y};{hour};{mwh}",
              decimal=",")),
    Form("pl_tauron", "Polish distributor", "pl", "hours 01:00 to 24:00", WARSAW, (60,),
         rows("Data;Godzina;Pobór energii (kWh);Rodzaj", "{wall:%Y-%m-%d};{hour_end};{kwh};rzeczywisty", decimal=",")),
    Form("pl_godzina", "Polish distributor", "pl", "hours 1 to 25 beside dates", WARSAW, (60,),
         rows("Data;Godzina;Energia czynna pobrana [kWh]", "{wall:%d.%m.%Y};{hour};{kwh}", decimal=",")),
    Form("pl_profil", "Polish supplier", "pl", "active and reactive power", WARSAW, (15,),
         rows("Data i czas;Moc czynna (kW);Moc bierna (kvar)", "{wall:%Y-%m-%d %H:%M};{kw};{wall:%M},1", decimal=",")),
    Form("pl_miesiac", "Polish report", "pl", "months by name", WARSAW, (60,),
         rows("Data;Zużycie kWh", "{wall:%d} {mon} {wall:%Y} {wall:%H:%M};{kwh}", decimal=",", months="pl")),
    Form("cz_profil", "Czech distributor", "cs", "kW at ends, midnight as 24:00", PRAGUE, (15,),
         rows("Datum;Čas;+A [kW];Status", "{wall:%d.%m.%Y};{to24};{kw};naměřená data OK", decimal=",")),
    Form("cz_od_do", "Czech distributor", "cs", "from and to", PRAGUE, (15, 60),
         rows("Od;Do;Odběr (kWh)", "{wall:%d.%m.%Y %H:%M};{until:%d.%m.%Y %H:%M};{kwh}", decimal=",")),
    Form("hu_datum", "Hungarian distributor", "hu", "2024.03.01. beside the time", BUDAPEST, (15,),
         rows("Dátum;Időpont;Hatásos fogyasztás (kWh)", "{wall:%Y.%m.%d.};{wall:%H:%M};{kwh}", decimal=",")),
    Form("hu_kezdete", "Hungarian distributor", "hu", "2024.03.01. 00:00, start and end", BUDAPEST, (15, 60),
         rows("Kezdete;Vége;+A (kWh)", "{wall:%Y.%m.%d. %H:%M};{until:%Y.%m.%d. %H:%M};{kwh}", decimal=",")),
    Form("si_moj", "Slovenian distributor", "sl", "one time, received and given", LJUBLJANA, (15,),
         rows("Časovna značka,Prejeta delovna energija (kWh)", "{wall:%Y-%m-%d %H:%M:%S},{kwh}")),
    Form("si_datum", "Slovenian supplier", "sl", "date and hour", LJUBLJANA, (15, 60),
         rows("Datum;Ura;Poraba (kWh)", "{wall:%d.%m.%Y};{wall:%H:%M};{kwh}", decimal=",")),
)  # fmt: skip
