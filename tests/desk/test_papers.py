"""What the secretariat prints: for whom, on what, and what is said before a badge would have a box."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from forumapp.history.models import HistoryRow
from forumapp.registrations.models.places import RegistrationSettings
from tests.papers import letters_of, pages_of, sizes_of
from tests.records import a_forum, a_registration, both
from tests.support import NOW


@pytest.fixture
def forum(session):
    forum = a_forum(title=both("Harbours at night", "夜港论坛"), slug="harbours")
    session.add(forum)
    session.commit()
    return forum


def a_guest(session, forum, name, **facts):
    registration = a_registration(forum, name=name, **facts)
    session.add(registration)
    session.commit()
    return registration


def printed(client, forum, **wanted):
    return client.get(f"/desk/forums/{forum.id}/papers/print", query_string=wanted)


def test_badges_of_who_is_confirmed_come_in_the_order_of_names(session, forum, signed_in):
    for name in ("Zhou Wei", "王喆", "Ann Lee", "李垚"):
        a_guest(session, forum, name)
    a_guest(session, forum, "Waiting Person", state="waitlisted")
    a_guest(session, forum, "")
    staff = signed_in("staff")

    answer = printed(staff, forum, sheet="label")
    pages = ["".join(page.split()) for page in pages_of(answer.data)]

    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    names = ("AnnLee", "李", "王", "ZhouWei")
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True] * 4


def test_what_is_printed_can_be_told_by_people_and_days(session, forum, signed_in):
    early = a_guest(session, forum, "Early Guest", registered_at=NOW - timedelta(days=9))
    late = a_guest(session, forum, "Late Guest")
    staff = signed_in("staff")
    yesterday = f"{NOW - timedelta(days=1):%Y-%m-%d}"

    chosen = letters_of(printed(staff, forum, paper="sign-in-sheet", id=early.id).data)
    since = letters_of(printed(staff, forum, paper="name-plates", since=yesterday).data)
    until = letters_of(printed(staff, forum, paper="ticket", until=yesterday).data)

    assert ["EarlyGuest" in chosen, "LateGuest" in chosen] == [True, False]
    assert ["EarlyGuest" in since, "LateGuest" in since] == [False, True]
    assert [each.reference in until for each in (early, late)] == [True, False]


def test_letters_and_certificates_go_to_people_in_their_language(session, forum, signed_in, clock):
    a_guest(session, forum, "张𬭎", language="zh", checked_in_at=NOW)
    a_guest(session, forum, "Ngũgĩ", language="en", checked_in_at=NOW)
    a_guest(session, forum, "Đỗ", language="en")
    staff = signed_in("staff")

    chinese = letters_of(printed(staff, forum, paper="letter", language="zh").data)
    clock.now = forum.ends_at
    english = letters_of(printed(staff, forum, paper="certificate").data)

    assert "尊敬的张𬭎" in chinese
    assert "夜港论坛" in chinese
    assert [name in chinese for name in ("Ngũgĩ", "Đỗ")] == [False, False]
    assert [name in english for name in ("Ngũgĩ", "Đỗ", "张𬭎")] == [True, False, False]


def test_a_name_without_a_picture_is_named_before_anything_is_printed(session, forum, signed_in):
    a_guest(session, forum, "Ann Lee")
    unprintable = a_guest(session, forum, "محمد Khan")
    staff = signed_in("staff")

    refused = printed(staff, forum)
    assert refused.status_code == 422
    assert "1 person cannot be printed" in refused.text
    assert f'/registrations/{unprintable.id}/">محمد Khan' in refused.text
    assert "U+062D" in refused.text
    assert downloads(session) == []

    made = printed(staff, forum, leave_out="y")
    assert made.status_code == 200
    assert ["AnnLee" in letters_of(made.data), "Khan" in letters_of(made.data)] == [True, False]


def test_each_download_is_in_the_history_with_paper_and_number(session, forum, signed_in):
    a_guest(session, forum, "Ann Lee")
    staff = signed_in("staff")
    printed(staff, forum)

    [entry] = downloads(session)
    assert (entry.changes["paper"], entry.changes["people"]) == ("Badges", 1)


def downloads(session):
    chosen = select(HistoryRow).where(HistoryRow.action == "downloaded papers of attendees")
    return session.scalars(chosen).all()


def test_what_cannot_be_printed_is_a_sentence(session, forum, signed_in):
    a_guest(session, forum, "Bob", state="declined", checked_in_at=NOW)
    staff = signed_in("staff")
    for wanted, sentence in (
        ({}, "Nobody is meant by this choice."),
        ({"paper": "banknotes"}, "Choose one of the list."),
        ({"sheet": "../../x"}, "Choose one of the list."),
        ({"since": "yesterday"}, "Registered from"),
        ({"id": "99999999999999999999"}, "Nobody is meant by this choice."),
        ({"id": "one"}, "Nobody is meant by this choice."),
        ({"paper": "letter", "state": "declined"}, "for whose place is confirmed"),
        ({"paper": "ticket", "state": ""}, "for whose place is confirmed"),
        ({"paper": "certificate", "state": ""}, "once the forum is over"),
    ):
        answer = printed(staff, forum, **wanted)
        assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_persons_page_leads_to_their_badge(session, forum, signed_in):
    guest = a_guest(session, forum, "Ann Lee", state="pending")
    staff = signed_in("staff")
    page = staff.get(f"/desk/forums/{forum.id}/registrations/{guest.id}/").text
    [address] = re.findall(r'href="([^"]+/papers/print[^"]+)"', page)

    badge = staff.get(unescape(address))
    assert (badge.status_code, "AnnLee" in letters_of(badge.data)) == (200, True)


def test_more_than_a_thousand_people_are_printed_in_parts(session, forum, signed_in):
    session.add_all([a_registration(forum, name=f"Guest {number:04}") for number in range(1001)])
    session.commit()
    staff = signed_in("staff")

    whole = printed(staff, forum, paper="sign-in-sheet")
    last = letters_of(printed(staff, forum, paper="sign-in-sheet", part="2").data)

    assert (whole.status_code, "These are 1001 people" in whole.text) == (422, True)
    assert ["Guest1000" in last, "Guest0999" in last] == [True, False]


def test_another_forums_people_are_never_printed(session, forum, signed_in):
    stranger = a_guest(session, a_forum(slug="elsewhere"), "Stranger Person")
    answer = printed(signed_in("staff"), forum, id=stranger.id)
    assert (answer.status_code, "Nobody is meant" in answer.text) == (422, True)


def test_the_layout_that_an_organizer_chose_is_chosen_for_the_next(session, forum, signed_in):
    a_guest(session, forum, "Ann Lee")
    organizer, staff = signed_in("organizer"), signed_in("staff")
    organizer.post(f"/desk/forums/{forum.id}/papers/layout", data={"sheet": "label"})
    assert session.scalars(select(RegistrationSettings.badge_layout)).all() == ["label"]
    page = staff.get(f"/desk/forums/{forum.id}/papers/").text
    assert '<option selected value="label">' in page
    assert sizes_of(printed(staff, forum, sheet="label").data) == [(90, 54)]
