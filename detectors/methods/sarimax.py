"""SARIMAX: daily and weekly season by Fourier terms, an ARMA on the residuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.forecasters.arma import ArimaOrder, SeasonalArma
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.model import ForecastModel
from detectors.params import choice, integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

FOURIER, CLASSIC = "Fourier terms", "classic"
FIXED = ArimaOrder(2, 0, 1)
"""Number of terms of the ARMA. Chosen, not tuned."""
CLASSIC_FACTOR = 7.0
"""Times as long as with Fourier terms that the classic form takes. Measured."""


@register
@dataclass(frozen=True)
class Sarimax(Forecaster):
    """Season by Fourier terms and least squares, ARMA(2, 1) on the residuals; or the classic (1, 0, 1)(0, 1, 1, 24).

    The ARMA is fitted every four weeks and filtered forward in between. Shorter steps are predicted by the hour and
    divided again: Fourier terms at 15 minutes measured no better and took longer.

    Source: G. E. P. Box and G. M. Jenkins, "Time Series Analysis: Forecasting and Control" (1970), by statsmodels'
    SARIMAX; Fourier terms for several seasons after R. J. Hyndman and G. Athanasopoulos, "Forecasting: Principles and
    Practice" (2021), section 12.1.
    """

    name: ClassVar[str] = "sarimax"
    label: ClassVar[str] = "Seasons and the last hours"
    algorithm: ClassVar[str] = "SARIMAX"
    summary: ClassVar[str] = (
        "Foresees the day from a smooth daily and weekly season and from how the last hours departed from it. "
        "The classic of forecasting: good at peaks, outages and swapped days, behind the typical week in accuracy."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Box and Jenkins (1970); Hyndman and Athanasopoulos (2021), section 12.1; statsmodels"
    seconds_a_year: ClassVar[float] = 4.0

    season: str = choice(
        FOURIER,
        (FOURIER, CLASSIC),
        label="Season",
        help="The classic seasonal form knows no week: it foresees worse and takes seven times as long.",
    )
    weeks: int = integer(13, (4, 52), label="Memory", unit="weeks", help="How many weeks back season and ARMA look.")

    def seconds_for_a_year(self) -> float:
        """Return the seconds for a year of readings, more for the classic form."""
        return self.seconds_a_year * (CLASSIC_FACTOR if self.season == CLASSIC else 1.0)

    def model(self, days: SeriesDays) -> ForecastModel:
        """Return season and ARMA, by the hour."""
        return by_the_hour(days, self._arma)

    def _arma(self, days: SeriesDays) -> SeasonalArma:
        slots = days.grid.slots
        if self.season == CLASSIC:
            classic = ArimaOrder(1, 0, 1, (0, 1, 1, slots))
            return SeasonalArma(slots, classic, weeks=self.weeks, is_deseasonalised=False)
        return SeasonalArma(slots, FIXED, weeks=self.weeks)
