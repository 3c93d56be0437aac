"""Progress: told to who listens, and to nobody else."""

from __future__ import annotations

import threading

import pytest

from detectors.methods.typical_week import TypicalWeek
from detectors.progress import listening, report
from tests.detectors.meters import building, judged

ViewContent = list[tuple[str, float]]


def test_what_is_reported_is_heard_with_a_share_between_0_and_1() -> None:
    told: ViewContent = []
    with listening(lambda step, share: told.append((step, share))):
        report("first", -0.5)
        report("middle", 0.25)
        report("last", 1.5)
    assert told == [("first", 0.0), ("middle", 0.25), ("last", 1.0)]


def test_what_is_reported_without_a_listener_is_not_told_later() -> None:
    told: ViewContent = []
    report("into the void", 0.5)
    with listening(lambda step, share: told.append((step, share))):
        pass
    assert told == []


def fail_while_listening(told: ViewContent) -> None:
    with listening(lambda step, share: told.append((step, share))):
        report("inside", 0.1)
        raise ValueError("broken")


def test_the_outer_listener_hears_again_after_the_inner_one_even_after_an_error() -> None:
    outer: ViewContent = []
    inner: ViewContent = []
    with listening(lambda step, share: outer.append((step, share))):
        with pytest.raises(ValueError, match="broken"):
            fail_while_listening(inner)
        report("outside", 0.2)
    report("after", 0.3)
    assert (inner, outer) == ([("inside", 0.1)], [("outside", 0.2)])


def test_two_jobs_at_once_do_not_hear_each_other() -> None:
    heard: dict[str, ViewContent] = {"one": [], "two": []}
    both_listen = threading.Barrier(2, timeout=10)

    def work(name: str) -> None:
        with listening(lambda step, share: heard[name].append((step, share))):
            both_listen.wait()
            report(name, 0.5)
            both_listen.wait()

    threads = [threading.Thread(target=work, args=(name,)) for name in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"one": [("one", 0.5)], "two": [("two", 0.5)]}


def test_a_walk_says_week_by_week_how_far_it_is() -> None:
    told: ViewContent = []
    with listening(lambda step, share: told.append((step, share))):
        judged(TypicalWeek, building("office", 60))
    steps, shares = zip(*told, strict=True)
    assert len(told) >= 10
    assert list(shares) == sorted(shares)
    assert len(set(steps)) == len(steps)
    assert all("week" in step.lower() for step in steps)


def test_listening_changes_no_result() -> None:
    series = building("office", 60)
    with listening(lambda _step, _share: None):
        heard = judged(TypicalWeek, series)
    assert heard.score.tobytes() == judged(TypicalWeek, series).score.tobytes()
