"""Reasons: records that are registered once, whose codes never leave a process without their keys."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from data.errors import ParameterError
from detectors import reasons
from detectors.reasons import REASONS, Kind, Reason, codes_here, data_codes, reason_keys, register_reason
from detectors.scores import Scores, empty_scores

DRAUGHT = Reason("draught", "a draught", Kind.DATA, "A draught of {mean} for {duration}.", "Close the window.")


@pytest.fixture(autouse=True)
def registry_of_its_own() -> Iterator[None]:
    known = len(REASONS)
    yield
    for key in reason_keys()[known:]:
        del reasons._codes[key]
    del reasons._registered[known:]


def test_codes_of_loadlens_itself_are_those_the_page_knows() -> None:
    assert reason_keys()[:5] == ("none", "above_expected", "below_expected", "unusual_day", "baseload_high")
    assert [reason.code for reason in REASONS] == list(range(len(REASONS)))
    assert Reason.NONE.code == 0


def test_a_reason_is_found_by_its_key_and_reads_as_it() -> None:
    assert Reason.of("gap") is Reason.GAP
    assert f"{Reason.GAP}" == str(Reason.GAP) == "gap"


def test_an_unknown_key_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError, match="There is no reason 'draught'; choose one of none, above_expected, "):
        Reason.of("draught")


def test_a_registered_reason_has_the_next_code_and_counts_as_its_kind() -> None:
    before = data_codes()
    code = len(REASONS)

    assert register_reason(DRAUGHT).code == code
    assert REASONS[code] is DRAUGHT
    assert data_codes() == (*before, code)


def test_a_reason_that_is_registered_again_is_the_same_one() -> None:
    register_reason(DRAUGHT)

    assert register_reason(Reason("draught", "a draught", Kind.DATA)) is DRAUGHT


@pytest.mark.parametrize("other", [Reason("draught", "a breeze", Kind.DATA), Reason("draught", "a draught")])
def test_another_reason_of_the_same_key_is_refused(other: Reason) -> None:
    register_reason(DRAUGHT)

    with pytest.raises(TypeError, match="Two reasons are called 'draught': 'a draught' and "):
        register_reason(other)


def test_one_that_is_not_registered_has_no_code() -> None:
    with pytest.raises(TypeError, match=r"'draught' is not registered; write DRAUGHT = register_reason"):
        _ = DRAUGHT.code


@pytest.mark.parametrize("key", ["", "Draught", "a draught", "4th"])
def test_a_key_is_a_name(key: str) -> None:
    with pytest.raises(TypeError, match="it takes lower-case letters, digits and underscores"):
        Reason(key, "a draught")


@pytest.mark.parametrize("sentence", ["At {temperature}.", "For {}.", "For {0}."])
def test_a_sentence_holds_only_figures_there_are(sentence: str) -> None:
    with pytest.raises(TypeError, match="choose of duration, mean, usual"):
        Reason("draught", "a draught", sentence=sentence)


def test_more_than_a_byte_can_hold_are_refused() -> None:
    for number in range(reasons.MAX_REASONS - len(REASONS)):
        register_reason(Reason(f"draught_{number}", "a draught"))

    with pytest.raises(TypeError, match="'draught' is one too many: there are 255 already"):
        register_reason(DRAUGHT)


def test_a_copied_reason_is_the_same_one() -> None:
    assert pickle.loads(pickle.dumps(Reason.GAP)) is Reason.GAP
    assert copy.deepcopy(Reason.GAP) is Reason.GAP


def test_codes_of_another_process_are_translated_by_their_keys() -> None:
    keys = ("none", "gap", "ramp")

    found = codes_here(np.array([0, 2, 1, 1], np.uint8), keys)

    assert [REASONS[code] for code in found] == [Reason.NONE, Reason.RAMP, Reason.GAP, Reason.GAP]


def test_a_code_of_an_unknown_reason_is_refused_only_where_it_is_used() -> None:
    keys = ("none", "draught", "gap")

    assert codes_here(np.array([0, 2], np.uint8), keys).tolist() == [0, Reason.GAP.code]
    with pytest.raises(ParameterError, match="There is no reason 'draught' here; install the detector"):
        codes_here(np.array([0, 1], np.uint8), keys)


def test_pickled_scores_keep_their_reasons_where_codes_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    index = pd.date_range("2024-01-08", periods=3, freq="h", tz="UTC")
    columns = empty_scores(index, 1.0)
    columns["reason"] = np.array([0, 2, 1], np.uint8)
    monkeypatch.setattr("detectors.scores.reason_keys", lambda: ("none", "gap", "ramp"))
    sent = pickle.dumps(Scores(index, **columns))
    monkeypatch.undo()

    found = pickle.loads(sent)

    assert found.frame()["reason"].tolist() == ["none", "ramp", "gap"]
    assert found.score.shape == (3,)
