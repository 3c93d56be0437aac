"""Importing as an installation in Zurich does it: a meter whose file names no zone stands there."""

from __future__ import annotations

from functools import partial

from data.importing import load as loading

ZONE = "Europe/Zurich"

load = partial(loading.load, default_timezone=ZONE)
preview = partial(loading.preview, default_timezone=ZONE)
load_temperature = partial(loading.load_temperature, default_timezone=ZONE)
