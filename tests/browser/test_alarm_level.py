"""The alarm level: what moves while it is dragged, what the server says, and what comes too late."""

from __future__ import annotations

import numpy as np
import pytest
from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id
from components.figures.timeline import TRACES
from detectors.events.rates import event_counts, months_judged
from detectors.registry import default_detector
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import FIRST
from pipeline.store.workspace import Workspace
from tests.browser.page import Page

MARKS = """return ['bars_above', 'bars_below', 'bars_data'].flatMap((name) =>
  (document.querySelector('#timeline .js-plotly-plot').data.find((trace) => trace.name === name).customdata ?? [])
    .map((about) => about[1]))"""
LIMIT = TRACES.index("limit")
LIMITS = f"return [...document.querySelector('#timeline .js-plotly-plot').data[{LIMIT}].y].map(String).join()"
SIXTEEN_MONTHS = {"meter": "home-basel", "from": "2025-07-01", "to": "2026-10-31"}


def marks(page: Page) -> set[str]:
    """Return the events that bars lead to."""
    return set(page.run(MARKS))


def table(page: Page) -> set[str]:
    """Return the events in the table."""
    script = "const all = []; window.dash_ag_grid.getApi('events').forEachNode((node) => all.push(node.id)); return all"
    return set(page.run(script))


def caution(page: Page, name: str) -> None:
    page.run(f"document.querySelector('#{Id.CAUTION} input[value={name}]').click()")


def test_while_the_slider_is_dragged_limits_move_and_known_events_stay_that_reach_the_level(page: Page) -> None:
    page.open(level="3", **SIXTEEN_MONTHS)
    known, limits, count = marks(page), page.run(LIMITS), page.count()
    page.hold_questions()

    release = page.hold_slider(60)
    page.until(lambda: page.run(LIMITS) != limits)
    page.until(lambda: 0 < page.count() < count)

    assert marks(page) < known
    release.perform()
    page.until(lambda: page.held() > 0)
    page.let_go(page.held() - 1)
    page.until(lambda: len(page.rows()) == page.count())


def test_when_the_slider_rests_the_server_says_what_is_an_event_also_while_it_is_held(page: Page) -> None:
    page.open(level="6", **SIXTEEN_MONTHS)
    before = page.count()

    release = page.hold_slider(-60)
    page.until(lambda: page.count() > before and len(page.rows()) == page.count())
    shown = page.rows()
    release.perform()
    page.until(lambda: "level" in page.query() and page.query()["level"] != "6")
    page.settle()

    assert page.rows() == shown
    assert marks(page) <= table(page)


def test_a_late_answer_does_not_take_the_place_of_a_newer_one(page: Page) -> None:
    page.open(**SIXTEEN_MONTHS)
    balanced = page.rows()
    page.hold_questions()
    caution(page, "sensitive")
    page.until(lambda: page.held() == 1)
    caution(page, "cautious")
    page.until(lambda: page.held() == 2)

    page.let_go(1)
    page.until(lambda: len(page.rows()) == page.count() < len(balanced))
    cautious, headline = page.rows(), page.text(Id.HEADLINE_REST)
    page.let_go(0)

    page.settle()
    assert (page.rows(), page.text(Id.HEADLINE_REST)) == (cautious, headline)
    assert page.query()["level"] == "5"


def test_two_people_at_one_meter_have_levels_of_their_own(page: Page, other_page: Page) -> None:
    page.open(**SIXTEEN_MONTHS)
    other_page.open(**SIXTEEN_MONTHS)
    mine = (page.rows(), marks(page))

    caution(other_page, "sensitive")
    other_page.until(lambda: len(other_page.rows()) == other_page.count() > len(mine[0]))

    assert (page.rows(), marks(page)) == mine
    caution(page, "cautious")
    page.until(lambda: len(page.rows()) == page.count() < len(mine[0]))
    assert len(other_page.rows()) > len(mine[0])


