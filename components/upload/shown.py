"""What the panel shows of a file: how it is read, or what can be seen of it where it is not understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components.basics.failure import failure_sentence
from components.figures.palette import Scheme
from components.upload.guesses import blank_table, guess_table
from components.upload.interpreted import course, feed_in_note, file_meters, interpreted_file
from components.upload.join_temperature import temperature_found
from components.upload.reading import glimpsed, preview_of, values_shown
from data.errors import LoadlensError
from data.importing.import_report import import_report
from data.importing.load import Examined, Glimpse, Preview
from data.importing.options import LeftOut
from pipeline.cache.uploads import UploadCache
from pipeline.store.workspace import Workspace

ROWS_SHOWN = 5


def file_content(
    workspace: Workspace, upload_cache: UploadCache, record: dict[str, Any], scheme: Scheme, *, is_new: bool
) -> dict[str, Any]:
    """Return what changes in the panel for a kept file, by the names of its outputs.

    Parameters
    ----------
    record
        Of the file, with what a person said of it.
    scheme
        "light" or "dark", for the chart.
    is_new
        Whether it was just chosen: then it may be one of temperatures, and what cannot be read hides the rest.
    """
    try:
        return {"temperature": True, **_preview_shown(*preview_of(workspace, upload_cache, record), scheme)}
    except LoadlensError as error:
        found = temperature_found(workspace, upload_cache, record, scheme) if is_new else {}
        if found:
            return {"temperature": True, "file": record, "problem": "", "hidden": True, "added": "", **found}
        seen = _glimpse_shown(upload_cache, record, is_new=is_new)
        return {"temperature": True, "problem": failure_sentence(error), "blocked": True, **seen}


def _glimpse_shown(upload_cache: UploadCache, record: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    """Return what is shown of a file that cannot be interpreted: all that can be said of it, where that may help."""
    try:
        found = glimpsed(upload_cache, record)
    except LoadlensError:  # a word that cannot be is mended where it stands
        return {"hidden": True} if is_new else {}
    return {
        "file": {**record, "values": values_shown(found.options)},
        "guesses": blank_table(found.options, found.guesses, found.columns, record["given"], text=found.is_text),
        "preview": _preview_table(found),
        "found": [
            html.P(
                [html.Strong(record["name"]), ": not understood yet. Say what you know of it; the rest is guessed."]
            ),
        ],
        "name": "",
        "name_off": True,
        "hidden": False,
        "fed_in_hidden": {"display": "none"},
        "course": "",
        "confirm": "Add",
        "added": "",
    }


def _preview_shown(record: dict[str, Any], found: Examined, scheme: Scheme) -> dict[str, Any]:
    preview, document = found.preview, import_report(found.imported).document()
    meters = document["meters"]
    used = [meter for meter in meters if meter["direction"] == "consumption"] or meters
    return {
        "file": {**record, "values": values_shown(preview.options)},
        "problem": "",
        "guesses": guess_table(preview.options, preview.guesses, preview.columns, record["given"]),
        "course": course(used[:1], scheme, several=len(meters) > 1),
        "preview": [
            file_meters(meters),
            _left_out(preview.left_out),
            html.Details([html.Summary("The first rows as they are read"), _preview_table(preview)], className="rows"),
        ],
        "found": interpreted_file(record["name"], document),
        "name": used[0]["meter_id"] if len(used) == 1 else "",
        "name_off": len(used) != 1,
        "hidden": False,
        "fed_in_hidden": {} if feed_in_note(meters) else {"display": "none"},
        "confirm": "Add this meter" if len(used) == 1 else f"Add {len(used)} meters",
        "blocked": not meters,
        "added": "",
    }


def _left_out(items: Sequence[LeftOut]) -> html.Details | str:
    if not items:
        return ""
    title = "1 thing is not used, and why" if len(items) == 1 else f"{len(items)} things are not used, and why"
    return html.Details([html.Summary(title), html.Ul([html.Li(each.sentence) for each in items])], className="rows")


def _preview_table(found: Preview | Glimpse) -> html.Div:
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in found.columns]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in found.rows[:ROWS_SHOWN]])
    return html.Div(
        html.Table([html.Caption("The first rows", className="visually-hidden"), head, body]),
        className="preview",
        tabIndex="0",
    )
