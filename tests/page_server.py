"""A page served from the process of the tests, on a free port: it listens before the block begins, and not after."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dash import Dash
from werkzeug.serving import make_server


@contextmanager
def served(app: Dash) -> Iterator[str]:
    """Serve a page inside the block and yield its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line a request would bury what a failure says
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
