"""The page as pictures, to be looked at after every change: ``make screenshots`` or ``python -m tests.screenshots``.

Every state a person can meet, in both colour schemes and on a phone, with demo meters and with a file brought by hand.
A server of its own runs on readings of its own; nothing of the installation is touched.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app import create_app
from components.basics.ids import Id, Part, Tab, view_id
from components.views.registry import meter_views
from detectors.registry import default_detector
from pipeline.analysis.run import analyse
from pipeline.jobs.slots import job_slot
from pipeline.settings import Settings
from pipeline.store.demo import shown_first
from pipeline.store.workspace import Workspace
from tests.browser.page import Page
from tests.chromium import running
from tests.page_server import served
from tests.real_readings import STEEL

FOLDER = Path(__file__).parents[1] / "screenshots"
REAL_METER = "steel_native"
OTHERS = "nearest_days,day_clusters,data_faults"
DESKTOP, PHONE = (1400, 900), (390, 844)
SETTLED = "setTimeout(arguments[0], 900)"


@dataclass(frozen=True)
class Shot:
    """One picture: what to do before, and on which screen."""

    name: str
    act: Callable[[Page], object]
    size: tuple[int, int] = DESKTOP
    dark: bool = False


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with site("yes") as (address, settings):
        workspace = Workspace(settings)
        analyse(workspace, shown_first(workspace.meters()).meter_id, default_detector())
        for shot in shots(settings):
            take(shot, address)
    with site("no") as (address, _):
        take(Shot("empty", lambda page: _opened(page, Id.NOTICE)), address)
        take(Shot("empty-phone", lambda page: _opened(page, Id.NOTICE), PHONE), address)
    sys.stdout.write(f"Pictures are in {FOLDER}\n")


def shots(settings: Settings) -> Iterator[Shot]:
    """Return the pictures in the order they are taken; a real file stays a meter once it was brought."""
    for scheme, dark in (("light", False), ("dark", True)):
        yield Shot(f"demo-{scheme}", Page.open, dark=dark)
        yield Shot(f"demo-{scheme}-phone", Page.open, PHONE, dark)
        yield Shot(f"event-{scheme}", _event, dark=dark)
    yield Shot("drawer-phone", lambda page: _pressed(page, Id.BURGER), PHONE)
    for view in (view.key for view in meter_views()):
        yield Shot(f"{view}-light", partial(_view, view))
        yield Shot(f"{view}-dark", partial(_view, view), dark=True)
        yield Shot(f"{view}-phone", partial(_view, view), PHONE)
    yield Shot("view-too-short", _too_short)
    for scheme, dark in (("light", False), ("dark", True)):
        yield Shot(f"agreement-{scheme}", _agreement, dark=dark)
        yield Shot(f"agreement-{scheme}-phone", _agreement_seen, PHONE, dark)
        yield Shot(f"methods-{scheme}", lambda page: _pressed(page, Id.DETECTOR), dark=dark)
    yield Shot("methods-phone", _methods_phone, PHONE)
    yield Shot("help", lambda page: _pressed(page, Id.HELP_OPEN))
    yield Shot("settings", _settings)
    yield Shot("experts", _experts)
    yield Shot("error-link", lambda page: page.open(meter="nowhere", level="high"))
    with job_slot(settings.jobs_dir / "turns", 1, lambda _places_before: None):
        yield Shot("busy", _busy)
        yield Shot("busy-first", lambda page: _opened(page, Id.HEADLINE_REST, "?meter=school-porto"))
        yield Shot("cancelled", _cancelled)
    yield Shot("upload-error", _bad_file)
    if not STEEL.exists():
        sys.stdout.write(f"There is no {STEEL}: no pictures of a real meter.\n")
        return
    yield Shot("upload", _brought)
    yield Shot("upload-phone", _brought, PHONE)
    yield Shot("real-light", _confirmed)
    yield Shot("real-dark", lambda page: page.open(meter=REAL_METER), dark=True)
    yield Shot("real-phone", lambda page: page.open(meter=REAL_METER), PHONE)


def take(shot: Shot, address: str) -> None:
    """Take one picture in a browser of its own, and tell what its console complains of."""
    with running() as driver:
        width, height = shot.size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": shot.size == PHONE}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if shot.dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        page = Page(driver, address)
        shot.act(page)
        driver.execute_async_script(SETTLED)
        driver.save_screenshot(str(FOLDER / f"{shot.name}.png"))
        for message in page.console():
            sys.stdout.write(f"{shot.name}: {message}\n")


@contextmanager
def site(demo: str) -> Iterator[tuple[str, Settings]]:
    """Serve the page from this process, with or without demo meters."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"DATA_DIR": folder, "MAX_JOBS": "1", "DEMO": demo})
        with served(create_app(settings)) as address:
            yield address, settings


def _opened(page: Page, ready: str, query: str = "") -> None:
    page.driver.get(f"{page.address}/{query}")
    page.until(lambda: page.text(ready))


def _pressed(page: Page, name: str) -> None:
    page.open()
    page.click(name)


def _event(page: Page) -> None:
    page.open()
    page.leave_controls()
    page.press("j", "j")
    page.until(lambda: page.text(Id.POSITION).startswith("2 of"))


def _view(view: str, page: Page) -> None:
    page.open(view=view)
    page.until(lambda: page.text(view_id(view, Part.SENTENCE)))
    page.run("document.querySelector('.views').scrollIntoView()")


def _too_short(page: Page) -> None:
    _view(Tab.SPECTRUM, page)
    page.run("[...document.querySelectorAll('#range label')].find((item) => item.textContent === 'week').click()")
    page.until(lambda: "two weeks" in page.text(view_id(Tab.SPECTRUM, Part.SENTENCE)))


def _agreement(page: Page) -> None:
    page.open(also=OTHERS, forecast="3")
    page.until(lambda: "Strips" in page.text(Id.TIMELINE_SUMMARY))


def _agreement_seen(page: Page) -> None:
    _agreement(page)
    page.run("document.querySelector('.timeline').scrollIntoView()")


def _methods_phone(page: Page) -> None:
    _pressed(page, Id.BURGER)
    page.until(lambda: page.run("return document.getElementById('detector').getBoundingClientRect().left >= 0"))
    page.click(Id.DETECTOR)


def _settings(page: Page) -> None:
    page.open()
    page.unfold(Id.METHOD_SETTINGS)


def _experts(page: Page) -> None:
    page.open()
    page.unfold(Id.SECOND_OPINIONS)
    page.unfold(Id.EXPERT)
    page.run("document.getElementById('expert').scrollIntoView()")


def _busy(page: Page) -> None:
    page.open()
    page.choose(Id.METER, "School Porto")
    page.until(lambda: "Waiting" in page.text(Id.PROGRESS_STEP))


def _cancelled(page: Page) -> None:
    _busy(page)
    page.click(Id.CANCEL)
    page.until(lambda: page.text(Id.NOTICE))


def _bad_file(page: Page) -> None:
    page.open()
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("Dear Sir or Madam,\nhere is no reading at all.\n")
        file.flush()
        page.upload(Path(file.name))
        page.until(lambda: page.text(Id.UPLOAD_PROBLEM))


def _brought(page: Page) -> None:
    page.open()
    page.upload(STEEL)
    page.until(lambda: page.text(Id.UPLOAD_FOUND))


def _confirmed(page: Page) -> None:
    _brought(page)
    page.click(Id.UPLOAD_CONFIRM)
    page.until(lambda: page.text(Id.METER_NAME) == REAL_METER and page.idle())


if __name__ == "__main__":
    main()
