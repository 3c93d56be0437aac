"""The REST door: ``/predict`` and ``/api/v1``; decodes, makes one call into the pipeline, encodes.

Every answer is JSON with ``success``; a failure holds a sentence in ``error``. The records of ``schemas`` and
``catalogue`` are checked, documented in ``/openapi.json`` and shown at ``/api/docs`` from one declaration.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from spectree import Response as Responses
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, RequestEntityTooLarge

from api.docs_page import api_page
from pipeline.predict.catalogue import DetectorList, MeterList, detector_list, meter_list
from pipeline.predict.errors import complaint
from pipeline.predict.predictor import Predictor, RefusalError, Why
from pipeline.predict.schemas import Answer, Failure, Reading
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace

VERSION = "1"
PREDICT = "/predict"
LARGEST_BODY = 16 * 1024
"""Bytes; a reading takes about a hundred."""
ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
STATUS = {Why.NO_METER: 404, Why.NO_INTERVAL: 422, Why.NOT_KEPT: 503, Why.NOT_JUDGED: 409}
TOKEN = "token"  # noqa: S105 - the name of the scheme in the document
PUBLIC = frozenset({"api.document", "api.page"})
FAILURES = {
    "HTTP_400": (Failure, "The body is empty or no JSON."),
    "HTTP_401": (Failure, "The token is missing or wrong; only where the setting API_TOKEN is made."),
    "HTTP_404": (Failure, "There is no such meter."),
    "HTTP_409": (Failure, "The reading is kept, but there is too little history to judge it by."),
    "HTTP_413": (Failure, f"The body is larger than {LARGEST_BODY} bytes."),
    "HTTP_415": (Failure, "The body is not declared as JSON."),
    "HTTP_422": (Failure, "A field is missing or wrong, or the meter has no such interval."),
    "HTTP_503": (Failure, "The reading could not be stored just now; send it again."),
}
DESCRIPTION = (
    "One reading at a time: it is kept, each once, and judged by the history of its meter with the recommended method "
    "at its usual alarm level."
)


def register_api(server: Flask, workspace: Workspace, settings: Settings) -> None:
    """Add the routes of the API to a server."""
    blueprint = Blueprint("api", __name__)
    tree = _tree(settings)
    predictor = Predictor(workspace)

    @blueprint.post(PREDICT)
    @tree.validate(resp=Responses(HTTP_200=(Answer, "The reading is kept and judged."), **FAILURES), before=_refused)
    def predict(json: Reading) -> Answer:
        """Keep a reading and judge it.

        Sending the same reading again changes nothing; another value for the same interval replaces it.
        Readings may come late and in any order.
        """
        return Answer.of(predictor.predict(json.posted()))

    @blueprint.get("/api/v1/meters")
    @tree.validate(resp=Responses(HTTP_200=(MeterList, "All stored meters."), HTTP_401=FAILURES["HTTP_401"]))
    def meters() -> MeterList:
        """List the meters."""
        return meter_list(workspace)

    @blueprint.get("/api/v1/detectors")
    @tree.validate(resp=Responses(HTTP_200=(DetectorList, "All methods."), HTTP_401=FAILURES["HTTP_401"]))
    def detectors() -> DetectorList:
        """List the methods and their parameters."""
        return detector_list()

    @blueprint.get("/openapi.json")
    def document() -> Response:
        return jsonify(tree.spec)

    @blueprint.get("/api/docs")
    def page() -> str:
        return api_page(tree.spec)

    _add_gate(blueprint, settings.api_token)
    _add_failures(blueprint)
    server.register_blueprint(blueprint)


def _tree(settings: Settings) -> SpecTree:
    scheme = SecurityScheme(name=TOKEN, data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))
    secured: dict[str, Any] = {"security_schemes": [scheme], "security": {TOKEN: []}} if settings.api_token else {}
    return SpecTree(
        "flask",
        title="Loadlens",
        version=VERSION,
        description=DESCRIPTION,
        mode="strict",
        validation_error_model=Failure,
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
        **secured,
    )


def _refused(_request: object, response: Response | None, error: Any, *_more: object) -> None:  # noqa: ANN401 - the library's
    """Put a sentence where the library has a list of problems."""
    if response is not None and error is not None:
        sentence = complaint(Reading, error.errors(include_context=False, include_url=False))
        response.set_data(Failure.of(sentence).model_dump_json())


def _add_gate(blueprint: Blueprint, token: str) -> None:
    """Let in only who has the token, and only bodies that may hold a reading."""

    @blueprint.before_request
    def gate() -> tuple[Response, int, dict[str, str]] | None:
        request.max_content_length = LARGEST_BODY
        if token and request.endpoint not in PUBLIC and not _has(token):
            sentence = (
                "The token is missing or wrong; send the header Authorization: Bearer with the setting API_TOKEN."
            )
            return *_failed(sentence, 401), {"WWW-Authenticate": "Bearer"}
        return None if request.method != "POST" or request.endpoint != "api.predict" else _body_refused()


def _has(token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _body_refused() -> tuple[Response, int, dict[str, str]] | None:
    """Say what is wrong with a body that holds no JSON at all; leave the rest to the contract."""
    expected = "it takes JSON with kWh, timestamp and meterId"
    if not request.get_data().strip():
        return *_failed(f"The body is empty; {expected}.", 400), {}
    if not request.is_json:
        return *_failed("The body is not declared as JSON; send the header Content-Type: application/json.", 415), {}
    try:
        record = request.get_json()
    except (BadRequest, RecursionError):
        return *_failed(f"The body is no JSON; {expected}.", 400), {}
    if not isinstance(record, dict):
        return *_failed(f"The body is JSON but no object; {expected}.", 422), {}
    return None


def _add_failures(blueprint: Blueprint) -> None:
    """Answer with a sentence whatever goes wrong."""

    @blueprint.errorhandler(RefusalError)
    def refused(error: RefusalError) -> tuple[Response, int]:
        return _failed(str(error), STATUS[error.why], kept=error.why is Why.NOT_JUDGED)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_error: HTTPException) -> tuple[Response, int]:
        return _failed(f"The body is larger than {LARGEST_BODY} bytes; send one reading at a time.", 413)

    @blueprint.errorhandler(InternalServerError)
    def fault(_error: HTTPException) -> tuple[Response, int]:
        return _failed("Loadlens failed; what happened stands in the log of the server. Please report it.", 500)

    @blueprint.route(PREDICT, methods=[method for method in ANY_METHOD if method != "POST"])
    def not_posted() -> tuple[Response, int, dict[str, str]]:
        return *_failed("A reading is sent with POST; /api/docs shows how.", 405), {"Allow": "POST"}

    @blueprint.route("/api/", defaults={"path": ""}, methods=ANY_METHOD)
    @blueprint.route("/api/<path:path>", methods=ANY_METHOD)
    def unknown(path: str) -> tuple[Response, int]:
        return _failed(f"There is nothing at /api/{path}; /api/docs shows what there is.", 404)


def _failed(sentence: str, status: int, *, kept: bool = False) -> tuple[Response, int]:
    return Response(Failure.of(sentence, kept=kept).model_dump_json(), mimetype="application/json"), status
