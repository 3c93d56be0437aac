"""The alarm level: what moves while it is dragged, and what is sent."""

from __future__ import annotations

from components.ids import Id
from tests.browser.page import Page

UPDATE = "_dash-update-component"


def test_while_the_slider_is_dragged_the_count_follows_and_nothing_is_sent(page: Page) -> None:
    page.open()
    before = page.count()
    page.watch_requests()

    release = page.hold_slider(-56)
    page.until(lambda: page.count() > before)
    sent_while_dragging = page.requests()
    release.perform()
    page.until(lambda: len(page.rows()) == page.count())

    assert sent_while_dragging == []
    assert len([name for name in page.requests() if UPDATE in name]) == 1


def test_sigma_and_events_a_month_are_one_number(page: Page) -> None:
    page.open()
    rate = page.until(lambda: page.value(Id.RATE))

    page.hold_slider(80).perform()
    page.until(lambda: page.value(Id.RATE) != rate and "level" in page.query())

    assert float(page.value(Id.RATE).strip("≈ ")) < float(rate.strip("≈ "))
    assert page.text(Id.LEVEL_TEXT) == f"{float(page.query()['level']):.1f} sigma"


def test_reset_brings_the_usual_level_back(page: Page) -> None:
    page.open(level="7.5", side="above")
    page.until(lambda: page.text(Id.LEVEL_TEXT) == "7.5 sigma")

    page.click(Id.LEVEL_RESET)

    page.until(lambda: page.text(Id.LEVEL_TEXT) == "4.0 sigma")
    page.until(lambda: "side" not in page.query())


def test_only_what_is_below_stays_when_only_that_counts(page: Page) -> None:
    page.open(level="3")
    both = page.count()

    page.run("document.querySelector('#side input[value=below]').click()")

    page.until(lambda: page.query().get("side") == "below")
    page.until(lambda: len(page.rows()) == page.count() < both)
