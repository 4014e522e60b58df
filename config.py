"""Settings, read once at start from the environment, and from a `.env` file beside this one.

Nonsense is refused with a sentence before anything is served. docs/settings.md lists every setting.
"""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, fields
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

ROOT = Path(__file__).parent
SMALLEST_SECRET = 32


class BadSetting(Exception):
    """A setting that cannot be served with; the message is one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting by its name in the environment, with its default."""

    public_url: str = "http://127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    allow_plain_http: bool = False
    data_dir: Path = ROOT / "instance"
    database_url: str = ""
    sqlite_synchronous: str = "FULL"
    secret_file: str = ""
    languages: tuple[str, ...] = ("en", "zh")
    release_zone: str = "Asia/Shanghai"
    contact_address: str = ""
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: str = "none"
    smtp_user: str = ""
    smtp_password: str = ""
    reply_address: str = ""
    incoming_limit_kb: int = 1024
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"
    mail_lease_seconds: int = 120
    quiet_minutes: int = 10
    registrations_per_address: int = 5
    registrations_per_network: int = 300
    registration_seconds: int = 3
    sign_in_attempts: int = 10
    requests_per_network: int = 1200
    upload_limit_mb: int = 10
    log_format: str = "text"

    @property
    def is_local(self) -> bool:
        """Served for this machine only."""
        return is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings(env: Env | None = None) -> Settings:
    """The settings of the environment; raises `BadSetting`."""
    if env is None:
        env = Env()
        env.read_env(str(ROOT / ".env"), recurse=False)
    try:
        settings = Settings(**{field.name: _read(env, field) for field in fields(Settings)})
    except EnvError as wrong:
        raise BadSetting(f"{wrong}.") from None
    _check(settings)
    return settings


def _read(env: Env, field: Any) -> Any:
    name = field.name.upper()
    default = field.default
    if isinstance(default, bool):
        return env.bool(name, default)
    if isinstance(default, int):
        return env.int(name, default)
    if isinstance(default, tuple):
        return tuple(word.strip() for word in env.list(name, list(default)) if word.strip())
    if isinstance(default, Path):
        return Path(env.str(name, str(default))).absolute()
    return env.str(name, default).strip()


def _check(settings: Settings) -> None:
    url = urlsplit(settings.public_url)
    if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
        raise BadSetting(
            "PUBLIC_URL must be an address such as https://forums.example.org, without a path."
        )
    if not settings.is_https and not settings.is_local and not settings.allow_plain_http:
        raise BadSetting(
            "PUBLIC_URL is plain http on a public host. Use https, or set ALLOW_PLAIN_HTTP=true "
            "if you accept that everything travels unprotected."
        )
    for name in ("smtp_security", "imap_security"):
        _check_choice(name.upper(), getattr(settings, name), ("none", "starttls", "tls"))
    _check_choice("SQLITE_SYNCHRONOUS", settings.sqlite_synchronous, ("FULL", "NORMAL", "EXTRA"))
    _check_choice("LOG_FORMAT", settings.log_format, ("text", "json"))
    _check_range("TRUSTED_PROXIES", settings.trusted_proxies, 0, 10)
    _check_range("SMTP_PORT", settings.smtp_port, 1, 65535)
    _check_range("IMAP_PORT", settings.imap_port, 1, 65535)
    _check_range("INCOMING_LIMIT_KB", settings.incoming_limit_kb, 64, 25 * 1024)
    _check_range("UPLOAD_LIMIT_MB", settings.upload_limit_mb, 1, 200)
    _check_range("MAIL_LEASE_SECONDS", settings.mail_lease_seconds, 1, 3600)
    _check_range("QUIET_MINUTES", settings.quiet_minutes, 0, 1440)
    _check_range("REGISTRATION_SECONDS", settings.registration_seconds, 0, 60)
    for name in (
        *("registrations_per_address", "registrations_per_network"),
        *("sign_in_attempts", "requests_per_network"),
    ):
        _check_range(name.upper(), getattr(settings, name), 1, 10_000_000)
    from forumapp.core.translated import LANGUAGE_NAMES  # noqa: PLC0415 - the settings come before it

    if not settings.languages or not set(settings.languages) <= set(LANGUAGE_NAMES):
        raise BadSetting(
            "LANGUAGES must list language codes such as en,zh; the first is the default, and these"
            f" are known: {', '.join(LANGUAGE_NAMES)}."
        )
    for name in ("contact_address", "mail_from"):
        value = getattr(settings, name)
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            raise BadSetting(f"{name.upper()} must be a mail address.")
    _check_replies(settings)
    if settings.database_url and not settings.database_url.startswith(
        ("sqlite:///", "postgresql://")
    ):
        raise BadSetting("DATABASE_URL must start with sqlite:/// or postgresql://.")
    from forumapp.core.clock import zone_names  # noqa: PLC0415 - checks its own data at import

    if settings.release_zone not in zone_names():
        raise BadSetting("RELEASE_ZONE must be a zone name such as Asia/Shanghai.")


