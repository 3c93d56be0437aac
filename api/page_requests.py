"""What no page sends: refused with 400 or 404 and one line in the log, before Dash fails on it."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, request

LOG = logging.getLogger(__name__)
CALLBACK_PATH = "_dash-update-component"


def refuse_strange_requests(
    server: Flask, prefix: str, callbacks: dict[str, Any], no_such_file: type[Exception]
) -> None:
    """Answer requests for callbacks and packages that no page of ours makes, where Dash would fail with 500.

    Parameters
    ----------
    server
        Answers the requests.
    prefix
        What the paths of the page begin with.
    callbacks
        Of the app, by the text that names their outputs.
    no_such_file
        What Dash raises where it has no such package.
    """

    @server.before_request
    def strange() -> tuple[Response, int] | None:
        if request.method != "POST" or request.path != f"{prefix}{CALLBACK_PATH}":
            return None
        if not request.is_json:
            return None  # Dash refuses it as well, as it must what other sites may send
        problem = problem_of(request.get_json(silent=True), callbacks)
        if not problem:
            return None
        LOG.warning("Refused a request of %s for a callback: %s", request.remote_addr, problem)
        return jsonify(error=f"No page of Loadlens sends this: {problem}."), 400

    @server.errorhandler(no_such_file)
    def no_package(_error: Exception) -> tuple[Response, int]:
        LOG.warning("Refused a request of %s for %s: there is no such file", request.remote_addr, request.path[:200])
        return jsonify(error="There is no such file."), 404


def problem_of(body: Any, callbacks: dict[str, Any]) -> str:  # noqa: ANN401  # any JSON
    """Return what is wrong with the body of a request for a callback, empty where it is as a page sends it.

    ``callbacks`` are those of the app, by the text that names their outputs.
    """
    if not isinstance(body, dict):
        return "the body is no JSON object"
    callback = callbacks.get(output) if isinstance(output := body.get("output"), str) else None
    if callback is None or "callback" not in callback:
        return "the server has no callback with this output"
    for name, declared in (("inputs", callback["inputs"]), ("state", callback["state"])):
        given = body.get(name, [])
        if not isinstance(given, list) or len(given) != len(declared):
            return f"the callback takes {len(declared)} {name}"
        if not all(map(_fits, given, declared)):
            return f"the {name} are not those of the callback"
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        return "changedPropIds is no list of texts"
    return "" if _are_outputs(body.get("outputs", [])) else "the outputs have no ids"


def _fits(given: object, declared: dict[str, Any]) -> bool:
    """Return whether a value, or the list of those that match a pattern, is for what a callback declares."""
    if isinstance(given, list):
        return "{" in declared["id"] and all(_is_property(one, declared["property"]) for one in given)
    return _is_property(given, declared["property"])


def _is_property(given: object, name: str) -> bool:
    return isinstance(given, dict) and isinstance(given.get("id"), str | dict) and given.get("property") == name


def _are_outputs(given: object) -> bool:
    return isinstance(given, dict | list) and all(
        _are_outputs(one) if isinstance(one, list) else isinstance(one, dict) and "id" in one and "property" in one
        for one in (given if isinstance(given, list) else [given])
    )
