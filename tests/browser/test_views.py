"""The views beneath the timeline: asked for only while on show, restored by a link, used by mouse and by keyboard."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id, Part, Tab, view_id
from components.views.registry import meter_views
from tests.browser.page import Page

UPDATE = "_dash-update-component"
OFFICE = {"meter": "office-zurich-north"}
DRAWN = """
const plot = document.getElementById(arguments[0]).querySelector('.js-plotly-plot');
return plot && plot._fullData ? plot._fullData.reduce((sum, trace) => sum + trace.x.length, 0) : 0;
"""


def number(page: Page, view: str) -> str:
    return page.text(view_id(view, Part.NUMBER))


def sentence(page: Page, view: str) -> str:
    return number(page, view) + page.text(view_id(view, Part.SENTENCE))


def tab(page: Page, title: str) -> None:
    page.driver.find_element("xpath", f"//*[@role='tab'][.='{title}']").click()


def drawn(page: Page, view: str, part: Part = Part.PLOT) -> int:
    return int(page.driver.execute_script(DRAWN, view_id(view, part)))


def wednesdays(page: Page) -> tuple[date, date]:
    """Return two Wednesdays of one month, among the last three months of the demo."""
    page.open(**OFFICE)
    month = date.fromisoformat(page.query()["to"]).replace(day=1) - timedelta(days=1)
    first = next(day for day in range(8, 15) if month.replace(day=day).weekday() == 2)
    return month.replace(day=first), month.replace(day=first + 7)


def words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def test_nothing_is_computed_before_a_view_is_on_show_and_once_for_the_same_readings(page: Page) -> None:
    page.open(**OFFICE)
    before = number(page, Tab.SPECTRUM)

    page.watch_requests()
    tab(page, "Spectrum")
    page.until(lambda: number(page, Tab.SPECTRUM))
    page.until(lambda: drawn(page, Tab.SPECTRUM) and drawn(page, Tab.SPECTRUM, Part.SECOND))
    page.settle()
    first = [name for name in page.requests() if UPDATE in name]
    page.watch_requests()
    tab(page, "Events")
    tab(page, "Spectrum")
    page.settle()
    again = [name for name in page.requests() if UPDATE in name]

    assert before == ""
    assert len(first) == 1
    assert again == []


@pytest.mark.parametrize("view", [view.key for view in meter_views()])
def test_a_link_restores_every_view(page: Page, view: str) -> None:
    page.open(view=view, **OFFICE)

    page.until(lambda: number(page, view))

    assert number(page, view)[0].isdigit()
    assert page.until(lambda: drawn(page, view))
    page.settle()
    assert page.query()["view"] == view
    assert page.driver.find_element("css selector", "[role=tab][aria-selected=true]").get_attribute("id").endswith(view)


def test_the_tabs_are_used_by_keyboard(page: Page) -> None:
    page.open(**OFFICE)
    page.driver.find_element("xpath", "//*[@role='tab'][.='Events']").click()

    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    page.until(lambda: "kW" in number(page, Tab.BASELOAD))
    page.settle()

    assert page.query()["view"] == Tab.BASELOAD
    assert page.text(Id.POSITION).endswith("events")  # the arrows did not walk through the events


def test_the_day_of_a_chosen_event_is_compared(page: Page) -> None:
    page.open(view=Tab.TYPICAL_DAY, level="3", **OFFICE)
    page.until(lambda: "most unlike its kind" in sentence(page, Tab.TYPICAL_DAY))

    page.leave_controls()
    page.press("j")
    page.until(lambda: "most unlike" not in sentence(page, Tab.TYPICAL_DAY))
    first = sentence(page, Tab.TYPICAL_DAY)
    page.press("j")
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))

    assert page.until(lambda: page.settled() and sentence(page, Tab.TYPICAL_DAY) != first)


def test_a_day_is_picked_in_the_calendar_or_by_its_kind_and_is_in_the_link(page: Page) -> None:
    picked, other = wednesdays(page)
    page.open(view=Tab.TYPICAL_DAY, day=f"{picked}", **OFFICE)
    page.until(lambda: f"on {words(picked)}" in sentence(page, Tab.TYPICAL_DAY))

    page.click(Id.DAY)
    label = f"{other.day} {other:%B %Y}"
    page.until(lambda: page.driver.find_elements("css selector", f"[aria-label='{label}']"))[0].click()
    page.until(lambda: f"on {words(other)}" in sentence(page, Tab.TYPICAL_DAY))
    in_link = page.until(lambda: page.query()["day"] != f"{picked}" and page.query()["day"])
    page.driver.find_element("xpath", f"//*[@id='{Id.DAY_KIND}']//label[.='Saturdays']").click()
    page.until(lambda: "typical Saturday on Sat" in sentence(page, Tab.TYPICAL_DAY))
    page.settle()

    assert in_link == f"{other}"
    assert "day" not in page.query()
    assert page.text(Id.DAY).startswith("Sat ")


def test_the_view_follows_the_meter_and_says_why_there_is_nothing_to_draw(page: Page) -> None:
    page.open(view=Tab.SPECTRUM, **OFFICE)
    page.until(lambda: number(page, Tab.SPECTRUM))
    office = sentence(page, Tab.SPECTRUM)

    page.choose_meter("Home Basel")
    page.until(lambda: sentence(page, Tab.SPECTRUM) != office)
    page.driver.find_element("xpath", f"//*[@id='{Id.RANGE}']//label[.='week']").click()
    page.until(lambda: "two weeks" in sentence(page, Tab.SPECTRUM))

    assert number(page, Tab.SPECTRUM) == ""
    assert not page.element(view_id(Tab.SPECTRUM, Part.PLOT)).is_displayed()


def test_charts_follow_the_colour_scheme(page: Page) -> None:
    page.open(view=Tab.BASELOAD, **OFFICE)
    page.until(lambda: drawn(page, Tab.BASELOAD))
    colour = f"document.querySelector('#{view_id(Tab.BASELOAD, Part.PLOT)} .js-plotly-plot')._fullLayout.font.color"
    light = page.run(f"return {colour}")

    page.click(Id.SCHEME_TOGGLE)
    page.until(lambda: page.run(f"return {colour}") != light)
    page.click(Id.SCHEME_TOGGLE)

    assert page.until(lambda: page.run(f"return {colour}") == light)


def test_a_price_slots_energy_into_money_everywhere(page: Page) -> None:
    page.open(view=Tab.BASELOAD, meter="plant-chicago")
    page.until(lambda: "USD" in sentence(page, Tab.BASELOAD))
    before = page.value(Id.PRICE)

    page.element(Id.PRICE).send_keys(Keys.CONTROL, "a")
    page.element(Id.PRICE).send_keys(Keys.BACKSPACE)
    page.click(Id.PRICE_SAVE)
    page.until(lambda: "Set the price of a kWh" in sentence(page, Tab.BASELOAD))
    page.until(lambda: "USD" not in page.text(Id.HEADLINE_REST))
    page.element(Id.PRICE).send_keys(before)
    page.click(Id.PRICE_SAVE)

    assert page.until(lambda: "USD" in sentence(page, Tab.BASELOAD))
    assert page.until(lambda: "USD" in page.text(Id.HEADLINE_REST))


def test_what_is_drawn_can_be_taken_away(page: Page, tmp_path: Path) -> None:
    page.save_to(tmp_path)
    page.open(view=Tab.BASELOAD, **OFFICE)
    page.until(lambda: drawn(page, Tab.BASELOAD))

    page.click(view_id(Tab.BASELOAD, Part.SAVE))
    found = page.until(lambda: list(tmp_path.glob("office-zurich-north-base-load-*.csv")))

    lines = page.until(lambda: found[0].read_text().splitlines())
    assert lines[0].startswith("date,kind,kw,usual_kw")
    assert len(lines) > 80


def test_the_numbers_behind_a_chart_are_a_table(page: Page) -> None:
    page.open(view=Tab.SPECTRUM, **OFFICE)
    page.until(lambda: number(page, Tab.SPECTRUM))
    page.settle()

    page.driver.find_element("css selector", "#spectrum-body summary").click()

    assert "daily" in page.element(view_id(Tab.SPECTRUM, Part.TABLE)).text
    plot = page.driver.find_element("css selector", "#spectrum-body .view-plot")
    assert plot.get_attribute("aria-describedby") == view_id(Tab.SPECTRUM, Part.SENTENCE)
