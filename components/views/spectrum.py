"""The view "Spectrum": which rhythms the power follows, how strongly, and how regular the daily one is."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pandas as pd

from components.basics.ids import Tab
from components.figures.spectrum import peaks, period_words, rhythm_figure, spectrum_figure
from components.views.parts import ViewContent, ViewQuery, subject
from components.views.registry import MeterView, declare_view
from detectors.analytics.predictability import Predictability, PredictabilityLevel, predictability_of
from detectors.analytics.spectrum import REGULAR, Regularity, amplitude_spectrum, regularity, weekly_rhythm
from detectors.explain.units import percent, power
from pipeline.store.workspace import Workspace

LEGEND = (
    ("readings", "How far the power swings with each period"),
    ("daily", "Harmonics of the day"),
    ("weekly", "Harmonics of the week"),
)
NOTE = (
    "Amplitude is half of the way from lowest to highest of a sine of that period, from the whole weeks at the end of "
    "the dates on show. On the second chart the dashed line is the mean and the band one standard deviation; what is "
    "without rhythm is one too."
)
MIN_DAYS = 13.9
"""Two weeks, one of them with the clock change."""
PREDICTABILITY_WORDS = {
    PredictabilityLevel.EASILY: "easy to foresee, and so cheap to supply",
    PredictabilityLevel.WELL: "foreseen well",
    PredictabilityLevel.ROUGHLY: "foreseen only roughly",
    PredictabilityLevel.HARDLY: "hard to foresee",
}
MAJORITY_SHARE = 0.5


def spectrum_content(workspace: Workspace, query: ViewQuery) -> ViewContent | None:
    """Return what is to be learnt of the rhythm of a meter, None where it has none at all.

    Raises
    ------
    LoadlensError
        When there are less than two weeks of readings in the dates, or they are further apart than an hour.
    """
    about = subject(workspace, query)
    if about.series.days < MIN_DAYS:
        more = " Choose more." if about.whole.days >= MIN_DAYS else ""
        return ViewContent(
            "", f"These dates hold {about.series.days:.0f} days; a spectrum takes at least two weeks.{more}"
        )
    spectrum, weeks = amplitude_spectrum(about.series), weekly_rhythm(about.series)
    share = {name: float(spectrum.loc[spectrum["harmonic"] == name, "share"].sum()) for name in ("daily", "weekly")}
    if not sum(share.values()) > 0:
        return None
    steady = regularity(weeks)
    figures = [spectrum_figure(spectrum, about.scheme)]
    if weeks["amplitude_kw"].notna().any():
        figures.append(rhythm_figure(weeks, about.scheme))
    predictability = predictability_of(spectrum, steady, float(np.nanmean(about.series.power_kw)))
    number, sentence = _sentence(share, steady, predictability)
    return ViewContent(
        number=number,
        sentence=sentence,
        note=NOTE,
        figures=figures,
        legend=LEGEND,
        facts=_facts(weeks, share, steady, predictability),
        table=_table(spectrum),
        file=spectrum.round(6),
    )


def _sentence(share: dict[str, float], steady: Regularity, predictability: Predictability) -> tuple[str, str]:
    daily, weekly = (percent(share[name]) for name in ("daily", "weekly"))
    both = percent(share["daily"] + share["weekly"])
    rhythm = (
        f" of the ups and downs come back every day or week: {daily} with the day (24, 12 and 8 h), {weekly} with the "
        "week. "
    )
    if not isfinite(steady.figure):
        return both, f"{rhythm}How regular the day is shows with two whole weeks or more."
    return both, f"{rhythm}Regularity {steady.figure:.2f}{_predictability(steady, predictability)}."


def _predictability(steady: Regularity, predictability: Predictability) -> str:
    """Return how regular the daily swing is, what else counts, and how predictable the load is by both."""
    differs = f"the daily swing differs by {100 * steady.variation:.0f} % from week to week"
    verdict = PREDICTABILITY_WORDS[predictability.level]
    extremes = (PredictabilityLevel.EASILY, PredictabilityLevel.HARDLY)
    conclusion = f"the load {'is' if predictability.level in extremes else 'can be'} {verdict}"
    if predictability.limit == "swing":
        return f", {steady.words}: {differs}, so {conclusion}"
    if predictability.limit == "flat":
        return f": {differs}, but what has no rhythm is only ±{_residual(predictability)}, so {conclusion}"
    much = "most" if predictability.rhythm_share < MAJORITY_SHARE else "much"
    conjunction = "but" if steady.figure >= REGULAR else "and"
    left = f"±{_residual(predictability)}"
    return f": {differs}, {conjunction} {much} of the ups and downs, {left}, follow no rhythm, so {conclusion}"


def _residual(predictability: Predictability) -> str:
    share = f" ({percent(predictability.residual_share)} of the mean power)" if predictability.mean_kw > 0 else ""
    return f"{power(predictability.residual_kw)}{share}"


def _facts(
    weeks: pd.DataFrame, share: dict[str, float], steady: Regularity, predictability: Predictability
) -> list[tuple[str, str]]:
    swing = weeks["amplitude_kw"].to_numpy(float)
    facts = [
        ("Mean power", power(predictability.mean_kw)),
        ("Daily swing", f"±{power(float(np.nanmean(swing)))} on average" if np.isfinite(swing).any() else "unknown"),
        ("Daily rhythm", f"{percent(share['daily'])} of the variance"),
        ("Weekly rhythm", f"{percent(share['weekly'])} of the variance"),
        ("Without rhythm", f"±{_residual(predictability)}"),
        (
            "Regularity",
            f"{steady.figure:.2f}; 1 is the same swing every week" if isfinite(steady.figure) else "unknown",
        ),
    ]
    if np.isfinite(swing).sum() > 1:
        least, most = int(np.nanargmin(swing)), int(np.nanargmax(swing))
        facts.append(("Least, most", f"±{power(swing[least])} and ±{power(swing[most])} in one week"))
    return facts


def _table(spectrum: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (
            peak.name,
            period_words(peak.period_hours),
            f"±{power(peak.amplitude_kw)}",
            _share(spectrum, peak.period_hours),
        )
        for peak in peaks(spectrum)
    ]
    return pd.DataFrame(rows, columns=["Rhythm", "Period", "Amplitude", "Share of the variance"])


def _share(spectrum: pd.DataFrame, period_hours: float) -> str:
    at = int(np.argmin(np.abs(spectrum["period_hours"].to_numpy(float) - period_hours)))
    return percent(float(spectrum["share"].iloc[at]))


declare_view(
    MeterView(
        key=Tab.SPECTRUM,
        label="Spectrum",
        icon="M2 13.5h12M4 13V3M7.5 13V8M11 13v-2.5",
        chart="Amplitude of the power by period, and the daily swing by week",
        help="With which periods the use goes up and down. High marks at a day and a week are a building that follows "
        "its timetable. Regularity says how alike the daily swing is from week to week, from 0 to 1; it tells a "
        "supplier how well the load can be foreseen.",
        empty="The power hardly changes in these dates, so it follows no rhythm.",
        content=spectrum_content,
        order=30,
    )
)
