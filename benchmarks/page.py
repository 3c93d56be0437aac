"""How long a person waits on the page, in headless Chromium: steps of the alarm level, the server's events, zooms.

Steps and zooms are measured from the change to the frame that shows it, on the timeline alone, with an analysed
simulated office; the server's events from when the slider rests to the frame with its marks, on the whole page. Run by
``make bench`` or ``python -m benchmarks.page``.
"""

from __future__ import annotations

import logging
import os
import shutil
import statistics
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from app import create_app
from components.basics.ids import Id
from components.controls.threshold import threshold_record
from components.event_list.rows import event_row
from components.shell.shell import RENDERER
from components.timeline.layout import register_timeline, timeline_layout
from components.timeline.marks import event_mark, method_alarms
from components.timeline.payload import view_payload
from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from detectors.events.events import events
from detectors.registry import default_detector, detector
from detectors.scores import Scores
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse
from pipeline.settings import Settings
from pipeline.store.demo import FIRST
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

ROOT = Path(__file__).parents[1]
DAYS = (365, 1461)
"""A year and four years of 15 minutes: 35,040 and 140,256 readings."""
ALLOWED_STEP_MS = 100.0
"""Median of a step of the alarm level at 35,040 readings; the eye calls it immediate up to there."""
ALLOWED_ANSWER_MS = 250.0
"""Median from the rest of the slider to the marks of the server's events on a demo meter."""
LOWEST = 2.0
"""Sigma: the events known beforehand, so that a step upwards leaves out some of many."""
OTHERS = ("typical_week", "data_faults", "nearest_days", "day_clusters")
STEPS = 32
ROUNDS = 3
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900")
TIMELINE_ASSETS = r"^(?!page\.mjs|timeline\.css|base\.css).*"
GRAPH = "document.querySelector('#timeline .js-plotly-plot')"
ANSWERED = "return document.getElementById('event-count')?.textContent.length > 0"
READY = f"const g = {GRAPH}; return Boolean(g && g._fullLayout && g._fullLayout.xaxis.range[0].startsWith('20'))"

# Each change waits for the redraw it causes and the frame after it.
STEP_SCRIPT = f"""
const [steps, done] = arguments, graph = {GRAPH}, times = [];
const painted = () => new Promise((go) => requestAnimationFrame(() => {{
  const channel = new MessageChannel();
  channel.port1.onmessage = go;
  channel.port2.postMessage(0);
}}));
const redrawn = () => new Promise((go) => graph.once('plotly_afterplot', go));
(async () => {{
  for (let k = 0; k < steps; k++) {{
    const next = redrawn(), begun = performance.now();
    dash_clientside.set_props('level', {{value: 2 + (8 * (k + 1)) / steps}});
    await next;
    await painted();
    times.push(performance.now() - begun);
    await new Promise((go) => setTimeout(go, 50));
  }}
  done(times);
}})();
"""

# A drag of seven steps that then rests: the page waits 150 ms for another step, asks the server, and draws its answer.
ANSWER_SCRIPT = f"""
const [levels, done] = arguments, graph = {GRAPH}, times = [], set = dash_clientside.set_props;
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
const marked = (level) => new Promise((go) => {{
  dash_clientside.set_props = (id, props) => {{
    const awaited = id === 'marks' && props.data.threshold.level === level;
    if (awaited) graph.once('plotly_afterplot', () => painted().then(go));
    return set(id, props);
  }};
}});
(async () => {{
  for (const level of levels) {{
    const shown = marked(level);
    for (let step = 6; step >= 0; step--) {{
      set('level', {{value: Math.round(10 * level + step) / 10}});
      if (step) await wait(30);
    }}
    const rested = performance.now();
    await shown;
    times.push(performance.now() - rested);
    await wait(300);
  }}
  dash_clientside.set_props = set;
  done(times);
}})();
"""
ANSWER_LEVELS = [3.0, 4.2, 5.1, 3.4, 6.0, 4.0, 3.2, 4.6, 5.5, 3.7]
"""Where the drags end, in sigma: about as far as people move."""

