"""Somebody registers while an editor publishes the next forum of the same series: neither waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

from sqlalchemy import func, select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import ForumPlan, OrganizerPlan
from forumapp.publishing.forums import draft_forum
from forumapp.registrations.services.registering import register
from tests.records import a_conference, an_organization, an_organizer_line
from tests.support import NOW

BY = Actor.account(1, "Alice")


def test_who_registers_for_a_neighbour_and_who_publishes_both_succeed(
    app, session, forum, submission
):
    forum.conference = a_conference(kind="series", starts_on=None, ends_on=None)
    line = an_organizer_line(forum, organization=an_organization(is_own=True))
    session.add(line)
    session.commit()
    plan = ForumPlan(
        title={"en": "The next forum"},
        starts=datetime(2026, 12, 20, 12),
        starts_fold=0,
        ends=datetime(2026, 12, 20, 14),
        ends_fold=0,
        venue_id=forum.venue_id,
        conference_id=forum.conference_id,
        organizers=(OrganizerPlan(line.organization_id),),
        key=None,
    )
    forum_id, form = forum.id, submission()
    session.commit()
    is_drafted, is_registered = Event(), Event()

    def publish() -> None:
        with app.app_context(), writing():
            draft_forum(plan, then_publish=True, by=BY, now=NOW)
            is_drafted.set()
            if db.engine.dialect.name == "postgresql":  # of SQLite's writers one begins at a time
                is_registered.wait(timeout=3)

    def take_a_place() -> None:
        is_drafted.wait(timeout=20)
        with app.app_context(), writing() as own:
            register(own.get_one(Forum, forum_id), form, now=NOW)
            is_registered.set()

    with ThreadPoolExecutor(2) as threads:
        for running in [threads.submit(publish), threads.submit(take_a_place)]:
            running.result(timeout=60)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Forum)) == 2
    assert session.get_one(Forum, forum_id).taken == 1
