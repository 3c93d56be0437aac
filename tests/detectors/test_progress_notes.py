"""Notes reach who collects them, each topic once, and nobody else."""

from __future__ import annotations

from detectors.progress import collecting, note


def test_the_last_note_of_a_topic_is_kept_in_the_order_of_the_first() -> None:
    with collecting() as found:
        note("order", "(1, 0, 1)")
        note("temperature", "none")
        note("order", "(2, 0, 1)")

    assert list(found.values()) == ["(2, 0, 1)", "none"]


def test_nobody_needs_to_listen_and_inner_notes_stay_inside() -> None:
    note("order", "to nobody")
    with collecting() as outer:
        with collecting() as inner:
            note("order", "inside")
        note("more", "outside")

    assert inner == {"order": "inside"}
    assert outer == {"more": "outside"}
