"""A link restores what was shown, and two people never change each other's view."""

from __future__ import annotations

import pandas as pd

from components.basics.ids import Id
from tests.browser.page import Page


def test_a_link_restores_meter_dates_level_and_event(page: Page) -> None:
    page.open(meter="plant-chicago", level="3.5")
    page.until(lambda: len(page.rows()) > 1)
    page.leave_controls()
    page.press("j", "j")
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))
    page.settle()
    link, event = page.until(lambda: "event" in page.query() and (page.query(), page.text(Id.DETAIL_DATES)))

    page.open(**link)
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))
    page.settle()

    assert page.text(Id.METER_NAME) == "Plant Chicago"
    assert page.text(Id.LEVEL_TEXT) == "3.5 sigma"
    assert page.text(Id.DETAIL_DATES) == event
    assert page.query() == link


def test_a_link_of_earlier_is_read_and_written_in_the_names_of_today(page: Page) -> None:
    page.open(least="2", ahead="1")

    query = page.until(lambda: "min_hours" in page.query() and page.query())

    assert (query["min_hours"], query["forecast"]) == ("2", "1")
    assert not {"least", "ahead"} & set(query)


def test_what_a_link_asks_for_in_vain_is_replaced_with_a_sentence(page: Page) -> None:
    page.open(meter="nowhere", method="magic", level="high", **{"from": "then", "to": "now"})

    notice = page.text(Id.NOTICE)

    assert "There is no meter 'nowhere'" in notice
    assert "There is no method 'magic'; choose one in the menu." in notice
    assert "dates" in notice
    assert "level=high" in notice
    assert page.count() > 0


def test_an_event_that_is_not_there_is_told_and_leaves_nothing_chosen(page: Page) -> None:
    page.open(level="11.5", event="2020-01-01T00:00Z")

    page.until(lambda: "The event this link names is not among those found" in page.text(Id.NOTICE))
    assert not page.text(Id.POSITION).startswith("1 of")


def test_a_link_into_the_midst_of_an_event_chooses_it(page: Page) -> None:
    page.open()
    page.leave_controls()
    page.press("j")
    link = page.until(lambda: "event" in page.query() and page.query())
    begins = pd.Timestamp(link["event"])

    page.open(**{**link, "event": f"{begins + pd.Timedelta(minutes=30):%Y-%m-%dT%H:%MZ}"})

    page.until(lambda: page.text(Id.POSITION).startswith("1 of"))
    assert page.text(Id.NOTICE) == ""


def test_what_fails_on_the_server_is_a_sentence_on_the_page(page: Page) -> None:
    page.open()
    rows = page.rows()

    page.run("window.dash_clientside.set_props('settled-threshold', {data: {nonsense: 1}})")

    page.until(lambda: "Something went wrong on the server (TypeError)" in page.text(Id.PROBLEM))
    assert "Traceback" not in page.text(Id.PROBLEM)
    assert page.rows() == rows


def test_a_server_that_does_not_answer_is_a_sentence_until_it_is_back(page: Page) -> None:
    page.open(meter="home-basel")
    rows = page.rows()
    page.connected(online=False)
    page.choose(Id.METER, "School Porto")
    page.until(lambda: "The server does not answer." in page.text(Id.PROBLEM))
    assert (page.text(Id.METER_NAME), page.rows()) == ("Home Basel", rows)

    page.connected(online=True)
    page.until(lambda: page.text(Id.PROBLEM) == "")
    page.until(lambda: page.value(Id.METER) == "Home Basel")

    page.choose_meter("School Porto")
    page.forget_console()


def test_an_answer_that_breaks_off_is_asked_for_again(fresh_page: Page) -> None:
    page = fresh_page
    page.break_off_an_answer("job=")
    page.open(meter="home-basel")

    page.choose_meter("Cold store Genoa")

    assert page.until(lambda: len(page.rows()) == page.count() > 0)
    assert page.until(lambda: page.text(Id.PROBLEM) == "")
    page.forget_console()


def test_two_people_do_not_disturb_each_other(page: Page, other_page: Page) -> None:
    other = other_page
    page.open(meter="home-basel")
    other.open(meter="school-porto", level="3")
    mine = (page.query(), page.text(Id.HEADLINE_COUNT), page.rows())

    other.hold_slider(-24).perform()
    other.until(lambda: other.query().get("level") != "3")
    other.choose_meter("Plant Chicago")
    page.leave_controls()
    page.press("j")
    page.until(lambda: page.text(Id.POSITION).startswith("1 of"))
    page.settle()

    assert page.text(Id.METER_NAME) == "Home Basel"
    assert (page.text(Id.HEADLINE_COUNT), page.rows()) == mine[1:]
    assert {**page.query(), "event": ""} == {**mine[0], "event": ""}
    assert other.query()["meter"] == "plant-chicago"
