"""The door and its devices over HTTP: who gets the list, what a note may hold, and what the desk sees."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from forumapp.core.actor import COMMAND
from forumapp.core.tickets import public_key_jwk
from forumapp.door.models import CheckIn, DoorDevice
from forumapp.door.rules import closes_at
from forumapp.duties.services import give_duty
from forumapp.registrations.models.bookings import Registration
from tests import records
from tests.conftest import Client
from tests.support import NOW, an_account


@pytest.fixture
def guest(session) -> Registration:
    forum = records.a_forum(changed_at=NOW, first_published_at=NOW)
    guest = records.a_registration(forum, name="王喆", organization='<b>"Quay"</b>')
    session.add(guest)
    session.commit()
    return guest


@pytest.fixture
def at_door(guest, signed_in) -> Client:
    """A browser of the staff that has the page of the door open."""
    client = signed_in("staff")
    assert client.get(door_of(guest)).status_code == 200
    assert send(client, guest, {"name": "East", "notes": []})[0] == 200
    return client


def door_of(guest: Registration, part: str = "") -> str:
    return f"/desk/forums/{guest.forum_id}/door/{part}"


def send(client: Client, guest: Registration, body: object) -> tuple[int, object]:
    headers = {"X-CSRFToken": client.csrf_token()}
    answer = client.post(door_of(guest, "scans"), json=body, csrf=False, headers=headers)
    return answer.status_code, answer.json


def a_note(guest: Registration, **facts: object) -> dict[str, object]:
    return {
        "uid": str(uuid4()),
        "at": NOW.isoformat(),
        "how": "scan",
        "registration": str(guest.uid),
        "ticket_version": 1,
        **facts,
    }


def test_a_note_is_taken_and_the_list_changes_with_it(session, guest, at_door):
    before = at_door.get(door_of(guest, "list"))
    same = at_door.get(door_of(guest, "list"), headers={"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    note = a_note(guest)
    status, said = send(at_door, guest, {"name": "East", "notes": [note]})
    assert (status, said) == (
        200,
        {"outcomes": [{"uid": note["uid"], "word": "ok", "at": "", "device": ""}]},
    )
    after = at_door.get(
        door_of(guest, "list"), headers={"If-None-Match": before.headers["ETag"]}
    ).json
    assert [each["c"] for each in after["people"][0]["i"]] == [note["uid"]]
    assert after["key"] == public_key_jwk()
    assert list(after["devices"].values()) == ["East"]


@pytest.mark.parametrize(
    "facts",
    [
        {"uid": "x"},
        {"at": "yesterday"},
        {"at": "2026-11-23T09:00:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"registration": str(uuid4())},
        {"registration": ["a"]},
        {"session_id": 2**70},
        {"how": "walk_in", "name": "\x00\ud800 "},
    ],
)
def test_a_note_of_nonsense_checks_nobody_in(session, guest, at_door, facts):
    status, said = send(at_door, guest, {"notes": [a_note(guest, **facts), "note", None]})
    assert status == 200
    assert [each["word"] for each in said["outcomes"]] in ([], ["unknown"])
    assert session.query(CheckIn).count() == 0


@pytest.mark.parametrize("body", [None, [], "notes", {"notes": {}}, {"notes": None}])
def test_what_is_no_batch_is_refused(guest, at_door, body):
    assert send(at_door, guest, body)[0] == 400


def test_without_its_token_nothing_is_taken(session, guest, at_door):
    body = {"notes": [a_note(guest)]}
    assert at_door.post(door_of(guest, "scans"), json=body, csrf=False).status_code == 400
    assert session.query(CheckIn).count() == 0


def test_the_page_alone_may_use_camera_and_workers(guest, at_door):
    page = at_door.get(door_of(guest))
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    elsewhere = at_door.get("/desk/")
    assert "wasm" not in elsewhere.headers["Content-Security-Policy"]
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]
    worker = at_door.get(door_of(guest, "worker.js"))
    assert worker.content_type == "text/javascript; charset=utf-8"


def test_a_revoked_device_is_gone_until_somebody_signs_in_on_it_anew(
    session, guest, at_door, signed_in
):
    organizer = signed_in("organizer")
    device = session.query(DoorDevice).one()
    organizer.post(f"/desk/forums/{guest.forum_id}/attendance/devices/{device.id}/revoke")
    statuses = {at_door.get(door_of(guest, part)).status_code for part in ("", "list")}
    assert statuses == {410}
    assert send(at_door, guest, {"notes": [a_note(guest)]})[0] == 410
    assert session.query(CheckIn).count() == 0


def test_what_is_on_the_list_changes_its_mark(session, guest, at_door):
    """The people are read only where the mark is another one."""

    def mark() -> str:
        return str(at_door.get(door_of(guest, "list")).headers["ETag"])

    marks = [mark(), mark()]
    guest.organization = "Quay 4"
    session.commit()
    marks.append(mark())
    check_in = a_note(guest)
    send(at_door, guest, {"notes": [check_in]})
    marks.append(mark())
    send(at_door, guest, {"notes": [{**check_in, "is_undone": True}]})
    marks.append(mark())
    assert [one == other for one, other in pairwise(marks)] == [True, False, False, False]


def test_only_a_device_that_the_desk_can_see_gets_the_list(session, guest, signed_in, clock):
    client = signed_in("staff")
    client.get(door_of(guest))
    assert client.get(door_of(guest, "list")).status_code == 409
    send(client, guest, {"notes": []})
    assert client.get(door_of(guest, "list")).status_code == 200
    clock.now = closes_at(guest.forum)
    closed = client.get(door_of(guest, "list"))
    assert (closed.status_code, closed.headers["X-Door"]) == (410, "closed")


def test_what_was_noted_without_a_network_is_taken_days_after_the_door_closed(
    app, session, guest, clock
):
    keeper = an_account("door")
    session.add(keeper)
    session.flush()
    give_duty(guest.forum, keeper.id, by=COMMAND, now=NOW)
    session.commit()
    clock.now = closes_at(guest.forum) + timedelta(days=2)
    client = app.test_client().sign_in(keeper)
    page = client.get(door_of(guest))
    assert (page.status_code, page.headers["X-Door"]) == (200, "open")
    noted = {"at": guest.forum.starts_at.isoformat()}
    sent = {"sent_at": clock.now.isoformat(), "notes": [a_note(guest, **noted)]}
    assert send(client, guest, sent)[0] == 200
    session.expire_all()
    assert guest.checked_in_at == guest.forum.starts_at
    clock.now += timedelta(days=6)
    assert client.get(door_of(guest)).headers["X-Door"] == "closed"


def test_one_browser_serves_the_doors_of_two_forums(session, guest, at_door):
    other = records.a_registration(records.a_forum())
    session.add(other)
    session.commit()
    at_door.get(door_of(other))
    statuses = [send(at_door, each, {"notes": [a_note(each)]})[0] for each in (guest, other)]
    assert statuses == [200, 200]
    assert session.query(CheckIn.device_uid).distinct().count() == 2


def test_the_door_of_others_is_not_found_and_ones_own_leads_from_the_first_page(
    app, session, guest, clock
):
    keeper = an_account("door")
    session.add(keeper)
    session.flush()
    give_duty(guest.forum, keeper.id, by=COMMAND, now=NOW)
    other = records.a_forum(starts=guest.forum.starts, ends=guest.forum.ends)
    session.add(other)
    session.commit()
    own, others = door_of(guest), f"/desk/forums/{other.id}/door/"
    client = app.test_client().sign_in(keeper)
    assert client.get(own).status_code == 404
    assert own not in client.get("/desk/").text
    clock.now = guest.forum.starts_at
    assert client.get(own).status_code == 200
    assert own in client.get("/desk/").text
    assert client.get(others).status_code == 404


def test_the_desk_sees_who_came_and_checks_in_by_hand(session, guest, signed_in, clock):
    staff = signed_in("staff")
    absent = records.a_registration(guest.forum, name="Ngũgĩ")
    unplaced = {"how": "walk_in", "by": "East", "at": NOW, "received_at": NOW}
    session.add_all((absent, CheckIn(forum=guest.forum, name="Đỗ", **unplaced)))
    session.commit()
    at = f"/desk/forums/{guest.forum_id}/attendance/"
    staff.post(f"{at}registrations/{guest.id}/check-in")
    again = staff.post(f"{at}registrations/{guest.id}/check-in")
    assert again.status_code == 409
    page = staff.get(at).text
    assert '<b class="num">2</b>' in page
    assert "Did not come" not in page
    clock.now = guest.forum.ends_at
    missing = staff.get(at).text.partition("Did not come")[2]
    assert "Ngũgĩ" in missing
    assert "王喆" not in missing
    lines = staff.get(f"{at}attendance.csv", buffered=True).text.splitlines()
    assert lines[1].startswith(
        f'{guest.reference},Confirmed,王喆,"<b>""Quay""</b>",2026-11-23 04:00'
    )
    assert lines[2:] == [
        f"{absent.reference},Confirmed,Ngũgĩ,,",
        ",Let in without a place,Đỗ,,2026-11-23 04:00",
    ]
    session.expire_all()
    (check_in,) = session.query(CheckIn).filter_by(registration=guest)
    staff.post(f"{at}check-ins/{check_in.id}/undo")
    session.expire_all()
    assert guest.checked_in_at is None