def _check_replies(settings: Settings) -> None:
    address = settings.reply_address
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,11}@[A-Za-z0-9.-]+", address):
        raise BadSetting(
            "REPLY_ADDRESS must be a mail address such as events@example.org, with at most 11 "
            "letters or digits before the @: each person's token follows them, and 64 is the limit."
        )
    if address and address.lower() in (
        settings.mail_from.lower(),
        settings.contact_address.lower(),
    ):
        raise BadSetting(
            "REPLY_ADDRESS must not be MAIL_FROM or CONTACT_ADDRESS: the program reads what comes "
            "to it, and people read the other two."
        )
    if settings.imap_host and not (address and settings.imap_user):
        raise BadSetting("IMAP_HOST needs REPLY_ADDRESS and IMAP_USER: set them too.")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}.")


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadSetting(f"{name} must be between {low} and {high}.")


def read_secret(settings: Settings) -> bytes:
    """The secret of the installation: from SECRET_FILE, or made once for a local one."""
    if settings.secret_file:
        try:
            secret = Path(settings.secret_file).read_bytes().strip()
        except OSError:
            raise BadSetting(f"SECRET_FILE {settings.secret_file} cannot be read.") from None
        if len(secret) < SMALLEST_SECRET:
            raise BadSetting(f"SECRET_FILE must hold at least {SMALLEST_SECRET} characters.")
        return secret
    if not settings.is_local:
        raise BadSetting(
            "SECRET_FILE is not set. Make one before serving a public address: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))' > /etc/forumapp/secret"
        )
    path = settings.data_dir / "secret"
    try:
        if not path.exists():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        secret = path.read_bytes().strip()
    except OSError:
        raise BadSetting(
            f"The folder {settings.data_dir} cannot be written. Give this user the right to, or set DATA_DIR."
        ) from None
    if len(secret) < SMALLEST_SECRET:
        raise BadSetting(
            f"{path} holds no whole secret. Remove it: a new one is made at the start."
        )
    return secret


def _make_secret(path: Path) -> None:
    """Whole or not at all, and one for all: where another process was faster, its own stays."""
    with NamedTemporaryFile("w", dir=path.parent) as new:  # readable by its owner alone
        new.write(secrets.token_hex(32))
        new.flush()
        os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(new.name, path)


def flask_config(settings: Settings) -> dict[str, Any]:
    """The settings as Flask and its extensions read them."""
    secret = read_secret(settings)
    hosts = settings.allowed_hosts or (urlsplit(settings.public_url).hostname or "",)
    if settings.is_local:
        hosts = (*hosts, "127.0.0.1", "localhost", "::1")
    cookie = {"SECURE": settings.is_https, "HTTPONLY": True, "SAMESITE": "Lax"}
    prefix = "__Host-" if settings.is_https else ""
    return {
        **{field.name.upper(): getattr(settings, field.name) for field in fields(settings)},
        "ALLOWED_HOSTS": tuple(dict.fromkeys(hosts)),
        "DEFAULT_LANGUAGE": settings.languages[0],
        "IS_HTTPS": settings.is_https,
        "SECRET_KEY": sha256(b"session\n" + secret).hexdigest(),
        "LINK_KEY": sha256(b"link\n" + secret).digest(),
        "SECURITY_PASSWORD_SALT": sha256(b"password\n" + secret).hexdigest(),
        "SQLALCHEMY_DATABASE_URI": settings.database_url
        or f"sqlite:///{settings.data_dir / 'forumapp.sqlite3'}",
        "SESSION_COOKIE_NAME": f"{prefix}session",
        **{f"SESSION_COOKIE_{name}": value for name, value in cookie.items()},
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": settings.upload_limit_mb * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
    }