# Dash draws a zoom twice; what counts is the last redraw before the page comes to rest.
ZOOM_SCRIPT = f"""
const [range, done] = arguments, graph = {GRAPH}, begun = performance.now();
let last = 0;
const note = () => {{ last = performance.now() - begun; }};
graph.on('plotly_afterplot', note);
Plotly.relayout(graph, {{'xaxis.range': range}});
const rest = setInterval(() => {{
  if (!last || performance.now() - begun - last < 300) return;
  clearInterval(rest);
  graph.removeListener('plotly_afterplot', note);
  done(last);
}}, 25);
"""

ZOOMS = {
    "a month": ("2023-03-01", "2023-04-01"),
    "three days": ("2023-03-05", "2023-03-08"),
    "half a year": ("2023-02-01", "2023-08-01"),
}


@dataclass(frozen=True)
class Wait:
    """How long one thing takes at a number of readings."""

    readings: int
    what: str
    median_ms: float
    slowest_ms: float


def measure_page(days: Sequence[int] = DAYS) -> list[Wait]:
    """Return how long steps of the alarm level and zooms take, for several lengths of a meter."""
    with _browser() as driver:
        alone = [wait for length in days for wait in _measure(driver, length)]
        return [*alone, _measure_with_others(driver, days[0]), *_measure_answers(driver)]


def page_table(waits: Sequence[Wait]) -> str:
    """Return the figures as a table in Markdown."""
    rows = [f"| {w.readings:,} | {w.what} | {w.median_ms:.0f} | {w.slowest_ms:.0f} |" for w in waits]
    head = ["| readings | change | median ms | slowest ms |", "|---:|---|---:|---:|"]
    return "\n".join([*head, *rows])


def _measure(driver: WebDriver, days: int) -> Iterator[Wait]:
    series, scores = _analysed(days)
    with _served(_app(series, scores)) as address:
        _open(driver, address)
        yield _wait(series, "a step of the alarm level, all dates", _steps(driver))
        _zoom(driver, ZOOMS["a month"])
        yield _wait(series, "a step of the alarm level, a month", _steps(driver))
        whole = (str(series.start.tz_localize(None)), str(series.end.tz_localize(None)))
        for name, shown in {**ZOOMS, "all dates": whole}.items():
            other = ZOOMS["half a year"] if name != "half a year" else whole
            yield _wait(series, f"zoom to {name}", [_from(driver, other, shown) for _ in range(ROUNDS)])


def _measure_with_others(driver: WebDriver, days: int) -> Wait:
    series, scores = _analysed(days)
    others = {name: detector(name)().fit(series).score(series) for name in OTHERS}
    with _served(_app(series, scores, others)) as address:
        _open(driver, address)
        return _wait(series, f"a step of the alarm level with {len(OTHERS)} more methods", _steps(driver))


def _measure_answers(driver: WebDriver) -> Iterator[Wait]:
    """Measure the whole page on a demo meter, with the dates it opens with and with all of them."""
    with TemporaryDirectory() as folder:
        settings = Settings.from_environment({"DATA_DIR": folder, "MAX_JOBS": "1"})
        app, workspace = create_app(settings), Workspace(settings)
        workspace.ensure_demo()
        analyse(workspace, FIRST, default_detector())
        series = workspace.series(FIRST)
        with _served(app) as address:
            all_dates = f"&from={series.start:%Y-%m-%d}&to={series.end:%Y-%m-%d}"
            for dates, query in (("three months", ""), ("all dates", all_dates)):
                driver.get(f"{address}/?meter={FIRST}{query}")
                WebDriverWait(driver, 60).until(lambda _: driver.execute_script(ANSWERED))
                driver.execute_async_script(ANSWER_SCRIPT, ANSWER_LEVELS[:3])  # what is compiled or kept once
                times = driver.execute_async_script(ANSWER_SCRIPT, ANSWER_LEVELS)
                yield _wait(series, f"from the rest of the slider to the server's events, {dates}", times)


def _open(driver: WebDriver, address: str) -> None:
    driver.get(address)
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script(READY))
    driver.execute_async_script(STEP_SCRIPT, 4)  # the browser compiles what it runs often


def _wait(series: MeterSeries, what: str, times: Sequence[float]) -> Wait:
    return Wait(len(series), what, statistics.median(times), max(times))


