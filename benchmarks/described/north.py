"""Formats of Denmark, Norway, Sweden, Finland, Estonia, Latvia and Lithuania."""

from __future__ import annotations

from benchmarks.described.described_format import DescribedFormat as Form
from benchmarks.described.rows import days, rows

COPENHAGEN, OSLO, STOCKHOLM, HELSINKI = "Europe/Copenhagen", "Europe/Oslo", "Europe/Stockholm", "Europe/Helsinki"
TALLINN, RIGA, VILNIUS = "Europe/Tallinn", "Europe/Riga", "Europe/Vilnius"
FINGRID = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu"

NORTH = (
    Form("dk_eloverblik", "Eloverblik", "da", "from and to, unit row by row", COPENHAGEN, (15, 60),
         rows("MålepunktsID;Fra_dato;Til_dato;Mængde;Måleenhed;Kvalitet;Type",
              "571313100000000042;{wall:%d-%m-%Y %H:%M:%S};{until:%d-%m-%Y %H:%M:%S};{kwh};KWH;Målt;Tidsserie",
              decimal=",")),
    Form("dk_time", "Danish supplier", "da", "date and hour", COPENHAGEN, (60,),
         rows("Dato;Time;Forbrug (kWh);Pris (kr.)", "{wall:%d-%m-%Y};{wall:%H:%M};{kwh};1,23", decimal=",")),
    Form("no_elhub", "Elhub", "no", "from and to", OSLO, (15, 60),
         rows("Fra;Til;KWH 60 Forbruk;Kvalitet", "{wall:%d.%m.%Y %H:%M};{until:%d.%m.%Y %H:%M};{kwh};Avlest",
              decimal=",")),
    Form("no_kl", "Norwegian grid company", "no", "00-01 beside dates", OSLO, (60,),
         rows("Dato;Klokkeslett;Forbruk (kWh)", "{wall:%d.%m.%Y};{wall:%H}-{next};{kwh}", decimal=",")),
    Form("no_dager", "Norwegian grid company", "no", "a row a day, Time 1 to Time 25", OSLO, (60,),
         days("Målepunkt;Dato", lambda n, _: f"Time {n + 1}", "707057500012345678;{wall:%d.%m.%Y}", decimal=",")),
    Form("se_timme", "Swedish grid company", "sv", "date and hour", STOCKHOLM, (60,),
         rows("Datum;Timme;Förbrukning (kWh)", "{wall:%Y-%m-%d};{wall:%H:%M};{kwh}", decimal=",")),
    Form("se_fran_till", "Swedish grid company", "sv", "from and to, quality", STOCKHOLM, (15, 60),
         rows("Från;Till;Förbrukning kWh;Kvalitet", "{wall:%Y-%m-%d %H:%M};{until:%Y-%m-%d %H:%M};{kwh};Uppmätt",
              decimal=",")),
    Form("se_normaltid", "Swedish grid company", "sv", "winter time all year", STOCKHOLM, (60,),
         rows("Mätvärdestid (UTC+1);kWh", "{std:%Y-%m-%d %H:%M};{kwh}", decimal=",")),
    Form("fi_fingrid", "Fingrid Datahub", "fi", "UTC, unit and quality row by row", HELSINKI, (15, 60),
         rows(FINGRID, "643006960000000042;8716867000030;PT15M;kWh;BN01;{utc:%Y-%m-%dT%H:%M:%SZ};{kwh};OK",
              decimal=","), tells_zone=True),
    Form("fi_alkaa", "Finnish grid company", "fi", "start and end, temperature", HELSINKI, (15, 60),
         rows("Alkaa;Päättyy;Kulutus (kWh);Lämpötila", "{wall:%d.%m.%Y %H:%M};{until:%d.%m.%Y %H:%M};{kwh};-3,4",
              decimal=",")),
    Form("fi_tunti", "Finnish grid company", "fi", "date and hour", HELSINKI, (60,),
         rows("Päivämäärä;Kellonaika;Energia kWh", "{wall:%d.%m.%Y};{wall:%H:%M};{kwh}", decimal=",")),
    Form("ee_algus", "Estonian grid company", "et", "start and end, market price", TALLINN, (15, 60),
         rows("Algus;Lõpp;Kogus (kWh);Börsihind (EUR / MWh)",
              "{wall:%d.%m.%Y %H:%M};{until:%d.%m.%Y %H:%M};{kwh};{wall:%H}{wall:%d},50", decimal=",")),
    Form("ee_tarbimine", "Estonian supplier", "et", "one time", TALLINN, (60,),
         rows("Kuupäev;Kellaaeg;Tarbimine kWh", "{wall:%d.%m.%Y};{wall:%H:%M};{kwh}", decimal=",")),
    Form("lv_sadales", "Latvian grid company", "lv", "date and time", RIGA, (15, 60),
         rows("Datums;Laiks;Patēriņš (kWh);Kvalitāte", "{wall:%d.%m.%Y};{wall:%H:%M};{kwh};mērīts", decimal=",")),
    Form("lv_no_lidz", "Latvian supplier", "lv", "from and to, costs", RIGA, (60,),
         rows("No;Līdz;Patēriņš kWh;Cena EUR/kWh", "{wall:%Y-%m-%d %H:%M};{until:%Y-%m-%d %H:%M};{kwh};0,12",
              decimal=",")),
    Form("lt_eso", "Lithuanian grid company", "lt", "date and time, reactive energy", VILNIUS, (15, 60),
         rows("Data ir laikas;Suvartota aktyvioji energija (kWh);Reaktyvioji energija (kVArh)",
              "{wall:%Y-%m-%d %H:%M};{kwh};{wall:%M},2", decimal=",")),
    Form("lt_pradzia", "Lithuanian supplier", "lt", "start and end", VILNIUS, (60,),
         rows("Pradžia;Pabaiga;Suvartojimas kWh", "{wall:%Y-%m-%d %H:%M};{until:%Y-%m-%d %H:%M};{kwh}", decimal=",")),
)  # fmt: skip
