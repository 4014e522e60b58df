"""Our own calendars, as the calendar doctor sees them: it finds nothing in any of them."""

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from dev import ROOT
from forumapp import create_app
from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.own import EVERYTHING, OWN_KINDS, own_address, own_calendars
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.invite import cancel_for, request_for
from forumapp.cli.demonstration.load import load_demonstration
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.forums.queries import visible_forums
from forumapp.ical.doctor import examine, read_file
from forumapp.ical.entry import PROFILES
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Booking
from tests.conftest import Client, Databases, settings_for_tests
from tests.site.season import a_season
from tests.support import NOW

NESTED = {"nested"}
"""What the full profile has on purpose: notes for whoever offers it to everybody."""


@pytest.fixture(scope="module")
def demonstration(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_for_tests(databases.make("sqlite"), folder))
    app.config["CLOCK"] = lambda: NOW
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with writing():
            load_demonstration(now=NOW, tell=lambda _step: None)
    return app


def names(language: str) -> list[str]:
    own = own_calendars(NOW, language)
    return [EVERYTHING, *(each.name for calendars in own.values() for each in calendars)]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_found_in_any_calendar_of_the_demonstration(demonstration, language, profile):
    with demonstration.app_context():
        every = names(language)
        at = {name: own_address(name, language=language, profile=profile) for name in every}
    assert {name.partition("/")[0] for name in every} == {EVERYTHING, *OWN_KINDS}
    client = demonstration.test_client()
    for name in every:
        answer = client.get(at[name])
        assert answer.status_code == 200
        found = {finding.code for finding in examine(read_file(answer.data))}
        assert found - (NESTED if profile == "full" else set()) == set(), name


@pytest.mark.parametrize("address", ["/calendar.ics", "/zh/calendar.ics", "/calendar.ics?q=forum"])
def test_nothing_is_found_in_what_the_server_answers(demonstration, address):
    answer = demonstration.test_client().get(address)
    headers = {name.lower(): value for name, value in answer.headers}
    assert examine(read_file(answer.data), {"date": "", **headers}) == []


@pytest.mark.parametrize("ending", ["ics", "full.ics"])
def test_nothing_is_found_in_a_private_calendar_or_a_ticket(demonstration, ending):
    with demonstration.app_context():
        calendars = db.session.scalars(select(PrivateCalendar).filter_by(revoked_at=None)).all()
        ringing = {secret_of(each) for each in calendars if each.alarm_minutes is not None}
        secrets = [secret_of(each) for each in calendars]
        bookings = db.session.scalars(select(Booking).limit(20)).all()
        tickets = [capability_token(LINK_PURPOSE, each.uid, each.link_version) for each in bookings]
    client = demonstration.test_client()
    assert secrets
    assert tickets
    noted = NESTED if ending == "full.ics" else set()
    for token in secrets:
        file = read_file(client.get(f"/calendars/{token}.{ending}").data)
        wished = {"alarm"} if token in ringing else set()
        assert {each.code for each in examine(file)} - wished <= noted
    for token in tickets:
        file = read_file(client.get(f"/registrations/{token}.{ending}").data)
        assert {each.code for each in examine(file)} <= noted


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_found_in_what_is_mailed(demonstration, language):
    person = {"name": "Li Wei 李伟", "address": "li.wei@example.org", "language": language}
    with demonstration.app_context():
        forums = db.session.scalars(visible_forums(NOW)).all()
        assert len(forums) > 10
        for forum in forums:
            for write in (request_for, cancel_for):
                assert examine(read_file(write(forum, **person, now=NOW))) == []


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        ({"name": "everything", "language": "en"}, "/calendar.ics"),
        ({"name": "theme/open-cities", "language": "zh"}, "/zh/themes/open-cities.ics"),
        (
            {"name": "city/new-york", "language": "zh", "profile": "full"},
            "/zh/calendar.full.ics?city=new-york",
        ),
        (
            {"name": "sessions/open", "language": "en", "cancelled": False, "deadlines": True},
            "/forums/open/sessions.ics?deadlines=1&cancelled=0",
        ),
        ({"name": "theme/../x?y", "language": "en"}, "/themes/..%2Fx%3Fy.ics"),
    ],
)
def test_a_name_leads_to_the_address_of_its_calendar(session, wanted, address):
    assert own_address(**wanted) == address


def test_each_calendar_is_named_in_the_language_of_its_reader(client, session):
    a_season(session)
    session.commit()
    own = own_calendars(NOW, "zh")
    assert [each.title for each in own["Themes"]] == ["开放的城市"]
    for name in names("zh"):
        answer = client.get(own_address(name, language="zh"))
        assert answer.status_code == 200
        assert answer.mimetype == "text/calendar"


@pytest.mark.parametrize("name", ["", "forum", "forum/", "theme-1", "person/lin-yue", "/x"])
def test_there_is_no_calendar_by_another_name(session, name):
    with pytest.raises(NotFound):
        own_address(name, language="en")


def test_a_draft_has_no_calendar(session):
    a_season(session)
    session.commit()
    titles = [each.title for each in own_calendars(NOW, "en")["Forums"]]
    assert "Undisclosed forum" not in titles
    assert len(titles) == 2
