"""When something fails on the way to an answer: a sentence in its place, the traceback in the log."""

from __future__ import annotations

import logging

from dash import no_update, set_props

from components.basics.ids import Id
from data.errors import LoadlensError, UnforeseenError
from pipeline.jobs.callback_manager import job_sentence

LOG = logging.getLogger(__name__)
UNEXPECTED = (
    "Something went wrong on the server ({kind}). Its log says where; reload the page, or choose another meter or "
    "other dates."
)

MAX_PLACES = 500
_LOGGED: set[str] = set()
"""Where errors have been logged with a traceback; the next ones there take a line, so that nobody fills the log."""


def show_job_failure(error: Exception) -> object:
    """Show why a background job has no result."""
    set_props(Id.PROBLEM, {"children": job_sentence(error)})
    return no_update


def show_failure(error: Exception) -> object:
    """Show that a callback failed, in a person's words where it is something they can mend."""
    set_props(Id.PROBLEM, {"children": failure_sentence(error)})
    return no_update


def failure_sentence(error: Exception) -> str:
    """Return what a person reads of an error; what nobody foresaw is logged, with the reference of its sentence."""
    if isinstance(error, UnforeseenError):
        LOG.error("Reference %s", error.reference, exc_info=error)
    if isinstance(error, LoadlensError):
        return str(error)
    place = _place(error)
    is_new = place not in _LOGGED
    if is_new and len(_LOGGED) < MAX_PLACES:
        _LOGGED.add(place)
    LOG.error("A callback failed at %s: %s", place, type(error).__name__, exc_info=error if is_new else None)
    return UNEXPECTED.format(kind=type(error).__name__)


def _place(error: Exception) -> str:
    """Return file and line in which an error arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "an unknown place"
