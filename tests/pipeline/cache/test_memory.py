"""Values in memory: one a meter, of the same stamp, those asked for last, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pipeline.cache.memory import Remembered, bytes_of


def test_a_value_is_found_by_its_stamp_and_the_newest_takes_its_place() -> None:
    kept: Remembered[str] = Remembered(2)
    kept.put("office", 1, "old")
    kept.put("office", 2, "new")

    assert (kept.get("office", 2), kept.get("office", 1), kept.get("shop", 2)) == ("new", None, None)


def test_the_one_not_asked_for_longest_gives_way() -> None:
    kept: Remembered[str] = Remembered(2)
    kept.put("a", 1, "a")
    kept.put("b", 1, "b")
    kept.get("a", 1)
    kept.put("c", 1, "c")

    assert [kept.get(name, 1) for name in "abc"] == ["a", None, "c"]


def test_values_share_the_room_by_their_size_and_the_newest_stays_however_large() -> None:
    kept: Remembered[str] = Remembered(10, len)
    kept.put("a", 1, "four")
    kept.put("b", 1, "five5")
    assert [kept.get(name, 1) for name in "ab"] == ["four", "five5"]

    kept.put("a", 2, "sixsix")
    assert [kept.get("a", 2), kept.get("b", 1)] == ["sixsix", None]

    kept.put("b", 2, "much more than ten")
    assert [kept.get("a", 2), kept.get("b", 2)] == [None, "much more than ten"]


def test_many_threads_at_once_find_what_they_put_or_nothing() -> None:
    kept: Remembered[tuple[str, int]] = Remembered(3)

    def ask(number: int) -> bool:
        name, stamp = str(number % 5), number % 2
        kept.put(name, stamp, (name, stamp))
        return kept.get(name, stamp) in {(name, stamp), None}

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(4000)))


def test_memory_is_that_of_arrays_and_of_all_else() -> None:
    array = np.zeros(100_000)

    assert array.nbytes < bytes_of({"learnt": array}) < array.nbytes + 1000
    assert array.nbytes < bytes_of([array, array]) < array.nbytes + 1000
    assert array.nbytes < bytes_of(array.reshape(100, -1)[:, ::2].repeat(2, axis=1)) < array.nbytes + 1000
    assert 1000 < bytes_of("x" * 1000) < 1100
