"""Run one public library on many series: ``python runner.py NAME SERIES.npz SCORES.npz``, in the peers' environment.

Stands alone: it sees numpy, pandas and the library, nothing of Loadlens. ``SERIES.npz`` holds for each series ``i``
``power_i`` (no gaps) and ``plan_i``: readings of history, readings a day, seconds of a step. ``SCORES.npz`` gets
``score_i``, higher is worse, NaN where the library says nothing, or ``error_i``.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Plan = tuple[int, int, int]
MAD_TO_SIGMA = 1.4826


def pyod_iforest(power: Floats, plan: Plan) -> Floats:
    """Isolation forest on the last day's readings, fitted on the history."""
    from pyod.models.iforest import IForest  # noqa: PLC0415 - each library is imported where it is run

    return _on_windows(IForest(random_state=0), power, plan)


def pyod_knn(power: Floats, plan: Plan) -> Floats:
    """Distance to the fifth nearest of the history's days, PyOD's default."""
    from pyod.models.knn import KNN  # noqa: PLC0415

    return _on_windows(KNN(), power, plan)


def adtk_seasonal(power: Floats, plan: Plan) -> Floats:
    """SeasonalAD with a weekly season: the factor ``c`` from which on it would not flag a reading any more."""
    from adtk.detector import SeasonalAD  # noqa: PLC0415

    history, day, _ = plan
    series = _series(power, plan)
    fitted = SeasonalAD(freq=7 * day)
    fitted.fit(series[:history])
    residual = np.abs(fitted.pipe_.steps["deseasonal_residual"]["model"].transform(series).to_numpy())
    low, high = np.nanquantile(residual[:history], (0.25, 0.75))
    factor: Floats = (residual - high) / max(float(high - low), np.finfo(float).tiny)
    return factor


def stumpy_discords(power: Floats, plan: Plan) -> Floats:
    """Distance of the day around a reading to the most similar day of the whole series (z-normalised)."""
    import stumpy  # noqa: PLC0415

    _, day, _ = plan
    profile = stumpy.stump(power, day)[:, 0].astype(np.float64)
    before = day // 2
    return np.concatenate([np.full(before, np.nan), profile, np.full(day - 1 - before, np.nan)])


def statsmodels_mstl(power: Floats, plan: Plan) -> Floats:
    """Residual of trend, day and week in its own robust scale; it sees all readings."""
    from statsmodels.tsa.seasonal import MSTL  # noqa: PLC0415

    _, day, _ = plan
    residual = np.asarray(MSTL(power, periods=(day, 7 * day)).fit().resid, np.float64)
    scale = MAD_TO_SIGMA * float(np.median(np.abs(residual - np.median(residual))))
    return np.abs(residual) / (scale or float(residual.std()) or 1.0)


def merlion_default(power: Floats, plan: Plan) -> Floats:
    """Merlion's DefaultDetector, an ensemble, trained on the history; the size of its score."""
    from merlion.models.defaults import DefaultDetector, DefaultDetectorConfig  # noqa: PLC0415
    from merlion.utils import TimeSeries  # noqa: PLC0415

    history, _, _ = plan
    series = _series(power, plan)
    known = TimeSeries.from_pd(series[:history])
    model = DefaultDetector(DefaultDetectorConfig())
    model.train(known)
    measured = model.get_anomaly_score(TimeSeries.from_pd(series[history:]), known).to_pd().iloc[:, 0]
    size: Floats = np.abs(measured.reindex(series.index).to_numpy(np.float64))
    return size


RUNNERS: dict[str, Callable[[Floats, Plan], Floats]] = {
    "PyOD IForest": pyod_iforest,
    "PyOD KNN": pyod_knn,
    "ADTK SeasonalAD": adtk_seasonal,
    "stumpy discords": stumpy_discords,
    "statsmodels MSTL residual": statsmodels_mstl,
    "Merlion DefaultDetector": merlion_default,
}


def main(name: str, source: str, target: str) -> None:
    """Score every series of a file by one library."""
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    answers: dict[str, NDArray[np.float64] | NDArray[np.str_]] = {}
    with np.load(source) as given:
        for key in (key for key in given.files if key.startswith("power_")):
            position = key.removeprefix("power_")
            history, day, seconds = (int(value) for value in given[f"plan_{position}"])
            try:
                answers[f"score_{position}"] = RUNNERS[name](given[key], (history, day, seconds))
            except Exception as error:  # noqa: BLE001 - what another library raises stands in the table
                answers[f"error_{position}"] = np.array(f"{type(error).__name__}: {error}")
    np.savez(target, allow_pickle=False, **answers)


def _series(power: Floats, plan: Plan) -> pd.Series[float]:
    return pd.Series(power, pd.date_range("2020-01-01", periods=len(power), freq=f"{plan[2]}s"), name="power")


def _on_windows(model: object, power: Floats, plan: Plan) -> Floats:
    """Fit a model of PyOD on the windows of a day of the history; a window's score stands at its last reading."""
    history, day, _ = plan
    windows = np.lib.stride_tricks.sliding_window_view(power, day)
    model.fit(windows[: history - day + 1])  # type: ignore[attr-defined]
    score = np.asarray(model.decision_function(windows), np.float64)  # type: ignore[attr-defined]
    return np.concatenate([np.full(day - 1, np.nan), score])


if __name__ == "__main__":
    main(*sys.argv[1:])
