"""Two who change what belongs together wait for each other, and neither for both.

On PostgreSQL neither commits before both have done their part, or one waits; SQLite lets one begin.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from forumapp.calendars.models import StoredEntry
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import AppearancePlan, ForumPlan, MovePlan
from forumapp.people.models import Person
from forumapp.people.services import PersonFacts
from forumapp.publishing import consents, records
from forumapp.publishing import forums as publishing
from forumapp.venues.models import Venue
from forumapp.venues.services import VenueFacts
from tests.forums.making import BY, NOON, a_person, a_plan, a_venue
from tests.support import NOW

Rows = scoped_session[Session]
Act = Callable[[Rows], object]
REASON = Translated({"en": "The hall is taken."})


def at_the_same_time(app: Flask, *acts: Act) -> list[BaseException]:
    """Each in a transaction of its own; what failed."""
    done, failed = Barrier(len(acts)), []

    def run(act: Act) -> None:
        try:
            with app.app_context(), writing() as own:
                act(own)
                with suppress(BrokenBarrierError):
                    done.wait(timeout=1.5)
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def entries_of(session: Rows, forum_id: int) -> str:
    session.rollback()
    stored = session.query(StoredEntry).filter_by(kind="forum", record_id=forum_id)
    return "\n".join(row.body.replace(b"\r\n ", b"").decode() for row in stored)


@pytest.fixture
def plan(session: Rows) -> ForumPlan:
    person = a_person(session)
    return a_plan(session, appearances=(AppearancePlan(person.id, "keynote"),))


@pytest.fixture
def forum_id(session: Rows, plan: ForumPlan) -> int:
    forum = publishing.draft_forum(plan, then_publish=True, by=BY, now=NOW)
    session.commit()
    return forum.id


def test_an_appearance_is_saved_while_that_persons_consent_is_withdrawn(
    app: Flask, session: Rows, plan: ForumPlan, forum_id: int
):
    person_id = plan.appearances[0].person_id
    edited = replace(
        plan, appearances=(replace(plan.appearances[0], capacity={"en": "Chair of the board"}),)
    )
    session.rollback()
    failed = at_the_same_time(
        app,
        lambda own: publishing.edit_forum(own.get_one(Forum, forum_id), edited, by=BY, now=NOW),
        lambda own: consents.withdraw_consent(
            own.get_one(Person, person_id), "publication", by=BY, now=NOW
        ),
    )
    assert failed == []
    assert "Lin Qiao" not in entries_of(session, forum_id)
    assert session.get_one(Forum, forum_id).appearances[0].capacity.text("en") == (
        "Chair of the board"
    )


def test_an_appearance_is_saved_while_that_person_is_renamed(
    app: Flask, session: Rows, plan: ForumPlan, forum_id: int
):
    person_id = plan.appearances[0].person_id
    session.rollback()
    facts = PersonFacts(name={"en": "Lin Anders"})
    failed = at_the_same_time(
        app,
        lambda own: publishing.edit_forum(
            own.get_one(Forum, forum_id),
            replace(plan, lead={"en": "Other words"}),
            by=BY,
            now=NOW,
        ),
        lambda own: records.edit_named_person(
            own.get_one(Person, person_id), facts, by=BY, now=NOW
        ),
    )
    assert failed == []
    assert "Lin Anders" in entries_of(session, forum_id)


def test_a_venue_is_edited_while_a_forum_moves_to_it(
    app: Flask, session: Rows, plan: ForumPlan, forum_id: int
):
    """Another forum is there already, and is told of."""
    other = replace(plan, key=None, venue_id=a_venue(session, "New hall").id)
    there = publishing.draft_forum(other, then_publish=True, by=BY, now=NOW).id
    venue_id = other.venue_id
    zone = session.get_one(Venue, venue_id).zone
    session.commit()
    moved = MovePlan(starts=NOON, venue_id=venue_id)
    facts = VenueFacts(name={"en": "Renamed hall"}, zone=zone)
    failed = at_the_same_time(
        app,
        lambda own: publishing.move_forum(
            own.get_one(Forum, forum_id), moved, reason=REASON, by=BY, now=NOW
        ),
        lambda own: records.edit_named_venue(own.get_one(Venue, venue_id), facts, by=BY, now=NOW),
    )
    assert failed == []
    for each in (forum_id, there):
        assert "Renamed hall" in entries_of(session, each)
