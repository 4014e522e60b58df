"""Somebody outside sees what is not public yet, by a link."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image

from forumapp.announcements.queries.previews import secret_of
from forumapp.announcements.services.previewing import make_preview, revoke_preview
from forumapp.core.actor import COMMAND
from forumapp.files.services.pictures import store_picture
from tests.records import a_forum, a_venue, an_announcement, both
from tests.support import NOW


def a_picture(colour: str = "black") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def shared(session):
    """An embargoed announcement with a picture, and the address of a link to it."""
    row = an_announcement(
        release_at=NOW + timedelta(days=1),
        picture=store_picture(a_picture(), both("A quay", "码头"), now=NOW),
    )
    session.add(row)
    session.flush()
    preview = make_preview(row, for_whom="The Quay Post", days=7, by=COMMAND, now=NOW)
    return row, preview, f"/previews/{secret_of(preview)}"


def test_the_page_is_shown_in_each_language_and_kept_nowhere(session, client, shared) -> None:
    _row, _preview, at = shared
    english, chinese = client.get(at), client.get(f"/zh{at}")
    assert "They open in spring." in english.text
    assert "明春开放。" in chinese.text
    for words in ("Preview, not public.", "The Quay Post", "Embargoed until"):
        assert words in english.text
    assert f'href="/zh{at}"' in english.text
    for answer in (english, chinese):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_draft_shows_the_release_that_is_asked_for_it(session, client) -> None:
    draft = an_announcement(
        state="draft",
        release_at=None,
        release_wall=datetime(2026, 12, 25, 9, 0),
        release_zone="America/New_York",
    )
    session.add(draft)
    session.flush()
    preview = make_preview(draft, for_whom="The Quay Post", days=7, by=COMMAND, now=NOW)
    page = client.get(f"/previews/{secret_of(preview)}").text
    assert "25 December 2026, 09:00 New York time" in page


def test_its_pictures_are_shown_with_it_and_nobody_elses(session, client, shared) -> None:
    row, _preview, at = shared
    own = f"{at}/media/{row.picture.hash}/large"
    other = store_picture(a_picture("red"), both("Another", "另一张"), now=NOW)
    session.flush()
    assert own in client.get(at).text
    assert client.get(own).status_code == 200
    assert client.get(f"/media/{row.picture.hash}/large").status_code == 410
    assert client.get(f"{at}/media/{other.hash}/large").status_code == 404


def test_a_revoked_link_is_as_one_that_never_was(session, client, shared) -> None:
    _row, preview, at = shared
    revoke_preview(preview, by=COMMAND, now=NOW)
    session.flush()
    assert client.get(at).status_code == client.get(f"/previews/{'n' * 43}").status_code == 404


def test_once_it_is_public_the_link_leads_to_its_page(session, client, shared) -> None:
    row, _preview, at = shared
    row.release_at = NOW
    session.flush()
    answer = client.get(f"/zh{at}")
    assert (answer.status_code, answer.location) == (303, f"/zh/announcements/{row.slug}")


def test_a_forum_is_shown_as_it_will_be(session, client) -> None:
    forum = a_forum(state="draft", release_at=None, venue=a_venue())
    session.add(forum)
    session.flush()
    preview = make_preview(forum, for_whom="Speakers", days=7, by=COMMAND, now=NOW)
    page = client.get(f"/previews/{secret_of(preview)}")
    assert "Forum on open harbours" in page.text
    assert "Preview, not public." in page.text
    assert client.get(f"/forums/{forum.slug}").status_code == 404


@pytest.mark.parametrize(
    ("facts", "is_shown"),
    [
        ({"state": "draft", "release_at": None}, True),
        ({"state": "withdrawn"}, False),
        ({"state": "draft", "release_at": None, "archived_at": NOW}, False),
    ],
)
def test_what_it_is_about_is_shown_unless_that_will_not_be_public(
    session, client, facts, is_shown
) -> None:
    forum = a_forum(title=both("Quays at night", "夜间码头"), venue=a_venue(), **facts)
    draft = an_announcement(state="draft", release_at=None, kind="news", forum=forum)
    session.add(draft)
    session.flush()
    preview = make_preview(draft, for_whom="The Quay Post", days=7, by=COMMAND, now=NOW)
    page = client.get(f"/previews/{secret_of(preview)}").text
    assert ("Quays at night" in page) == is_shown
