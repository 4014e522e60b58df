"""What waits for its release was never in sight."""

from datetime import timedelta

from forumapp.announcements.services.releasing import (
    publish_announcement,
    withdraw_announcement,
)
from forumapp.core.actor import Actor
from tests.records import an_announcement
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
