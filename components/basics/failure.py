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
    LOG.error("A callback failed", exc_info=error)
    return UNEXPECTED.format(kind=type(error).__name__)
