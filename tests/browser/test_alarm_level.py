"""The alarm level: what moves while it is dragged, and what is sent."""

from __future__ import annotations

import numpy as np
import pytest
from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id
from detectors.events.rates import event_counts, months_judged
from detectors.registry import default_detector
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import FIRST
from pipeline.store.workspace import Workspace
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
    page.until(lambda: any(UPDATE in name for name in page.requests()))
    page.settle()

    assert sent_while_dragging == []
    assert len([name for name in page.requests() if UPDATE in name]) == 1


def test_sigma_and_events_a_month_are_one_number(page: Page) -> None:
    page.open()
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
