"""Walking through the events, by mouse and by key, and looking closer."""

from __future__ import annotations

import re

from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id
from components.figures.timeline import TRACES
from tests.browser.page import Page

PLOT = "const axis = document.querySelector('#timeline .js-plotly-plot')._fullLayout.xaxis"
RANGE = f"{PLOT}; return axis.range.map((item) => Date.parse(item))"
POINTS = f"""
{PLOT}; const utc = (at) => typeof at === 'number' ? at : Date.parse(at.replace(' ', 'T') + 'Z');
const [low, high] = axis.range.map(utc);
const line = document.querySelector('#timeline .js-plotly-plot')._fullData[{TRACES.index("readings")}];
return [...line.x].map(utc).filter((at) => at >= low && at < high).length;
"""


def test_keys_walk_through_the_events(page: Page) -> None:
    page.open(level="3")
    page.leave_controls()

    page.press("j")
    page.until(lambda: page.text(Id.POSITION).startswith("1 of"))
    page.press(Keys.ARROW_RIGHT)
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))
    page.press("k")
    page.until(lambda: page.text(Id.POSITION).startswith("1 of"))

    assert page.until(lambda: page.element(Id.PREVIOUS).get_attribute("disabled"))


def test_keys_do_nothing_while_somebody_types(page: Page) -> None:
    page.open(level="3")

    page.click(Id.METER)
    page.press("j", "k")

    assert page.text(Id.POSITION) == f"{len(page.rows())} events"
    page.press(Keys.ESCAPE)


def test_a_click_on_an_event_shows_it_in_the_chart(page: Page) -> None:
    page.open(level="3")
    whole = page.run(RANGE)

    page.until(lambda: page.driver.find_elements("css selector", f"#{Id.EVENTS} .ag-row[row-index='1']"))[0].click()
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))
    page.until(lambda: page.run(RANGE) != whole)
    page.settle()

    shown = page.run(RANGE)
    assert shown[1] - shown[0] < whole[1] - whole[0]
    assert page.text(Id.DETAIL_SENTENCE)


def test_the_table_is_used_by_keyboard(page: Page) -> None:
    page.open(meter="school-porto", level="3")
    page.element(Id.NEXT).send_keys(Keys.TAB)
    focused = "return document.activeElement.getAttribute('role')"
    page.until(lambda: page.run(focused) == "columnheader")

    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))
    page.press(Keys.ARROW_DOWN, Keys.SPACE)
    page.until(lambda: page.text(Id.POSITION).startswith("3 of"))
    page.press(Keys.TAB)

    assert page.until(lambda: page.run("return !document.activeElement.closest('#events')"))


def test_escape_shows_all_dates_again(page: Page) -> None:
    page.open(level="3")
    whole = page.run(RANGE)
    page.leave_controls()
    page.press("j")
    page.until(lambda: page.run(RANGE) != whole)

    page.press(Keys.ESCAPE)

    assert page.until(lambda: page.run(RANGE) == whole)


def test_zooming_in_shows_every_reading(page: Page) -> None:
    page.open(meter="office-zurich-north", **{"from": "2026-01-01", "to": "2026-10-31"})
    page.run(
        "window.Plotly.relayout(document.querySelector('#timeline .js-plotly-plot'),"
        " {'xaxis.range[0]': '2026-05-04 00:00', 'xaxis.range[1]': '2026-05-06 00:00'})"
    )

    assert page.until(lambda: page.run(POINTS) >= 2 * 96)


def test_without_events_the_table_stays_where_it_is(page: Page) -> None:
    left = "return Math.round(document.querySelector('.events').getBoundingClientRect().left)"
    page.open()
    with_events = page.run(left)

    page.open(level="99")

    page.until(lambda: "Nothing reaches the alarm level" in page.text(Id.EVENTS_EMPTY))
    assert page.run(left) == with_events


def test_the_chart_as_a_picture_says_what_it_shows(page: Page) -> None:
    page.open(meter="office-zurich-north", level="3")
    page.run("window.saved = []; window.Plotly.downloadImage = (...all) => window.saved.push(all)")

    page.run("[...document.querySelectorAll('#timeline .modebar-btn')].at(-1).click()")

    figure, options = page.until(lambda: page.run("return window.saved[0]"))
    named = {trace["name"] for trace in figure["data"] if trace["showlegend"]}
    assert {"Readings", "Expected", "Alarm limit", "More than usual"} <= named
    assert "Office Zurich North" in figure["layout"]["title"]["text"]
    assert page.text(Id.HEADLINE_COUNT) in figure["layout"]["title"]["text"]
    assert options["filename"].startswith("Office Zurich North ")
    drawn = "const done = arguments[1]; window.Plotly.toImage(arguments[0], {format: 'png'}).then(done, done)"
    assert page.driver.execute_async_script(drawn, figure).startswith("data:image/png;base64,")


def test_the_walk_counts_all_that_the_headline_counts(page: Page) -> None:
    page.open(meter="home-basel", level="3", **{"from": "2025-09-01", "to": "2026-11-21"})
    events, problems = page.until(lambda: re.findall(r"[\d,]+", page.text(Id.HEADLINE_COUNT)))
    page.until(lambda: len(page.rows()) == page.count() == int(events) + int(problems))
    assert page.text(Id.POSITION) == f"{len(page.rows())} in all"
    assert page.text(Id.COUNT).startswith(f"{events} events")

    page.leave_controls()
    walked = []
    for _ in page.rows():
        before = page.text(Id.POSITION)
        page.press("j")
        walked.append(page.until(lambda before=before: page.text(Id.POSITION) != before and page.text(Id.POSITION)))

    assert walked == [f"{number} of {len(page.rows())}" for number in range(1, len(page.rows()) + 1)]


def test_on_a_phone_the_details_follow_the_last_of_few_events(fresh_page: Page) -> None:
    phone = fresh_page
    phone.small_screen()
    phone.open(meter="office-zurich-north")
    assert 0 < len(phone.rows()) <= 3

    rows = "[...document.querySelectorAll('#events .ag-row')].map((row) => row.getBoundingClientRect().bottom)"
    details = "document.querySelector('.details').getBoundingClientRect().top"
    phone.until(lambda: phone.run(f"return {rows}.length") == len(phone.rows()))

    phone.until(lambda: 0 <= phone.run(f"return {details} - Math.max(...{rows})") <= 40)
