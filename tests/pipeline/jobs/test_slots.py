"""Turns: so many at once, first come first served, a killed holder frees its place."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.jobs.slots import job_slot
from tests.gunicorn_server import ROOT, until

HOLD = "import sys, time; from pathlib import Path; from pipeline.jobs.slots import job_slot\n" + (
    "with job_slot(Path(sys.argv[1]), 1, lambda ahead: None):\n    print('mine', flush=True)\n    time.sleep(60)"
)


class NoSlotError(Exception):
    pass


def give_up(_places_before: int) -> None:
    raise NoSlotError


def is_free(folder: Path, at_once: int) -> bool:
    try:
        with job_slot(folder, at_once, give_up):
            return True
    except NoSlotError:
        return False


def test_so_many_have_a_turn_at_once_and_no_more(tmp_path: Path) -> None:
    with job_slot(tmp_path, 2, give_up):
        assert is_free(tmp_path, 2)
        with job_slot(tmp_path, 2, give_up):
            assert not is_free(tmp_path, 2)
        assert is_free(tmp_path, 2)


def test_who_waits_is_told_how_many_are_before(tmp_path: Path) -> None:
    told = []

    def note(ahead: int) -> None:
        told.append(ahead)
        raise NoSlotError

    with (
        job_slot(tmp_path, 2, give_up),
        job_slot(tmp_path, 2, give_up),
        pytest.raises(NoSlotError),
        job_slot(tmp_path, 2, note),
    ):
        pass
    assert told == [1]


def test_a_slot_ends_with_an_exception_too(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="wrong"), job_slot(tmp_path, 1, give_up):
        raise ValueError("wrong")
    assert is_free(tmp_path, 1)


def test_slots_are_given_in_the_order_of_coming(tmp_path: Path) -> None:
    order: list[int] = []
    release = threading.Event()
    waiting = [threading.Event() for _ in range(6)]

    def follow(number: int, tell: Callable[[], None]) -> None:
        with job_slot(tmp_path, 1, lambda _places_before: tell()):
            order.append(number)

    def lead() -> None:
        with job_slot(tmp_path, 1, give_up):
            release.wait()

    first = threading.Thread(target=lead)
    first.start()
    until((tmp_path / "000000001").exists)
    threads = []
    for number, event in enumerate(waiting):
        threads.append(threading.Thread(target=follow, args=(number, event.set)))
        threads[-1].start()
        event.wait()
    release.set()
    for thread in [first, *threads]:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 5]


def test_a_killed_holder_frees_its_slot(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"mine\n"
    assert not is_free(tmp_path, 1)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert is_free(tmp_path, 1)
