"""Walks on disk: a meter goes on from where it stopped, and whatever is wrong with the file is walked through anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detectors.methods.typical_week import TypicalWeek
from detectors.walk_forward.fitted import FittedWalk
from pipeline.cache.states import StateCache
from tests.detectors.meters import regular_office


@pytest.fixture
def cache(tmp_path: Path) -> StateCache:
    return StateCache(tmp_path / "states", 50)


def fitted() -> FittedWalk:
    walked = TypicalWeek().fit(regular_office(days=40))
    assert isinstance(walked, FittedWalk)
    return walked


def test_a_walk_that_was_kept_goes_on_as_if_it_had_never_stopped(cache: StateCache) -> None:
    longer = regular_office(days=41)
    cache.put("office", fitted())

    found = cache.get(TypicalWeek(), "office")

    assert found is not None
    went_on = found.updated(longer).score(longer)
    np.testing.assert_array_equal(went_on.score, TypicalWeek().fit(longer).score(longer).score)


def test_another_meter_or_another_parameter_has_a_walk_of_its_own(cache: StateCache) -> None:
    cache.put("office", fitted())

    assert cache.get(TypicalWeek(), "home") is None
    assert cache.get(TypicalWeek(weeks=4), "office") is None


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x00\x00\x00\x00cos\nsystem\n"])
def test_a_damaged_walk_is_none(cache: StateCache, damage: bytes) -> None:
    cache.put("office", fitted())
    for key in list(cache._cache):
        cache._cache.set(key, damage)

    assert cache.get(TypicalWeek(), "office") is None
