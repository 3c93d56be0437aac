"""The look in one place: accent, type, space and radius of every Mantine component."""

from __future__ import annotations

from typing import Any

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"

ACCENT = (
    "#e8f4fb",
    "#cfe6f4",
    "#9fcdea",
    "#6cb2de",
    "#4299cf",
    "#1f84c0",
    "#0072b2",
    "#006199",
    "#005080",
    "#003f66",
)
"""Ten shades around the blue of "expected"; index 6 is the colour itself (Okabe and Ito's safe palette)."""

SLATE = (
    "#e2e8f0",
    "#cbd5e1",
    "#94a3b8",
    "#64748b",
    "#475569",
    "#334155",
    "#243044",
    "#1a2332",
    "#131b28",
    "#0d131d",
)
"""Text to background of the dark scheme: index 0 is text, 7 the page."""

THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "600"},
    "black": "#1e293b",
    "primaryColor": "accent",
    "primaryShade": {"light": 6, "dark": 5},
    "colors": {"accent": list(ACCENT), "dark": list(SLATE)},
    "defaultRadius": "sm",
    "radius": {"sm": "6px"},
    "spacing": {"xs": "4px", "sm": "8px", "md": "16px", "lg": "24px", "xl": "32px"},
    "focusRing": "auto",
    "cursorType": "pointer",
    "components": {
        "Tooltip": {"defaultProps": {"openDelay": 400, "withArrow": True, "multiline": True}},
    },
}
