"""Auto ARIMA: an ARMA on the residuals of the season, of an order found by search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import FloatArray
from detectors.forecasters.arma import ArimaOrder, SeasonalArma, is_worth_fitting, quiet
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.model import ForecastModel
from detectors.params import integer
from detectors.progress import note, report
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

WEEKS = 13
"""Weeks back that season and ARMA are fitted. Chosen, not tuned."""
SEARCH_DAYS = 42
"""Days back that models are compared on: enough for a short memory. Chosen; measured, a model takes 0.05 s."""
SEARCH_EVERY_DAYS = 84
"""Days between two searches. Chosen, not tuned."""
MAX_TERMS = 3
"""Number of terms of either kind that a model may have. Chosen, not tuned."""
ITERATIONS = 20
"""Number of steps of the optimiser at most, for each model. Chosen, not tuned: a limit on time."""
FIRST = ArimaOrder(1, 0, 1)
"""Number of terms before the first search, and where the search begins. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class AutoArima(Forecaster):
    """Season by Fourier terms, and on the residuals the ARMA with the lowest AIC that a stepwise search finds.

    The search is limited by the number of models and not by time, so that the same readings give the same result on
    every machine. It is repeated every twelve weeks on the last six. Residuals are taken to return to zero (no
    differencing), for the residual of the last hour is a poor prediction of a whole day. Before the first search, after
    eight weeks, the order is (1, 0, 1).

    Source: R. J. Hyndman and Y. Khandakar, "Automatic time series forecasting: the forecast package for R", Journal of
    Statistical Software 27 (2008), doi:10.18637/jss.v027.i03, by pmdarima.
    """

    name: ClassVar[str] = "auto_arima"
    label: ClassVar[str] = "Seasons and the last hours, order searched"
    algorithm: ClassVar[str] = "auto ARIMA"
    summary: ClassVar[str] = (
        "Like SARIMAX, but searches the order of the ARMA for each meter and says which it found. "
        "Takes longer, and foresees no better than the fixed order."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Hyndman and Khandakar (2008), doi:10.18637/jss.v027.i03; pmdarima"
    seconds_a_year: ClassVar[float] = 6.0

    models: int = integer(
        10, (3, 50), label="Models tried", help="How many orders the search may try; more of them take longer."
    )

    def model(self, days: SeriesDays) -> ForecastModel:
        """Return season and searched ARMA, by the hour."""
        return by_the_hour(days, lambda hours: SearchedArma(hours.grid.slots, self.models))


class SearchedArma(SeasonalArma):
    """The forecast model of auto ARIMA."""

    def __init__(self, slots: int, models: int) -> None:
        super().__init__(slots, FIRST, weeks=WEEKS)
        self._models = models
        self._searched_on = -SEARCH_EVERY_DAYS

    def order_for(self, residual: FloatArray, day: int) -> ArimaOrder:
        """Search every twelve weeks; return the order found last."""
        recent = residual[-SEARCH_DAYS * self.grid.slots :]
        if day < max(SEARCH_DAYS, self._searched_on + SEARCH_EVERY_DAYS) or not is_worth_fitting(recent):
            return self._order
        self._searched_on = day
        order, tried = best_order(recent, self._models)
        found = f"Order found: ARIMA{order} on what is left of the season, the best of {tried} models."
        report(found, day / self.grid.days)
        note("order", found)
        return order


def best_order(residual: FloatArray, models: int) -> tuple[ArimaOrder, int]:
    """Return the order with the lowest AIC among at most ``models`` models, and how many were tried."""
    import pmdarima  # noqa: PLC0415 - takes a second to import
    from pmdarima.arima import StepwiseContext  # noqa: PLC0415

    with quiet(), StepwiseContext(max_steps=models):
        found = pmdarima.auto_arima(
            np.nan_to_num(residual),
            d=0,
            start_p=FIRST.p,
            start_q=FIRST.q,
            max_p=MAX_TERMS,
            max_q=MAX_TERMS,
            seasonal=False,
            with_intercept=False,
            maxiter=ITERATIONS,
            error_action="ignore",
            return_valid_fits=True,
        )
    p, d, q = found[0].order
    return ArimaOrder(int(p), int(d), int(q)), len(found)
