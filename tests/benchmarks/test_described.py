"""Every described format comes back as it was written, and the page tells so."""

from __future__ import annotations

import pytest

from benchmarks.described.page import PAGE, table, with_table
from benchmarks.described.sweep import FORMATS, Trial, trial, trials
from benchmarks.imports import GUESS_SECONDS, _files, guessing_seconds

TEXT = PAGE.read_text(encoding="utf-8")
MIN_FORMATS = 80
LANGUAGES = 18


@pytest.fixture(scope="module")
def found() -> list[Trial]:
    return list(trials())


def test_there_are_many_formats_in_every_language() -> None:
    assert len({form.key for form in FORMATS}) == len(FORMATS) >= MIN_FORMATS
    assert len({form.language for form in FORMATS}) >= LANGUAGES


@pytest.mark.parametrize("key", ["de_von_bis", "gb_period", "au_nem12"])
def test_some_of_them_come_back_equal(key: str) -> None:
    form = next(form for form in FORMATS if form.key == key)

    assert [trial(form, form.steps[-1], season).wrong for season in form.seasons] == ["", ""]


def test_all_of_them_come_back_equal(found: list[Trial]) -> None:
    assert [f"{each.format.key}, {each.minutes} min, {each.season}: {each.wrong}" for each in found if each.wrong] == []


def test_the_page_has_the_table_of_them(found: list[Trial]) -> None:
    assert with_table(TEXT, table(found)) == TEXT, "run: python -m benchmarks.described.page"


def test_a_difference_would_stand_in_the_table() -> None:
    form = FORMATS[0]
    trials_of_it = [Trial(form, 30, "spring", ""), Trial(form, 30, "autumn", "energy"), Trial(form, 30, "x", "")]

    assert f"{form.zone} | 30 | 3 | **differs** in 1 |" in table(trials_of_it)
    assert "1 formats, 3 files; 2 came back equal." in table(trials_of_it)


@pytest.mark.parametrize(("what", "body"), _files().items())
def test_what_a_long_file_means_is_guessed_at_once(what: str, body: bytes) -> None:
    assert guessing_seconds(body, rounds=1) < GUESS_SECONDS, what
