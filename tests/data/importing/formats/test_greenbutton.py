"""Green Button files: units, powers of ten, directions, counters, quality, local time, and what is malformed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import ImportOptions
from data.series import Quality
from tests.data.importing.in_zurich import load, preview

FIRST = int(pd.Timestamp("2024-03-01T05:00Z").timestamp())


def entry(own: str, related: str, content: str, title: str = "") -> str:
    links = f'<link rel="self" href="{own}"/>' + (f'<link rel="related" href="{related}"/>' if related else "")
    return f"<entry>{links}<title>{title}</title><content>{content}</content></entry>"


def reading(number: int, value: str, more: str = "", seconds: int = 900) -> str:
    return (
        f"<IntervalReading>{more}<timePeriod><duration>{seconds}</duration><start>{FIRST + number * seconds}</start>"
        f"</timePeriod><value>{value}</value></IntervalReading>"
    )


def kind(own: str = "RT/1", **fields: int) -> str:
    known = {"flowDirection": 1, "powerOfTenMultiplier": 0, "uom": 72, "accumulationBehaviour": 4} | fields
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in known.items())
    return entry(own, "", f"<ReadingType>{inner}</ReadingType>")


def block(readings: list[str], meter: str = "UP/1/MeterReading/1") -> str:
    return entry(f"{meter}/IntervalBlock/1", "", f"<IntervalBlock>{''.join(readings)}</IntervalBlock>")


def meter(own: str = "UP/1/MeterReading/1", type_: str = "RT/1", title: str = "Hourly") -> str:
    return entry(own, type_, "<MeterReading/>", title)


POINT = entry("UP/1", "", "<UsagePoint/>", "Main Street 1")
LOCAL = entry(
    "LT/1", "", "<LocalTimeParameters><dstOffset>3600</dstOffset><tzOffset>-18000</tzOffset></LocalTimeParameters>"
)


def feed(*parts: str) -> bytes:
    body = "".join(parts)
    return f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:e="http://naesb.org/espi">{body}</feed>'.encode()


READINGS = [reading(number, str(250 + number)) for number in range(48)]


def test_watt_hours_become_mean_power_by_the_length_of_the_interval() -> None:
    found = load(feed(POINT, LOCAL, meter(), kind(), block(READINGS)), "a.xml")
    series = found.meters[0]
    assert (series.meter_id, series.step, len(series)) == ("Main Street 1", timedelta(minutes=15), 48)
    assert series.start == pd.Timestamp("2024-03-01T00:00-05:00")
    assert series.power_kw == pytest.approx((250 + np.arange(48)) / 1000 * 4)
    assert found.reports[0].data_problems == ()


def test_the_zone_is_told_by_the_local_time_parameters_and_can_be_given() -> None:
    body = feed(POINT, LOCAL, meter(), kind(), block(READINGS))
    assert load(body, "a.xml").options.timezone == "America/New_York"
    assert load(body, "a.xml", ImportOptions(timezone="America/Toronto")).meters[0].timezone == "America/Toronto"
    without = load(feed(POINT, meter(), kind(), block(READINGS)), "a.xml", default_timezone="America/Denver")
    assert without.options.timezone == "America/Denver"
    assert next(guess for guess in without.guesses if guess.name == "timezone").certain is False


@pytest.mark.parametrize(("power", "factor"), [(3, 1000.0), (-3, 0.001), (0, 1.0)])
def test_the_power_of_ten_is_applied(power: int, factor: float) -> None:
    found = load(feed(POINT, LOCAL, meter(), kind(powerOfTenMultiplier=power), block(READINGS)), "a.xml")
    assert found.meters[0].power_kw[0] == pytest.approx(0.25 * 4 * factor)


def test_watts_are_power_already() -> None:
    found = load(feed(POINT, LOCAL, meter(), kind(uom=38), block(READINGS)), "a.xml")
    assert found.options.unit == "W"
    assert found.meters[0].power_kw[0] == pytest.approx(0.25)


def test_what_is_fed_in_is_a_meter_of_its_own() -> None:
    body = feed(
        POINT, LOCAL, meter(), kind(), block(READINGS),
        meter("UP/1/MeterReading/2", "RT/2", "Solar"), kind("RT/2", flowDirection=19),
        block([reading(number, "100") for number in range(48)], "UP/1/MeterReading/2"),
    )  # fmt: skip
    found = load(body, "a.xml")
    assert [series.meter_id for series in found.meters] == ["Main Street 1 Hourly", "Main Street 1 Solar (fed in)"]
    assert found.meters[1].power_kw == pytest.approx(np.full(48, 0.4))


def test_readings_in_other_units_are_skipped_with_a_sentence() -> None:
    body = feed(
        POINT, LOCAL, meter(), kind(), block(READINGS),
        meter("UP/1/MeterReading/2", "RT/2", "Gas"), kind("RT/2", uom=169), block(READINGS, "UP/1/MeterReading/2"),
    )  # fmt: skip
    found = load(body, "a.xml")
    assert len(found.meters) == 1
    assert [each.sentence for each in found.left_out] == [
        "Main Street 1 Gas is not used: its unit (therms) is not W or Wh."
    ]
    with pytest.raises(DataError, match="no electricity readings in W or Wh"):
        load(feed(POINT, meter(), kind(uom=169), block(READINGS)), "a.xml")


def test_cumulative_readings_are_those_of_a_counter() -> None:
    counter = [reading(number, str(1_000_000 + 250 * number)) for number in range(49)]
    found = load(feed(POINT, LOCAL, meter(), kind(accumulationBehaviour=3), block(counter)), "a.xml")
    assert found.options.unit == "register Wh"
    assert found.meters[0].power_kw == pytest.approx(np.full(48, 1.0))


def test_estimated_readings_are_flagged() -> None:
    mixed = READINGS.copy()
    mixed[10] = reading(10, "7", "<ReadingQuality><quality>8</quality></ReadingQuality>")
    found = load(feed(POINT, LOCAL, meter(), kind(), block(mixed)), "a.xml")
    assert np.flatnonzero(found.meters[0].quality == Quality.ESTIMATED).tolist() == [10]


def test_blocks_in_any_order_and_names_with_a_prefix_are_read() -> None:
    later, sooner = block(READINGS[24:]), block(READINGS[:24])
    body = feed(POINT, LOCAL, later, sooner, kind(), meter()).replace(b"<IntervalBlock", b"<e:IntervalBlock")
    body = body.replace(b"</IntervalBlock", b"</e:IntervalBlock")
    found = load(body, "a.xml")
    assert found.meters[0].power_kw == pytest.approx((250 + np.arange(48)) / 1000 * 4)


def test_a_preview_shows_readings_and_guesses() -> None:
    seen = preview(feed(POINT, LOCAL, meter(), kind(), block(READINGS)), "a.xml")
    assert seen.rows[0] == ("Main Street 1", "2024-03-01 05:00:00Z", "250")
    assert (seen.columns[-1], seen.readings, seen.meters) == ("value [Wh]", 48, ("Main Street 1",))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (feed(POINT, meter(), kind(), block(READINGS))[:-40], r"no well-formed XML: .* in line \d+, column \d+"),
        (feed(POINT), r"XML without Green Button readings"),
        (feed(meter(), kind(), block(["\n<IntervalReading/>"])), "line 3: there is no timePeriod/start"),
        (feed(meter(), kind(), block([reading(0, "many")])), "line 2: the value 'many' is no whole number"),
        (feed(meter(), kind(), block([reading(0, "")])), "there is no value in an IntervalReading"),
        (feed(meter(), kind(), block([])), "the IntervalBlock has no readings"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><feed>&x;</feed>', "entities are not allowed"),
    ],
    ids=["cut", "no readings", "empty reading", "text", "no value", "empty block", "entities"],
)
def test_what_is_malformed_is_said_with_its_line(body: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(body, "a.xml")


def test_values_with_decimals_are_read_as_some_utilities_write_them() -> None:
    readings = [reading(number, f"{250 + number}.75") for number in range(48)]

    [series] = load(feed(POINT, LOCAL, meter(), kind(), block(readings)), "a.xml").meters

    assert series.energy_kwh == pytest.approx(sum(250.75 + number for number in range(48)) / 1000)


def test_what_the_utility_receives_is_fed_in() -> None:
    found = load(feed(POINT, LOCAL, meter(), kind(flowDirection=19), block(READINGS)), "a.xml")

    assert [origin.direction for origin in found.origins] == ["feed-in"]
