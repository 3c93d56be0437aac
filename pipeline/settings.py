"""Settings from the environment: a new one is one field of ``Settings``.

Its check with the sentence for a bad value, its environment variable, ``python cli.py settings`` and the table of the
README follow from it.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filelock import FileLock
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.errors import ParameterError
from detectors.threshold import MIN_EVENT_SHARE

PROJECT = Path(__file__).parents[1]
LARGEST_PORT = 65_535
ALLOWED = "allowed"
"""Under this name a field keeps what its values may be, in words."""
POSTGRESQL_DRIVER = "postgresql+psycopg"
MIN_SECRET = 16
BASE64_GROWTH = 4 / 3
FORM_BYTES = 256 * 1024
"""Room in a request for what travels beside an uploaded file."""


def whole(default: int, low: int, high: int, unit: str = "") -> Any:
    """Declare a setting that is a whole number within limits."""
    allowed = f"a whole number from {low} to {high} {unit}".strip()
    return Field(default, ge=low, le=high, json_schema_extra={ALLOWED: allowed})


def share(default: float) -> Any:
    """Declare a setting that is a share."""
    return Field(default, ge=0.0, le=1.0, json_schema_extra={ALLOWED: "a number from 0 to 1"})


def on_or_off(default: bool) -> Any:
    """Declare a setting that is on or off."""
    return Field(default, json_schema_extra={ALLOWED: "true, yes, on, 1 or false, no, off, 0"})


def _folder(text: str | Path) -> Path:
    folder = Path(text).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"is {folder}, which is a file; it takes a folder")
    return folder


def _database(text: str, others: ValidationInfo) -> str:
    folder = others.data.get("data_dir", PROJECT)  # missing where it is wrong itself
    allowed = "it takes postgresql://user:password@host/name or sqlite:///path/to/file"
    try:
        url = make_url(text or f"sqlite:///{folder / 'loadlens.db'}")
    except (ArgumentError, ValueError) as error:
        raise ValueError(f"cannot be read; {allowed}") from error
    if url.drivername in {"postgres", "postgresql"}:  # Heroku still writes postgres://
        url = url.set(drivername=POSTGRESQL_DRIVER)
    if url.drivername not in {POSTGRESQL_DRIVER, "sqlite"}:
        raise ValueError(f"begins with {url.drivername}://; {allowed}")
    return url.render_as_string(hide_password=False)


def _secret(text: str) -> str:
    if 0 < len(text) < MIN_SECRET:
        raise ValueError(f"has {len(text)} characters; it takes {MIN_SECRET} or more, or none")
    return text


def _token(text: str) -> str:
    if not re.fullmatch(r"[!-~]*", text):
        raise ValueError("has blanks or other characters; it takes ASCII letters and digits")
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"is {text!r}; it takes a name such as Europe/Zurich, America/New_York or UTC") from error


Secret = Annotated[str, Field(repr=False)]
"""A text that is never shown."""


class Settings(BaseSettings):
    """The settings in effect; build them with ``from_environment``.

    ``database_url`` is ready for SQLAlchemy. ``secret_key`` is empty where none was given: ask ``secret()``.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    port: int = whole(8050, 1, LARGEST_PORT)
    """Port the web server listens on."""
    host: str = "127.0.0.1"
    """Address the web server listens on. The default is this machine only; where gunicorn serves and HOST is not set,
    it listens on every address, as hosting needs it. 0.0.0.0 lets others in: there is no login."""
    data_dir: Annotated[Path, BeforeValidator(_folder)] = PROJECT / "var"
    """Folder of readings, settings of meters and caches; var is in the project's folder."""
    database_url: Annotated[Secret, AfterValidator(_database)] = ""
    """Where settings of meters are kept, for example postgresql://user:password@host/name; empty means the SQLite file
    loadlens.db in DATA_DIR."""
    secret_key: Annotated[Secret, AfterValidator(_secret)] = ""
    """Signs what the browser hands back, 16 characters or more; empty means one that is made once and kept in DATA_DIR.
    Several servers for one page need the same."""
    api_token: Annotated[Secret, AfterValidator(_secret), AfterValidator(_token)] = ""
    """Whoever asks /predict or /api/v1 must send the header Authorization: Bearer with this token, 16 characters or
    more; empty means that nobody is asked for one."""
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Time zone of meters and files that name none, for example Europe/Zurich. For a file brought to the page, the zone
    of the browser is proposed first."""
    max_upload_mb: int = whole(20, 1, 2_000, "MB")
    """Largest file that the page accepts."""
    max_jobs: int = whole(2, 1, 64)
    """Analyses that run at once; further ones wait. One job takes about 100 MB."""
    cache_mb: int = whole(200, 50, 1_000_000, "MB")
    """Disk space for results; those not asked for longest give way."""
    states_mb: int = whole(300, 50, 1_000_000, "MB")
    """Disk space for how far methods have walked through meters, about 12 MB for a year of 15 minutes: a meter with a
    few more readings is judged from there. Those not asked for longest give way."""
    predict_mb: int = whole(150, 20, 100_000, "MB")
    """Memory for what /predict knows of meters, about 12 MB for a year of 15 minutes; a meter that gave way is read
    from the disk again with its next reading."""
    job_seconds: int = whole(600, 10, 86_400, "seconds")
    """Longest time an analysis may run."""
    abandon_seconds: int = whole(240, 180, 86_400, "seconds")
    """An analysis nobody has asked for during this time is ended; browsers let hidden pages ask about once a minute
    only."""
    min_event_share: float = share(MIN_EVENT_SHARE)
    """Share of a meter's mean day that an energy problem must be worth to be told, where nothing else is asked for.
    Data problems and peaks over a limit are always told."""
    demo: bool = on_or_off(True)
    """Whether demo meters are made at the first start."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's interface
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment nowhere but in ``from_environment``, which also takes another one."""
        return (init_settings,)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings; what is missing or empty has its default.

        Raises
        ------
        ParameterError
            Naming each setting that is wrong, its value and what is allowed.
        """
        source = EnvSettingsSource(cls)
        given = os.environ if environ is None else environ
        source.env_vars = {
            name.lower(): text.strip() for name, text in given.items() if name.isupper() and text.strip()
        }
        try:
            return cls(**source())
        except ValidationError as error:
            raise ParameterError(" ".join(_complaint(problem) for problem in error.errors())) from None

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
        return [(item.name, self._shown(item.name.lower()), item.default, item.help) for item in SETTINGS]

    def _shown(self, name: str) -> str:
        value = getattr(self, name)
        if name == "database_url":
            return make_url(value).render_as_string(hide_password=True)
        if not type(self).model_fields[name].repr:
            return "(given)" if value else "(none)" if name == "api_token" else "(kept in DATA_DIR)"
        return _as_text(value)


