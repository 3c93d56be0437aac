"""What the views beneath the timeline tell: the number first, and a sentence where there is nothing to draw."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import no_update

from components.basics.date_range import DateRange
from components.basics.ids import Tab
from components.controls.url import available
from components.views import baseload, spectrum, typical_day
from components.views.parts import ViewContent, ViewQuery, view_update
from components.views.price import kept
from components.views.registry import MeterView, meter_views
from components.views.tabs import tab_keys
from data.calendar.day_grid import DayType
from data.errors import ParameterError
from data.series import MeterSeries
from detectors.registry import detector
from pipeline.analysis.run import analyse
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported

START = "2024-01-01"
DAYS = 420


def office(*, step: str = "h", days: int = DAYS, country: str = "DE") -> MeterSeries:
    """An office: 2 kW at night and at weekends, 10 kW from 8 to 18 on weekdays, a little noise."""
    end = pd.Timestamp(START) + pd.Timedelta(days=days)
    index = pd.date_range(START, end, freq=step, tz="Europe/Berlin", inclusive="left")
    busy = (index.hour >= 8) & (index.hour < 18) & (index.day_of_week < 5)
    noise = np.random.default_rng(11).normal(0.0, 0.02, len(index))
    return MeterSeries("office", index, np.where(busy, 10.0, 2.0) + noise, country=country)


def changed(series: MeterSeries, start: str, end: str, power_kw: float) -> MeterSeries:
    """Return the series with a mean power within some hours, its noise kept: equal readings would be a fault."""
    inside = (series.index >= pd.Timestamp(start, tz="Europe/Berlin")) & (
        series.index < pd.Timestamp(end, tz="Europe/Berlin")
    )
    noise = series.power_kw - np.round(series.power_kw)
    return series.with_power(np.where(inside, power_kw + noise, series.power_kw))


def asked(workspace: Workspace, preset: str = "quarter", **more: Any) -> ViewQuery:
    date_range = available(workspace, "office").preset(preset)
    return about(date_range, **more)


def about(date_range: DateRange, **more: Any) -> ViewQuery:
    dates = {"first": date_range.first.isoformat(), "last": date_range.last.isoformat()}
    return {"meter": "office", **dates, "run": 0, "scheme": "light", **more}


def typical(workspace: Workspace, query: ViewQuery) -> ViewContent:
    return typical_day.typical_day_content(typical_day.selected_day(workspace, query))


every_view = pytest.mark.parametrize("view", meter_views(), ids=lambda view: view.key)


@pytest.fixture
def site(workspace: Workspace) -> Workspace:
    workspace.add(imported(office()))
    return workspace


def stored(workspace: Workspace, series: MeterSeries) -> Workspace:
    workspace.add(imported(series))
    return workspace


def test_there_is_a_tab_for_every_view() -> None:
    assert tab_keys()[0] == Tab.EVENTS
    assert set(Tab) <= set(tab_keys())


@every_view
@pytest.mark.parametrize("preset", ["quarter", "year", "all"])
def test_every_view_begins_with_a_number_and_draws(site: Workspace, view: MeterView, preset: str) -> None:
    told = view.answer(site, asked(site, preset))

    assert told.number[0].isdigit()
    assert told.sentence.endswith(".")
    assert told.figures
    assert told.legend
    assert not told.table.empty
    assert len(told.file) >= 24


@every_view
def test_a_single_day_gives_a_sentence_instead_of_a_plot(site: Workspace, view: MeterView) -> None:
    told = view.answer(site, about(DateRange(date(2024, 5, 6), date(2024, 5, 6))))

    assert not told.figures
    assert told.sentence.endswith(".")
    assert any(word in told.sentence for word in ("at least", "takes", "Choose"))


@every_view
def test_dates_without_readings_give_a_sentence(workspace: Workspace, view: MeterView) -> None:
    stored(workspace, changed(office(), "2024-03-01", "2024-07-01", np.nan))

    told = view.answer(workspace, about(DateRange(date(2024, 4, 1), date(2024, 5, 31))))

    assert not told.figures
    assert told.sentence.endswith(".")


@every_view
def test_readings_of_half_a_day_give_a_sentence(workspace: Workspace, view: MeterView) -> None:
    stored(workspace, office(step="12h"))

    told = view.answer(workspace, asked(workspace))

    assert not told.figures
    assert "h" in told.sentence


@every_view
@pytest.mark.parametrize("power_kw", [0.0, 5.0, -3.0])
def test_a_load_that_never_changes_is_told_without_a_fault(
    workspace: Workspace, view: MeterView, power_kw: float
) -> None:
    flat = office()
    stored(workspace, flat.with_power(np.full(len(flat), power_kw)))

    told = view.answer(workspace, asked(workspace))

    assert told.sentence.endswith(".")
    assert "nan" not in told.number + told.sentence + str(told.facts)


def test_what_has_nothing_to_draw_hides_the_plots() -> None:
    assert view_update(ViewContent("", "Nothing."))["body"] == "view-body empty"
    assert view_update(ViewContent("", "Nothing."))["plot"] is no_update
    assert view_update(ViewContent("1", "One.", figures=("a",)))["body"] == "view-body single"
    assert view_update(ViewContent("2", "Two.", figures=("a", "b")))["body"] == "view-body"


def test_a_day_left_on_is_told_in_times_and_hours(workspace: Workspace) -> None:
    stored(workspace, changed(office(), "2025-01-18 00:00", "2025-01-18 20:00", 9.0))

    told = typical(workspace, asked(workspace, kind="saturday"))

    assert told.number == "3.9 times"
    assert " as much as a typical Saturday on Sat 18 Jan 2025: 188 kWh, typically 48 kWh." in told.sentence
    assert "20 h above the usual range (00:00–20:00)" in told.sentence
    assert told.sentence.endswith("the day most unlike its kind in these dates.")


def test_a_day_that_used_less_is_told_in_percent(workspace: Workspace) -> None:
    stored(workspace, changed(office(), "2025-01-15 08:00", "2025-01-15 18:00", 5.0))

    told = typical(workspace, asked(workspace, day="2025-01-15"))

    assert told.number == "39 % less"
    assert "10 h below the usual range (08:00–18:00)" in told.sentence
    assert "most unlike" not in told.sentence


def test_the_day_of_an_event_is_the_one_that_holds_most_of_it() -> None:
    start = pd.Timestamp("2025-01-17 20:00", tz="Europe/Berlin")
    flagged_segments = {3: date(2025, 1, 17), 7: date(2025, 1, 17), 9: date(2025, 1, 18), 60: date(2025, 1, 18)}

    for hours, day in flagged_segments.items():
        end = start + pd.Timedelta(hours=hours + 0.5)
        found = typical_day.fullest_day(_ms(start), _ms(end), "Europe/Berlin")
        assert (hours, found) == (hours, day)


def test_an_event_chooses_the_day_and_a_kind_chooses_one_of_its_kind(site: Workspace) -> None:
    start = pd.Timestamp("2025-01-14 09:00", tz="Europe/Berlin")

    of_event = typical(site, asked(site, event=[_ms(start), _ms(start + pd.Timedelta(hours=2))]))
    of_kind = typical(site, asked(site, kind="sunday"))

    assert "on Tue 14 Jan 2025" in of_event.sentence
    assert "typical Sunday or holiday on" in of_kind.sentence


def test_what_the_analysis_found_abnormal_shapes_no_typical_day(workspace: Workspace) -> None:
    stored(workspace, changed(office(), "2025-01-20", "2025-02-01", 9.0))
    method = {"detector": "typical_week", "params": {}, "scored": True}
    analyse(workspace, "office", detector("typical_week")())

    alone = typical_day.selected_day(workspace, asked(workspace, day="2025-01-22"))
    judged = typical_day.selected_day(workspace, asked(workspace, day="2025-01-22", **method))

    night = [found.typical.bands[DayType.WEEKDAY].high_kw[2] for found in (alone, judged)]
    assert night[0] > 8.0
    assert night[1] < 2.5


def test_a_day_that_is_none_falls_back(site: Workspace) -> None:
    for day in ("yesterday", "2019-01-01"):
        assert "most unlike its kind" in typical(site, asked(site, day=day)).sentence


def test_without_a_country_holidays_are_not_spoken_of(workspace: Workspace) -> None:
    stored(workspace, office(country=""))

    told = typical(workspace, asked(workspace, kind="sunday"))

    assert "typical Sunday on" in told.sentence
    assert "Public holidays are unknown" in told.note


def test_the_spectrum_explains_the_regularity(site: Workspace) -> None:
    told = spectrum.spectrum_content(site, asked(site))

    assert "of the ups and downs come back every day or week" in told.sentence
    assert "Regularity 1.00, very regular: the daily swing differs by 0 %" in told.sentence
    assert "easy to foresee" in told.sentence
    assert list(told.table["Rhythm"]) == ["daily", "12 h", "8 h", "weekly", "½ week"]


def test_a_steady_swing_that_holds_little_is_not_called_easy_to_foresee(workspace: Workspace) -> None:
    series = office()
    noise = np.random.default_rng(7).normal(0.0, 12.0, len(series))
    stored(workspace, series.with_power(30.0 + series.power_kw + noise))

    told = spectrum.spectrum_content(workspace, asked(workspace, "year"))

    assert float(told.number.removesuffix(" %")) < 20
    assert "most of the ups and downs, ±12 kW (35 % of the mean power), follow no rhythm" in told.sentence
    assert told.sentence.endswith("so the load can be foreseen only roughly.")
    assert dict(told.facts)["Without rhythm"] == "±12 kW (35 % of the mean power)"


def test_a_share_is_the_same_in_the_sentence_and_in_the_facts(site: Workspace) -> None:
    told = spectrum.spectrum_content(site, asked(site))

    facts = dict(told.facts)
    for name, words in (("Daily rhythm", "with the day"), ("Weekly rhythm", "with the week")):
        assert f"{facts[name].removesuffix(' of the variance')} {words}" in told.sentence


def test_a_meter_of_nine_days_is_told_no_more_than_it_holds(workspace: Workspace) -> None:
    stored(workspace, office(days=9))

    assert "In these dates" not in dict(baseload.baseload_content(workspace, asked(workspace, "all")).facts)
    assert spectrum.spectrum_content(workspace, asked(workspace, "all")).sentence.endswith("at least two weeks.")


def test_noise_has_no_rhythm(workspace: Workspace) -> None:
    series = office()
    stored(workspace, series.with_power(np.random.default_rng(2).gamma(2.0, 1.0, len(series))))

    told = spectrum.spectrum_content(workspace, asked(workspace))

    assert float(told.number.removesuffix(" %")) < 10


def test_a_price_is_kept_and_taken_back(site: Workspace) -> None:
    sentence = kept(site, "office", 0.31, "CHF")

    assert (site.meter("office").price_per_kwh, site.meter("office").currency) == (0.31, "CHF")
    assert sentence == "Kept for office: CHF 0.31 per kWh."
    assert "no price any more" in kept(site, "office", "", "CHF")
    assert site.meter("office").price_per_kwh is None


@pytest.mark.parametrize("price", ["cheap", -1, 1e9, True, float("nan")])
def test_what_is_no_price_is_refused_with_a_sentence(site: Workspace, price: object) -> None:
    with pytest.raises(ParameterError, match="it takes 0 or more"):
        kept(site, "office", price, "EUR")


def _ms(moment: pd.Timestamp) -> int:
    return int(moment.timestamp() * 1000)
