"""What the base load view tells: a level, what it comes to in a year, and a change that is no season."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from components.views import baseload
from pipeline.store.workspace import Workspace
from tests.components.views.test_views import asked, changed, office, stored


def test_the_base_load_is_told_in_power_energy_and_money(workspace: Workspace) -> None:
    stored(workspace, office())
    workspace.save_meter(replace(workspace.meter("office"), price_per_kwh=0.25, currency="EUR"))

    told = baseload.baseload_content(workspace, asked(workspace))
    facts = dict(told.facts)

    assert told.number == "1.98 kW"
    assert told.sentence == (
        " runs through the night, 45 % of all it uses. In the 56 nights known a year before as well it is as "
        "much as then. Over the last 365 days of readings it averaged 1.98 kW: 17.3 MWh and EUR 4,340 a year."
    )
    assert facts["0.1 kW less"] == "saves 877 kWh and EUR 219 a year"
    assert "% of a weekday" in facts["Weekends, holidays"]
    assert "Cost a year" in told.table


def test_without_a_price_no_money_is_spoken_of_and_it_says_how_to_set_one(workspace: Workspace) -> None:
    stored(workspace, office())

    told = baseload.baseload_content(workspace, asked(workspace))

    assert told.sentence.endswith("Set the price of a kWh below to see what it costs.")
    assert "EUR" not in told.sentence + str(told.facts)
    assert "Cost a year" not in told.table


def test_the_year_is_the_same_whatever_the_dates_on_show(workspace: Workspace) -> None:
    series = office(days=500)
    season = 1.5 * np.cos(2 * np.pi * np.arange(len(series)) / (365.25 * 24))
    stored(workspace, series.with_power(series.power_kw + season))
    workspace.save_meter(replace(workspace.meter("office"), price_per_kwh=0.25, currency="EUR"))

    tellings = [
        baseload.baseload_content(workspace, asked(workspace, preset)) for preset in ("month", "quarter", "year", "all")
    ]

    years = {re.search(r"averaged .* a year\.", told.sentence)[0] for told in tellings}  # type: ignore[index]
    assert len(years) == 1
    assert len({dict(told.facts)["Weekends, holidays"] for told in tellings}) == 1
    assert {dict(told.facts)["Trend"][:4] for told in tellings} == {"none"}


def test_less_than_a_year_of_readings_is_carried_over_in_so_many_words(workspace: Workspace) -> None:
    stored(workspace, office(days=91))

    everything, month = (baseload.baseload_content(workspace, asked(workspace, preset)) for preset in ("all", "month"))

    assert (
        "If a whole year were like these 13 weeks, with 1.98 kW on average, that would be 17.3 MWh."
        in everything.sentence
    )
    assert "If a whole year were like all 13 weeks of readings" in month.sentence
    assert dict(month.facts)["Weekends, holidays"].endswith("a year if all of it were like all 13 weeks of readings")


def test_a_weekend_left_on_is_no_typical_one(workspace: Workspace) -> None:
    stored(workspace, changed(office(), "2025-01-18", "2025-01-20", 30.0))

    facts = dict(baseload.baseload_content(workspace, asked(workspace)).facts)

    assert facts["Weekends, holidays"].startswith("48 kWh on a typical day, 38 % of a weekday;")


def test_a_base_load_that_grew_is_told_against_the_year_before(workspace: Workspace) -> None:
    grown = office(days=500)
    stored(workspace, grown.with_power(grown.power_kw + np.where(np.arange(len(grown)) > 400 * 24, 1.0, 0.0)))
    workspace.save_meter(replace(workspace.meter("office"), price_per_kwh=0.25, currency="EUR"))

    told = baseload.baseload_content(workspace, asked(workspace, "month"))

    assert "0.997 kW (50 %) more than in the same weeks a year before" in told.sentence
    assert len(told.figures[0].data) == 5  # with the nights of the year before
    assert ("before", "The same a year before") in told.legend
    trend = dict(told.facts)["Trend"]
    assert trend.startswith("+0.99")
    assert "in the last year, by the 136 nights known a year before as well; " in trend
    assert trend.endswith("a year more")
    assert "kWh and EUR 2,1" in trend


def test_a_base_load_that_doubled_is_told_in_times(workspace: Workspace) -> None:
    grown = office(days=120)
    stored(workspace, grown.with_power(grown.power_kw + np.where(np.arange(len(grown)) > 80 * 24, 4.0, 0.0)))

    told = baseload.baseload_content(workspace, asked(workspace, "month"))

    assert "That is 3 times the" in told.sentence


def test_a_meter_that_rests_at_night_has_no_base_load(workspace: Workspace) -> None:
    series = office()
    stored(workspace, series.with_power(np.where(series.power_kw > 5, series.power_kw, 0.0)))

    told = baseload.baseload_content(workspace, asked(workspace))

    assert told.number == "0 kW"
    assert "no base load in these dates" in told.sentence
    assert not [name for name, _ in told.facts if name.endswith("less")]


def test_a_new_meter_has_nothing_to_compare_with(workspace: Workspace) -> None:
    stored(workspace, office(days=40))

    assert "no earlier nights" in baseload.baseload_content(workspace, asked(workspace, "all")).sentence


def test_a_change_under_a_year_is_told_over_the_dates_and_not_carried_over(workspace: Workspace) -> None:
    rising = office(days=60)
    stored(workspace, rising.with_power(rising.power_kw + np.linspace(0.0, 0.6, len(rising))))

    facts = dict(baseload.baseload_content(workspace, asked(workspace, "all")).facts)

    assert "Trend" not in facts
    assert facts["In these dates"].startswith("rose by 0.402 kW (19 %)")
    assert "over these 9 weeks: 2.0" in facts["In these dates"]
    assert facts["In these dates"].endswith("in the last; that may be the season")
