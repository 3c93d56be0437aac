"""Typical days: what shapes a band, which day leaves it, and what a day uses."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_grid import DayType
from data.errors import DataError
from data.series import MeterSeries
from detectors.analytics.typical_day import MIN_DAYS, Excursion, excursions, most_unlike, other_days_band, typical_days

MONDAY = "2025-03-03"


def office(days: int = 42, *, start: str = MONDAY, step: str = "h", country: str = "") -> MeterSeries:
    """An office: 2 kW at night and at weekends, 10 kW from 8 to 18 on weekdays."""
    end = pd.Timestamp(start) + pd.Timedelta(days=days)
    index = pd.date_range(start, end, freq=step, tz="Europe/Zurich", inclusive="left")
    busy = (index.hour >= 8) & (index.hour < 18) & (index.day_of_week < 5)
    return MeterSeries("office", index, np.where(busy, 10.0, 2.0), country=country)


def with_power(series: MeterSeries, day: int, values: float, hours: slice = slice(None)) -> MeterSeries:
    power = series.power_kw.copy()
    power[24 * day : 24 * (day + 1)][hours] = values
    return series.with_power(power)


def test_each_kind_of_day_has_its_own_band() -> None:
    typical = typical_days(office())

    weekday, sunday = typical.bands[DayType.WEEKDAY], typical.bands[DayType.SUNDAY]
    assert (weekday.days, typical.bands[DayType.SATURDAY].days, sunday.days) == (30, 6, 6)
    assert weekday.median_kw.tolist() == [2.0] * 8 + [10.0] * 10 + [2.0] * 6
    assert sunday.high_kw.tolist() == [2.0] * 24
    assert (weekday.energy_kwh, sunday.energy_kwh) == (128.0, 48.0)


def test_a_public_holiday_counts_as_sunday() -> None:
    typical = typical_days(office(start="2025-04-07", country="DE"))

    good_friday = typical.row(date(2025, 4, 18))
    assert good_friday is not None
    assert typical.kind(good_friday) is DayType.SUNDAY


def test_the_quantiles_are_those_of_numpy() -> None:
    series = office(start="2025-04-07")
    noisy = series.with_power(np.random.default_rng(3).gamma(2.0, 2.0, len(series)))
    typical = typical_days(noisy)
    band = typical.bands[DayType.WEEKDAY]

    weekdays = noisy.power_kw.reshape(42, 24)[typical.day_type == DayType.WEEKDAY]
    for share, values in ((0.05, band.low_kw), (0.25, band.quarter_kw), (0.95, band.high_kw)):
        assert values == pytest.approx(np.quantile(weekdays, share, axis=0))


def test_what_is_unusable_shapes_no_band_but_stays_in_the_day() -> None:
    faulty = with_power(office(), 1, 500.0)
    out = faulty.power_kw == 500.0

    typical = typical_days(faulty, out)

    assert typical.bands[DayType.WEEKDAY].days == 29
    assert typical.bands[DayType.WEEKDAY].high_kw.max() == 10.0
    assert typical.power_kw[1].tolist() == [500.0] * 24
    assert not typical.judged[1]


def test_what_is_flagged_shapes_no_band_while_enough_days_are_left() -> None:
    fault = with_power(office(), 2, 9.0, slice(0, 8))
    flagged = np.zeros(len(fault), bool)
    flagged[48:56] = True

    typical = typical_days(fault, flagged=flagged)

    assert typical.bands[DayType.WEEKDAY].days == 29
    assert typical.bands[DayType.WEEKDAY].high_kw[:8].tolist() == [2.0] * 8
    assert typical.judged[2]
    assert most_unlike(typical) == 2


def test_what_is_flagged_on_most_days_of_a_kind_is_typical() -> None:
    series = office()
    flagged = np.asarray(series.index.day_of_week == 6)

    typical = typical_days(series, flagged=flagged)

    assert typical.bands[DayType.SUNDAY].days == 6
    assert typical.bands[DayType.SUNDAY].median_kw.tolist() == [2.0] * 24


def test_a_day_is_not_measured_by_itself() -> None:
    left_on = with_power(office(), 5, 10.0)
    typical = typical_days(left_on)

    band = other_days_band(typical, 5)

    assert typical.kind(5) is DayType.SATURDAY
    assert band is not None
    assert (band.days, band.high_kw.max()) == (5, 2.0)
    assert typical.bands[DayType.SATURDAY].high_kw.max() > 2.0


def test_too_few_days_of_a_kind_have_no_band() -> None:
    typical = typical_days(office(days=7 * MIN_DAYS - 2))

    assert DayType.WEEKDAY in typical.bands
    assert DayType.SATURDAY not in typical.bands
    assert other_days_band(typical, 5) is None


def test_the_day_most_unlike_its_kind_is_found() -> None:
    typical = typical_days(with_power(with_power(office(), 12, 9.0), 15, 0.0, slice(9, 11)))

    assert most_unlike(typical) == 12
    assert most_unlike(typical, DayType.WEEKDAY) == 15


def test_excursions_are_the_stretches_outside_the_band() -> None:
    typical = typical_days(office())
    band = typical.bands[DayType.WEEKDAY]
    day = band.median_kw.copy()
    day[3:6], day[9], day[23] = 4.0, 1.0, 3.0

    assert excursions(day, band) == (Excursion(3, 6, 1), Excursion(9, 10, -1), Excursion(23, 24, 1))


def test_a_missing_reading_is_no_excursion() -> None:
    typical = typical_days(office())
    band = typical.bands[DayType.WEEKDAY]

    assert excursions(np.full(24, np.nan), band) == ()


@pytest.mark.parametrize(("day", "hours"), [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 5, 4), 24)])
def test_a_day_of_the_clock_change_has_its_own_energy(day: date, hours: int) -> None:
    typical = typical_days(office(days=250))

    row = typical.row(day)

    assert row is not None
    assert typical.energy_kwh[row] == pytest.approx(2.0 * hours)


def test_a_day_with_a_gap_has_no_energy() -> None:
    typical = typical_days(with_power(office(), 3, np.nan, slice(0, 5)))

    assert np.isnan(typical.energy_kwh[3])
    assert not typical.judged[3]


def test_a_day_outside_has_no_row() -> None:
    typical = typical_days(office())

    assert typical.row(date(2025, 3, 2)) is None
    assert typical.row(date(2025, 3, 3)) == 0
    assert typical.row(date(2025, 12, 1)) is None


def test_readings_too_far_apart_are_refused_with_a_sentence() -> None:
    with pytest.raises(DataError, match="at least every 2 hours"):
        typical_days(office(step="4h"))


def test_nothing_is_most_unlike_where_all_is_missing() -> None:
    nothing = office().with_power(np.full(len(office()), np.nan))

    typical = typical_days(nothing)

    assert typical.bands == {}
    assert most_unlike(typical) is None
