"""The notebook of docs/: every cell runs, it shows what it promises, and it is kept without outputs."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "first-steps.ipynb"
CELL_SECONDS = 300
PLOTLY = "application/vnd.plotly.v1+json"
TABLE = "text/html"


@pytest.fixture(scope="module")
def kept() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def run(kept: nbformat.NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The notebook after all of its cells, run in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        folder = tmp_path_factory.mktemp("notebook")
        client = NotebookClient(deepcopy(kept), timeout=CELL_SECONDS, resources={"metadata": {"path": str(folder)}})
        return client.execute()


def shown(run: nbformat.NotebookNode, kind: str) -> list[object]:
    outputs = [output for cell in run.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def test_it_shows_tables_and_the_chart(run: nbformat.NotebookNode) -> None:
    [chart] = shown(run, PLOTLY)

    assert {"Readings", "Expected", "Alarm limit", "More than usual"} <= {trace["name"] for trace in chart["data"]}
    assert len(shown(run, TABLE)) >= 4


def test_it_compares_three_methods(run: nbformat.NotebookNode) -> None:
    tables = "".join(map(str, shown(run, TABLE)))

    assert all(name in tables for name in ("recommended", "typical_week", "nearest_days"))


def test_no_cell_warns(run: nbformat.NotebookNode) -> None:
    streams = [output for cell in run.cells for output in cell.get("outputs", []) if output.output_type == "stream"]

    assert [output.text for output in streams if output.name == "stderr"] == []


def test_it_is_kept_without_outputs(kept: nbformat.NotebookNode) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in kept.cells if cell.cell_type == "code")
