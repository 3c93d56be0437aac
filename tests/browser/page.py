"""The page as a person uses it: what is on it, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from components.basics.ids import Id
from components.results.view_model import LEARNING
from tests.chromium import PATIENCE_SECONDS


class Page:
    """One person's browser."""

    def __init__(self, driver: WebDriver, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, **query: str) -> None:
        """Open the page at a link and wait until its first answer is there."""
        self.driver.get(f"{self.address}/?{urlencode(query)}" if query else f"{self.address}/")
        self.until(lambda: self.text(Id.HEADLINE_COUNT) or self.text(Id.HEADLINE_REST))
        self.settle()

    def settle(self) -> None:
        """Wait until the page has done all that was asked of it."""
        self.until(self.settled)

    def element(self, name: str) -> WebElement:
        return self.driver.execute_script("return document.getElementById(arguments[0])", name)

    def text(self, name: str) -> str:
        return str(self.driver.execute_script("return document.getElementById(arguments[0])?.textContent ?? ''", name))

    def value(self, name: str) -> str:
        return str(self.element(name).get_attribute("value"))

    def rows(self) -> list[str]:
        """Return what happened, for every row of the event table."""
        return list(self.run(ROWS))

    def settled(self) -> bool:
        """Return whether nothing is under way, and the table, drawn last, holds what the headline counts.

        The page itself says so: no callback of it waits, runs or is asked for, and no job is shown.
        """
        learnt = self.text(Id.HEADLINE_REST) != LEARNING  # said before the job starts and until its answer is drawn
        return learnt and self.idle() and len(self.rows()) == self.count()

    def idle(self) -> bool:
        """Return whether the page waits for nobody but the person."""
        return bool(self.run(IDLE)) and "idle" in str(self.element(Id.PROGRESS).get_attribute("class"))

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> Any:
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: condition())

    def click(self, name: str) -> None:
        """Click an element as soon as it can be: there, enabled, and nothing that still moves above it."""
        self.until(lambda: _clicked(self.element(name)))

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def leave_controls(self) -> None:
        """Take the focus away from every control."""
        self.run("document.activeElement.blur()")

    def choose(self, name: str, label: str) -> None:
        """Choose an entry of a menu by its words, as a person does: click, type, enter."""
        self.click(name)
        self.until(lambda: _clicked(self._option(label)))

    def choose_meter(self, label: str) -> None:
        """Choose another meter and wait until it is on show and in the link."""
        before = self.query().get("meter")
        self.choose(Id.METER, label)
        self.until(lambda: self.query().get("meter") not in (None, before))
        self.until(lambda: self.text(Id.METER_NAME) == label and self.settled())

    def count(self) -> int:
        """Return how many events the headline speaks of, data problems included."""
        return sum(int(number.replace(",", "")) for number in re.findall(r"[\d,]+", self.text(Id.HEADLINE_COUNT)))

    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.driver.current_url).query))

    def unfold(self, name: str) -> None:
        """Open a fold, and wait until it stands still."""
        title = self.driver.find_element("css selector", f"#{name} button")
        if title.get_attribute("aria-expanded") != "true":
            title.click()
        self.until(lambda: self.driver.execute_script(UNFOLDED, title))

    def hold_slider(self, pixels: int) -> ActionChains:
        """Take the alarm level and move it by so many pixels without letting go."""
        self.unfold(Id.EXPERT)
        thumb = self.driver.find_element("css selector", f"#{Id.LEVEL} [role=slider]")
        moves = ActionChains(self.driver, duration=20).click_and_hold(thumb)
        for _ in range(8):
            moves = moves.move_by_offset(pixels // 8, 0)
        moves.perform()
        return ActionChains(self.driver).release()

    def watch_requests(self) -> None:
        self.run("performance.clearResourceTimings()")

    def requests(self) -> list[str]:
        """Return the requests since ``watch_requests``."""
        return list(self.run("return performance.getEntriesByType('resource').map((entry) => entry.name)"))

    def upload(self, path: Path) -> None:
        """Open the panel and choose a file."""
        self.click(Id.UPLOAD_OPEN)
        found = self.until(lambda: self.driver.find_elements("css selector", f"#{Id.UPLOAD} input[type=file]"))
        found[0].send_keys(str(path))

    def close_panel(self) -> None:
        self.press(Keys.ESCAPE)

    def connected(self, *, online: bool) -> None:
        """Take the network away, or give it back."""
        rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": not online, **rates})

    def break_off_an_answer(self, part: str) -> None:
        """Let the first answer to an address with such a part break off, on pages opened from now on."""
        script = {"source": BREAK_OFF.replace("PART", part)}
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)

    def hold_questions(self) -> None:
        """Keep back what the page asks of events from now on, until ``let_go`` sends one of these questions."""
        self.run(HOLD)

    def held(self) -> int:
        """Return how many questions are kept back."""
        return int(self.run("return window.held.length"))

    def let_go(self, question: int) -> None:
        """Send a question that was kept back, and wait until its answer is there."""
        self.driver.execute_async_script("window.held[arguments[0]]().then(arguments[1])", question)

    def save_to(self, folder: Path) -> None:
        """Let what is downloaded from now on come into a folder."""
        self.driver.execute_cdp_cmd("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def small_screen(self) -> None:
        """Make the screen that of a phone."""
        metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def forget_console(self) -> None:
        self.driver.get_log("browser")

    def console(self) -> list[str]:
        """Return the errors the console shows."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def _option(self, label: str) -> WebElement | None:
        return self.driver.execute_script(OPTION, label)


def _clicked(element: WebElement | None) -> bool:
    """Return whether a click has reached an element."""
    try:
        if element is None or not element.is_enabled():
            return False
        element.click()
    except (ElementNotInteractableException, ElementClickInterceptedException, StaleElementReferenceException):
        return False
    return True


IDLE = "return Boolean(window.store && !window.store.getState().isLoading)"
"""Dash counts a callback from the moment it is asked for until its answer is drawn, background jobs included."""
BREAK_OFF = """
const ask = window.fetch.bind(window);
let broken = false;
window.fetch = async (...request) => {
  const answer = await ask(...request);
  if (broken || !String(request[0]).includes('PART')) return answer;
  broken = true;
  return new Response(new ReadableStream({ start: (body) => body.error(new TypeError('broken off')) }));
};
"""
HOLD = """
const ask = window.fetch.bind(window);
window.held = [];
window.fetch = (...request) => {
  if (!String(request[1]?.body ?? '').includes('"answer.data"')) return ask(...request);
  return new Promise((answered, failed) => window.held.push(() => ask(...request).then((reply) => {
    answered(reply);
    return new Promise((done) => setTimeout(done, 300));
  }, failed)));
};
"""
UNFOLDED = """const [title] = arguments;
return title.getAttribute('aria-expanded') === 'true' && document.getAnimations().length === 0;"""
OPTION = """
const named = (option) => option.innerText.trim().split('\\n')[0].replace(/ ✓$/, '') === arguments[0];
return [...document.querySelectorAll('[role=option]')].find((option) => option.offsetParent && named(option));
"""
ROWS = """
const rows = [];
if (!document.querySelector('#events .ag-root')) return rows; // asked for before it is there, the table throws
window.dash_ag_grid.getApi('events').forEachNodeAfterFilterAndSort((node) => rows.push(node.data.what));
return rows;
"""
