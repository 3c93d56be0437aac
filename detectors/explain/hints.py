"""What may be behind what happened and what to check: hedged, and of causes that such a building can have."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.analytics.building import Building
from detectors.explain import behaviours as named

CAUSES: Mapping[str, str] = {
    named.MORE: "longer operation, a new load, or heating and cooling against each other",
    named.LESS: "fewer people, a partial outage, or equipment out of order",
    named.SHORT_PEAK: "several large loads at once, or a test run",
    named.SHORT_DROP: "a short interruption or a tripped breaker",
    named.OTHER_DAY: "a closed day, an event, or a changed schedule",
    named.OTHER_TIMES: "a shifted schedule, or a stop that was made up for later",
    named.HIGH_BASE: "ventilation, heating or lighting running at night, or a time switch that was changed",
    named.HIGH_CLOSED: "ventilation, heating or lighting running on, or a time switch that was changed",
    named.WEEKEND: "ventilation, heating or lighting without a weekend programme",
    named.DAY_OFF: "time switches that know no holidays, or people at work",
    named.MORE_WEEKEND: "longer opening, a new load, or machines that run on after closing",
    named.LESS_NIGHT: "a partial outage, or equipment that is switched off or out of order",
    named.LESS_WEEKEND: "a partial outage, or equipment that is switched off or out of order",
    named.LEFT_OVERNIGHT: "ventilation, lighting or a machine that was not switched off",
    named.LEFT_BOTH: "ventilation or heating that no longer follows its programme for nights and days off",
    named.RISE_BACK: "what had stopped runs again; see what happened before",
    named.DROP_BACK: "what had been left on was switched off; see what happened before",
    named.RISE: "several large loads starting together; starting them a quarter of an hour apart helps",
    named.DROP: "several large loads stopping together, a tripped breaker or a short interruption",
    named.RHYTHM: "a changed schedule, a holiday, or a control that no longer follows the time of day",
    named.PEAK: "several large loads at once, or heating and cooling at their most",
    named.LIMIT: "several large loads at once; shifting one of them keeps the limit",
    named.EARLY_START: "a time switch that was changed, pre-heating or pre-cooling, or work before opening",
    named.LATE_START: "a late opening, a time switch that was changed, or equipment that did not start",
    named.EARLY_STOP: "an early closing, a time switch that was changed, or a partial outage",
    named.LATE_STOP: "people who stayed longer, or a programme that was set to run on",
    named.HIGHER: "a new load, equipment that no longer switches off, or a set point that was changed; "
    "ask what was changed that day",
    named.LOWER: "a load that was taken out of use, equipment out of order, or a lost phase; "
    "ask what was changed that day",
    named.RISING: "dirty filters or heat exchangers, a control that wanders, more equipment, or the season",
    named.FALLING: "less and less in use, a sensor or a current transformer that wanders, or the season",
}
"""Causes that fit any building."""

AT_HOME = "guests, electric heating, a car that was charged, or an appliance left on"
NOBODY_HOME = "nobody at home, or a large appliance out of use"
COOKING = "cooking, washing and hot water at once, or a car that was charged"
HARDER_WORK = "cooling or ventilation that works harder (dirty filters, ice, doors left open), or a new load"
STANDSTILL = "a machine or compressor that stands still, a partial outage, or less to do; check temperatures"
VACATION = "a vacation or a day without lessons, a partial outage, or equipment out of order"
CLOSED_DAY = "a closed day, a partial outage, or equipment out of order"

OWN_CAUSES: Mapping[Building, Mapping[str, str]] = {
    Building.HOME: {
        **dict.fromkeys((named.MORE, named.HIGH_BASE, named.HIGH_CLOSED, named.MORE_WEEKEND), AT_HOME),
        **dict.fromkeys((named.LEFT_OVERNIGHT, named.LEFT_BOTH, named.WEEKEND, named.DAY_OFF), AT_HOME),
        **dict.fromkeys((named.LESS, named.LESS_NIGHT, named.LESS_WEEKEND), NOBODY_HOME),
        **dict.fromkeys((named.SHORT_PEAK, named.PEAK, named.RISE), COOKING),
        named.DROP: "large appliances that stop together, a tripped breaker or a short interruption",
        named.OTHER_DAY: "a day away from home, a day at home, or guests",
        named.OTHER_TIMES: "a day that went otherwise, or an appliance that ran at another time",
        named.RHYTHM: "time away from home, a changed routine, or a control that no longer follows the time of day",
        named.HIGHER: "electric heating, a heat pump or a car that is charged, more people, or an appliance left on",
        named.LOWER: "nobody at home for long, fewer people, new solar power, or a large appliance out of use",
        named.RISING: "the season, electric heating, or a refrigerator or pump that runs more and more",
        named.FALLING: "the season, or fewer people at home",
    },
    Building.ALWAYS_ON: {
        **dict.fromkeys((named.MORE, named.HIGH_BASE, named.HIGH_CLOSED, named.MORE_WEEKEND), HARDER_WORK),
        **dict.fromkeys((named.LEFT_OVERNIGHT, named.LEFT_BOTH, named.WEEKEND, named.DAY_OFF), HARDER_WORK),
        **dict.fromkeys((named.LESS, named.LESS_NIGHT, named.LESS_WEEKEND), STANDSTILL),
        **dict.fromkeys((named.SHORT_PEAK, named.PEAK), "machines or compressors that start together, or defrosting"),
        named.OTHER_DAY: "an event, a changed schedule, or maintenance",
        named.HIGHER: f"{HARDER_WORK}; ask what was changed that day",
        named.LOWER: "a machine or compressor out of use, or less to do; check temperatures",
        named.RISING: "ice, dirty filters or heat exchangers, lost refrigerant, warmer weather, or more and more to do",
    },
    Building.SCHOOL: {
        **dict.fromkeys((named.LESS, named.LESS_WEEKEND), VACATION),
        named.MORE: "an event, lessons or works in a vacation, longer operation, or a new load",
        named.OTHER_DAY: "a vacation or a day without lessons, an event, or a changed timetable",
        named.RHYTHM: "the beginning or end of a vacation, or a control that no longer follows the timetable",
        named.HIGHER: "the beginning of a term, a new load, or equipment that no longer switches off",
        named.LOWER: "a vacation, rooms that are out of use, or equipment out of order",
        named.LATE_STOP: "an evening event, or a programme that was set to run on",
    },
    Building.SHOP: {
        named.LESS: "a closed day, shorter opening, a partial outage, or equipment out of order",
        named.LATE_STOP: "longer opening, work after closing, or a programme that was set to run on",
    },
    Building.WORKPLACE: {
        **dict.fromkeys((named.LESS, named.LESS_WEEKEND), CLOSED_DAY),
        **dict.fromkeys((named.SHORT_PEAK, named.PEAK), "several machines starting together, or a test run"),
    },
}
"""Causes that fit a kind of building better."""

SAME_CAUSES: Mapping[str, str] = {
    named.SHORT_PEAKS: named.SHORT_PEAK,
    named.SHORT_DROPS: named.SHORT_DROP,
    named.LESS_CLOSED: named.LESS_NIGHT,
    named.LEFT_AT_NIGHT: named.LEFT_OVERNIGHT,
    named.LEFT_CLOSED: named.LEFT_OVERNIGHT,
    named.LEFT_DAYS_OFF: named.WEEKEND,
    named.MORE_NIGHT: named.HIGH_BASE,
}
"""Names that share their causes with another one."""


def typical_causes(behaviour: str, building: Building) -> str:
    """Return what may be behind a behaviour in a kind of building; empty where there is nothing to say."""
    key = SAME_CAUSES.get(behaviour, behaviour)
    found = OWN_CAUSES.get(building, {}).get(key) or CAUSES.get(key)
    return f"Typical causes: {found}." if found else ""
