"""What every answer tells a browser, and what the session's cookie looks like."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from config import BadSetting, Settings, flask_config
from forumapp import create_app
from forumapp.core.db import Base
from tests.conftest import Client, settings_for_tests

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "manifest-src 'self'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@pytest.mark.parametrize(
    "path", ["/", "/zh/forums/", "/nothing", "/sign-in", "/health/live", "/desk/"]
)
def test_every_answer_carries_the_policy(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/account/", "/account/password/new", "/desk/", f"/registrations/{'x' * 43}"],
)
def test_private_pages_are_kept_nowhere_and_tell_nobody_where_they_were(client, path):
    for prefix in ("", "/zh") if path.startswith("/registrations") else ("",):
        answer = client.get(prefix + path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_public_calendars_do_not_depend_on_a_cookie(client):
    for path in ("/calendar.ics", "/announcements.atom", "/robots.txt", "/health/live"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
        assert "Cookie" not in answer.headers.get("Vary", "")


def cookie_of(answer) -> dict[str, str]:
    first, *rest = answer.headers["Set-Cookie"].split("; ")
    named = dict(part.partition("=")[::2] for part in rest)
    return {"name": first.partition("=")[0], **named}


def test_the_cookie_on_this_machine(client):
    assert cookie_of(client.get("/sign-in")) == {
        "name": "session",
        "HttpOnly": "",
        "Path": "/",
        "SameSite": "Lax",
    }


def test_under_https_the_cookie_is_bound_to_the_host_and_http_is_forbidden(tmp_path):
    (tmp_path / "secret").write_text("s" * 40)
    settings = {"public_url": "https://forums.example.org", "secret_file": str(tmp_path / "secret")}
    url = f"sqlite:///{tmp_path}/x.sqlite"
    app = create_app(settings_for_tests(url, tmp_path, **settings))
    app.test_client_class = Client
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.rollback()
    answer = app.test_client().get("/sign-in", base_url="https://forums.example.org")
    assert answer.status_code == 200
    assert cookie_of(answer) == {
        "name": "__Host-session",
        "Secure": "",
        "HttpOnly": "",
        "Path": "/",
        "SameSite": "Lax",
    }
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"public_url": "https://forums.example.org"}, "SECRET_FILE is not set"),
        ({"public_url": "http://forums.example.org"}, "PUBLIC_URL is plain http"),
    ],
)
def test_a_public_address_is_not_served_with_a_made_up_key_or_without_tls(tmp_path, settings, said):
    with pytest.raises(BadSetting, match=said):
        config_of(Settings(data_dir=tmp_path, **settings))


def config_of(settings: Settings):
    from config import _check  # noqa: PLC0415

    _check(settings)
    return flask_config(settings)
