"""What waits for its release was never in sight."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forumapp.announcements.services.drafting import draft_programme
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    create_announcement,
    edit_announcement,
)
from forumapp.announcements.services.releasing import (
    publish_announcement,
    withdraw_announcement,
)
from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from tests.records import a_forum, a_session, an_announcement
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
DRAFT = {"state": "draft", "release_at": None, "release_zone": "UTC"}
TOMORROW = (NOW + timedelta(days=1)).replace(tzinfo=None)


def test_withdrawn_before_its_release_it_is_a_draft_of_which_nothing_is_told(
    session, client
) -> None:
    row = an_announcement(**DRAFT)
    session.add(row)
    session.flush()
    publish_announcement(row, release_wall=TOMORROW, by=ALICE, now=NOW)
    session.flush()
    withdraw_announcement(row, by=ALICE, now=NOW)
    session.flush()
    assert (row.state, row.release_at, row.published_at) == ("draft", None, None)
    assert client.get(f"/announcements/{row.slug}").status_code == 404


def test_what_was_public_once_goes_on_saying_that_it_is_gone(session, client) -> None:
    row = an_announcement(**DRAFT)
    session.add(row)
    session.flush()
    publish_announcement(row, by=ALICE, now=NOW)
    session.flush()
    withdraw_announcement(row, by=ALICE, now=NOW)
    publish_announcement(row, release_wall=TOMORROW, by=ALICE, now=NOW)
    session.flush()
    withdraw_announcement(row, by=ALICE, now=NOW)
    session.flush()
    assert row.state == "withdrawn"
    assert client.get(f"/announcements/{row.slug}").status_code == 410


def test_what_readers_see_is_not_hidden_by_a_later_release_time(session) -> None:
    plan = AnnouncementPlan(headline={"en": "Quays open"}, lead={"en": "In spring."})
    row = create_announcement(plan, by=ALICE, now=NOW)
    publish_announcement(row, by=ALICE, now=NOW)
    session.flush()
    with pytest.raises(Refused, match="Readers see this already"):
        edit_announcement(row, replace(plan, release_wall=TOMORROW), by=ALICE, now=NOW)
    with pytest.raises(Refused, match="Readers see this already"):
        publish_announcement(row, release_wall=TOMORROW, by=ALICE, now=NOW)
    assert (row.state, row.release_at) == ("published", NOW)


@pytest.mark.parametrize(
    "embargo", [{"state": "draft", "release_at": None}, {"release_at": NOW + timedelta(days=9)}]
)
def test_what_is_drafted_from_a_forum_does_not_tell_of_it_before_its_release(
    session, embargo
) -> None:
    forum = a_forum(**embargo)
    session.add_all([forum, a_session(forum)])
    session.flush()
    programme = draft_programme(forum, by=ALICE, now=NOW)
    with pytest.raises(Refused, match="a forum that is not public at that time"):
        publish_announcement(programme, by=ALICE, now=NOW)


def test_what_is_public_becomes_no_notice_of_a_forum_that_is_not(session) -> None:
    forum = a_forum(state="draft", release_at=None)
    session.add(forum)
    session.flush()
    plan = AnnouncementPlan(
        headline={"en": "Save the date"}, lead={"en": "Soon."}, forum_id=forum.id
    )
    row = create_announcement(plan, by=ALICE, now=NOW)
    publish_announcement(row, by=ALICE, now=NOW)
    session.flush()
    with pytest.raises(Refused, match="a forum that is not public at that time"):
        edit_announcement(row, replace(plan, kind="notice"), by=ALICE, now=NOW)
