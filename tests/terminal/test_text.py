"""Words and columns as the terminal writes them."""

from __future__ import annotations

from terminal.text import counted, text_table


def test_columns_of_numbers_stand_right() -> None:
    assert (
        text_table(("name", "kWh"), [("a", "1.0"), ("b", "+1,200.0")])
        == "name       kWh\na          1.0\nb     +1,200.0"
    )


def test_an_empty_cell_among_numbers_changes_nothing() -> None:
    assert text_table(("kWh", "what"), [("", "gap"), ("12", "left on")]) == "kWh  what\n     gap\n 12  left on"


def test_a_long_last_column_is_wrapped_under_itself() -> None:
    assert text_table(("a", "b"), [("x", "one two three")], 8) == "a  b\nx  one two\n   three"


def test_one_is_not_many() -> None:
    assert (counted(1, "meter"), counted(1200, "meter")) == ("1 meter", "1,200 meters")
