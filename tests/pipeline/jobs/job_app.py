"""A page with nothing but background jobs, to be served by gunicorn in tests."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html, no_update, set_props
from dash.exceptions import PreventUpdate

from data.errors import DataError
from pipeline.cache.results import private_cache
from pipeline.jobs.callback_manager import JobManager, job_sentence
from pipeline.jobs.worker import Limits

SetProgress = Callable[[tuple[str, float]], None]


def square(set_progress: SetProgress, order: dict[str, Any], runs: Path) -> dict[str, Any]:
    """Return the square of ``order["number"]`` after ``order["seconds"]``, or fail as ``order["fail"]`` says.

    With ``order["gate"]`` it waits for a file of that name beside ``runs``.
    """
    with runs.open("a") as file:
        file.write(f"{order['number']} {os.getpid()}\n")
    steps = 10
    for step in range(steps):
        set_progress((f"step {step + 1} of {steps}", step / steps))
        time.sleep(order["seconds"] / steps)
    while order.get("gate") and not runs.with_name(order["gate"]).exists():
        time.sleep(0.02)
    match order.get("fail"):
        case "sentence":
            raise DataError("Meter 7 has 3 days of readings and this method needs 21.")
        case "once" if runs.read_text().count(f"{order['number']} ") == 1:
            raise ValueError("secret detail")
        case "bug":
            raise ValueError("secret detail")
        case "nothing":
            raise PreventUpdate
    if order.get("props"):
        set_props("note", {"children": "first"})
        set_props("other", {"children": "second"})
    return {"number": order["number"], "square": order["number"] ** 2}


def create(folder: Path, limits: Limits) -> Dash:
    app = Dash(__name__, health_endpoint="healthz")
    app.layout = html.Div(
        [dcc.Store(id="order"), dcc.Store(id="result"), dcc.Store(id="late")]
        + [html.Div(id=name) for name in ("step", "share", "problem", "cancel", "note", "other")]
    )
    manager = JobManager(private_cache(folder / "jobs", 64), [lambda: "version 1"], limits)
    runs = folder / "runs"
    runs.touch()

    def tell(error: Exception) -> Any:
        set_props("problem", {"children": job_sentence(error)})
        return no_update

    @app.callback(
        Output("result", "data"),
        Input("order", "data"),
        background=True,
        manager=manager,
        progress=[Output("step", "children"), Output("share", "children")],
        cancel=[Input("cancel", "n_clicks")],
        prevent_initial_call=True,
        on_error=tell,
    )
    def compute(set_progress: SetProgress, order: dict[str, Any]) -> dict[str, Any]:
        return square(set_progress, order, runs)

    return app


def __getattr__(name: str) -> Any:
    if name != "server":
        raise AttributeError(name)
    env = os.environ
    limits = Limits(
        at_once=int(env.get("TEST_AT_ONCE", "4")),
        job_seconds=float(env.get("TEST_JOB_SECONDS", "600")),
        abandon_seconds=float(env.get("TEST_ABANDON_SECONDS", "600")),
    )
    globals()["server"] = create(Path(env["DATA_DIR"]), limits).server
    return globals()["server"]
