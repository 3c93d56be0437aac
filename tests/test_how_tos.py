"""The how-tos walked through: what they write is put where they say, and is there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.meter import meter_facts
from tests.readme_tables import facts_table, formats_table

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "components", "data", "detectors", "pipeline", "terminal")
SEEN_EVERYWHERE = """
import io, json
from contextlib import redirect_stdout
import pandas as pd
from cli import main
from components.upload.panel import upload_panel
from data.series import MeterSeries
from pipeline.predict.catalogue import MeterRecord, meter_list
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

workspace = Workspace(Settings.from_environment())
index = pd.date_range("2024-01-01", periods=48, freq="h", tz="UTC")
workspace.store.write(MeterSeries("office", index, range(48)))
workspace.save_meter(Meter("office", timezone="UTC"))
printed = io.StringIO()
with redirect_stdout(printed):
    ended = main(["meters", "office", "--floor-area-m2", "450"])
refused = main(["meters", "office", "--floor-area-m2", "-3"])
print(json.dumps({
    "ended": [ended, refused],
    "told": "--floor-area-m2  450 m2" in printed.getvalue(),
    "kept": workspace.meter("office").floor_area_m2,
    "answered": meter_list(workspace).model_dump()["meters"][0]["floorAreaM2"],
    "described": MeterRecord.model_json_schema()["properties"]["floorAreaM2"]["description"],
    "drawn": "upload-floor-area-m2" in str(upload_panel(7)),
}))
"""


VIEW_DRAWN = """
import json
import pandas as pd
from app import create_app
from components.views.registry import meter_views
from data.series import MeterSeries
from pipeline.settings import Settings
from pipeline.store.meters import Meter
from pipeline.store.workspace import Workspace

settings = Settings.from_environment()
workspace = Workspace(settings)
workspace.store.write(MeterSeries("office", pd.date_range("2024-01-01", periods=48, freq="h", tz="UTC"), range(48)))
workspace.save_meter(Meter("office", timezone="UTC"))
view = meter_views()[-1]
query = {"meter": "office", "first": "2024-01-01", "last": "2024-01-02", "scheme": "dark"}
content = view.answer(workspace, query)
with create_app(settings).server.test_client() as client:
    layout = client.get("/_dash-layout").text
print(json.dumps({
    "key": view.key,
    "told": content.number + content.sentence,
    "highest": float(content.figures[0].data[0].y[0]),
    "tab": '"load-duration"' in layout,
    "help": view.help in layout,
}))
"""


FORMAT_READ = """
import json
from pathlib import Path
import pandas as pd
from components.upload.panel import upload_panel
from data.importing.load import load
from data.errors import DataError

hours = pd.date_range("2024-01-01", periods=48, freq="h")
records = [{"time": str(hour), "kWh": number % 5} for number, hour in enumerate(hours)]
Path("mine.json").write_text(json.dumps(records))
found = load(Path("mine.json"), default_timezone="UTC")
try:
    load(b'[{"time": 1}, {}]', "bad.json", default_timezone="UTC")
except DataError as error:
    sentence = str(error)
print(json.dumps({
    "meter": found.meters[0].meter_id,
    "first": list(found.meters[0].power_kw[:6]),
    "sentence": sentence,
    "page": "JSON" in str(upload_panel(7)) and ".json" in str(upload_panel(7)),
}))
"""


def how_to(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    """Return the Python of a how-to, block by block."""
    return re.findall(r"```python\n(.*?)```", how_to(name), flags=re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be changed."""
    for name in (*PACKAGES, "assets"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "cli.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def ran(project: Path, script: str) -> tuple[Any, str]:
    """Run a script in a project and return the JSON it prints, and what it complains of."""
    (project / "script.py").write_text(script)
    environ = {"DATA_DIR": str(project / "var"), "DEMO": "no"}
    words = [sys.executable, "script.py"]
    done = subprocess.run(words, cwd=project, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_a_fact_is_one_field_and_is_seen_everywhere(project: Path) -> None:
    path = project / "data" / "meter.py"
    [field] = blocks("add-a-meter-fact")
    path.write_text(path.read_text().replace("    demo: bool = False\n", f"{field}    demo: bool = False\n"))

    seen, complaint = ran(project, SEEN_EVERYWHERE)

    assert seen == {
        "ended": [0, 2],
        "told": True,
        "kept": 450.0,
        "answered": 450.0,
        "described": "Floor area in m2: heated area of the building; null where unknown.",
        "drawn": True,
    }
    assert "The floor area of meter office is -3.0 m2; it takes an area above 0, or none." in complaint


def test_the_how_to_lists_the_facts_there_are() -> None:
    assert facts_table(meter_facts()) in how_to("add-a-meter-fact")


def test_a_view_is_two_files_and_is_drawn(project: Path) -> None:
    figure, words = blocks("add-a-view")
    (project / "components" / "figures" / "load_duration.py").write_text(figure)
    (project / "components" / "views" / "load_duration.py").write_text(words)

    drawn, _ = ran(project, VIEW_DRAWN)

    assert drawn == {
        "key": "load-duration",
        "told": "50 % of the time more than half of the highest power of 47 kW is needed.",
        "highest": 47.0,
        "tab": True,
        "help": True,
    }


def test_a_format_is_one_file_and_is_read(project: Path) -> None:
    [module] = blocks("add-a-format")
    (project / "data" / "importing" / "formats" / "json_records.py").write_text(module)

    read, _ = ran(project, FORMAT_READ)

    assert read == {
        "meter": "mine",
        "first": [0.0, 1.0, 2.0, 3.0, 4.0, 0.0],
        "sentence": "bad.json cannot be read as JSON ('time'); export a list of records.",
        "page": True,
    }


def test_the_how_to_lists_the_formats_there_are() -> None:
    assert formats_table() in how_to("add-a-format")
