"""Formats of Germany, Austria, Switzerland, France, Belgium, Luxembourg and the Netherlands."""

from __future__ import annotations

from benchmarks.described.described_format import DescribedFormat as Form
from benchmarks.described.rows import blocks, days, recoded, rows

BERLIN, VIENNA, ZURICH, PARIS = "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Paris"
BRUSSELS, AMSTERDAM = "Europe/Brussels", "Europe/Amsterdam"
POINT = "DE0001234567890000000000000012345"
MSB = f"Messlokation;{POINT}\r\nOBIS-Kennzahl;1-0:1.29.0\r\nEinheit;kWh\r\nZeitraum;01.03.2024 - 31.03.2024\r\n\r\n"
ENEDIS = (
    "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Unite;"
    "Pas en minutes\r\n"
    "30001234567890;Courbe de charge;01/03/2024;31/03/2024;Energie active;Consommation;W;30\r\n"
)
FLUVIUS = (
    "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;Volume;Eenheid;"
    "Validatiestatus;Omschrijving"
)
FLUVIUS_ROW = (
    "{wall:%d-%m-%Y};{wall:%H:%M:%S};{until:%d-%m-%Y};{until:%H:%M:%S};'541448800000000042;1SAG1234567890;"
    "Digitale meter;Afname Dag;{kwh};kWh;Gevalideerd;"
)