def test_the_choice_of_three_is_made_by_keyboard_and_is_a_view_of_the_level(page: Page) -> None:
    page.open()
    page.run(f"document.querySelector('#{Id.CAUTION} input:checked').focus()")

    page.press(Keys.ARROW_RIGHT)
    page.until(lambda: page.query().get("level") == "3")
    assert page.text(Id.LEVEL_TEXT) == "3.0 sigma"

    page.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    page.until(lambda: page.query().get("level") == "5")
    chosen = f"return document.querySelector('#{Id.CAUTION} input:checked')?.value ?? ''"
    assert page.run(chosen) == "cautious"
    page.hold_slider(30).perform()
    page.until(lambda: page.query().get("level") not in ("5", None))
    assert page.run(chosen) == ""


def test_how_much_an_event_must_be_worth_is_set_by_keyboard_and_stands_in_the_link(page: Page) -> None:
    page.open(level="3", **SIXTEEN_MONTHS)
    usual, words = page.count(), page.text(Id.MIN_KWH_TEXT)
    assert words.endswith("(2 % of a day)")

    page.driver.find_element("css selector", f"#{Id.MIN_KWH} [role=slider]").send_keys(
        Keys.ARROW_RIGHT, Keys.ARROW_RIGHT
    )
    page.until(lambda: "min_kwh" in page.query() and len(page.rows()) == page.count() < usual)
    assert page.text(Id.MIN_KWH_TEXT).startswith(f"At least {float(page.query()['min_kwh']):g} kWh (")
    rows, link = page.rows(), page.query()

    page.open(**link)
    assert page.rows() == rows
    page.click(Id.LEVEL_RESET)
    page.until(lambda: "min_kwh" not in page.query() and page.text(Id.MIN_KWH_TEXT) == words)


def test_sigma_and_events_a_month_are_one_number(page: Page) -> None:
    page.open()
    page.unfold(Id.EXPERT)
    rate = page.until(lambda: page.value(Id.RATE))

    page.hold_slider(80).perform()
    page.until(lambda: page.value(Id.RATE) != rate and "level" in page.query())

    assert float(page.value(Id.RATE).strip("≈ ")) < float(rate.strip("≈ "))
    assert page.text(Id.LEVEL_TEXT) == f"{float(page.query()['level']):.1f} sigma"


@pytest.mark.parametrize(
    ("typed", "level"), [("99999", 1.5), ("0", 12.0), ("-4", None), ("", 4.0), ("2", None), ("1,5", None)]
)
def test_what_is_typed_as_events_a_month_gives_way_to_what_a_level_of_the_slider_gives(
    page: Page, site: Settings, typed: str, level: float | None
) -> None:
    meter = Workspace(site).series(FIRST)
    scores = analyse(Workspace(site), FIRST, default_detector()).scores
    page.open(meter=FIRST)
    page.unfold(Id.EXPERT)
    rate = page.until(lambda: page.value(Id.RATE))

    page.element(Id.RATE).send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE, typed, Keys.TAB)
    page.until(lambda: page.settled() and (page.text(Id.LEVEL_TEXT) != "4.0 sigma" or level == 4.0))

    sigma = float(page.query().get("level", "4"))
    assert level in (None, sigma)
    given = event_counts(meter, scores, Threshold(), 1.5).at(np.array([sigma]))[0] / months_judged(scores)
    shown = page.until(lambda: abs((found := float(page.value(Id.RATE).removeprefix("≈ "))) - given) < 0.06 and [found])
    before = float(rate.removeprefix("≈ "))
    assert (shown == [before]) == (abs(given - before) < 0.06)
    assert typed or shown == [before]


def test_reset_brings_the_usual_level_back(page: Page) -> None:
    page.open(level="7.5", side="above")
    page.until(lambda: page.text(Id.LEVEL_TEXT) == "7.5 sigma")

    page.click(Id.LEVEL_RESET)

    page.until(lambda: page.text(Id.LEVEL_TEXT) == "4.0 sigma")
    assert page.until(lambda: "side" not in page.query())


def test_only_what_is_below_stays_when_only_that_counts(page: Page) -> None:
    page.open(level="3")
    both = page.count()

    page.run("document.querySelector('#side input[value=below]').click()")

    page.until(lambda: page.query().get("side") == "below")
    assert page.until(lambda: len(page.rows()) == page.count() < both)
