"""Announcements at the desk after they were written: facts put right, versions, previews, translations."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient as Client
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.previews import Preview
from forumapp.announcements.services.drafting import follow_facts
from forumapp.announcements.services.editing import AnnouncementPlan, create_announcement
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.core.actor import COMMAND
from forumapp.institution.services import ensure_institution
from tests.records import (
    a_forum,
    a_person,
    a_session,
    a_venue,
    an_announcement,
    an_appearance,
    an_organizer_line,
    both,
)
from tests.support import NOW


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in("editor")


@pytest.fixture
def staff(signed_in) -> Client:
    return signed_in("staff")


@pytest.fixture
def organizer(signed_in) -> Client:
    return signed_in("organizer")


@pytest.fixture
def news(session) -> Announcement:
    """Public news of a forum that was moved by a week since."""
    forum = a_forum(venue=a_venue())
    session.add(forum)
    session.flush()
    plan = AnnouncementPlan(
        headline={"en": "Harbours on 8 December 2026", "zh": "12月8日谈港湾"},
        lead={"en": "Come.", "zh": "欢迎。"},
        forum_id=forum.id,
    )
    made = create_announcement(plan, by=COMMAND, now=NOW)
    publish_announcement(made, by=COMMAND, now=NOW)
    for name in ("starts", "ends", "starts_at", "ends_at"):
        setattr(forum, name, getattr(forum, name) + timedelta(days=7))
    follow_facts(forum, by=COMMAND, now=NOW)
    session.flush()
    return made


def here(announcement: Announcement) -> str:
    return f"/desk/announcements/{announcement.id}"


def test_a_fact_that_changed_is_shown_where_editors_look(session, editor, news) -> None:
    for page in (editor.get(f"{here(news)}/"), editor.get("/desk/announcements/")):
        assert "no longer so" in page.text
    assert "<del>8 December 2026</del> → <ins>15 December 2026</ins>" in (
        editor.get(f"{here(news)}/").text
    )
    assert "announcement says what is no longer so" in editor.get("/desk/").text


def test_one_click_corrects_and_readers_see_that(session, editor, client, news) -> None:
    answer = editor.post(f"{here(news)}/facts/correct", data={"fact": "when"})
    assert answer.status_code == 303
    page = client.get(f"/announcements/{news.slug}").text
    assert "Harbours on 15 December 2026" in page
    assert "The date was given as 8 December 2026; it is 15 December 2026." in page
    assert "no longer so" not in editor.get("/desk/announcements/").text
    again = editor.post(f"{here(news)}/facts/correct", data={"fact": "when"})
    assert again.status_code == 409


def test_an_editor_leaves_what_is_right(session, editor, news) -> None:
    assert editor.post(f"{here(news)}/facts/leave", data={"fact": "when"}).status_code == 303
    session.expire_all()
    assert (news.is_flagged, news.headline.exact("en")) == (False, "Harbours on 8 December 2026")


def test_versions_are_compared_and_one_comes_back(session, editor, news) -> None:
    editor.post(f"{here(news)}/facts/correct", data={"fact": "when"})
    page = editor.get(f"{here(news)}/versions/").text
    assert "<del>8</del><ins>15</ins>" in page
    restoring = f"{here(news)}/versions/1/restore"
    assert "<del>15</del><ins>8</ins>" in editor.get(restoring).text
    refused = editor.post(restoring)
    assert refused.status_code == 422
    assert "Tell them in a sentence" in refused.text
    done = editor.post(restoring, data={"correction-en": "It was the 8th after all."})
    assert done.status_code == 303
    session.expire_all()
    assert news.headline.exact("en") == "Harbours on 8 December 2026"
    assert editor.get(f"{here(news)}/versions/9/restore").status_code == 404


def test_a_link_is_made_shown_and_revoked(session, editor, client) -> None:
    draft = an_announcement(state="draft", release_at=None)
    session.add(draft)
    session.flush()
    at = f"{here(draft)}/previews"
    assert editor.post(at, data={"for_whom": "", "days": "7"}).status_code == 422
    assert editor.post(at, data={"for_whom": "Quay Post", "days": "7"}).status_code == 303
    page = editor.get(at).text
    link = re.search(r'href="https?://[^/]*(/previews/[\w-]{43})"', page)[1]
    assert "Quay Post" in page
    assert client.get(link).status_code == 200
    preview = session.scalars(select(Preview)).one()
    assert editor.post(f"/desk/previews/{preview.id}/revoke").status_code == 303
    assert client.get(link).status_code == 404
    assert "Revoked" in editor.get(at).text


def test_a_programme_is_drafted_from_the_forum(session, editor) -> None:
    forum = a_forum(venue=a_venue())
    keynote = a_session(forum)
    session.add_all([forum, keynote, an_appearance(forum, a_person(), session=keynote)])
    session.flush()
    answer = editor.post(f"/desk/announcements/programme-of/{forum.id}")
    assert answer.status_code == 303
    made = session.scalars(select(Announcement)).one()
    assert made.kind == "programme"
    assert "- **12:00–12:30** Keynote\n  - **Lin Yue**, Chair of the harbour board (speaker)" in (
        made.body.exact("en")
    )
    assert "- **12:00–12:30** 主旨演讲\n  - **林悦**，港务委员会主席（发言嘉宾）" in (
        made.body.exact("zh")
    )
    empty = a_forum()
    session.add(empty)
    session.flush()
    assert editor.post(f"/desk/announcements/programme-of/{empty.id}").status_code == 409


def test_publishing_asks_once_where_a_language_is_missing(session, editor, organizer) -> None:
    ensure_institution(by=COMMAND, now=NOW).parity = "warn"
    draft = an_announcement(state="draft", release_at=None, lead=both("Only in English."))
    forum = a_forum(state="draft", release_at=None, title=both("Only"), venue=a_venue())
    session.add_all([draft, forum, an_organizer_line(forum)])
    session.flush()
    asked = {"release_zone": "Asia/Shanghai"}
    for client, at in (
        (editor, f"{here(draft)}/publish"),
        (organizer, f"/desk/forums/{forum.id}/publish"),
    ):
        refused = client.post(at, data=asked)
        assert refused.status_code == 422
        assert "Not every language says the same." in refused.text
        assert 'name="gaps_accepted"' in refused.text
        assert client.post(at, data=asked | {"gaps_accepted": "y"}).status_code == 303


def test_the_list_of_translations_leads_to_the_field(session, editor) -> None:
    row = an_announcement(lead=both("Only in English."))
    session.add(row)
    session.flush()
    page = editor.get("/desk/translations/").text
    assert f'href="{here(row)}/edit#lead-zh"' in page
    assert "中文 is missing: lead" in page
    assert "中文 is missing: lead" in editor.get(f"{here(row)}/").text
    assert f"{here(row)}/edit" not in editor.get("/desk/translations/?language=en").text
    assert f"{here(row)}/edit" not in editor.get("/desk/translations/?kind=forum&page=9").text


def test_nobody_else_corrects_or_shares(staff, client, news) -> None:
    for at in ("facts/correct", "facts/leave", "previews", "versions/1/restore"):
        assert staff.post(f"{here(news)}/{at}").status_code == 403
    assert client.get(f"{here(news)}/versions/").status_code == 303
