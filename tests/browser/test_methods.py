"""Several methods at once, the menu of methods and the forecast, as a person uses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id
from components.controls.method_menu import GROUPS
from detectors.registry import detector, detectors
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import shown_first
from pipeline.store.workspace import Workspace
from tests.browser.page import Page

TWO = "typical_week,data_faults"
ROW_LABELS = """return (document.querySelector('#timeline .js-plotly-plot').layout.annotations || [])
  .filter((note) => note.yref === 'y3').map((note) => note.text)"""
CONFIDENCE = """const rows = []; window.dash_ag_grid.getApi('events').forEachNode((node) => rows.push(node.data));
  return rows.map((row) => [row.confidence, row.confirmed_by, row.confidence_sentence])"""
LABELS = "return [...document.querySelectorAll('.mantine-Select-groupLabel')].filter((item) => item.offsetParent)"
OPTIONS = "return [...document.querySelectorAll('[role=option]')].filter((item) => item.offsetParent)"


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A method whose package is not installed."""
    kind = detector("matrix_profile")
    monkeypatch.setattr(kind, "requires", ("no_such_package",))
    monkeypatch.setattr(kind, "install", "pip install no-such-package")
    return iter([kind.label])


def strips(page: Page) -> list[str]:
    return list(page.run(ROW_LABELS))


def details(page: Page) -> str:
    return page.text(Id.DETAIL_FACTS)


def test_methods_chosen_by_keyboard_are_consulted_and_stand_in_the_link(page: Page) -> None:
    page.open()
    page.unfold(Id.SECOND_OPINIONS)
    page.click(Id.OTHER_METHODS)
    page.press("robust", Keys.ARROW_DOWN, Keys.ENTER)
    page.press("validation", Keys.ARROW_DOWN, Keys.ENTER, Keys.ESCAPE)
    page.until(lambda: "Press Run to ask these methods" in page.text(Id.RUN_HINT))

    page.element(Id.RUN).send_keys(Keys.ENTER)
    page.until(lambda: page.query().get("also") == TWO)
    page.until(lambda: page.settled() and len(strips(page)) == 3)

    names = [text.split(" – ")[0] for text in strips(page)]
    assert names == ["Recommended", "Typical week", "Data faults"]
    assert strips(page)[0].endswith(f"· {page.count()} alarms")
    assert "Confidence" in details(page)


def test_a_link_with_methods_and_forecast_shows_both(page: Page) -> None:
    page.open(also="nearest_days", forecast="2")
    page.until(lambda: len(strips(page)) == 2)

    assert page.query()["also"] == "nearest_days"
    assert page.query()["forecast"] == "2"
    page.until(lambda: "over the next 2 days" in page.text(Id.TIMELINE_SUMMARY))
    page.settle()
    assert any(confirmed_by.endswith(" of 2") for _, confirmed_by, _ in page.run(CONFIDENCE))
    assert {confidence_level for confidence_level, _, _ in page.run(CONFIDENCE)} <= {"low", "medium", "high"}
    assert "both methods saw it" in details(page).lower() or "not by" in details(page)


def test_strips_follow_the_slider(page: Page) -> None:
    page.open(also=TWO)
    page.until(lambda: len(strips(page)) == 3)
    before = strips(page)

    page.hold_slider(-56).perform()

    page.until(lambda: strips(page) != before and len(page.rows()) == page.count())
    page.until(lambda: strips(page)[0].endswith(f"· {page.count()} alarms"))


def test_one_method_alone_has_a_confidence_and_no_strip(page: Page) -> None:
    page.open()
    page.until(lambda: page.run(CONFIDENCE))

    assert strips(page) == []
    assert {confirmed_by for _, confirmed_by, _ in page.run(CONFIDENCE)} == {""}
    assert all(sentence.startswith(("One method", "Missing")) for _, _, sentence in page.run(CONFIDENCE))


