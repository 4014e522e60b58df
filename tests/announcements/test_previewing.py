"""A link that shows what is not public yet, for a time."""

from datetime import timedelta

import pytest

from forumapp.announcements.queries.previews import (
    preview_by_token,
    previewed,
    previews_of,
    secret_of,
)
from forumapp.announcements.services.previewing import make_preview, revoke_preview
from forumapp.core.actor import Actor
from forumapp.core.errors import NotFound, Refused
from tests.records import a_forum, an_announcement
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
DRAFT = {"state": "draft", "release_at": None}


@pytest.fixture
def draft(session):
    made = an_announcement(**DRAFT)
    session.add(made)
    session.flush()
    return made


def shared(record, **facts):
    return make_preview(record, by=ALICE, now=NOW, **{"for_whom": "Press", "days": 7, **facts})


def test_a_link_shows_its_record_until_its_time_is_over(session, draft) -> None:
    token = secret_of(shared(draft))
    almost = NOW + timedelta(days=7) - timedelta(seconds=1)
    assert previewed(preview_by_token(token, almost)) is draft
    with pytest.raises(NotFound):
        preview_by_token(token, NOW + timedelta(days=7))


def test_a_revoked_link_shows_nothing_and_the_others_go_on(session, draft) -> None:
    one, other = shared(draft), shared(draft, for_whom="Board")
    revoke_preview(one, by=ALICE, now=NOW)
    with pytest.raises(NotFound):
        preview_by_token(secret_of(one), NOW)
    assert preview_by_token(secret_of(other), NOW) is other
    assert previews_of(draft) == [other, one]


def test_a_forum_is_shown_too_until_it_is_withdrawn(session) -> None:
    forum = a_forum(**DRAFT)
    session.add(forum)
    session.flush()
    token = secret_of(shared(forum))
    assert previewed(preview_by_token(token, NOW)) is forum
    forum.state = "withdrawn"
    with pytest.raises(NotFound):
        preview_by_token(token, NOW)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"for_whom": " "}, "Say for whom"),
        ({"for_whom": "x" * 121}, "up to 120"),
        ({"days": 0}, "1 to 60 days"),
        ({"days": 61}, "1 to 60 days"),
    ],
)
def test_a_link_has_a_name_and_an_end(session, draft, facts, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        shared(draft, **facts)


def test_what_is_public_or_put_away_gets_no_link(session, draft) -> None:
    draft.archived_at = NOW
    with pytest.raises(Refused, match="Restore it first"):
        shared(draft)
    public = an_announcement()
    session.add(public)
    with pytest.raises(Refused, match="address of its page"):
        shared(public)
