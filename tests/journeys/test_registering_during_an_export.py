"""A list of a hundred thousand people is on its way out, and somebody registers meanwhile."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from forumapp.core.db import db
from forumapp.core.transaction import writing
from tests.conftest import DATABASES, Client
from tests.journeys.crowd import NO_LIMITS, Attendee, facts_of, inside, open_forum
from tests.served import Served
from tests.support import an_account

PEOPLE = 100_000
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, :people)) ",
}
BOOKINGS = """INSERT INTO booking
    (uid, forum_id, name, address, address_key, language, link_version, link_hash, created_at, network)
    {numbers} SELECT {uid}, :forum, 'Guest ' || i, 'g' || i || '@example.org', 'g' || i || '@example.org',
    'en', 1, 'hash ' || i, '2026-11-01 00:00:00', '' FROM n"""
REGISTRATIONS = """INSERT INTO registration
    (uid, booking_id, forum_id, reference, name, address, address_key, organization, position,
     country, language, state, state_changed_at, registered_at, version)
    SELECT uid, id, forum_id, 'REF-' || id, name, address, address_key, 'Harbour Foundation', '',
    'CN', 'en', 'confirmed', created_at, created_at, 1 FROM booking"""


@pytest.fixture(params=DATABASES)
def served(request, databases, smtp, tmp_path):
    running = Served(
        databases.make_migrated(request.param), tmp_path / "instance", smtp, **NO_LIMITS
    )
    running.start()
    yield running
    running.stop()
    assert running.tracebacks() == ""


def test_the_registration_is_not_kept_waiting_and_the_list_is_that_of_its_beginning(served):
    slug = open_forum(served, capacity_limit=None)
    forum = facts_of(served, slug)
    fill(served, forum.id)
    connection = HTTPConnection(urlsplit(served.url).netloc, timeout=60)
    path = f"/desk/forums/{forum.id}/registrations/attendees.csv"
    connection.request("GET", path, headers={"Cookie": cookie_of_staff(served)})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    beginning = answer.read(10_000)

    status, place = Attendee(served, slug).register("late@example.org")
    assert (status, "/registrations/" in place) == (303, True)

    whole = (beginning + answer.read()).decode("utf-8-sig")
    assert whole.count("\r\n") == PEOPLE + 1
    assert "late@example.org" not in whole


def fill(served: Served, forum_id: int) -> None:
    """Rows straight into the tables: a hundred thousand forms would take an hour."""
    with inside(served), writing() as session:
        kind = db.engine.dialect.name
        uid = "gen_random_uuid()" if kind == "postgresql" else "lower(hex(randomblob(16)))"
        people = {"people": PEOPLE, "forum": forum_id}
        session.execute(text(BOOKINGS.format(numbers=NUMBERS[kind], uid=uid)), people)
        session.execute(text(REGISTRATIONS))


def cookie_of_staff(served: Served) -> str:
    with inside(served) as app:
        with writing() as session:
            account = an_account("staff")
            session.add(account)
        browser = Client(app).sign_in(account)
        name = app.config["SESSION_COOKIE_NAME"]
        return f"{name}={browser.get_cookie(name).value}"
