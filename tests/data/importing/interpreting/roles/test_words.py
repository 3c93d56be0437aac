"""Words of columns in 18 languages: whole words, known in each, and none that means something else elsewhere."""

from __future__ import annotations

import pytest

from data.importing.interpreting.roles import words
from data.importing.interpreting.roles.words import (
    meanings,
    month_languages,
    month_number,
    names_feed_in,
    names_load,
    names_temperature,
    names_time,
    speaks_of,
    why_no_meter,
    words_of,
)

LANGUAGES = (
    "en", "de", "fr", "it", "es", "pt", "nl", "da", "no", "sv", "fi", "et", "lv", "lt", "pl", "cs", "hu", "sl",
)  # fmt: skip
COLUMNS = {
    "en": ("Timestamp", "Consumption", "Unit price", "Outdoor temperature", "Reactive energy"),
    "de": ("Zeitstempel", "Stromverbrauch", "Arbeitspreis", "Außentemperatur", "Blindarbeit"),
    "fr": ("Horodatage", "Consommation", "Coût total", "Température extérieure", "Énergie réactive"),
    "it": ("Data e ora", "Energia attiva prelevata", "Prezzo", "Temperatura esterna", "Energia reattiva"),
    "es": ("Fecha", "Energía activa", "Precio", "Temperatura exterior", "Energía reactiva"),
    "pt": ("Hora", "Consumo registado, Ativa", "Preço", "Temperatura exterior", "Energia reativa"),
    "nl": ("Tijdstip", "Verbruik", "Stroomprijs", "Buitentemperatuur", "Blindenergie"),
    "da": ("Tidspunkt", "Forbrug", "Elpris", "Udetemperatur", "Reaktiv energi"),
    "no": ("Tidspunkt", "Strømforbruk", "Kostnad", "Utetemperatur", "Reaktiv energi"),
    "sv": ("Tidpunkt", "Förbrukning", "Elpris", "Utetemperatur", "Reaktiv energi"),
    "fi": ("Aika", "Kulutus", "Sähkön hinta", "Ulkolämpötila", "Loisenergia"),
    "et": ("Kuupäev", "Tarbimine", "Börsihind", "Välistemperatuur", "Reaktiivenergia"),
    "lv": ("Datums", "Patēriņš", "Elektrības cena", "Āra temperatūra", "Reaktīvā enerģija"),
    "lt": ("Laikas", "Suvartota energija", "Elektros kaina", "Lauko temperatūra", "Reaktyvioji energija"),
    "pl": ("Czas", "Zużycie", "Cena energii", "Temperatura zewnętrzna", "Energia bierna"),
    "cs": ("Čas", "Spotřeba", "Náklady", "Venkovní teplota", "Jalová energie"),
    "hu": ("Időpont", "Fogyasztás", "Egységár", "Külső hőmérséklet", "Meddő energia"),
    "sl": ("Čas", "Poraba", "Strošek", "Zunanja temperatura", "Jalova energija"),
}
"""A column of time, of energy, of a price, of the air and of reactive energy, as somebody of the country names it."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_s_own_columns_are_understood(language: str) -> None:
    time, energy, price, air, reactive = COLUMNS[language]

    assert names_time(time)
    assert names_load(energy)
    assert "price" in why_no_meter(price)
    assert names_temperature(air)
    assert "reactive" in why_no_meter(reactive)
    assert not names_load(price)
    assert not names_load(reactive)


def test_the_main_meanings_have_words_in_every_language() -> None:
    for meaning in (
        "time",
        "start",
        "end",
        "hour",
        "meter",
        "unit",
        "temperature",
        "energy",
        "power",
        "feed_in",
        "total",
    ):
        assert {language for language, _ in words_of(meaning)} >= set(LANGUAGES), meaning


def core(word: str) -> str:
    return word.strip("^$*")


def test_no_word_for_energy_or_power_is_one_for_something_else_in_another_language() -> None:
    clashes = {
        word: why_no_meter(core(word))
        for meaning in ("energy", "power", "register", "feed_in")
        for _, word in words_of(meaning)
        if why_no_meter(core(word))
    }

    assert clashes == {}


def test_no_word_for_something_else_is_taken_for_energy() -> None:
    others = [meaning for meaning in meanings() if meaning.startswith(("never.", "unless_unit."))]

    taken = [word for meaning in others for _, word in words_of(meaning) if names_load(core(word))]

    assert taken == []


def test_starts_and_ends_are_told_apart_in_every_language() -> None:
    assert [word for _, word in words_of("start") if speaks_of("end", core(word))] == []
    assert [word for _, word in words_of("end") if speaks_of("start", core(word))] == []


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Energia attiva", "never.reactive"),  # va
        ("Consumo total", "never.price"),  # cost, to
        ("Anbieter", "time"),  # ora, time
        ("Kalender", "end"),  # end, de
        ("Lastgang Halle", "total"),
        ("Ar condicionado", "never.price"),  # Hungarian ár
        ("Sommerhaus", "total"),
        ("Corner shop", "never.calendar"),
        ("Priscilla", "never.price"),
        ("Data do consumo", "end"),  # Polish, Czech and Slovenian do
        ("Tempelhof", "never.weather"),
        ("Gastronomie kWh", "unless_unit.other_media"),
        ("Idaho", "identifier"),
        ("Costa Rica", "never.price"),
        ("Variante", "never.reactive"),
    ],
)
def test_words_within_other_words_do_not_count(name: str, meaning: str) -> None:
    assert not speaks_of(meaning, name) or why_no_meter(name) == ""


@pytest.mark.parametrize("name", ["Hind (s/kWh)", "Cost Inc. Tax (p)", "EUR/MWh", "Tarif ct/kWh", "Price [€]"])
def test_what_is_per_energy_or_in_money_is_a_price(name: str) -> None:
    assert "price" in why_no_meter(name)


@pytest.mark.parametrize("name", ["kWh/h", "Leistung [kW]", "Gas kWh", "Tarif HP (kWh)", "Floor 3 (kWh)"])
def test_a_unit_of_energy_makes_a_meter_of_what_may_be_one(name: str) -> None:
    assert why_no_meter(name) == ""


@pytest.mark.parametrize("name", ["Einspeisung", "AS_kWh", "Energia immessa", "Teruglevering", "1-1:2.29.0", "Oddana"])
def test_what_is_given_to_the_grid_is_known(name: str) -> None:
    assert names_feed_in(name)
    assert not names_feed_in("Bezug")


@pytest.mark.parametrize("temperature", ["Innentemperatur", "Supply temperature", "Binnentemperatuur", "Room temp"])
def test_temperatures_indoors_are_not_those_of_the_air(temperature: str) -> None:
    assert not names_temperature(temperature)
    assert why_no_meter(temperature)


def test_months_have_twelve_names_in_every_language() -> None:
    assert set(month_languages()) >= {*LANGUAGES, "sk", "hr", "ro", "el", "bg", "ga", "mt"}
    for language in month_languages():
        starts = words._tables()["months"][language]
        assert [month_number(start.split(",")[0], language) for start in starts] == list(range(1, 13)), language


@pytest.mark.parametrize(
    ("language", "name", "number"),
    [("cs", "července", 7), ("cs", "června", 6), ("pl", "maja", 5), ("fi", "maaliskuuta", 3), ("lt", "rugsėjo", 9),
     ("hu", "szept.", 9), ("et", "juuli", 7), ("el", "Ιουλίου", 7), ("nl", "mrt", 3), ("de", "Mrz", 3)],
)  # fmt: skip
def test_months_are_known_in_their_cases_and_short(language: str, name: str, number: int) -> None:
    assert month_number(name, language) == number