CENTRAL = (
    Form("de_von_bis", "German grid company", "de", "date, from and to", BERLIN, (15, 60),
         rows("Datum;von;bis;Verbrauch (kWh);Status", "{wall:%d.%m.%Y};{wall:%H:%M};{until:%H:%M};{kwh};W",
              decimal=",")),
    Form("de_leistung", "German load profile", "de", "kW, ends, latin-1", BERLIN, (15,),
         recoded(rows("Zeitstempel Ende;Leistung [kW];Qualität", "{until:%d.%m.%Y %H:%M};{kw};gemessen",
                      decimal=","), "cp1252")),
    Form("de_24_00", "German energy manager", "de", "midnight as 24:00", BERLIN, (15, 60),
         rows("Datum;Uhrzeit;Arbeit kWh", "{wall:%d.%m.%Y};{to24};{kwh}", decimal=",")),
    Form("de_kopf", "German metering operator", "de", "facts of the meter above", BERLIN, (15,),
         rows(MSB + "Datum;Zeit;Wert;Status", "{wall:%d.%m.%Y};{wall:%H:%M:%S};{kwh};W", decimal=",")),
    Form("de_tage", "German grid company", "de", "a row a day, 1 to 100", BERLIN, (15,),
         days("Zählpunkt;Datum", lambda n, _: str(n + 1), POINT + ";{wall:%d.%m.%Y}", decimal=",")),
    Form("de_saison", "German metering operator", "de", "summer and winter time beside the time", BERLIN, (15, 60),
         rows("Zeitpunkt;Saison;Wirkarbeit Bezug (kWh)", "{wall:%d.%m.%Y %H:%M};{season};{kwh}", decimal=",")),
    Form("de_zaehler", "German meter app", "de", "counter", BERLIN, (15, 60),
         rows("Zeit;Zählerstand Bezug (kWh)", "{wall:%Y-%m-%d %H:%M:%S};{register}", decimal=","), counts=True),
    Form("de_leittechnik", "building system (Desigo)", "de", "unit row by row", BERLIN, (15,),
         rows("Zeit;Wert;Einheit;Status", "{wall:%d.%m.%Y %H:%M:%S};{kw};kW;normal", decimal=",")),
    Form("de_winterzeit", "German load profile", "de", "winter time all year", BERLIN, (15, 60),
         rows("Zeit (UTC+01:00);kWh", "{std:%d.%m.%Y %H:%M};{kwh}", decimal=",")),
    Form("de_monat", "German report", "de", "months by name, watts", BERLIN, (60,),
         rows("Zeit;Leistung W", "{wall:%d}. {mon} {wall:%Y} {wall:%H:%M};{w}", months="de")),
    Form("at_netz", "Austrian grid company", "de", "quoted cells", VIENNA, (15,),
         rows('"Datum";"Zeit von";"Zeit bis";"Verbrauch [kWh]"',
              '"{wall:%d.%m.%Y}";"{wall:%H:%M:%S}";"{until:%H:%M:%S}";{kwh}', decimal=",")),
    Form("at_messzeit", "Austrian grid company", "de", "one time, quality beside", VIENNA, (15, 60),
         rows("Messzeitpunkt;Verbrauch (kWh);Qualität", "{wall:%d.%m.%Y %H:%M};{kwh};L1", decimal=",")),
    Form("ch_obis", "Swiss grid company", "de", "OBIS number as a name", ZURICH, (15,),
         rows("Zeitstempel;1-1:1.29.0 [kWh]", "{wall:%d.%m.%Y %H:%M:%S};{kwh}")),
    Form("ch_offset", "Swiss grid company", "de", "times with offsets", ZURICH, (15, 60),
         rows("Zeitstempel;Bezug (kWh)", "{wall:%Y-%m-%dT%H:%M:%S}{start:%z};{kwh}")),
    Form("ch_bloecke", "Swiss report", "de", "a block a day under its date", ZURICH, (15, 60),
         blocks("Uhrzeit;Bezug kWh", "{wall:%H:%M};{kwh}", decimal=",")),
    Form("ch_romande", "Swiss grid company", "fr", "start and end of the period", ZURICH, (15,),
         rows("Début de la période;Fin de la période;Energie active (kWh)",
              "{wall:%d.%m.%Y %H:%M};{until:%d.%m.%Y %H:%M};{kwh}")),
    Form("fr_enedis", "Enedis", "fr", "watts with offsets, ends, facts above", PARIS, (30,),
         rows(ENEDIS + "Horodate;Valeur", "{iso_end};{w}")),
    Form("fr_puissance", "French grid company", "fr", "date, time, mean power", PARIS, (10, 30),
         rows("Date;Heure;Puissance moyenne (kW)", "{wall:%d/%m/%Y};{wall:%H:%M};{kw}", decimal=",")),
    Form("fr_fournisseur", "French supplier", "fr", "costs and hours 00h30", PARIS, (30, 60),
         rows("Date de consommation;Heure;Consommation (kWh);Coût (€)",
              "{wall:%d/%m/%Y};{wall:%Hh%M};{kwh};0,12", decimal=",")),
    Form("fr_mois", "French report", "fr", "months by name", PARIS, (60,),
         rows("Horodatage;Consommation kWh", "{wall:%-d} {mon} {wall:%Y} {wall:%H:%M};{kwh}", decimal=",",
              months="fr")),
    Form("be_ores", "Walloon grid company", "fr", "date and quarter", BRUSSELS, (15,),
         rows("Date;Heure;Prélèvement actif (kWh);Statut", "{wall:%d/%m/%Y};{wall:%H:%M};{kwh};Mesuré", decimal=",")),
    Form("be_fluvius", "Fluvius", "nl", "from and to, register and unit row by row", BRUSSELS, (15, 60),
         rows(FLUVIUS, FLUVIUS_ROW, decimal=","), tells_zone=True),
    Form("lu_creos", "Luxembourg grid company", "fr", "start and end", "Europe/Luxembourg", (15,),
         rows("Début;Fin;Valeur (kW)", "{wall:%d/%m/%Y %H:%M};{until:%d/%m/%Y %H:%M};{kw}", decimal=",")),
    Form("nl_p1", "Dutch P1 reader", "nl", "date, time", AMSTERDAM, (15, 60),
         rows("Datum;Tijd;Verbruik (kWh)", "{wall:%d-%m-%Y};{wall:%H:%M};{kwh}", decimal=",")),
    Form("nl_meetbedrijf", "Dutch metering company", "nl", "start and end, status", AMSTERDAM, (15,),
         rows("Tijdstip van;Tijdstip tot;Levering normaal (kWh);Status",
              "{wall:%d-%m-%Y %H:%M};{until:%d-%m-%Y %H:%M};{kwh};Gemeten", decimal=",")),
    Form("nl_stand", "HomeWizard", "nl", "counter", AMSTERDAM, (15,),
         rows("time,Import T1 kWh", "{wall:%Y-%m-%d %H:%M},{register}"), counts=True),
)  # fmt: skip
