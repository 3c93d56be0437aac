"""While an analysis runs: progress, cancel, errors; the old result stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from components.basics.ids import Id
from components.results.background import CANCELLED, CANCELLED_FIRST, UNKNOWN
from pipeline.jobs.slots import job_slot
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.browser.page import Page

LONG_WORD = """
const step = document.getElementById('progress-step'), text = step.firstChild, before = text.data;
text.data = 'comparing each day with earlier ones '.repeat(20);
const parts = [step.parentElement, step, document.getElementById('cancel')];
const boxes = parts.map((part) => part.getBoundingClientRect().toJSON());
text.data = before;
return boxes;
"""


@pytest.fixture
def busy(site: Settings) -> Iterator[ExitStack]:
    """The only place for jobs is taken until the stack is closed."""
    with ExitStack() as stack:
        stack.enter_context(job_slot(site.jobs_dir / "turns", 1, lambda _places_before: None))
        yield stack


def test_the_old_result_stays_while_a_new_one_is_computed(page: Page, busy: ExitStack) -> None:
    page.open()
    name, headline, rows = page.text(Id.METER_NAME), page.text(Id.HEADLINE_COUNT), page.rows()

    page.choose(Id.METER, "Supermarket Vienna")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))
    assert (page.text(Id.METER_NAME), page.text(Id.HEADLINE_COUNT), page.rows()) == (name, headline, rows)

    busy.close()
    page.until(lambda: page.text(Id.METER_NAME) == "Supermarket Vienna" and page.settled())
    page.until(lambda: page.rows() != rows)


def test_the_alarm_level_can_be_moved_while_a_job_runs(page: Page, busy: ExitStack) -> None:
    page.open()
    before = page.count()
    page.choose(Id.METER, "Solar home Freiburg")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    page.hold_slider(-56).perform()

    assert page.until(lambda: len(page.rows()) == page.count() > before)
    page.click(Id.CANCEL)
    page.settle()
    busy.close()


def test_a_job_can_be_cancelled(page: Page, busy: ExitStack) -> None:
    page.open()
    name, rows = page.text(Id.METER_NAME), page.rows()
    page.choose(Id.METER, "Electric home Oslo")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    page.click(Id.CANCEL)

    page.settle()
    page.until(lambda: page.text(Id.NOTICE) == CANCELLED)
    assert (page.text(Id.METER_NAME), page.rows()) == (name, rows)
    busy.close()


def test_after_cancel_controls_and_link_say_what_is_on_show(page: Page, busy: ExitStack) -> None:
    page.open(level="5")
    link, method, rows = page.query(), page.value(Id.DETECTOR), page.rows()
    page.choose(Id.DETECTOR, "Seasons and the last hours, order searched")
    page.until(lambda: "models" in page.run("return document.getElementById('params').innerHTML"))
    page.click(Id.RUN)
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))
    assert page.query()["method"] == "auto_arima"

    page.click(Id.CANCEL)

    page.until(lambda: page.text(Id.NOTICE) == CANCELLED and page.value(Id.DETECTOR) == method)
    page.until(lambda: "models" not in page.run("return document.getElementById('params').innerHTML"))
    page.settle()
    assert (page.query(), page.rows(), page.text(Id.LEVEL_TEXT)) == (link, rows, "5.0 sigma")
    page.choose(Id.METER, "Electric home Oslo")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))
    page.click(Id.CANCEL)
    page.until(lambda: page.query() == link and page.value(Id.METER) == page.text(Id.METER_NAME))
    busy.close()


def test_a_first_analysis_that_is_cancelled_claims_no_result(page: Page, busy: ExitStack) -> None:
    page.driver.get(f"{page.address}/?meter=electric-home-oslo")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    page.click(Id.CANCEL)

    assert page.until(lambda: (page.text(Id.NOTICE), page.text(Id.HEADLINE_REST)) == (CANCELLED_FIRST, UNKNOWN))
    page.settle()
    busy.close()


def test_a_long_word_of_progress_leaves_the_way_to_stop_it_in_sight(page: Page, busy: ExitStack) -> None:
    page.open()
    page.choose(Id.METER, "Electric home Oslo")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    row, step, button = page.run(LONG_WORD)

    assert button["right"] <= row["right"]
    assert step["height"] <= row["height"]
    page.click(Id.CANCEL)
    page.settle()
    busy.close()


def test_an_error_in_a_job_is_a_sentence_and_the_old_result_stays(page: Page, busy: ExitStack, site: Settings) -> None:
    page.open()
    name, rows = page.text(Id.METER_NAME), page.rows()
    page.choose(Id.METER, "Shop Madrid Centre")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    Workspace(site).remove_meter("shop-madrid-centre")
    busy.close()

    page.until(lambda: "There is no meter 'shop-madrid-centre'" in page.text(Id.PROBLEM))
    page.settle()
    assert page.element(Id.PROBLEM).get_attribute("role") == "alert"
    assert (page.text(Id.METER_NAME), page.rows()) == (name, rows)


def test_a_job_that_is_not_wanted_any_more_gives_way(page: Page, busy: ExitStack) -> None:
    page.open()
    first = page.text(Id.METER_NAME)
    page.choose(Id.METER, "Office Berlin Mitte")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))

    page.choose(Id.METER, first)

    page.settle()
    assert page.text(Id.METER_NAME) == first
    busy.close()
