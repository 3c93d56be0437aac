"""Modules of the page in an empty page of a browser, where tests call them without the server of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from selenium.webdriver.remote.webdriver import WebDriver

from tests.components.timeline.timeline_app import ASSETS


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def on_empty_page(driver: WebDriver, *modules: str) -> Iterator[WebDriver]:
    """Give a browser whose page holds these modules by their names and nothing else: ``window.events``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(ASSETS)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        driver.get(f"http://127.0.0.1:{server.server_port}/detection/")
        for path in modules:
            name = path.rpartition("/")[2]
            driver.execute_script(
                "return import(arguments[0]).then((module) => { window[arguments[1]] = module; })", f"/{path}.js", name
            )
        yield driver
    finally:
        driver.get("about:blank")
        server.shutdown()
        server.server_close()
