"""A season and an ARMA on its residuals, filtered forward day by day between two fits (statsmodels SARIMAX)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.series import FloatArray
from detectors.features.season import FourierSeason
from detectors.forecasters.filled_days import FilledDays
from detectors.progress import report
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.sarimax import SARIMAXResults

FILTER_DAYS = 28
"""Days that the filter is started with; earlier ones hardly change its state. Chosen, not tuned."""
MAX_ITERATIONS = 30
"""Number of steps of the optimiser at most. Chosen, not tuned: a limit on time."""
MIN_READINGS = 56
"""Readings that must be known for a fit. Chosen, not tuned."""
MIN_LEFT = 1e-6
"""Share of the load range: with a smaller standard deviation of the residuals there is nothing to model. Chosen."""


@dataclass(frozen=True)
class ArimaOrder:
    """The order of an ARIMA, and that of its seasonal part with its period in steps."""

    p: int
    d: int
    q: int
    seasonal: tuple[int, int, int, int] = (0, 0, 0, 0)

    def __str__(self) -> str:
        seasonal = f"({', '.join(map(str, self.seasonal[:3]))}, {self.seasonal[3]})" if self.seasonal[3] else ""
        return f"({self.p}, {self.d}, {self.q}){seasonal}"


class SeasonalArma(FilledDays):
    """The forecast model of ``sarimax``: Fourier terms by least squares, an ARMA of fixed order on the residuals.

    Parameters
    ----------
    order
        Of the ARMA.
    weeks
        How many weeks back both are fitted: the ARMA every four weeks, the season every week.
    is_deseasonalised
        Whether the Fourier season is subtracted first; else the season is left to a seasonal order.
    """

    def __init__(
        self,
        slots: int,
        order: ArimaOrder,
        *,
        weeks: int,
        is_deseasonalised: bool = True,
    ) -> None:
        super().__init__(slots, 7 * weeks)
        self._order = order
        self._days = 7 * weeks
        self._season = FourierSeason(slots) if is_deseasonalised else None
        self._params: FloatArray | None = None
        self._state: SARIMAXResults | None = None

    def fit_filled(self, day: int) -> None:
        """Fit the season, and every four weeks the ARMA; run the filter up to the day."""
        first = max(0, day - self._days)
        if self._season is not None:
            self._season.fit(self.grid, self._known(first, day), first)
        residual = self._residual(first, day)
        if day % FIT_INTERVAL_DAYS == 0 or self._params is None:
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"fitting ARIMA{self._order}, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
            order = self.order_for(residual, day)
            self._params = fitted(residual, order, self._params if order == self._order else None)
            self._order = order
        self._state = None
        if self._params is not None:
            self._state = filtered(self._residual(max(first, day - FILTER_DAYS), day), self._order, self._params)

    def order_for(self, residual: FloatArray, day: int) -> ArimaOrder:  # noqa: ARG002
        """Return the order of the ARMA of the residuals; here it is fixed."""
        return self._order

    def forecast_day(self, day: int) -> FloatArray:
        """Return the season plus the forecast of the residuals."""
        if self._state is None:
            return self._seasonal(day) * self.load_range_kw
        with quiet():
            return np.asarray((self._seasonal(day) + self._state.forecast(self.grid.slots)) * self.load_range_kw)

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and filter it; the filter handles missing readings itself."""
        super().update(day, power)
        if self._state is not None:
            with quiet():
                self._state = self._state.extend(self._residual(day, day + 1))

    def _seasonal(self, day: int) -> FloatArray:
        if self._season is None:
            return np.zeros(self.grid.slots)
        return self._season.day(self.grid, day)

    def _known(self, first: int, stop: int) -> FloatArray:
        rows = slice(first, stop)
        return self.shares(np.where(np.isfinite(self.training_kw[rows]), self.filled[rows], np.nan))

    def _residual(self, first: int, stop: int) -> FloatArray:
        season = np.array([self._seasonal(day) for day in range(first, stop)])
        return np.asarray(self._known(first, stop) - season).ravel()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings of a fit that does not converge: what counts is how good its forecasts are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def is_worth_fitting(residual: FloatArray) -> bool:
    """Return whether enough residuals are known and they are not all zero."""
    known = residual[np.isfinite(residual)]
    return len(known) >= MIN_READINGS and float(np.std(known)) >= MIN_LEFT


def fitted(residual: FloatArray, order: ArimaOrder, begin: FloatArray | None = None) -> FloatArray | None:
    """Return the parameters of an ARIMA of the residuals, searched from those of the fit before.

    None where there is nothing to fit.
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415 - takes a second to import

    if not is_worth_fitting(residual):
        return None
    with quiet():
        # differenced beforehand the state is half as large, and the parameters are the same
        model = SARIMAX(residual, order=order_of(order), seasonal_order=order.seasonal, simple_differencing=True)
        return np.asarray(model.fit(begin, disp=0, maxiter=MAX_ITERATIONS).params)


def filtered(residual: FloatArray, order: ArimaOrder, params: FloatArray) -> SARIMAXResults:
    """Return the state of an ARIMA with known parameters after the given residuals."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415

    with quiet():
        return SARIMAX(residual, order=order_of(order), seasonal_order=order.seasonal).filter(params)


def order_of(order: ArimaOrder) -> tuple[int, int, int]:
    """Return the part of an order that is not seasonal, in the form of statsmodels."""
    return order.p, order.d, order.q
