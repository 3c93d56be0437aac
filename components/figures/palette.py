"""Colours of the charts in both schemes; one place, so that a colour means the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours of one scheme; safe for the colour-blind (Okabe and Ito 2008) on top of slate."""

    readings: str
    extremes: str
    expected: str
    band: str
    limit: str
    forecast_fill: str
    above: str
    above_fill: str
    below: str
    below_fill: str
    data: str
    data_fill: str
    weekend: str
    frame: str
    frame_fill: str
    text: str
    grid: str
    page: str


PALETTES: dict[Scheme, Palette] = {
    "light": Palette(
        readings="#475569",
        extremes="rgba(71,85,105,0.14)",
        expected="#0072B2",
        band="rgba(0,114,178,0.15)",
        limit="rgba(0,114,178,0.55)",
        forecast_fill="rgba(0,114,178,0.05)",
        above="#D55E00",
        above_fill="rgba(213,94,0,0.55)",
        below="#009E73",
        below_fill="rgba(0,158,115,0.50)",
        data="#64748B",
        data_fill="rgba(100,116,139,0.10)",
        weekend="rgba(71,85,105,0.055)",
        frame="#0F172A",
        frame_fill="rgba(15,23,42,0.045)",
        text="#566377",
        grid="rgba(100,116,139,0.18)",
        page="#FFFFFF",
    ),
    "dark": Palette(
        readings="#CBD5E1",
        extremes="rgba(203,213,225,0.15)",
        expected="#3FA9E5",
        band="rgba(63,169,229,0.20)",
        limit="rgba(63,169,229,0.60)",
        forecast_fill="rgba(63,169,229,0.07)",
        above="#F07A24",
        above_fill="rgba(240,122,36,0.60)",
        below="#1FC795",
        below_fill="rgba(31,199,149,0.50)",
        data="#94A3B8",
        data_fill="rgba(148,163,184,0.12)",
        weekend="rgba(148,163,184,0.07)",
        frame="#F8FAFC",
        frame_fill="rgba(248,250,252,0.06)",
        text="#A3B1C4",
        grid="rgba(148,163,184,0.16)",
        page="#1A2332",
    ),
}