class Setting(NamedTuple):
    """What a person reads of a setting; the default as it would be written into the environment."""

    name: str
    default: str
    help: str


def _setting(name: str, field: FieldInfo) -> Setting:
    default = field.default.relative_to(PROJECT) if isinstance(field.default, Path) else field.default
    words = " ".join((field.description or "").split())
    allowed = _allowed(field)
    return Setting(name.upper(), _as_text(default), f"{words} It takes {allowed}." if allowed else words)


def _allowed(field: FieldInfo) -> str:
    return str(field.json_schema_extra[ALLOWED]) if isinstance(field.json_schema_extra, dict) else ""


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _complaint(problem: Mapping[str, Any]) -> str:
    name, kind, value = str(problem["loc"][0]), problem["type"], problem["input"]
    if kind == "value_error":  # from a check of ours, with a sentence of its own
        return f"The setting {name.upper()} {problem['ctx']['error']}."
    shown = value if kind.endswith("_equal") else repr(value)
    return f"The setting {name.upper()} is {shown}; it takes {_allowed(Settings.model_fields[name])}."


def _kept_secret(path: Path) -> str:
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            path.touch(mode=0o600)
        if not path.read_text(encoding="ascii"):
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii")


SETTINGS: tuple[Setting, ...] = tuple(_setting(name, field) for name, field in Settings.model_fields.items())
