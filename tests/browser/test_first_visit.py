"""What a person sees and does first."""

from __future__ import annotations

from components.basics.ids import Id
from tests.browser.page import Page


def test_the_first_visit_shows_a_result(page: Page) -> None:
    page.open()

    assert page.count() > 0
    assert len(page.rows()) == page.count()
    assert page.text(Id.READINESS) == "solid"
    assert page.text(Id.DETAIL_SENTENCE).endswith(".")
    assert page.run("return document.querySelector('#timeline .main-svg').getBoundingClientRect().height") > 200


def test_a_meter_that_is_picked_is_analysed(page: Page) -> None:
    page.open()
    before = page.text(Id.METER_NAME)

    page.choose_meter("School Porto")

    assert page.text(Id.METER_NAME) != before
    assert page.query()["meter"] == "school-porto"
    assert len(page.rows()) == page.count() > 0


def test_run_uses_the_method_that_is_chosen(page: Page) -> None:
    page.open()
    page.choose(Id.DETECTOR, "Data faults")
    page.until(lambda: "Press Run" in page.text(Id.RUN_HINT))
    before = page.text(Id.HEADLINE_COUNT)

    page.click(Id.RUN)
    page.until(lambda: page.query().get("method") == "data_faults")
    page.until(lambda: page.settled() and page.text(Id.HEADLINE_COUNT) != before)

    assert page.text(Id.RUN_HINT) == ""


def test_a_shortcut_changes_the_dates(page: Page) -> None:
    page.open()
    three_months = page.until(lambda: page.query().get("from"))

    page.run("[...document.querySelectorAll('#range label')].find((item) => item.textContent === 'month').click()")

    page.until(lambda: page.query()["from"] > three_months)
    first, last = page.query()["from"], page.query()["to"]
    assert 27 <= page.run(f"return (Date.parse('{last}') - Date.parse('{first}')) / 864e5") <= 31
