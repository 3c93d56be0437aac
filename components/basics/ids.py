"""Every id on the page, in one place: a callback cannot name an id that does not exist."""

from __future__ import annotations

from enum import StrEnum


class Id(StrEnum):
    """Ids of components; a member is the string itself."""

    TIMELINE = "timeline"
    """dcc.Graph with the readings."""
    TIMELINE_SUMMARY = "timeline-summary"
    """What the timeline shows, in words; written in the browser."""
    TIMELINE_STYLE = "timeline-style"
    """dcc.Store with the colours of both schemes."""
    VIEW = "view"
    """dcc.Store with readings and scores as packed by ``components.timeline.payload.view_payload``, or None."""
    THRESHOLD = "threshold"
    """dcc.Store {level, side, min_hours, merge_hours, min_kwh}; changes while a slider is dragged."""
    EVENT_QUERY = "event-query"
    """dcc.Store {threshold, order}: for which threshold events are wanted; the order counts the queries."""
    ANSWER = "answer"
    """dcc.Store: all there is at a threshold, see ``components.results.callbacks.answer``."""
    MARKS = "marks"
    """dcc.Store {key, threshold, events, lanes}: of the newest answer, what the timeline draws. A script hands it over,
    so that no drawing waits for a query on its way."""
    SELECTED = "selected-event"
    """dcc.Store {start_ms, end_ms, nonce} in UTC milliseconds, half-open, or None."""
    WINDOW = "chosen-window"
    """dcc.Store with the window of the chosen event as packed by ``components.timeline.window``, or None."""
    COUNT = "event-count"
    """Text of how many events there are; written in the browser."""
    COUNTS = "event-counts"
    """dcc.Store {energy, data, excess_kwh, missing_kwh, months}; written in the browser with the count."""
    SCHEME = "scheme"
    """dcc.Store with "light" or "dark"."""

    CAUTION = "caution"
    """The choice of three alarm levels."""
    LEVEL = "level"
    RATE = "rate"
    EXPERT = "expert"
    """The fold with the controls for analysts."""
    MIN_KWH = "min-kwh"
    MIN_KWH_TEXT = "min-kwh-text"
    SIDE = "side"
    MIN_HOURS = "min-hours"

    LOCATION = "location"
    ADDRESS = "address"
    """dcc.Store {search, nonce}: what the page was opened with, and what Back, Forward or a new connection leads to."""
    SHELL = "shell"
    SCHEME_TOGGLE = "scheme-toggle"
    BURGER = "burger"
    HELP_OPEN = "help-open"
    HELP = "help"

    REQUEST = "request"
    """dcc.Store {meter, detector, params, first, last, run}: the request."""
    SHOWN = "shown"
    """dcc.Store: the request whose result is on the page, or None."""
    JOB = "job"
    """dcc.Store: the request a background job is to compute."""
    FINISHED = "finished"
    """dcc.Store: the request a background job is done with, and its problem if there was one."""
    ARRIVED = "arrived"
    """dcc.Store: what ``FINISHED`` holds, handed over by a script. Were the two one, Dash would see that a running job
    may change the readings on show, and would hold back the chart and the table until it ends."""
    ABANDONED = "abandoned"
    """dcc.Store: changes when a job that runs is not wanted any more."""
    SETTLED = "settled-threshold"
    """dcc.Store: the threshold once it has come to rest; the link names it."""
    STANDARD = "standard"
    """dcc.Store {detector, level, side, min_hours, merge_hours, min_kwh}: what a link leaves out, and more."""
    LINKED_EVENT = "linked-event"
    """dcc.Store: key of the event a link named, until it is found."""

    FORECAST = "forecast"
    """How many days of forecast the timeline shows; "0" for none."""
    FORECAST_HINT = "forecast-hint"
    FORECAST_SAVE = "forecast-save"
    FORECAST_FILE = "forecast-file"
    OTHER_METHODS = "other-methods"
    """Further methods that say whether they saw the same."""
    METHOD_SETTINGS = "method-settings"
    SECOND_OPINIONS = "second-opinions"
    """The fold with the choice of further methods."""
    OTHER_METHODS_HINT = "other-methods-hint"
    AGREEMENT_NOTE = "agreement-note"
    """Which of the further methods cannot be shown, and why."""

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
    LEVEL_TEXT = "level-text"
    LEVEL_RESET = "level-reset"

    PROGRESS = "progress"
    PROGRESS_BAR = "progress-bar"
    PROGRESS_STEP = "progress-step"
    CANCEL = "cancel"
    NOTICE = "notice"
    PROBLEM = "problem"

    RESULT = "result"
    ROOM = "room"
    """What is inside the result; its class says whether anything was ever shown in it."""
    METER_NAME = "meter-name"
    METER_DATES = "meter-dates"
    HEADLINE_COUNT = "headline-count"
    HEADLINE_REST = "headline-rest"
    ANNOUNCEMENT = "announcement"
    PREVIOUS = "previous-event"
    NEXT = "next-event"
    POSITION = "event-position"
    EVENTS = "events"
    EVENTS_EMPTY = "events-empty"
    DETAILS = "event-details"
    DETAIL_TITLE = "detail-title"
    DETAIL_DATES = "detail-dates"
    DETAIL_SENTENCE = "detail-sentence"
    DETAIL_HINT = "detail-hint"
    DETAIL_FACTS = "detail-facts"

    TABS = "tabs"
    """Which of the views beneath the timeline is on show, by its key."""
    DAY = "day"
    """The day that is compared with typical days."""
    DAY_KIND = "day-kind"
    DAY_SHOWN = "day-shown"
    """dcc.Store {day, kind}: what the controls of the typical day were set to by the server, not by a person."""
    PRICE = "price"
    PRICE_CURRENCY = "price-currency"
    PRICE_SAVE = "price-save"
    PRICE_SAVED = "price-saved"
    """dcc.Store {meter, nonce}: the meter whose price was changed last."""
    PRICE_PROBLEM = "price-problem"

    UPLOAD_OPEN = "upload-open"
    UPLOAD_PANEL = "upload-panel"
    UPLOAD = "upload"
    UPLOAD_SENT = "upload-sent"
    """dcc.Store {content, name, zone}: a file on its way to the server."""
    UPLOAD_FILE = "upload-file"
    """dcc.Store {token, name, zone, given, values}: the file the server keeps for a while, what a person said of it,
    and what its controls show."""
    UPLOAD_FOUND = "upload-found"
    UPLOAD_NAME = "upload-name"
    """One of the controls about the meter; see ``fact_id`` for the others."""
    UPLOAD_READ = "upload-read"
    UPLOAD_PROBLEM = "upload-problem"
    UPLOAD_GUESSES = "upload-guesses"
    UPLOAD_PREVIEW = "upload-preview"
    UPLOAD_CONFIRM = "upload-confirm"
    UPLOAD_ADDED = "upload-added"
    """What the import found and did, once a file was added."""
    UPLOAD_COURSE = "upload-course"
    """A small chart of what an uploaded file holds."""
    UPLOAD_ALTERNATIVE = "upload-alternative"
    """dcc.Store that never changes: pressing an alternative sets the control of its guess."""
    UPLOAD_FED_IN = "upload-fed-in"
    """Whether meters that feed in are added too."""
    UPLOAD_TEMPERATURE = "upload-temperature"
    """What is shown of a file of temperatures alone."""
    UPLOAD_TEMPERATURE_FOUND = "upload-temperature-found"
    UPLOAD_JOIN = "upload-join"
    UPLOAD_JOIN_METER = "upload-join-meter"
    UPLOAD_DONE = "upload-done"
    UPLOADED = "uploaded"
    """dcc.Store {meter, sentence, details}: the meter that was just added, what came of the file, and whether the panel
    shows more of it."""


