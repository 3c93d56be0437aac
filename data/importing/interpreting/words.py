"""What column names say: time, meter, power, energy, temperature, or something that is no meter."""

from __future__ import annotations

import re
import unicodedata


def _any_of(*lines: str) -> re.Pattern[str]:
    """Compile alternatives, written with blanks between them; "~" stands for a blank or nothing."""
    return re.compile("|".join(" ".join(lines).split()).replace("~", " ?"))


_TIME = _any_of(
    r"time date datum zeit stamp period interval heure horodat fecha hora \bdata\b \bora\b \bvon\b \bfrom\b start",
    r"begin \bbis\b \bto\b \bend\b ende \bdt\b \bts\b dia\b tag\b day\b hour\b",
)
_START = _any_of(r"\bvon\b \bfrom\b start begin anfang debut \bab\b")
_END = _any_of(r"\bbis\b \bto\b \bend\b ende\b ending \bfin\b stop")
_METER = _any_of(
    r"meter \bid\b zahler zaehler zahlpunkt messpunkt messstelle messlokation malo\b melo\b \bpod\b \bean\b \beic\b",
    r"\bmpan\b \bmprn\b \bnmi\b \bdevice sensor site building gebaude household client customer kunde consumer premise",
    r"point tag\b \bname\b serial channel kanal lclid category obis direction",
)
_TEMPERATURE = _any_of(
    r"\btemp temperatur aussen outdoor ambient \boat\b celsius fahrenheit \bdeg~[cf]\b ° ^test$ dry~bulb",
    r"\bt~(?:est|ext|out|amb|air|oa|esterna)\b",
)
_OTHER = _any_of(
    r"k?var\b k?va\b k?varh\b k?vah\b reactive apparent \bblind \bschein power~factor \bpf\b \bcos(?:t|ts|phi)?\b",
    r"kosten \bco2 carbon emission price preis \bprix \beur\b \bchf\b \busd\b \bgbp\b \bvolt spannung \bcurrent~a\b",
    r"ampere \bamps?\b frequen \bhz\b \brad\b radiation irradiance \bghi\b \bdni\b \bdhi\b sunshine humid",
    r"feucht \brh\b pressure luftdruck \brain precip niederschlag \bsnow cloud \bdew occupan anomal \blabel \bflag",
    r"status quality qualitat valid weekday day~of latitude longitude postcode",
    r"zip~code \bcapacity \brow\b ^nr$ ^no$ ^#$ \bcount\b \bsqm?\b",
    r"degree~days \bhdd\b \bcdd\b",
)
_OTHER_UNLESS_UNIT = _any_of(
    r"\bgas\b \bm3\b \bwater\b wasser \bheat \bwarme steam \bwind\b \barea\b floor estimat tariff? fascia \bweek",
    r"\bmonth\b \byear\b \bhour\b \bminute\b holiday season",
)
_ENERGY_WORDS = r"energy energie consum verbrauch usage bezug lieferung import export kwh mwh \bwh\b arbeit"
_POWER_WORDS = (
    r"power leistung puissance potenza potencia demand \bkw\b \bmw\b \bw\b watt load\b lastgang \bp\b charge\b"
)
_ENERGY = _any_of(_ENERGY_WORDS)
_POWER = _any_of(_POWER_WORDS)
_UNIT = _any_of(
    r"\bgas\b \bm3\b \bwater\b wasser \bheat \bwarme steam \bwind\b \barea\b floor estimat tariff? fascia \bweek",
    r"\bmonth\b \byear\b \bhour\b \bminute\b holiday season",
)
_ENERGY = _any_of(
    r"energy energie consum verbrauch usage bezug lieferung import export kwh mwh \bwh\b arbeit consommation"
)
_POWER = _any_of(
    r"power leistung puissance potenza potencia demand \bkw\b \bmw\b \bw\b watt load\b lastgang \bp\b charge\b"
)
_UNIT = _any_of(r"[kmg]wh?\b \bwh?\b")
_REGISTER = _any_of(
    r"register zahlerstand zaehlerstand \bstand\b meter~reading cumul kumul total~increasing counter totali[sz]er",
    r"\bindex\b",
)
_GENERIC = _any_of(
    r"value wert reading messung meter amount quantity menge volume valeur valore ^qty$ ^k?wh?$ ^mwh?$ total gesamt",
    r"active wirk ^in$ ^the$ ^per$ ^of$ ^data$",
    _ENERGY_WORDS,
    _POWER_WORDS,
)


def plain(name: str) -> str:
    """Return a name in lower case without accents, with blanks for signs and between joined words."""
    parted = re.sub(r"(?<=[a-z])(?=[kMG]Wh?(?![a-zA-Z]))", " ", name)
    spaced = re.sub(r"(?<=[a-z]{2})(?=[A-Z])", " ", parted)
    stripped = unicodedata.normalize("NFKD", spaced)
    letters = "".join(sign for sign in stripped if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w°#]|_", " ", letters).lower().split())


def names_time(name: str) -> bool:
    """Say whether a column name speaks of time."""
    return _TIME.search(plain(name)) is not None


def names_start(name: str) -> bool:
    """Say whether a column name speaks of the start of an interval."""
    return _START.search(plain(name)) is not None


def names_end(name: str) -> bool:
    """Say whether a column name speaks of the end of an interval."""
    return _END.search(plain(name)) is not None


def names_meter(name: str) -> bool:
    """Say whether a column name speaks of a meter, a place or a channel."""
    return _METER.search(plain(name)) is not None


def names_temperature(name: str) -> bool:
    """Say whether a column name speaks of the air temperature."""
    return _TEMPERATURE.search(plain(name)) is not None and not names_load(name)


def names_load(name: str) -> bool:
    """Say whether a column name speaks of power or energy, and of nothing else."""
    words = plain(name)
    if names_other(name):
        return False
    return any(pattern.search(words) for pattern in (_ENERGY, _POWER, _REGISTER))


def names_other(name: str) -> bool:
    """Say whether a column name speaks of something that is no consumption."""
    words = plain(name)
    return bool(_OTHER.search(words) or (_OTHER_UNLESS_UNIT.search(words) and not _UNIT.search(words)))


def names_power(name: str) -> bool:
    """Say whether a column name speaks of power."""
    words = plain(name)
    return _POWER.search(words) is not None and _ENERGY.search(words) is None


def names_register(name: str) -> bool:
    """Say whether a column name speaks of a counter."""
    return _REGISTER.search(plain(name)) is not None


def is_generic(name: str) -> bool:
    """Say whether a column name tells nothing of the meter: "value", "kWh", "Usage_kWh"."""
    words = plain(name).split()
    return all(_GENERIC.search(word) for word in words) or re.fullmatch(r"column \d+", name) is not None
