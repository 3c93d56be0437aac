"""The main chart from Python: what it shows, in which units, and how much of it for how many pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from components.figures.detail import axis_unit, calendar_starts, detail, readings_drawn, wall_ms
from components.figures.main_chart import plot, with_window
from components.figures.palette import PALETTES, SCHEMES, Scheme
from data.errors import DataError, ParameterError
from data.series import MeterSeries
from detectors.events.events import Event, events
from detectors.events.limits import WindowLimits
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold

LEVEL = 4.0
DAY = 24


def judged(days: int = 10, *, zone: str = "Europe/Zurich", start: str = "2024-05-06") -> tuple[MeterSeries, Scores]:
    """Hours of 5 kW as expected, an evening of 15 kW on the second day, a gap and a stuck value later."""
    index = pd.date_range(start, periods=days * DAY, freq="h", tz=zone)
    power = np.full(len(index), 5.0)
    power[44:48] = 15.0
    power[96:104] = np.nan
    ones = np.ones(len(index))
    score = np.abs(np.nan_to_num(power, nan=5.0) - 5.0)
    score[96:104] = 12.0
    reason = np.full(len(index), Reason.ABOVE_EXPECTED.code, np.uint8)
    reason[96:104] = Reason.GAP.code
    side = np.where(np.isnan(power), 0, 1).astype(np.int8)
    return MeterSeries("m", index, power), Scores(index, score, side, 5 * ones, ones, ones, ones, reason)


def drawn(series: MeterSeries, scores: Scores, **options: Any) -> Figure:
    return plot(series, scores, events(series, scores, Threshold(level=LEVEL)), LEVEL, **options)


def trace(figure: Figure, name: str) -> Any:
    [found] = [each for each in figure.data if each.name == name]
    return found


def test_every_mark_is_in_the_legend_and_readings_come_first() -> None:
    figure = drawn(*judged())

    shown = sorted((each.legendrank, each.name) for each in figure.data if each.showlegend)
    assert [name for _, name in shown] == [
        "Readings", "Expected", "Alarm limit", "More than usual", "Data problem", "Weekend",
    ]  # fmt: skip


def test_the_axes_tell_unit_and_time_zone_and_the_title_meter_and_dates() -> None:
    figure = drawn(*judged())

    assert figure.layout.yaxis.title.text == "kW"
    assert figure.layout.yaxis2.ticktext == ("data", "less", "more")
    assert trace(figure, "whole").yaxis == "y2"  # which keeps the rows where there is no event
    assert figure.layout.annotations[0].text == "Time in Europe/Zurich"
    assert figure.layout.title.text == "<b>m</b>, 6 May – 15 May 2024"


@pytest.mark.parametrize(("factor", "unit"), [(0.001, "W"), (1.0, "kW"), (10_000.0, "MW")])
def test_the_axis_has_the_unit_of_the_meter(factor: float, unit: str) -> None:
    series, scores = judged()
    scaled = {name: getattr(scores, name) * factor for name in ("expected", "scale_below", "scale_above")}

    figure = drawn(series.with_power(series.power_kw * factor), replace(scores, **scaled))

    assert figure.layout.yaxis.title.text == unit
    assert np.nanmax(trace(figure, "Readings").y) == pytest.approx(
        15.0 * factor / {"W": 0.001, "kW": 1, "MW": 1000}[unit]
    )
    assert axis_unit(series.power_kw * factor)[0] == unit


def test_the_band_reaches_to_the_level_and_not_below_nothing() -> None:
    series, scores = judged()

    lines = [trace(each, "Alarm limit").y for each in (drawn(series, scores), plot(series, scores, [], 8.0))]

    assert [set(line[np.isfinite(line)]) for line in lines] == [{1.0, 9.0}, {0.0, 13.0}]


def test_the_usual_range_stays_where_it_is_when_the_level_moves() -> None:
    series, scores = judged()
    ranged = replace(scores, usual_low=np.full(len(series), -1.0), usual_high=np.full(len(series), 7.0))

    areas = [trace(plot(series, ranged, [], level), "Usual range").y for level in (2.0, 8.0)]

    np.testing.assert_array_equal(*areas)
    assert set(areas[0][np.isfinite(areas[0])]) == {0.0, 7.0}
    assert "usual range 0 to 7 kW" in str(trace(plot(series, ranged, [], 4.0), "hover").hovertext[0])


def test_the_window_of_an_event_is_drawn_with_the_limits_of_its_mean() -> None:
    series, scores = judged()
    window = WindowLimits(10, 6.0, np.full(8, 12.0), np.full(8, 5.0), np.full(8, 1.0))

    figure = with_window(plot(series, scores, [], 4.0), series, window, 4.0)

    limits = trace(figure, "Its alarm limits").y
    assert set(trace(figure, "Mean of some hours").y) == {12.0}
    assert set(limits[np.isfinite(limits)]) == {1.0, 9.0}
    first = np.datetime64(series.index[10].tz_localize(None)) + np.timedelta64(30, "m")
    assert trace(figure, "Mean of some hours").x[0] == first


def test_what_is_above_expected_is_shaded_in_energy_events_only() -> None:
    series, scores = judged()

    shaded = trace(drawn(series, scores), "More than usual")

    assert (min(shaded.x), max(shaded.x)) == (np.datetime64("2024-05-07T20:00"), np.datetime64("2024-05-08T00:00"))
    assert np.nanmax(shaded.y) == 15.0
    assert "More than usual" not in {each.name for each in plot(series, scores, [], LEVEL).data}


def test_each_event_has_a_bar_that_tells_it() -> None:
    series, scores = judged()
    figure = drawn(series, scores)

    [above], [data] = trace(figure, "bars_above").hovertext, trace(figure, "bars_data").hovertext
    assert above.startswith("<b>Event</b>: Tue 7 May 2024, 20:00–24:00 (4 h)")
    assert "40 kWh more than expected" in above
    assert data.startswith("<b>Data problem</b>: Fri 10 May 2024, 00:00–08:00 (8 h)")


def test_an_event_on_neither_side_stands_in_both_rows() -> None:
    series, scores = judged()
    [event] = [each for each in events(series, scores, Threshold(level=LEVEL)) if each.kind is Kind.ENERGY]

    figure = plot(series, scores, [replace(event, side=0)], LEVEL)

    assert [each.name for each in figure.data if each.type == "bar"] == ["bars_above", "bars_below"]


def test_events_outside_of_the_dates_are_not_drawn_and_those_across_are_cut() -> None:
    series, scores = judged()
    found = events(series, scores, Threshold(level=LEVEL))
    part = slice(46, 72)
    cut = series.between(series.index[46].to_pydatetime(), series.index[72].to_pydatetime())

    figure = plot(cut, scores.taken(part), found, LEVEL)

    assert [each.name for each in figure.data if each.type == "bar"] == ["bars_above"]
    assert min(trace(figure, "More than usual").x) == np.datetime64("2024-05-07T22:00")


def test_a_pointer_is_told_reading_expected_usual_range_and_score() -> None:
    texts = trace(drawn(*judged()), "hover").hovertext

    assert texts[44] == (
        "<b>Tue 7 May 2024, 20:00–21:00</b><br>15 kW<br>expected 5 kW<br>alarm limits 1 to 9 kW<br>score 10.0"
    )
    assert texts[96] == (
        "<b>Fri 10 May 2024, 00:00–01:00</b><br>no reading<br>expected 5 kW<br>alarm limits 1 to 9 kW<br>score 12.0"
    )


def test_years_of_readings_are_drawn_as_means_between_their_extremes() -> None:
    series, scores = judged(days=730)

    figure = drawn(series, scores)

    assert len(trace(figure, "Readings").x) <= 1000
    assert trace(figure, "hover").hovertext[1].splitlines()[0].startswith("<b>")
    assert np.nanmax(trace(figure, "Lowest to highest").y) == 15.0
    assert len(figure.to_json()) < 1_000_000


def test_the_night_the_clock_goes_back_is_drawn_without_a_line_back() -> None:
    series, scores = judged(start="2024-10-26", days=3)

    lines = trace(drawn(series, scores), "Readings")

    known = np.isfinite(np.array(lines.y, float))
    back = np.flatnonzero(np.diff(np.array(lines.x, "datetime64[ms]").astype(float)) < 0)
    assert len(back) == 1
    assert not known[back[0] + 1] or not known[back[0]]


@pytest.mark.parametrize("hours", [1, 3, 24, 168])
def test_buckets_begin_on_round_times_of_the_meter_s_calendar(hours: int) -> None:
    series, _ = judged(days=60, start="2024-03-01")
    starts = pd.DatetimeIndex(wall_ms(series.index)[calendar_starts(wall_ms(series.index), hours)].astype("M8[ms]"))[1:]

    assert set(starts.hour % min(hours, 24)) <= {0, 3 % min(hours, 24)}  # 03:00 is what follows 01:59 in spring
    assert hours < 168 or set(starts.day_of_week) == {0}


def test_the_means_of_a_bucket_are_those_of_the_readings_there_are() -> None:
    series, scores = judged(days=400)
    expected = scores.expected.copy()
    expected[96:104] = 1000.0  # nothing was read then

    shown = detail(readings_drawn(series, replace(scores, expected=expected)), series.step_hours, 400)

    assert shown.hours == 24
    assert shown.buckets.expected[4] == 5.0
    assert shown.buckets.power[1] == pytest.approx((20 * 5.0 + 4 * 15.0) / 24)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_has_the_colours_of_the_page(scheme: Scheme) -> None:
    figure, palette = drawn(*judged(), scheme=scheme), PALETTES[scheme]

    assert trace(figure, "Readings").line.color == palette.readings
    assert trace(figure, "Expected").line.color == palette.expected
    assert trace(figure, "Data problem").fillpattern.shape == "/"
    assert figure.layout.paper_bgcolor == palette.page


def test_a_meter_nothing_is_known_of_is_drawn_too() -> None:
    series, scores = judged()
    unknown = np.full(len(series), np.nan)
    nothing = replace(scores, score=unknown, expected=unknown, scale_below=unknown, scale_above=unknown)

    figure = plot(series.with_power(unknown), nothing, [], LEVEL)

    assert {each.name for each in figure.data} <= {"Weekend", "Readings", "Expected", "Alarm limit", "whole"}


def test_scores_of_other_readings_and_no_level_are_refused() -> None:
    series, scores = judged()
    none: list[Event] = []

    with pytest.raises(DataError, match="not those of the 240 readings of meter m"):
        plot(series, scores.taken(slice(0, 100)), none, LEVEL)
    with pytest.raises(ParameterError, match="alarm level"):
        plot(series, scores, none, 0.0)
