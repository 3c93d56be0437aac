"""What the fork server imports once, so that no job has to. Importing is all this module is for."""

from __future__ import annotations

import gc

import gunicorn.app.wsgiapp  # type: ignore[import-untyped]  # noqa: F401 - every job imports the web's main module
import pyarrow.parquet  # noqa: F401

import pipeline.analysis.run
import pipeline.jobs.worker  # noqa: F401
from detectors import kernels
from detectors.registry import detectors

detectors()
kernels.load_loops()
gc.collect()
gc.freeze()  # the collector leaves these objects alone, so that jobs go on sharing their memory
