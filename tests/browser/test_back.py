"""The browser's Back and Forward lead from one choice of meter, dates or methods to the other."""

from __future__ import annotations

from components.basics.ids import Id
from tests.browser.page import Page


def back(page: Page) -> None:
    page.driver.back()


def steps(page: Page) -> int:
    return int(page.run("return window.history.length"))


def shown(page: Page, meter: str) -> None:
    page.until(lambda: page.text(Id.METER_NAME) == meter and page.settled())


def choose_range(page: Page, words: str) -> dict[str, str]:
    """Choose dates by their shortcut and return the link once it tells of them."""
    before = page.query()
    script = "[...document.querySelectorAll('#range label')].find((item) => item.textContent === '{}').click()"
    page.run(script.format(words))
    page.until(lambda: page.query()["from"] != before["from"] and page.settled())
    return page.query()


def test_back_and_forward_lead_through_the_choices_and_never_off_the_page(page: Page) -> None:
    page.open(meter="home-basel")
    first = page.until(lambda: "from" in page.query() and page.query())
    page.choose_meter("School Porto")
    second = page.query()
    third = choose_range(page, "month")

    back(page)
    page.until(lambda: page.query() == second and page.settled())
    back(page)
    shown(page, "Home Basel")
    assert (page.query(), page.value(Id.METER)) == (first, "Home Basel")

    page.driver.forward()
    shown(page, "School Porto")
    page.driver.forward()
    page.until(lambda: page.query() == third and page.settled())
    page.until(lambda: page.text(Id.METER_DATES))


def test_back_leads_to_the_same_choice_twice(page: Page) -> None:
    page.open(meter="home-basel")
    for other in ("School Porto", "Plant Chicago"):
        page.choose_meter(other)
        back(page)
        shown(page, "Home Basel")
        assert page.query()["meter"] == "home-basel"


def test_back_restores_level_event_and_method_of_the_choice(page: Page) -> None:
    page.open(meter="home-basel", level="3")
    page.until(page.rows)
    page.leave_controls()
    page.press("j")
    left = page.until(lambda: "event" in page.query() and page.query())
    page.choose(Id.DETECTOR, "Data faults")
    page.click(Id.RUN)
    page.until(lambda: page.query().get("method") == "data_faults")
    assert "event" not in page.query()
    page.settle()

    back(page)

    page.until(lambda: page.value(Id.DETECTOR) == "Recommended" and page.query() == left)
    page.until(lambda: page.text(Id.POSITION).startswith("1 of"))
    assert page.text(Id.LEVEL_TEXT) == "3.0 sigma"


def test_level_and_walk_through_events_are_no_steps(page: Page) -> None:
    page.open(meter="home-basel", level="3")
    page.until(page.rows)
    before = steps(page)

    page.hold_slider(24).perform()
    page.until(lambda: page.query().get("level") != "3")
    page.settle()  # the server says what is an event at this level
    page.until(page.rows)
    page.leave_controls()
    page.press("j")

    page.until(lambda: "event" in page.query())
    assert steps(page) == before
