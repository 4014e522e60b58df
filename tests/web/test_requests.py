"""Hosts, bodies, proxies: what is refused before any page is looked at."""

from collections.abc import Callable

import pytest
from flask import flash
from flask_wtf import FlaskForm
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from wtforms import StringField

from forumapp import create_app
from forumapp.core.db import db
from forumapp.themes.models import Theme
from forumapp.web.forms import accept
from forumapp.web.guards import open_to_everybody
from tests.conftest import Client, settings_for_tests
from tests.records import a_theme

LANGUAGE_FORM = {"language": "zh", "next": "/sign-in"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "x@127.0.0.1", "[::1"]
)
def test_a_foreign_host_is_refused_and_never_repeated(client, host):
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000"])
def test_this_machines_names_are_answered_on_this_machine(client, host):
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_body_that_is_too_large_is_refused(client):
    answer = client.post("/account/language", data={"language": "x" * 11_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.fixture
def behind_a_proxy(tmp_path) -> Client:
    settings = {
        "public_url": "https://forums.example.org",
        "secret_file": str(tmp_path / "secret"),
        "trusted_proxies": 1,
        "requests_per_network": 3,
    }
    (tmp_path / "secret").write_text("s" * 40)
    app = create_app(settings_for_tests("", tmp_path, **settings))
    app.test_client_class = Client
    return app.test_client()


def ask(client, forwarded, path="/account/password/new"):
    headers = {
        "Host": "forums.example.org",
        "X-Forwarded-For": forwarded,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    return client.get(path, headers=headers)


def test_floods_are_counted_by_the_real_client_behind_the_trusted_proxy(behind_a_proxy):
    answers = [ask(behind_a_proxy, "192.0.2.1").status_code for _turn in range(5)]
    assert answers[3:] == [429, 429]
    assert 429 not in answers[:3]
    assert ask(behind_a_proxy, "192.0.2.1, 198.51.100.2").status_code != 429
    assert ask(behind_a_proxy, "198.51.100.9, 192.0.2.1").status_code == 429


def test_health_is_never_limited(behind_a_proxy):
    answers = {ask(behind_a_proxy, "192.0.2.1", "/health/live").status_code for _turn in range(9)}
    assert answers == {200}


def test_a_flood_is_answered_with_our_page(app, tmp_path):
    limited = create_app(
        {**app.config, "REQUESTS_PER_NETWORK": 1, "SQLALCHEMY_ENGINE_OPTIONS": {}}
        | {"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]}
    )
    browser = limited.test_client()
    first, second = browser.get("/sign-in"), browser.get("/zh/forums/")
    assert (first.status_code, second.status_code) == (200, 429)
    assert '<html lang="zh-Hans"' in second.text
    assert "Wait a few minutes" not in second.text


@pytest.mark.parametrize("path", ["/", "/zh/forums/", "/forums/nowhere", "/sign-in", "/desk/"])
def test_a_raw_byte_in_the_query_is_refused_with_our_page(app, path):
    browser = app.test_client()
    answer = browser.get(path, environ_overrides={"QUERY_STRING": "q=\xff"})
    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", ["/forums/", "/calendar", "/calendar.ics", "/zh/forums/"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_at_the_edges_of_the_calendar_are_no_days(client, session, path, day):
    for name in ("from", "to"):
        assert client.get(f"{path}?{name}={day}").status_code == 200


@pytest.fixture
def posting(app) -> Callable:
    """A browser that posts to a program with one more view."""

    def post(view: Callable):
        known = {"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]}
        program = create_app({**app.config, "SQLALCHEMY_ENGINE_OPTIONS": {}, **known})
        program.test_client_class = Client
        program.add_url_rule("/probe", "probe", open_to_everybody(view), methods=["POST"])
        return program.test_client().post("/probe")

    return post


def add_twin():
    db.session.add(a_theme(slug="twin"))


def write_over_a_faster_one():
    theme = db.session.query(Theme).one()
    db.session.execute(text("UPDATE theme SET version = version + 1"))
    theme.slug = "mine"


@pytest.mark.parametrize("late", [add_twin, write_over_a_faster_one])
def test_what_the_database_refuses_at_commit_is_a_conflict_told_in_words(session, posting, late):
    session.add(a_theme(slug="twin"))
    session.commit()

    def view():
        late()
        flash("Saved.")
        return "done"

    answer = posting(view)
    assert answer.status_code == 409
    assert "Somebody else changed this record" in answer.text
    assert "Saved." not in answer.text
    assert answer.headers["Content-Security-Policy"]
    session.rollback()
    assert [theme.slug for theme in session.query(Theme)] == ["twin"]


def test_a_database_in_trouble_at_commit_asks_to_come_back(session, posting):
    def view():
        @db.event.listens_for(db.session(), "before_commit", once=True)
        def fail(_session):
            raise OperationalError("COMMIT", {}, Exception("disk full"))

        return "done"

    answer = posting(view)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


class Typed(FlaskForm):
    name = StringField()


@pytest.mark.parametrize("late", [add_twin, write_over_a_faster_one])
def test_a_form_that_a_faster_writer_overtook_keeps_what_was_typed(session, posting, late):
    session.add(a_theme(slug="twin"))
    session.commit()

    def view():
        form = Typed(name="typed")
        if accept(form, lambda: late() or True):
            return "done"
        return {"errors": list(form.form_errors), "name": form.name.data}, 422

    answer = posting(view)
    assert answer.status_code == 422
    assert "Somebody else changed this record" in answer.json["errors"][0]
