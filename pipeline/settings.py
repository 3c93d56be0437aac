"""Settings from the environment: one table that behaviour, ``python cli.py settings`` and the README all read."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filelock import FileLock
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.errors import ParameterError

PROJECT = Path(__file__).parents[1]
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
POSTGRESQL_DRIVER = "postgresql+psycopg"
BASE64_GROWTH = 4 / 3
FORM_BYTES = 256 * 1024
"""Room in a request for what travels beside an uploaded file."""


@dataclass(frozen=True)
class Setting:
    """One line of the table. ``low`` and ``high`` bound whole numbers; a ``secret`` is never shown."""

    name: str
    default: str
    help: str
    low: int = 0
    high: int = 0
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("PORT", "8050", "Port the web server listens on.", 1, 65_535),
    Setting(
        "HOST",
        "127.0.0.1",
        "Address the web server listens on. The default is this machine only; where gunicorn serves and HOST is not "
        "set, it listens on every address, as hosting needs it. 0.0.0.0 lets others in: there is no login.",
    ),
    Setting("DATA_DIR", "var", "Folder of readings, settings of meters and caches; var is in the project's folder."),
    Setting(
        "DATABASE_URL",
        "",
        "Where settings of meters are kept, for example postgresql://user:password@host/name; "
        "empty means the SQLite file loadlens.db in DATA_DIR.",
        secret=True,
    ),
    Setting(
        "SECRET_KEY",
        "",
        "Signs what the browser hands back, 16 characters or more; empty means one that is made once and kept in "
        "DATA_DIR. Several servers for one page need the same.",
        secret=True,
    ),
    Setting(
        "API_TOKEN",
        "",
        "Whoever asks /predict or /api/v1 must send the header Authorization: Bearer with this token, 16 characters or "
        "more; empty means that nobody is asked for one.",
        secret=True,
    ),
    Setting("TIMEZONE", "UTC", "Time zone of meters and files that name none, for example Europe/Zurich."),
    Setting("MAX_UPLOAD_MB", "20", "Largest file in MB that the page accepts.", 1, 2_000),
    Setting("MAX_JOBS", "2", "Analyses that run at once; further ones wait. One job takes about 100 MB.", 1, 64),
    Setting("CACHE_MB", "200", "Disk space in MB for results; those not asked for longest give way.", 50, 1_000_000),
    Setting(
        "PREDICT_MB",
        "150",
        "Memory in MB for what /predict has learnt of meters, 10 to 40 MB for a year of 15 minutes; a meter that gave way is "
        "learnt again with its next reading, which takes some seconds.",
        20,
        100_000,
    ),
    Setting("JOB_SECONDS", "600", "Longest time in seconds an analysis may run.", 10, 86_400),
    Setting(
        "ABANDON_SECONDS",
        "240",
        "An analysis nobody has asked for during so many seconds is ended. Browsers let hidden pages ask about once "
        "a minute only, so it takes 180 or more.",
        180,
        86_400,
    ),
    Setting("DEMO", "true", "Whether demo meters are made at the first start."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in effect; build them with ``from_environment``.

    ``database_url`` is ready for SQLAlchemy. ``secret_key`` is empty where none was given: ask ``secret()``.
    """

    port: int
    host: str
    data_dir: Path
    database_url: str
    secret_key: str
    api_token: str
    timezone: str
    max_upload_mb: int
    max_jobs: int
    cache_mb: int
    predict_mb: int
    job_seconds: int
    abandon_seconds: int
    demo: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; what is missing or empty has its default.

        Raises
        ------
        ParameterError
            Naming the setting, its value and what is allowed.
        """
        env = os.environ if environ is None else environ
        data_dir = _folder(env)
        return cls(
            port=_whole(env, "PORT"),
            host=_text(env, "HOST"),
            data_dir=data_dir,
            database_url=_database_url(env, data_dir),
            secret_key=_secret(env, "SECRET_KEY"),
            api_token=_token(env),
            timezone=_zone(env),
            max_upload_mb=_whole(env, "MAX_UPLOAD_MB"),
            max_jobs=_whole(env, "MAX_JOBS"),
            cache_mb=_whole(env, "CACHE_MB"),
            predict_mb=_whole(env, "PREDICT_MB"),
            job_seconds=_whole(env, "JOB_SECONDS"),
            abandon_seconds=_whole(env, "ABANDON_SECONDS"),
            demo=_switch(env, "DEMO"),
        )

    @property
    def cache_dir(self) -> Path:
        """Folder of everything that may be deleted at any time."""
        return self.data_dir / "cache"

    @property
    def jobs_dir(self) -> Path:
        """Folder in which the web process and its jobs meet."""
        return self.cache_dir / "jobs"

    @property
    def max_request_bytes(self) -> int:
        """Largest request: a file travels from the page as base64, a third longer than it is."""
        return int(self.max_upload_mb * 1_000_000 * BASE64_GROWTH) + FORM_BYTES

    def secret(self) -> str:
        """Return the key that signs; where none was given, one is made and kept in ``data_dir``."""
        return self.secret_key or _kept_secret(self.data_dir / "secret-key")

    def table(self) -> list[tuple[str, str, str, str]]:
        """Return name, value in effect, default and help of every setting; secrets are not shown."""
        return [(item.name, self._shown(item), item.default, item.help) for item in SETTINGS]

    def _shown(self, setting: Setting) -> str:
        value = getattr(self, setting.name.lower())
        if setting.name == "DATABASE_URL":
            return make_url(value).render_as_string(hide_password=True)
        if setting.secret:
            return "(given)" if value else "(none)" if setting.name == "API_TOKEN" else "(kept in DATA_DIR)"
        return str(value).lower() if isinstance(value, bool) else str(value)


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip() or next(item.default for item in SETTINGS if item.name == name)


def _whole(env: Mapping[str, str], name: str) -> int:
    setting = next(item for item in SETTINGS if item.name == name)
    text = _text(env, name)
    allowed = f"it takes a whole number from {setting.low} to {setting.high}"
    try:
        value = int(text)
    except ValueError as error:
        raise ParameterError(f"The setting {name} is {text!r}; {allowed}.") from error
    if not setting.low <= value <= setting.high:
        raise ParameterError(f"The setting {name} is {value}; {allowed}.")
    return value


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = _text(env, name)
    if text.lower() not in SWITCH:
        raise ParameterError(f"The setting {name} is {text!r}; it takes {', '.join(SWITCH)}.")
    return SWITCH[text.lower()]


def _zone(env: Mapping[str, str]) -> str:
    text = _text(env, "TIMEZONE")
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"The setting TIMEZONE is {text!r}; it takes a name such as Europe/Zurich, America/New_York or UTC."
        ) from error


def _folder(env: Mapping[str, str]) -> Path:
    given = env.get("DATA_DIR", "").strip()
    folder = Path(given).expanduser().absolute() if given else PROJECT / _text(env, "DATA_DIR")
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"The setting DATA_DIR is {folder}, which is a file; it takes a folder.")
    return folder


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    text = _text(env, "DATABASE_URL") or f"sqlite:///{data_dir / 'loadlens.db'}"
    allowed = "it takes postgresql://user:password@host/name or sqlite:///path/to/file"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ParameterError(f"The setting DATABASE_URL cannot be read; {allowed}.") from error
    if url.drivername in {"postgres", "postgresql"}:  # Heroku still writes postgres://
        url = url.set(drivername=POSTGRESQL_DRIVER)
    if url.drivername not in {POSTGRESQL_DRIVER, "sqlite"}:
        raise ParameterError(f"The setting DATABASE_URL begins with {url.drivername}://; {allowed}.")
    return url.render_as_string(hide_password=False)


def _secret(env: Mapping[str, str], name: str) -> str:
    text = _text(env, name)
    if text and len(text) < 16:
        raise ParameterError(f"The setting {name} has {len(text)} characters; it takes 16 or more, or none.")
    return text


def _token(env: Mapping[str, str]) -> str:
    text = _secret(env, "API_TOKEN")
    if text and not re.fullmatch(r"[!-~]+", text):
        raise ParameterError("The setting API_TOKEN has blanks or other characters; it takes ASCII letters and digits.")
    return text


def _kept_secret(path: Path) -> str:
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            path.touch(mode=0o600)
        if not path.read_text(encoding="ascii"):
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii")
