"""The temperature of a regression: an hour old, and as last known where it is missing."""

from __future__ import annotations

import numpy as np

from detectors.features.temperature import OutdoorTemperature


def outdoor(measured: np.ndarray) -> OutdoorTemperature:
    return OutdoorTemperature(measured, measured.shape)


def test_the_temperature_is_that_of_an_hour_before() -> None:
    hourly = np.arange(72.0).reshape(3, 24)
    quarters = np.repeat(hourly, 4, axis=1)

    np.testing.assert_array_equal(outdoor(hourly).filled_c[1:].ravel(), np.arange(23.0, 71.0))
    np.testing.assert_array_equal(outdoor(quarters).filled_c[1:].ravel(), np.repeat(np.arange(23.0, 71.0), 4))


def test_tomorrow_is_as_warm_as_the_last_day_known() -> None:
    measured = np.vstack([np.full((1, 24), 12.0), np.full((3, 24), np.nan)])
    measured[1, :6] = 15.0

    filled = outdoor(measured).filled_c

    np.testing.assert_array_equal(filled[3, :8], [12.0, 15, 15, 15, 15, 15, 15, 12.0])


def test_needs_are_tens_of_degrees_of_cooling_heating_and_hard_heating() -> None:
    cold = outdoor(np.full((2, 24), -4.0))
    np.testing.assert_allclose(cold.needs(1)[3], [0.0, 2.0, 0.9])
    warm = outdoor(np.full((2, 24), 27.0))
    np.testing.assert_allclose(warm.needs(1)[3], [0.7, 0.0, 0.0])


def test_what_was_never_known_needs_nothing_and_a_meter_without_temperature_has_no_needs() -> None:
    assert np.all(outdoor(np.full((2, 24), np.nan)).needs(1) == 0.0)
    nothing = OutdoorTemperature(None, (2, 24))
    assert nothing.needs(slice(0, 2)).shape == (2, 24, 0)


def test_a_later_temperature_changes_nothing_before_it() -> None:
    rng = np.random.default_rng(3)
    measured = rng.normal(8.0, 5.0, (6, 24))
    measured[rng.random(measured.shape) < 0.2] = np.nan
    later = measured.copy()
    later[3, 10:], later[4:] = 40.0, np.nan

    one, other = outdoor(measured).filled_c.ravel(), outdoor(later).filled_c.ravel()

    np.testing.assert_array_equal(one[: 3 * 24 + 11], other[: 3 * 24 + 11])
