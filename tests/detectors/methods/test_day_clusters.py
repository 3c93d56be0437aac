"""The own idea of clusters of days: a few typical days."""

from __future__ import annotations

import numpy as np

from detectors.methods.day_clusters import ClusterModel, DayClusters
from detectors.walk_forward.days import SeriesDays
from tests.detectors.meters import regular_office


def test_typical_days_are_few_and_those_that_occur() -> None:
    days = SeriesDays.of(regular_office(days=60))
    grid = days.grid
    raw_score = ClusterModel(grid.slots, DayClusters(clusters=2))
    raw_score.bind(days)
    raw_score.training_kw[0:56] = grid.power_kw[:56]
    raw_score.fit(56)
    judged_day = raw_score.score_day(56)
    assert np.nanmax(judged_day.raw) < 1.0
    assert np.abs(judged_day.usual - grid.power_kw[56]).max() < 2.0
