"""The LSTM: learns what runs of days tell, the same way every time, and says how to get what it needs."""

from __future__ import annotations

import numpy as np
import pytest

from data.errors import DataError
from data.series import FloatArray
from detectors.methods.lstm import Lstm
from tests.detectors.meters import regular_office

needs_torch = pytest.mark.skipif(bool(Lstm.missing()), reason=Lstm.how_to_install() if Lstm.missing() else "")


def runs_and_what_follows(days: int = 120) -> tuple[FloatArray, FloatArray]:
    """Departures that come back the day after, at half their size, and one feature that says nothing."""
    rng = np.random.default_rng(8)
    runs = np.concatenate([rng.normal(0.0, 0.1, (days, 14, 4)), rng.normal(size=(days, 14, 1))], axis=-1)
    return runs, 0.5 * runs[:, -1, :4]


@needs_torch
def test_it_learns_that_departures_come_back_the_day_after() -> None:
    from detectors.forecasters.lstm_network import trained  # noqa: PLC0415

    runs, goal = runs_and_what_follows()
    network = trained(runs, goal, 200)
    assert network is not None
    left = np.abs(network.departures(runs) - goal).mean()
    assert left < 0.4 * np.abs(goal).mean()


@needs_torch
def test_training_is_the_same_every_time_and_leaves_the_threads_as_they_were() -> None:
    import torch  # noqa: PLC0415

    from detectors.forecasters.lstm_network import trained  # noqa: PLC0415

    threads = torch.get_num_threads()
    runs, goal = runs_and_what_follows(40)
    goal[3] = np.nan
    first, again = (trained(runs, goal, 5) for _ in range(2))
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first.departures(runs), again.departures(runs))
    assert torch.get_num_threads() == threads


@needs_torch
@pytest.mark.parametrize("goal", [np.zeros((40, 4)), np.full((40, 4), np.nan)], ids=["nothing departs", "all unknown"])
def test_where_there_is_nothing_to_learn_there_is_no_network(goal: FloatArray) -> None:
    from detectors.forecasters.lstm_network import trained  # noqa: PLC0415

    assert trained(runs_and_what_follows(40)[0], goal, 5) is None


def test_without_its_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.base.find_spec", lambda _: None)
    with pytest.raises(DataError, match="needs torch, which is not installed here; get it with: pip install") as error:
        Lstm().fit(regular_office(days=60))
    assert "requirements-deep.txt" in str(error.value)
