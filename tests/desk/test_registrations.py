"""Registrations at the desk: decisions, and lists to take along that hold no formula."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration, RegistrationConsent
from tests.records import a_forum, a_registration
from tests.support import NOW


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def forum(session) -> Forum:
    forum = a_forum(slug="open-harbours", capacity_limit=1)
    session.add(forum)
    session.commit()
    return forum


def registered(session, forum, **facts) -> Registration:
    row = a_registration(forum, **facts)
    session.add(row)
    session.commit()
    return row


def at(forum, rest="") -> str:
    return f"/desk/forums/{forum.id}/registrations/{rest}"


def state_of(session, row) -> str:
    session.rollback()
    session.refresh(row)
    return row.state


def test_the_list_finds_people_by_what_identifies_them_and_by_state(session, forum, signed_in):
    registered(session, forum, name="Lin Qiao", organization="Harbour Foundation")
    registered(session, forum, name="Wang Min", state="pending")
    desk = signed_in("staff")
    everybody = desk.get(at(forum)).text
    assert "Lin Qiao" in everybody
    assert "Wang Min" in everybody
    for query, found, left in (
        ("q=harbour", "Lin Qiao", "Wang Min"),
        ("state=pending", "Wang Min", "Lin Qiao"),
    ):
        page = desk.get(f"{at(forum)}?{query}").text
        assert (found in page, left in page) == (True, False)


def test_another_forums_registration_is_not_found_under_this_one(session, forum, signed_in):
    other = a_forum()
    row = registered(session, other, name="Somebody Else")
    answer = signed_in("organizer").get(at(forum, f"{row.id}/"))
    assert (answer.status_code, "Somebody Else" in answer.text) == (404, False)


def test_the_organizer_confirms_one_applicant_and_declines_the_next(session, forum, signed_in):
    first = registered(session, forum, state="pending", address="lin@example.org")
    second = registered(session, forum, state="pending", address="wang@example.org")
    desk = signed_in("organizer")
    assert desk.post(at(forum, f"{first.id}/confirm")).status_code == 303
    full = desk.post(at(forum, f"{second.id}/confirm"))
    assert (full.status_code, "No place is free" in full.text) == (409, True)
    assert desk.post(at(forum, f"{second.id}/decline")).status_code == 303
    assert [state_of(session, row) for row in (first, second)] == ["confirmed", "declined"]
    mails = session.execute(select(OutgoingMail.to_address, OutgoingMail.kind)).all()
    assert sorted(map(tuple, mails)) == [
        ("lin@example.org", "registration_confirmed"),
        ("wang@example.org", "registration_declined"),
    ]


def test_a_place_cancelled_at_the_desk_is_free_and_its_holder_told_by_whom(
    session, forum, signed_in
):
    row = registered(session, forum, last_sent_method="REQUEST")
    forum.taken = 1
    session.commit()
    assert signed_in("organizer").post(at(forum, f"{row.id}/cancel")).status_code == 303
    assert state_of(session, row) == "cancelled"
    session.refresh(forum)
    assert forum.taken == 0
    mail = session.scalars(select(OutgoingMail)).one()
    assert "The organizer has cancelled your registration" in mail.text_body


@pytest.mark.parametrize("role", ["staff", "editor"])
def test_who_may_not_decide_decides_nothing(session, forum, signed_in, role):
    row = registered(session, forum, state="pending")
    for verb in ("confirm", "decline", "cancel"):
        assert signed_in(role).post(at(forum, f"{row.id}/{verb}")).status_code == 403
    assert state_of(session, row) == "pending"


def test_the_list_is_taken_along_as_csv_and_as_xlsx_with_the_same_cells(session, forum, signed_in):
    row = registered(
        session, forum, name="林樵", organization="Harbour, Ltd.", country="CN", reference="AB"
    )
    row.consents.append(
        RegistrationConsent(
            purpose="photographs",
            wording="…",
            wording_version=1,
            language="en",
            given_at=NOW,
            given_by="attendee",
        )
    )
    session.commit()
    desk = signed_in("staff")
    as_csv, as_xlsx = (
        desk.get(at(forum, f"attendees.{kind}"), buffered=True) for kind in ("csv", "xlsx")
    )
    assert as_csv.data.startswith(b"\xef\xbb\xbf")
    assert 'filename="open-harbours-attendees.csv"' in as_csv.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(as_csv.data.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx.data)).get_sheet_by_index(0)
    assert lines == sheet.to_python()
    head, person = lines
    told = dict(zip(head, person, strict=True))
    assert told["Name"] == "林樵"
    assert told["Organization"] == "Harbour, Ltd."
    assert told["Country or region"] == "China"
    assert told["Registered (America/New_York)"] == "2026-11-23 04:00"
    assert (told["Photographs"], told["News by mail"]) == ("yes", "no")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(session, forum, signed_in, start):
    registered(session, forum, name=f"{start}1+1")
    desk = signed_in("staff")
    answer = desk.get(at(forum, "attendees.csv"), buffered=True).data.decode("utf-8-sig")
    (_head, person) = csv.reader(io.StringIO(answer, newline=""))
    assert person[2] == f"'{start}1+1"
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(at(forum, "attendees.xlsx")).data))
    assert isinstance(book.get_sheet_by_index(0).to_python()[1][2], str)


def test_every_download_is_in_the_history_with_its_author(session, forum, signed_in):
    for kind in ("csv", "xlsx"):
        signed_in("organizer").get(at(forum, f"attendees.{kind}"), buffered=True)
    session.rollback()
    rows = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
    assert [(row.action, row.record_id, row.actor_label, row.changes) for row in rows] == [
        ("downloaded the attendee list", forum.id, "Organizer", {"format": kind})
        for kind in ("CSV", "XLSX")
    ]


def test_a_download_holds_what_the_list_shows(session, forum, signed_in):
    registered(session, forum, name="Lin Qiao")
    registered(session, forum, name="Wang Min", state="pending")
    answer = signed_in("staff").get(at(forum, "attendees.csv?state=pending"), buffered=True).text
    assert ("Wang Min" in answer, "Lin Qiao" in answer) == (True, False)


@pytest.mark.parametrize("rest", ["", "attendees.csv", "attendees.xlsx"])
def test_an_editor_sees_no_attendee_and_a_stranger_signs_in_first(
    session, forum, signed_in, client, rest
):
    registered(session, forum, name="Lin Qiao")
    refused = signed_in("editor").get(at(forum, rest))
    assert (refused.status_code, "Lin Qiao" in refused.text) == (403, False)
    assert client.get(at(forum, rest)).status_code == 303


def test_the_list_asks_the_database_as_often_for_three_people_as_for_one(session, forum, signed_in):
    desk = signed_in("staff")
    asked = []
    for _person in range(3):
        registered(session, forum)
        asked.append(queries_of(lambda: desk.get(at(forum))))
    assert asked[0] == asked[2]


def queries_of(act) -> int:
    sent = []

    def note(*_details) -> None:
        sent.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)