def _steps(driver: WebDriver) -> list[float]:
    return [time for _ in range(ROUNDS) for time in driver.execute_async_script(STEP_SCRIPT, STEPS)]


def _from(driver: WebDriver, before: tuple[str, str], shown: tuple[str, str]) -> float:
    _zoom(driver, before)
    return _zoom(driver, shown)


def _zoom(driver: WebDriver, shown: tuple[str, str]) -> float:
    return float(driver.execute_async_script(ZOOM_SCRIPT, list(shown)))


def _analysed(days: int) -> tuple[MeterSeries, Scores]:
    place: dict[str, Any] = {"timezone": "Europe/Zurich", "country": "CH", "region": "ZH"}
    plan = MeterPlan("office", "office", "Office", **place, seed=7, start=date(2023, 1, 1), days=days, faults=True)
    series = simulate(plan).series
    return series, detector("recommended")().fit(series).score(series)


def _app(series: MeterSeries, scores: Scores, others: Mapping[str, Scores] | None = None) -> Dash:
    """Return a page with the timeline alone, whose events are known beforehand."""
    view, marks = _shown(series, scores, others or {})
    app = Dash(__name__, assets_folder=str(ROOT / "assets"), assets_ignore=TIMELINE_ASSETS)
    app.renderer = RENDERER
    app.layout = dmc.MantineProvider(
        html.Div(
            [
                dmc.Slider(id=Id.LEVEL, value=4.0, min=1, max=12, step=0.1, updatemode="drag"),
                html.Span(id=Id.COUNT),
                timeline_layout(),
                dcc.Store(id=Id.VIEW, data=view),
                dcc.Store(id=Id.THRESHOLD),
                dcc.Store(id=Id.MARKS, data=marks),
                dcc.Store(id=Id.SELECTED),
                dcc.Store(id=Id.SCHEME, data="light"),
            ]
        )
    )
    register_timeline(app)
    app.clientside_callback(
        "(level) => ({level, side: 'both', min_hours: 0, merge_hours: 6, min_kwh: null})",
        Output(Id.THRESHOLD, "data"),
        Input(Id.LEVEL, "value"),
    )
    return app


def _shown(series: MeterSeries, scores: Scores, others: Mapping[str, Scores]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return readings and events as the server sends them."""
    view, threshold = view_payload(series, "bench", scores), Threshold(level=LOWEST)
    names = [detector(name) for name in ("recommended", *others)] if others else []
    methods = [{"label": kind.label, "algorithm": kind.algorithm} for kind in names]
    meter, found = Meter("office", "Office", timezone="Europe/Zurich"), events(series, scores, threshold)
    marks = [event_mark(event, event_row(event, 1, meter), series.index) for event in found]
    lanes = [method_alarms(series, other, threshold, slice(0, len(series))) for other in others.values()]
    answer = {"key": view["key"], "threshold": threshold_record(threshold), "events": marks, "lanes": lanes}
    return {**view, "methods": methods}, answer


@contextmanager
def _served(app: Dash) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def _browser() -> Iterator[WebDriver]:
    os.environ.setdefault("SE_OFFLINE", "true")
    options: Any = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for switch in SWITCHES:
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options)
    driver.set_script_timeout(120)
    try:
        yield driver
    finally:
        driver.quit()


def report() -> str:
    """Measure and return the table and whether the target is met."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        return "Not measured: chromium or chromedriver is not on the PATH."
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for each request
    waits = measure_page()
    steps, answers = (waits[0], waits[-3]), waits[-2:]
    targets = [*map(_target, steps), *(_target(wait, ALLOWED_ANSWER_MS) for wait in answers)]
    return "\n\n".join([page_table(waits), *targets])


def _target(step: Wait, allowed_ms: float = ALLOWED_STEP_MS) -> str:
    met = "met" if step.median_ms <= allowed_ms else "**missed**"
    return (
        f"Target: {step.what}, at most {allowed_ms:.0f} ms at {step.readings:,} readings (median). "
        f"Measured: {step.median_ms:.0f} ms: {met}."
    )


if __name__ == "__main__":
    print(report())
