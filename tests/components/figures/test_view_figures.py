"""The figures beneath the timeline: what is drawn, what it says under the pointer, in both colour schemes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from components.figures.baseload import nights_figure, weekdays_figure
from components.figures.palette import PALETTES, SCHEMES, Scheme
from components.figures.spectrum import (
    POINTS,
    SpectrumPeak,
    peaks,
    period_words,
    placed,
    rhythm_figure,
    spectrum_figure,
    thinned,
)
from components.figures.typical_day import hour_label, typical_day_figure
from data.series import MeterSeries
from detectors.analytics.baseload import night_baseload
from detectors.analytics.occupancy import occupancy
from detectors.analytics.spectrum import amplitude_spectrum, weekly_rhythm
from detectors.analytics.typical_day import DayBand, typical_days

WEEKS = 10


@pytest.fixture(scope="module")
def series() -> MeterSeries:
    """Ten weeks of hours that swing by 3 kW a day and 2 kW a week around 10 kW."""
    index = pd.date_range("2025-05-05", periods=WEEKS * 168, freq="h", tz="Europe/Zurich")
    hour = np.arange(len(index))
    power = 10 + 3 * np.sin(2 * np.pi * hour / 24) + 2 * np.sin(2 * np.pi * hour / 168)
    return MeterSeries("sines", index, power)


@pytest.fixture(scope="module")
def spectrum(series: MeterSeries) -> pd.DataFrame:
    return amplitude_spectrum(series)


@pytest.fixture(scope="module")
def nights(series: MeterSeries) -> pd.DataFrame:
    return night_baseload(series, occupancy(series))


@pytest.fixture(scope="module")
def band(series: MeterSeries) -> DayBand:
    return next(iter(typical_days(series).bands.values()))


def every_figure(series: MeterSeries, spectrum: pd.DataFrame, nights: pd.DataFrame, band: DayBand) -> list[go.Figure]:
    def figures(scheme: Scheme) -> list[go.Figure]:
        return [
            spectrum_figure(spectrum, scheme),
            rhythm_figure(weekly_rhythm(series), scheme),
            nights_figure(nights, np.full(len(nights), 8.0), scheme),
            weekdays_figure((1.0,) * 7, (4,) * 7, scheme),
            typical_day_figure(band, band.median_kw, 1.0, name="Mon 5 May", kind="weekday", scheme=scheme),
        ]

    return [figure for scheme in SCHEMES for figure in figures(scheme)]


def texts(figure: go.Figure) -> list[str]:
    return [text for trace in figure.data if trace.hoverinfo == "text" for text in trace.hovertext]


def test_the_harmonics_are_named_and_as_high_as_the_sines(spectrum: pd.DataFrame) -> None:
    found = {peak.name: peak for peak in peaks(spectrum)}

    assert set(found) == {"daily", "12 h", "8 h", "weekly", "½ week"}
    assert found["daily"].amplitude_kw == pytest.approx(3.0)
    assert found["weekly"].amplitude_kw == pytest.approx(2.0)
    assert found["12 h"].amplitude_kw == pytest.approx(0.0, abs=1e-9)
    assert [name for name, peak in found.items() if peak.is_daily] == ["daily", "12 h", "8 h"]


@pytest.mark.parametrize("stem_kw", [0.0, 2.0, 9.0])
def test_names_stand_clear_of_stems_and_of_each_other_on_a_phone(stem_kw: float) -> None:
    periods = np.geomspace(2, 2000, 500)
    heights = np.where(np.arange(500) % 7 == 0, stem_kw, 0.1)
    found = [
        SpectrumPeak(period, 3.0, name, is_daily=False) for name, period in (("8 h", 8), ("12 h", 12), ("weekly", 168))
    ]

    names = placed(found, periods, heights)

    for name in names:
        under = (np.log10(periods) > name.start) & (np.log10(periods) < name.end)
        assert name.y >= max(3.0, heights[under].max())
    first, second = sorted((name for name in names if name.text != "weekly"), key=lambda name: name.start)
    assert first.end <= second.start or abs(first.y - second.y) > 0.05 * heights.max()


def test_the_period_stands_on_a_logarithmic_axis_from_left_to_right(spectrum: pd.DataFrame) -> None:
    figure = spectrum_figure(spectrum)

    assert figure.layout.xaxis.type == "log"
    assert list(figure.data[0].x) == sorted(figure.data[0].x)
    assert "1 week" in figure.layout.xaxis.ticktext


def test_a_long_spectrum_is_thinned_to_the_highest_of_each_column() -> None:
    size = 20_000
    heights = np.random.default_rng(5).gamma(1.0, 1.0, size)
    period = size / np.arange(1, size + 1)
    long = pd.DataFrame({"period_hours": period, "amplitude_kw": heights, "share": heights, "harmonic": ""})

    drawn = thinned(long)

    assert len(drawn) <= POINTS
    assert drawn["amplitude_kw"].max() == heights.max()
    assert drawn["period_hours"].is_monotonic_increasing


def test_weekly_harmonics_without_a_name_are_marked_where_they_can_be_seen(series: MeterSeries) -> None:
    hour = np.arange(len(series))
    third = series.with_power(series.power_kw + np.sin(2 * np.pi * hour / 56))

    figure = spectrum_figure(amplitude_spectrum(third))

    assert figure.data[-1].x == pytest.approx([56.0])


def test_the_daily_swing_of_every_week_is_drawn(series: MeterSeries) -> None:
    line = rhythm_figure(weekly_rhythm(series)).data[-1]

    assert len(line.x) == WEEKS
    assert np.asarray(line.y) == pytest.approx(3.0, abs=0.05)
    assert line.hovertext[0].startswith("<b>week of Mon 5 May 2025</b><br>±3")


def test_a_week_without_readings_leaves_a_hole(series: MeterSeries) -> None:
    weeks = weekly_rhythm(series)
    weeks.loc[3, "amplitude_kw"] = np.nan

    line = rhythm_figure(weeks).data[-1]

    assert np.isnan(line.y[3])
    assert line.hovertext[3] == ""


def test_nights_have_a_mark_by_kind_and_the_level_before_where_it_is_known(nights: pd.DataFrame) -> None:
    before = np.linspace(7.0, 8.0, len(nights))
    alone, compared = nights_figure(nights, np.full(len(nights), np.nan)), nights_figure(nights, before)

    marks = [trace for trace in alone.data if trace.mode == "markers"]
    assert len({trace.marker.symbol for trace in marks}) == 3
    assert sum(len(trace.x) for trace in marks) == nights["kw"].notna().sum()
    assert len(compared.data) == len(alone.data) + 1
    assert list(compared.data[0].y) == list(before)


def test_weekdays_are_bars_with_the_number_of_nights() -> None:
    bars = weekdays_figure((1.0, 2.0, 3.0, 4.0, 5.0, 6.0, float("nan")), (4,) * 7).data[0]

    assert list(bars.x) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert [bars.text[day] for day in (0, 1, 6)] == ["1", "2", ""]
    assert bars.hovertext[1] == "<b>night to Tue</b><br>2 kW, median of 4 nights"


def test_a_day_reaches_to_midnight_and_is_coloured_only_outside_the_band(band: DayBand) -> None:
    day = band.median_kw.copy()
    day[10] = band.high_kw[10] + 5
    figure = typical_day_figure(band, day, 1.0, name="Mon 5 May", kind="weekday")
    readings = next(trace for trace in figure.data if trace.line.color == PALETTES["light"].readings)
    above = next(trace for trace in figure.data if trace.fillcolor == PALETTES["light"].above_fill)

    assert readings.x[-1] == 24.0
    assert above.y[10] == day[10]
    assert np.delete(np.asarray(above.y[:24]), 10) == pytest.approx(np.delete(band.high_kw, 10))


def test_the_pointer_tells_time_day_and_usual_range_with_units(band: DayBand) -> None:
    figure = typical_day_figure(band, band.median_kw, 1.0, name="Mon 5 May", kind="weekday")

    text = texts(figure)[6]

    assert text.startswith("<b>06:00–07:00</b><br>Mon 5 May: ")
    assert text.count("kW") == 4
    assert "typical weekday" in text


def test_a_missing_reading_is_called_so(band: DayBand) -> None:
    figure = typical_day_figure(band, np.full(24, np.nan), 1.0, name="Mon 5 May", kind="weekday")

    assert "Mon 5 May: no reading" in texts(figure)[0]


def test_every_pointer_text_has_a_unit(
    series: MeterSeries, spectrum: pd.DataFrame, nights: pd.DataFrame, band: DayBand
) -> None:
    for figure in every_figure(series, spectrum, nights, band):
        assert all("W" in text for text in texts(figure) if text)


def test_figures_stand_on_the_page_of_either_scheme(
    series: MeterSeries, spectrum: pd.DataFrame, nights: pd.DataFrame, band: DayBand
) -> None:
    figures = every_figure(series, spectrum, nights, band)

    for figure, scheme in zip(figures, ["light"] * 5 + ["dark"] * 5, strict=True):
        assert figure.layout.font.color == PALETTES[scheme].text  # type: ignore[index]
        assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.dragmode is False  # a finger scrolls the page
        assert figure.layout.yaxis.title.text
        assert not {trace.type for trace in figure.data} - {"scatter", "bar"}


@pytest.mark.parametrize(("hours", "words"), [(0, "00:00"), (6.25, "06:15"), (23.75, "23:45"), (24, "24:00")])
def test_hours_are_told_as_a_time(hours: float, words: str) -> None:
    assert hour_label(hours) == words


@pytest.mark.parametrize(
    ("hours", "words"), [(8, "8 h"), (33.6, "33.6 h"), (84, "3.5 days"), (168, "7 days"), (1008, "6 weeks")]
)
def test_periods_are_told_in_words(hours: float, words: str) -> None:
    assert period_words(hours) == words