def test_a_method_that_is_too_young_for_the_meter_says_so_and_the_others_are_consulted(
    page: Page, site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(site)
    analyse(workspace, shown_first(workspace.meters()).meter_id, detector("typical_week")())  # so that no job starts
    monkeypatch.setattr(detector("day_clusters"), "min_days", 5000.0)

    page.open(also="typical_week,day_clusters")
    page.until(lambda: len(strips(page)) == 2)

    assert page.text(Id.AGREEMENT_NOTE).startswith(f"{detector('day_clusters').label}: meter office-zurich")
    assert "it will answer from" in page.text(Id.AGREEMENT_NOTE)


def test_the_menu_is_in_plain_groups_with_the_algorithm_second(page: Page) -> None:
    page.open()
    page.click(Id.DETECTOR)
    page.until(lambda: page.run(f"{OPTIONS}.length") == len(detectors()))
    page.settle()

    texts = [str(text) for text in page.run(f"{OPTIONS}.map((item) => item.innerText)")]
    groups = page.run(f"{LABELS}.map((item) => item.textContent)")
    assert texts[0].split("\n")[1] == detector("recommended").algorithm
    assert groups == [
        name for family, name in GROUPS.items() if any(kind.family == family for kind in detectors().values())
    ]
    page.press("k-means")
    page.until(lambda: page.run(f"{OPTIONS}.length") == 1)
    page.press(Keys.ESCAPE)


def test_what_is_not_installed_is_not_offered_and_a_link_to_it_says_so(page: Page, lacking: Iterator[str]) -> None:
    label = next(lacking)
    page.open()
    page.click(Id.DETECTOR)
    page.until(lambda: page.run(f"{OPTIONS}.length") > 0)
    assert not page.run(f"{OPTIONS}.some((item) => item.innerText.startsWith('{label}'))")
    page.press(Keys.ESCAPE)

    page.driver.get(f"{page.address}/?method=matrix_profile")
    page.until(lambda: page.text(Id.HEADLINE_REST) == f"{label} is not installed here.")
    assert "pip" not in page.text(Id.RESULT)


def test_run_is_there_only_for_something_to_run(page: Page) -> None:
    page.open()
    assert not page.element(Id.RUN).is_displayed()

    page.choose(Id.DETECTOR, "Data faults")
    page.until(lambda: page.element(Id.RUN).is_displayed())

    page.choose(Id.DETECTOR, "Recommended")
    page.until(lambda: not page.element(Id.RUN).is_displayed())


def test_what_is_slow_says_how_long_it_takes_before_it_is_run(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector("typical_week"), "seconds_a_year", 60.0)
    page.open()
    page.choose(Id.DETECTOR, "Typical week")

    page.until(lambda: "Slow: takes about" in page.text(Id.DETECTOR_SUMMARY))
    assert "on this meter" in page.text(Id.DETECTOR_SUMMARY)


def test_a_forecast_is_asked_for_by_keyboard_and_goes_again(page: Page) -> None:
    page.open()
    count = page.count()
    page.run("document.querySelector('#forecast input[value=\"0\"]').focus()")

    page.press(Keys.ARROW_RIGHT)
    page.until(lambda: "over the next day" in page.text(Id.TIMELINE_SUMMARY))
    page.settle()
    assert page.query()["forecast"] == "1"
    assert page.count() == count

    page.press(Keys.ARROW_LEFT)
    page.until(lambda: "forecast" not in page.query())
    page.settle()
    assert "Forecast" not in page.text(Id.TIMELINE_SUMMARY)


def test_dates_that_end_before_the_last_reading_have_no_forecast_and_say_why(page: Page) -> None:
    page.open(**{"from": "2026-01-01", "to": "2026-01-31"})

    page.until(lambda: "choose dates that reach it" in page.text(Id.FORECAST_HINT))
    assert page.until(lambda: page.run("return document.querySelector('#forecast input').disabled"))


def test_on_a_phone_menu_and_strips_fit(fresh_page: Page) -> None:
    phone = fresh_page
    phone.small_screen()
    phone.open(also=TWO, forecast="3")
    phone.until(lambda: len(strips(phone)) == 3)
    assert phone.run("return document.documentElement.scrollWidth") <= 390

    phone.click(Id.BURGER)
    phone.until(lambda: phone.element(Id.DETECTOR).is_displayed())
    phone.until(lambda: phone.run("return document.getElementById('detector').getBoundingClientRect().left >= 0"))
    phone.click(Id.DETECTOR)
    box = phone.until(lambda: phone.run(f"{OPTIONS}.map((item) => item.getBoundingClientRect())[0]"))
    assert 0 <= box["left"] < box["right"] <= 390
