"""What a meter will use, and which methods there are."""

from __future__ import annotations

from data.series import MeterSeries
from detectors.base import Detector
from detectors.forecast import MAX_DAYS, Forecast, check_forecasts, scores_and_forecast
from detectors.registry import detectors
from loadlens.detection import checked_series, chosen_method


def forecast(series: MeterSeries, days: int = MAX_DAYS, method: str | Detector = "recommended") -> Forecast:
    """Return what a meter is expected to use in the days after its last reading.

    Parameters
    ----------
    series
        One meter.
    days
        1 to 7 days of 24 hours.
    method
        A name of `methods`, or a detector with parameters, that makes forecasts (``can_forecast``).

    Returns
    -------
    Forecast
        kW for every interval; ``frame()`` gives a table with the band.

    Raises
    ------
    DataError
        When the history is too short for the method.
    ParameterError
        When the method makes no forecast, or the days are not 1 to 7.
    """
    chosen = chosen_method(method)
    check_forecasts(chosen)
    return scores_and_forecast(chosen.fit(checked_series(series)), series, days)[1]


def methods() -> dict[str, type[Detector]]:
    """Return every method by its name, the recommended ones first.

    A value is a class: ``label``, ``summary``, ``source``, ``min_days`` and ``can_forecast`` tell what it is,
    ``params()`` which parameters it takes, and a call makes a detector: ``methods()["typical_week"](weeks=12)``.
    """
    return detectors()
