"""The first page of the desk, its find box, its frame, and history."""

from datetime import datetime

import pytest
from sqlalchemy import update

from forumapp.core.clock import now_utc
from forumapp.core.heartbeat import beat
from forumapp.forums.models import Forum
from forumapp.forums.services.words import index_forum
from forumapp.search.services import index_record
from tests.records import (
    a_forum,
    a_person,
    a_registration,
    a_theme,
    an_announcement,
    an_organizer_line,
    both,
)

SILENT = "Mail and scheduled work stand still"


@pytest.fixture
def organizer(signed_in):
    return signed_in("organizer")


def coming(**facts):
    """A forum that has not ended, whenever the tests run."""
    return a_forum(starts=datetime(2099, 5, 4, 12), ends=datetime(2099, 5, 4, 14), **facts)


def test_an_empty_desk_says_that_nothing_waits(organizer):
    text = organizer.get("/desk/").text
    assert "Nothing waits for you." in text
    assert "No forum is planned" in text


def test_what_needs_doing_stands_first(session, organizer):
    forum = coming(title=both("Open quays"), state="draft", release_at=None)
    session.add_all(
        [
            forum,
            a_registration(forum, state="pending"),
            a_registration(forum, state="pending"),
            an_organizer_line(forum, confirmed=False),
            an_announcement(state="draft", release_at=None),
            a_theme(title=both("Water")),
        ]
    )
    session.commit()
    text = organizer.get("/desk/").text
    for sentence in (
        "registrations wait for an answer",
        "forum is still a draft",
        "organization has not confirmed",
        "announcement is not published",
        "records are missing or older in a language",
        "中文 is missing: title",
    ):
        assert sentence in text
    assert f'href="/desk/forums/{forum.id}/"' in text


def test_the_door_sees_its_start_and_nothing_else(session, signed_in):
    session.add(coming(title=both("Open quays")))
    session.commit()
    door = signed_in("door")
    text = door.get("/desk/").text
    assert "You are signed in for the door." in text
    assert "Open quays" not in text
    assert 'href="/desk/forums/"' not in text
    assert door.get("/desk/find?q=quays").status_code == 403


def test_any_record_is_found_by_its_words_in_either_language(session, organizer):
    forum = coming(title=both("Open quays", "开放码头"))
    person = a_person(name=both("Quay Wen", "文码头"))
    session.add_all([forum, person])
    session.flush()
    index_forum(forum)
    index_record(person, person.name)
    session.commit()
    for query in ("quay", "码头"):
        text = organizer.get(f"/desk/find?q={query}").text
        assert f'href="/desk/forums/{forum.id}/"' in text
        assert f'href="/desk/people/{person.id}/"' in text
    assert "Nothing is found" in organizer.get("/desk/find?q=zeppelin").text
    assert organizer.get("/desk/find?q=%22*%29%27--").status_code == 200


def test_a_silent_worker_is_announced_until_it_is_heard_of(session, organizer):
    assert SILENT in organizer.get("/desk/").text
    beat("worker", now_utc())
    session.commit()
    assert SILENT not in organizer.get("/desk/").text


@pytest.mark.parametrize("role", ["administrator", "editor", "staff", "door"])
def test_everybody_at_the_desk_hears_of_a_silent_worker(session, signed_in, role):
    assert SILENT in signed_in(role).get("/desk/").text


def test_the_rail_leads_to_every_place_that_the_role_may_enter(signed_in):
    for role in ("administrator", "organizer", "editor", "staff", "door"):
        browser = signed_in(role)
        rail = browser.get("/desk/").text.partition("<nav")[2].partition("</nav>")[0]
        places = [part.partition('"')[0] for part in rail.split('href="')[1:]]
        assert {browser.get(place).status_code for place in places} == {200}, places
        assert ("/desk/accounts/" in places) == (role == "administrator")


def test_history_of_all_is_the_administrators_and_of_own_the_organizers(signed_in):
    first, second, head = signed_in("organizer"), signed_in("organizer"), signed_in("administrator")
    first.post("/desk/themes/new", data={"title-en": "Quays"})
    second.post("/desk/themes/new", data={"title-en": "Lanterns"})
    assert (
        "Quays" in first.get("/desk/history/").text,
        "Lanterns" in first.get("/desk/history/").text,
    ) == (
        True,
        False,
    )
    text = head.get("/desk/history/").text
    assert "Quays" in text
    assert "Lanterns" in text
    assert "Lanterns" not in head.get("/desk/history/?q=quay").text
    assert signed_in("staff").get("/desk/history/").status_code == 403


def test_an_attendee_is_found_by_reference_and_name_by_who_may_see_attendees(session, signed_in):
    staff, editor = signed_in("staff"), signed_in("editor")
    forum = coming()
    session.add_all([forum, a_registration(forum, reference="QUAY-2345", name="Xenia Farrow")])
    session.commit()
    for query in ("quay-2345", "farrow"):
        assert "Xenia Farrow" in staff.get(f"/desk/find?q={query}").text
        assert "Xenia Farrow" not in editor.get(f"/desk/find?q={query}").text
    assert "Xenia Farrow" not in staff.get("/desk/find?q=%25").text


def test_a_forum_whose_time_clocks_skip_by_now_is_named_until_it_has_another(session, organizer):
    forum = a_forum(starts=datetime(2027, 3, 14, 1), ends=datetime(2027, 3, 14, 4))
    session.add(forum)
    session.commit()
    words = "forum has a time that clocks skip by their new rules"
    assert words not in organizer.get("/desk/").text
    session.execute(update(Forum).values(starts=datetime(2027, 3, 14, 2, 30)))
    session.commit()
    assert words in organizer.get("/desk/").text
