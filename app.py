"""The web door: puts settings, readings, jobs and the page together, and answers with the right headers.

``gunicorn app:server`` and ``python app.py`` start it; ``create_app`` makes one for tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, request
from flask_compress import Compress
from werkzeug.exceptions import RequestEntityTooLarge

from api.page_requests import refuse_strange_requests
from api.routes import register_api
from components import meter_page
from components.basics.failure import show_failure
from components.shell.shell import IMPORTED, INDEX, RENDERER
from pipeline.jobs.callback_manager import job_manager
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from pipeline.warmup import make_demo, start_warm_up

TITLE = "Loadlens"
DESCRIPTION = "Finds abnormal electricity consumption in smart-meter readings."
HEALTH = "healthz"
JOBS = "components.results.background"
"""The module of the background callback, imported once for all jobs."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def create_app(settings: Settings | None = None) -> Dash:
    """Return the app: folders are made, demo meters where they are wanted and missing, jobs ready to start."""
    settings = settings or Settings.from_environment()
    workspace = Workspace(settings)
    manager = job_manager(settings, workspace, preload=[JOBS])
    make_demo(workspace)
    server = _server(settings)
    register_api(server, workspace, settings)
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # Dash's annotation forgets Flask
        title=TITLE,
        update_title="",
        description=DESCRIPTION,
        health_endpoint=HEALTH,
        index_string=INDEX,
        assets_ignore=IMPORTED,
        on_error=show_failure,
        serve_locally=True,
        suppress_callback_exceptions=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.renderer = RENDERER
    app.layout = lambda: meter_page.layout(workspace, settings)
    meter_page.register_meter_page(app, workspace, settings, manager)
    start_warm_up(settings)
    refuse_strange_requests(server, app.config.requests_pathname_prefix, app.callback_map, DependencyException)
    _secure(app)
    Compress(app.server)
    return app


def _server(settings: Settings) -> Flask:
    server = Flask(__name__, static_folder=None)
    server.config.update(
        SECRET_KEY=settings.secret(),
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
    )

    @server.errorhandler(RequestEntityTooLarge)
    def too_large(_error: RequestEntityTooLarge) -> tuple[Response, int]:
        sentence = (
            f"The file is larger than {settings.max_upload_mb} MB, which is the most this server takes. Split it, "
            "compress it as .csv.gz, or import it with: python cli.py import FILE"
        )
        return jsonify(error=sentence), 413

    return server


def _secure(app: Dash) -> None:
    """Add the headers that keep other pages and scripts out."""
    policy: dict[str, str] = {}

    def headers(response: Response) -> Response:
        if not policy:  # the hashes are complete only once Dash has set itself up, at the first request
            policy["text"] = _content_policy(app.csp_hashes())
        for name, value in {"Content-Security-Policy": policy["text"], **HEADERS}.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    server: Flask = app.server
    server.after_request(headers)


def _content_policy(hashes: Sequence[str]) -> str:
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def __getattr__(name: str) -> Flask:
    """Make the server when gunicorn asks for it: importing this module makes no folders."""
    if name != "server":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    server: Flask = create_app().server
    globals()["server"] = server
    return server


if __name__ == "__main__":
    settings_in_effect = Settings.from_environment()
    create_app(settings_in_effect).run(host=settings_in_effect.host, port=settings_in_effect.port)
