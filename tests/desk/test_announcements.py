"""Announcements at the desk: list, write, preview, publish, withdraw, put away."""

import re

import pytest
from flask.testing import FlaskClient as Client
from sqlalchemy import event, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from tests.records import a_delegation, a_forum, a_theme, an_announcement, both

NEW = {
    "kind": "news",
    "headline-en": "Quays open",
    "headline-zh": "码头开放",
    "lead-en": "In spring.",
    "body-en": "One **bold** word.",
    "release_zone": "Asia/Shanghai",
}


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in("editor")


@pytest.fixture
def staff(signed_in) -> Client:
    return signed_in("staff")


def saved(session, **facts) -> Announcement:
    row = an_announcement(**facts)
    session.add(row)
    session.flush()
    return row


def a_draft(session, **facts) -> Announcement:
    return saved(session, state="draft", release_at=None, **facts)


def only(session) -> Announcement:
    session.expire_all()
    return session.scalars(select(Announcement)).one()


def test_an_editor_writes_an_announcement_in_both_languages(session, editor) -> None:
    theme, forum, delegation = a_theme(), a_forum(), a_delegation()
    session.add_all([theme, forum, delegation])
    session.flush()
    chosen = {
        "theme_ids": str(theme.id),
        "forum_id": str(forum.id),
        "delegation_id": str(delegation.id),
        "release_wall-day": "2026-12-01",
        "release_wall-time": "09:00",
    }
    answer = editor.post("/desk/announcements/new", data=NEW | chosen)
    made = only(session)
    assert (answer.status_code, answer.location) == (303, f"/desk/announcements/{made.id}/")
    assert made.headline == both("Quays open", "码头开放")
    assert (made.themes, made.forum, made.delegation) == ([theme], forum, delegation)
    assert f"{made.release_wall:%Y-%m-%d %H:%M}" == "2026-12-01 09:00"
    assert made.state == "draft"


