"""Every id on the page, once: callbacks, style sheets, scripts and browser tests refer to these."""

from __future__ import annotations

from enum import StrEnum


class Id(StrEnum):
    """Id of a component."""

    LOCATION = "location"
    SHELL = "shell"
    SCHEME_TOGGLE = "scheme-toggle"
    BURGER = "burger"
    HELP_OPEN = "help-open"
    HELP = "help"

    # what is asked for, and what is shown (stores)
    REQUEST = "request"
    SHOWN = "shown"
    JOB = "job"
    FINISHED = "finished"
    VIEW = "view"
    THRESHOLD = "threshold"
    SETTLED = "settled-threshold"
    SELECTED = "selected-event"
    LINKED_EVENT = "linked-event"
    SCHEME = "scheme"

    # choosing
    METER = "meter"
    DATES = "dates"
    RANGE = "range"
    DETECTOR = "detector"
    DETECTOR_SUMMARY = "detector-summary"
    PARAMS = "params"
    READINESS = "readiness"
    READINESS_SENTENCE = "readiness-sentence"
    RUN = "run"
    RUN_HINT = "run-hint"
    LEVEL = "level"
    LEVEL_TEXT = "level-text"
    RATE = "rate"
    SIDE = "side"
    MIN_HOURS = "min-hours"
    LEVEL_RESET = "level-reset"
    COUNT = "event-count"

    # progress and messages
    PROGRESS = "progress"
    PROGRESS_BAR = "progress-bar"
    PROGRESS_STEP = "progress-step"
    CANCEL = "cancel"
    NOTICE = "notice"
    PROBLEM = "problem"

    # the answer
    ANSWER = "answer"
    METER_NAME = "meter-name"
    METER_DATES = "meter-dates"
    HEADLINE = "headline"
    HEADLINE_COUNT = "headline-count"
    HEADLINE_REST = "headline-rest"
    ANNOUNCEMENT = "announcement"
    TIMELINE = "timeline"
    PREVIOUS = "previous-event"
    NEXT = "next-event"
    POSITION = "event-position"
    EVENTS = "events"
    EVENTS_EMPTY = "events-empty"
    DETAILS = "event-details"
    DETAIL_TITLE = "detail-title"
    DETAIL_WHEN = "detail-when"
    DETAIL_SENTENCE = "detail-sentence"
    DETAIL_HINT = "detail-hint"
    DETAIL_FACTS = "detail-facts"

    # bringing a file
    UPLOAD_OPEN = "upload-open"
    UPLOAD_PANEL = "upload-panel"
    UPLOAD = "upload"
    UPLOAD_FILE = "upload-file"
    UPLOAD_STEP = "upload-step"
    UPLOAD_PROBLEM = "upload-problem"
    UPLOAD_GUESSES = "upload-guesses"
    UPLOAD_PREVIEW = "upload-preview"
    UPLOAD_CONFIRM = "upload-confirm"
    UPLOAD_BACK = "upload-back"
    UPLOADED = "uploaded"


def param_id(name: str) -> dict[str, str]:
    """Return the id of the control of one parameter of the detector."""
    return {"type": "param", "name": name}


def guess_id(name: str) -> dict[str, str]:
    """Return the id of the control of one guess about an uploaded file."""
    return {"type": "guess", "name": name}