class Tab(StrEnum):
    """The tabs that other parts of the page name, by their key in a link; what else there is, each view declares."""

    EVENTS = "events"
    TYPICAL_DAY = "typical-day"
    BASELOAD = "base-load"
    SPECTRUM = "spectrum"


class Part(StrEnum):
    """Parts that every view beneath the timeline has."""

    QUERY = "query"
    """dcc.Store: what the view is asked to show; written in the browser, only while the view is on show."""
    ABOUT = "about"
    """dcc.Store {view, inputs}: its key, and what else its query holds; never changes."""
    BODY = "body"
    """All that stands or falls with there being something to show."""
    NUMBER = "number"
    SENTENCE = "sentence"
    NOTE = "note"
    LEGEND = "legend"
    PLOT = "plot"
    SECOND = "second"
    FACTS = "facts"
    TABLE = "table"
    SAVE = "save"
    FILE = "file"


def view_id(view: str, part: Part) -> str:
    """Return the id of a part of a view beneath the timeline."""
    return f"{view}-{part}"


def param_id(name: str) -> dict[str, str]:
    """Return the id of the control of one parameter of the detector."""
    return {"type": "param", "name": name}


def param_text_id(name: str) -> dict[str, str]:
    """Return the id of the text that shows the value of one parameter."""
    return {"type": "param-text", "name": name}


def guess_id(name: str) -> dict[str, str]:
    """Return the id of the control of one guess about an uploaded file."""
    return {"type": "guess", "name": name}


def alternative_id(name: str, value: str) -> dict[str, str]:
    """Return the id of a button that says of a guess about an uploaded file what else it may be."""
    return {"type": "alternative", "name": name, "value": value}


def fact_id(name: str) -> str:
    """Return the id of the control for a fact about a meter that is being added, by the name of its option."""
    return f"upload-{name.replace('_', '-')}"
