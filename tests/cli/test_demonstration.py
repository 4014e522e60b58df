"""The demonstration as it stands in the database, in both languages."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from dev import ROOT
from forumapp import create_app
from forumapp.announcements.models.announcements import Announcement
from forumapp.cli.demonstration.load import load_demonstration
from forumapp.core.clock import now_utc
from forumapp.core.db import Base, db
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Forum
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import SENT
from forumapp.messages.models import Message
from forumapp.people.models import Person
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.places import groups_of
from forumapp.registrations.queries.registered import owed_groups
from forumapp.registrations.rules.states import REGISTRATION_STATES, WAITLISTED, holds_place
from tests.conftest import DATABASES, Databases, settings_for_tests
from tests.support import NOW

STORY = "international-cooperation-and-social-services-of-civil-society-organizations"
GIVEN_IN_ONE_LANGUAGE = {"Bruce Knotts", "Wang Yanguo"}
"""The release gives them no Chinese names, so neither do we."""


@pytest.fixture(scope="module", params=DATABASES)
def loaded(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The program with the demonstration, loaded once for the tests that only read it."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_for_tests(databases.make(request.param), folder))
    app.config["CLOCK"] = lambda: NOW
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with writing():
            load_demonstration(now=NOW, tell=lambda _step: None)
    return app


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count(model.id)).where(*conditions))


def test_it_tells_of_a_season_and_of_one_true_story(loaded: Flask) -> None:
    with loaded.app_context():
        invented = Forum.slug != STORY
        assert count(Forum, invented, Forum.starts_at > NOW) == 12
        assert count(Forum, invented, Forum.ends_at < NOW) == 6
        assert db.session.scalar(select(func.count(Forum.zone.distinct()))) == 5
        assert count(Forum, Forum.state == "postponed") == 1
        assert count(Forum, Forum.state == "cancelled") == 1
        assert count(Forum, Forum.registration_mode == "approval") == 1
        assert count(Forum, Forum.attendance_mode == "online", Forum.starts_at > NOW) == 1
        assert count(Forum, Forum.taken == Forum.capacity_limit) == 1
        assert (count(Person), count(Delegation)) == (40, 3)
        assert not any(f.starts.weekday() > 4 for f in db.session.scalars(select(Forum)))


def test_150_people_are_registered_in_every_state_and_nobody_was_mailed(loaded: Flask) -> None:
    with loaded.app_context():
        states = Counter(db.session.scalars(select(Registration.state)))
        assert sum(states.values()) == 150
        assert set(states) == set(REGISTRATION_STATES)
        assert count(OutgoingMail, OutgoingMail.state != SENT) == 0
        for forum in db.session.scalars(select(Forum)):
            here = select(Registration.state).where(Registration.forum_id == forum.id)
            states = list(db.session.scalars(here))
            aside = sum(group.capacity_limit for group in groups_of(forum.id) if group.is_set_aside)
            assert forum.taken == aside + sum(holds_place(state) for state in states)
            assert forum.waiting == states.count(WAITLISTED)


def test_one_message_has_gone_in_both_languages_and_one_is_scheduled(loaded: Flask) -> None:
    with loaded.app_context():
        messages = db.session.scalars(select(Message).order_by(Message.id)).all()
        assert [(each.kind, each.state) for each in messages] == [
            ("note", "sent"),
            ("reminder", "scheduled"),
        ]
        mails = db.session.scalars(select(OutgoingMail)).all()
        assert len(mails) == 34
        assert {each.language for each in mails} == {"en", "zh"}


def test_every_text_is_there_in_both_languages(loaded: Flask) -> None:
    with loaded.app_context():
        lacking = [
            (mapper.class_.__name__, column.key, text.text("en"))
            for mapper in Base.registry.mappers
            for column in mapper.column_attrs
            for text in db.session.scalars(select(column.class_attribute))
            if isinstance(text, Translated) and text and set(text.languages) != {"en", "zh"}
        ]
    assert {name for _kind, _column, name in lacking} <= GIVEN_IN_ONE_LANGUAGE


def test_the_story_says_what_the_release_says(loaded: Flask) -> None:
    client = loaded.test_client()
    page = client.get(f"/forums/{STORY}").text
    for fact in ("Luncheon forum", "New York", "CICCPS", "Chinese Public Welfare Foundation"):
        assert fact in page
    assert "Bruce Knotts" in page
    assert "The day is assumed." in page
    with loaded.app_context():
        story = db.session.scalar(select(Forum).filter_by(slug=STORY))
        assert count(Registration, Registration.forum_id == story.id) == 0
        report = db.session.scalar(select(Announcement).filter_by(kind="report", forum_id=story.id))
        assert report.source.text("en") == "CICCPS"
        assert report.release_wall.isoformat() == "2019-09-10T13:52:28"
        assert (report.state, report.delegation.state) == ("published", "published")


@pytest.mark.parametrize(
    "kind", ["themes", "speakers", "organizations", "conferences", "delegations"]
)
@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_no_page_is_without_an_entry(loaded: Flask, kind: str, prefix: str) -> None:
    client = loaded.test_client()
    listed = client.get(f"{prefix}/{kind}/").text
    addresses = {
        part.partition('"')[0]
        for part in listed.split(f'href="{prefix}/{kind}/')[1:]
        if part[0] != '"'
    }
    assert addresses
    for slug in addresses:
        assert f'href="{prefix}/forums/' in client.get(f"{prefix}/{kind}/{slug}").text
        assert "BEGIN:VEVENT" in client.get(f"{prefix}/{kind}/{slug}.ics").text


def test_a_full_database_is_left_alone(loaded: Flask) -> None:
    done = loaded.test_cli_runner().invoke(args=["load-demonstration"])
    assert done.exit_code == 0
    assert "holds records already" in done.output
    with loaded.app_context():
        assert count(Person) == 40


def test_loaded_by_its_command_the_next_forum_is_near(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["load-demonstration"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        coming = Forum.starts_at > now_utc()
        soonest = db.session.scalar(select(Forum.starts_at).where(coming).order_by(Forum.starts_at))
        assert soonest - now_utc() < timedelta(days=14)
        assert owed_groups(now_utc() + timedelta(hours=1), timedelta(minutes=10)) == []
