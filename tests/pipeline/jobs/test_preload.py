"""Who imports what: the web process stays small, jobs find everything imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.gunicorn_server import ROOT

HEAVY = ("scipy", "sklearn", "statsmodels")


def modules_after(*imports: str) -> set[str]:
    code = "import sys; " + "; ".join(f"import {name}" for name in imports) + "; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("door", ["app", "pipeline.analysis.run", "pipeline.jobs.callback_manager"])
def test_the_web_process_imports_nothing_heavy(door: str) -> None:
    assert modules_after(door) & set(HEAVY) == set()


def test_the_fork_server_has_what_a_job_needs() -> None:
    assert {"pipeline.jobs.worker", "pipeline.analysis.run", "pyarrow.parquet", "holidays"} <= modules_after(
        "pipeline.jobs.preload"
    )


def test_without_jobs_the_pipeline_needs_no_dash() -> None:
    assert "dash" not in modules_after("pipeline.analysis.run", "pipeline.store.workspace", "pipeline.settings")