def test_a_headline_is_needed_and_nothing_typed_is_lost(session, editor) -> None:
    answer = editor.post(
        "/desk/announcements/new", data=NEW | {"headline-en": "", "headline-zh": " "}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "One **bold** word." in page
    assert session.scalars(select(Announcement)).all() == []


def test_an_editor_changes_an_announcement(session, editor) -> None:
    row = a_draft(session)
    here = f"/desk/announcements/{row.id}/edit"
    form = editor.get(here).get_data(as_text=True)
    assert "It is **decided**." in form
    version = re.search(r'name="version"[^>]*value="(\d+)"', form)[1]
    changed = NEW | {"version": version, "slug": row.slug}
    assert editor.post(here, data=changed).status_code == 303
    assert only(session).headline.exact("en") == "Quays open"
    stale = editor.post(here, data=changed | {"headline-en": "Piers open"})
    assert stale.status_code == 422
    assert "Piers open" in stale.get_data(as_text=True)
    assert only(session).headline.exact("en") == "Quays open"


def test_the_preview_shows_each_language_before_anything_is_public(session, editor) -> None:
    row = a_draft(session)
    english = editor.get(f"/desk/announcements/{row.id}/preview/en").get_data(as_text=True)
    chinese = editor.get(f"/desk/announcements/{row.id}/preview/zh").get_data(as_text=True)
    assert "<strong>decided</strong>" in english
    assert "<strong>已决定</strong>" in chinese
    assert '<html lang="zh-Hans"' in chinese
    assert editor.get(f"/desk/announcements/{row.id}/preview/xx").status_code == 404
    assert editor.get(f"/announcements/{row.slug}").status_code == 404


def test_publishing_now_makes_it_public_and_withdrawing_takes_it_away(session, editor) -> None:
    row = a_draft(session)
    public = f"/announcements/{row.slug}"
    published = editor.post(
        f"/desk/announcements/{row.id}/publish", data={"release_zone": "Asia/Shanghai"}
    )
    assert (published.status_code, editor.get(public).status_code) == (303, 200)
    withdrawn = editor.post(f"/desk/announcements/{row.id}/withdraw")
    assert (withdrawn.status_code, editor.get(public).status_code) == (303, 410)
    again = editor.post(f"/desk/announcements/{row.id}/withdraw")
    assert again.status_code == 409


def test_publishing_for_later_shows_nothing_yet(session, editor) -> None:
    row = a_draft(session)
    editor.post(
        f"/desk/announcements/{row.id}/publish",
        data={
            "release_zone": "America/New_York",
            "release_wall-day": "2099-01-02",
            "release_wall-time": "09:00",
        },
    )
    assert only(session).release_at.isoformat() == "2099-01-02T14:00:00+00:00"
    assert editor.get(f"/announcements/{row.slug}").status_code == 404
    assert "Scheduled" in editor.get("/desk/announcements/").get_data(as_text=True)


def test_a_release_time_that_clocks_skip_is_refused_on_the_page(session, editor) -> None:
    row = a_draft(session)
    answer = editor.post(
        f"/desk/announcements/{row.id}/publish",
        data={
            "release_zone": "America/New_York",
            "release_wall-day": "2027-03-14",
            "release_wall-time": "02:30",
        },
    )
    assert answer.status_code == 422
    assert "01:59" in answer.get_data(as_text=True)
    assert only(session).state == "draft"


def test_what_an_import_did_not_take_over_is_shown(session, staff) -> None:
    row = a_draft(
        session,
        import_name="old.txt",
        left_out=[["footer", "Reach Our Desk"]],
        not_understood=["Author: Ada"],
    )
    page = staff.get(f"/desk/announcements/{row.id}/").get_data(as_text=True)
    for words in ("old.txt", "Reach Our Desk", "contact and footer", "Author: Ada"):
        assert words in page


def test_a_draft_is_deleted_and_a_public_one_is_not(session, editor) -> None:
    draft, public = a_draft(session), saved(session)
    assert editor.post(f"/desk/announcements/{draft.id}/delete").status_code == 303
    public.published_at = public.release_at
    session.flush()
    assert editor.post(f"/desk/announcements/{public.id}/delete").status_code == 409
    assert only(session) is public


def test_a_report_is_drafted_from_a_forum(session, editor) -> None:
    forum = a_forum()
    session.add(forum)
    session.flush()
    answer = editor.post(f"/desk/announcements/report-on/{forum.id}")
    report = only(session)
    assert answer.location == f"/desk/announcements/{report.id}/"
    assert (report.kind, report.forum, report.state) == ("report", forum, "draft")


@pytest.mark.parametrize("verb", ["publish", "review", "withdraw", "archive", "restore", "delete"])
def test_staff_read_but_change_nothing(session, staff, verb: str) -> None:
    row = a_draft(session)
    assert staff.get(f"/desk/announcements/{row.id}/").status_code == 200
    assert staff.post(f"/desk/announcements/{row.id}/{verb}").status_code == 403
    assert only(session).state == "draft"


def test_the_list_finds_by_words_and_state(session, editor) -> None:
    editor.post("/desk/announcements/new", data=NEW)
    a_draft(session, headline=both("Harbours", "港湾"))
    found = editor.get("/desk/announcements/?q=码头").get_data(as_text=True)
    assert "Quays open" in found
    assert "Harbours" not in found
    assert "Nothing matches" in editor.get("/desk/announcements/?state=withdrawn").get_data(
        as_text=True
    )


def test_the_list_asks_as_much_for_three_rows_as_for_one(session, editor) -> None:
    asked = []
    for _number in range(3):
        saved(session, forum=a_forum(), delegation=a_delegation())
        session.commit()
        asked.append(queries_of(lambda: editor.get("/desk/announcements/")))
    assert asked[0] == asked[2]


def queries_of(act) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
