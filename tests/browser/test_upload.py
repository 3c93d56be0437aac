"""Bringing a file of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.common.keys import Keys

from components.basics.ids import Id
from tests.browser.page import Page

GUESS = 'return document.getElementById(\'{"name":"%s","type":"guess"}\').value'


def write_readings(path: Path, days: int) -> Path:
    """Write hourly kWh with decimal commas, semicolons and the day first."""
    index = pd.date_range("2025-01-06", periods=days * 24, freq="h")
    rng = np.random.default_rng(11)
    hours = np.asarray(index.hour)
    kwh = 12 + 8 * np.sin(2 * np.pi * (hours - 8) / 24) + rng.normal(0, 0.4, len(index))
    kwh[-40:-30] += 25
    lines = [f"{at:%d.%m.%Y %H:%M};{str(value)[:6].replace('.', ',')}" for at, value in zip(index, kwh, strict=True)]
    path.write_text("\n".join(["Zeit;Verbrauch kWh", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def upload_page(page: Page) -> Page:
    page.open()
    return page


def test_a_file_with_decimal_commas_becomes_a_meter(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    page.upload(write_readings(tmp_path / "Werkstatt.csv", days=120))
    page.until(lambda: "1 meter, 2,880 hours" in page.text(Id.UPLOAD_FOUND))
    assert page.run(GUESS % "decimal") == "comma, 1234,5"
    assert page.run(GUESS % "date_order") == "day month year"
    assert page.run(GUESS % "unit") == "kWh"

    page.click(Id.UPLOAD_CONFIRM)
    page.until(lambda: page.text(Id.METER_NAME) == "Werkstatt" and page.settled())

    assert page.query()["meter"] == "Werkstatt"
    assert page.text(Id.NOTICE).startswith("Added Werkstatt")
    assert page.count() >= 1


def test_a_guess_can_be_overridden(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    page.upload(write_readings(tmp_path / "Lager.csv", days=60))
    page.until(lambda: page.text(Id.UPLOAD_FOUND))

    page.run("document.querySelector('.guesses-more').open = true")
    page.choose('{"name":"unit","type":"guess"}', "kW")

    page.until(lambda: "as you said" in page.text(Id.UPLOAD_GUESSES))
    assert page.run(GUESS % "unit") == "kW"
    page.close_panel()


def test_a_file_whose_guess_fails_is_read_once_the_separator_is_typed(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    path = write_readings(tmp_path / "Schmiede.csv", days=60)
    lines = path.read_text().replace(";", "^").splitlines()
    path.write_text("\n".join(lines[:200] + lines[224:]))
    page.upload(path)
    page.until(lambda: "separator" in page.text(Id.UPLOAD_PROBLEM) and "not understood" in page.text(Id.UPLOAD_FOUND))
    assert page.element(Id.UPLOAD_CONFIRM).get_attribute("disabled")

    page.element('{"name":"separator","type":"guess"}').send_keys(Keys.CONTROL, "a", Keys.NULL, "^")

    page.until(lambda: "1 meter, 1,416 hours" in page.text(Id.UPLOAD_FOUND) and not page.text(Id.UPLOAD_PROBLEM))
    assert page.run(GUESS % "separator") == "^"
    assert page.run(GUESS % "decimal") == "comma, 1234,5"
    page.until(lambda: page.element(Id.UPLOAD_CONFIRM).is_enabled())
    page.click(Id.UPLOAD_CONFIRM)
    page.until(lambda: "gap" in page.text(Id.UPLOAD_ADDED) and page.text(Id.METER_NAME) == "Schmiede")
    page.settle()
    page.click(Id.UPLOAD_DONE)
    page.until(lambda: not page.element(Id.UPLOAD_ADDED).is_displayed())


def test_a_file_that_holds_no_readings_gives_a_sentence(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    path = tmp_path / "letter.csv"
    path.write_text("Dear Sir or Madam,\nhere is no reading at all.\nYours faithfully\n")

    page.upload(path)
    page.until(lambda: page.text(Id.UPLOAD_PROBLEM))

    assert page.text(Id.UPLOAD_PROBLEM).endswith(".")
    assert "Traceback" not in page.text(Id.UPLOAD_PROBLEM)
    assert page.element(Id.UPLOAD_PROBLEM).get_attribute("role") == "alert"
    page.close_panel()


def test_a_file_that_is_too_large_is_refused_before_it_travels(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    path = tmp_path / "huge.csv"
    path.write_bytes(b"time;kWh\n" + b"01.01.2025 00:00;1\n" * 150_000)
    page.watch_requests()

    page.upload(path)
    page.until(lambda: "huge.csv has 2.9 MB and this server takes up to 2 MB" in page.text(Id.UPLOAD_PROBLEM))

    assert not [name for name in page.requests() if "_dash-update-component" in name]
    page.close_panel()


def test_a_meter_with_too_little_history_says_from_when_on_it_answers(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    page.upload(write_readings(tmp_path / "Neubau.csv", days=10))
    page.until(lambda: page.text(Id.UPLOAD_FOUND))

    page.click(Id.UPLOAD_CONFIRM)
    page.until(lambda: page.text(Id.METER_NAME) == "Neubau" and page.settled())

    page.until(lambda: "it will answer from 27 January 2025" in page.text(Id.HEADLINE_REST))
    assert page.text(Id.READINESS) == "too short"
    page.until(lambda: (page.value(Id.RATE), page.text(Id.COUNT)) == ("", ""))
    assert page.run("return document.querySelectorAll('#timeline .scatterlayer path').length") > 0
    page.press(Keys.ESCAPE)


def test_what_is_in_doubt_is_said_otherwise_by_one_press(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    path = write_readings(tmp_path / "Mühle.csv", days=60)
    path.write_text(path.read_text(encoding="utf-8").replace("Verbrauch kWh", "Wert"), encoding="utf-8")
    page.upload(path)
    page.until(lambda: "1 meter, 1,440 hours" in page.text(Id.UPLOAD_FOUND))

    page.click('{"name":"unit","type":"alternative","value":"kW"}')

    page.until(lambda: "as you said" in page.text(Id.UPLOAD_GUESSES))
    assert page.run(GUESS % "unit") == "kW"
    page.close_panel()


def test_a_file_of_temperatures_is_joined_to_a_meter(upload_page: Page, tmp_path: Path) -> None:
    page = upload_page
    page.upload(write_readings(tmp_path / "Gärtnerei.csv", days=60))
    page.until(lambda: page.text(Id.UPLOAD_FOUND))
    page.click(Id.UPLOAD_CONFIRM)
    page.until(lambda: page.text(Id.METER_NAME) == "Gärtnerei" and page.settled())
    hours = pd.date_range("2025-01-06", periods=60 * 24, freq="h")
    lines = [f"{at:%Y-%m-%d %H:%M},{3 + at.hour / 4:.1f}" for at in hours]
    path = tmp_path / "weather.csv"
    path.write_text("\n".join(["time,outdoor temperature", *lines]), encoding="utf-8")

    page.upload(path)
    page.until(lambda: "1,440 outdoor temperatures" in page.text(Id.UPLOAD_TEMPERATURE_FOUND))
    page.choose(Id.UPLOAD_JOIN_METER, "Gärtnerei")
    page.click(Id.UPLOAD_JOIN)

    page.until(lambda: "Joined outdoor temperatures to 1,440 readings of Gärtnerei" in page.text(Id.NOTICE))
    page.settle()
