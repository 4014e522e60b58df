"""What doors note: late, twice, in any order, and at two doors at once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from forumapp.core.actor import Actor
from forumapp.core.errors import Gone, NotFound, Refused
from forumapp.door.models import CheckIn, DoorDevice
from forumapp.door.queries.attendance import count_attendance, repeated_check_ins
from forumapp.door.queries.holding import people_at_door
from forumapp.door.queries.opening import forum_at_door
from forumapp.door.services.devices import greet_device, revoke_device
from forumapp.door.services.forgetting import forget_walk_ins
from forumapp.door.services.notes import (
    Note,
    check_in_by_hand,
    take_notes,
    undo_check_in,
)
from forumapp.duties.services import give_duty
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from tests import records
from tests.support import NOW, an_account

DOOR = Actor.account(1, "Door Person")


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def forum(session):
    forum = records.a_forum(capacity_limit=2, changed_at=NOW, first_published_at=NOW)
    session.add(forum)
    session.flush()
    return forum


@pytest.fixture
def guest(session, forum) -> Registration:
    guest = records.a_registration(forum, name="Đỗ Thị Lan")
    forum.taken = 1
    session.add(guest)
    session.flush()
    return guest


@pytest.fixture
def door(session, forum):
    """`door()` is another device at the forum's doors."""
    account = an_account("door")
    session.add(account)
    session.flush()
    return lambda: greet_device(forum, uuid4(), account.id, "East", now=NOW)


def send(forum, device: DoorDevice, *notes: Note, sent_at=NOW, now=NOW) -> list[str]:
    outcomes = take_notes(forum, notes, device, sent_at=sent_at, by=DOOR, now=now)
    return [outcome.word for outcome in outcomes]


def a_note(guest: Registration, **facts) -> Note:
    defaults = {"uid": uuid4(), "at": NOW, "registration": guest.uid, "ticket_version": 1}
    return Note(**defaults | facts)


def test_what_is_sent_twice_counts_once(session, forum, guest, door):
    note, device = a_note(guest), door()
    assert send(forum, device, note) == ["ok"]
    assert send(forum, device, note, now=NOW + minutes(300)) == ["ok"]
    assert session.query(CheckIn).count() == 1
    assert guest.checked_in_at == NOW


def test_at_two_doors_the_earlier_counts_whichever_is_told_first(session, forum, guest, door):
    late, early = a_note(guest, at=NOW - minutes(1)), a_note(guest, at=NOW - minutes(9))
    west, east = door(), door()
    assert send(forum, west, late) == ["ok"]
    assert send(forum, east, early) == ["ok"]
    (outcome,) = take_notes(forum, [late], west, sent_at=NOW, by=DOOR, now=NOW)
    assert (outcome.word, outcome.first.uid) == ("repeated", early.uid)
    assert guest.checked_in_at == NOW - minutes(9)
    assert [row.uid for row in session.scalars(repeated_check_ins(forum.id))] == [late.uid]
    assert count_attendance(forum.id).inside == 1


def test_a_check_in_taken_back_before_it_arrives_never_counts(session, forum, guest, door):
    note, device = a_note(guest), door()
    taken_back = a_note(guest, uid=note.uid, is_undone=True)
    assert send(forum, device, taken_back) == ["undone"]
    assert send(forum, device, note) == ["undone"]
    assert guest.checked_in_at is None


def test_when_the_first_is_taken_back_the_second_counts(session, forum, guest, door):
    device = door()
    first, second = a_note(guest, at=NOW - minutes(9)), a_note(guest, at=NOW - minutes(2))
    send(forum, device, first, second)
    undo_check_in(session.query(CheckIn).filter_by(uid=first.uid).one(), by=DOOR, now=NOW)
    assert guest.checked_in_at == NOW - minutes(2)


def test_a_device_whose_clock_is_wrong_still_says_how_long_ago(session, forum, guest, door):
    noted = NOW + timedelta(days=400)
    send(forum, door(), a_note(guest, at=noted), sent_at=noted + minutes(5))
    assert guest.checked_in_at == NOW - minutes(5)


@pytest.mark.parametrize(
    "days",
    [("0001-01-02", "9999-01-01"), ("1970-01-02", "2026-11-23"), ("2026-11-23", "1970-01-02")],
)
def test_a_clock_that_was_set_meanwhile_tells_nothing(forum, guest, door, days):
    noted, sent = (datetime.fromisoformat(f"{day}T09:00:00+00:00") for day in days)
    assert send(forum, door(), a_note(guest, at=noted), sent_at=sent) == ["ok"]
    assert guest.checked_in_at == NOW


def test_a_session_has_a_door_of_its_own(session, forum, guest, door):
    keynote = records.a_session(forum)
    session.add(keynote)
    session.flush()
    device = door()
    assert send(forum, device, a_note(guest)) == ["ok"]
    assert send(forum, device, a_note(guest, session_id=keynote.id)) == ["ok"]
    (person,) = people_at_door(forum.id)
    assert [each["s"] for each in person["i"]] == [None, keynote.id]


def test_a_replaced_ticket_a_cancelled_place_and_a_stranger_are_told_apart(
    session, forum, guest, door
):
    cancelled = records.a_registration(forum, state="cancelled")
    elsewhere = records.a_registration(records.a_forum())
    session.add_all((cancelled, elsewhere))
    guest.ticket_version = 2
    session.flush()
    notes = [a_note(guest, name="Old Holder"), a_note(cancelled), a_note(elsewhere)]
    assert send(forum, door(), *notes) == ["void_ticket", "not_confirmed", "unknown"]
    assert guest.checked_in_at is None
    assert elsewhere.checked_in_at is None
    assert session.query(CheckIn.name).filter_by(uid=notes[0].uid).scalar() == "Old Holder"


def walk_in(name: str) -> Note:
    return Note(uid=uuid4(), at=NOW, how="walk_in", name=name)


def test_who_walks_in_gets_a_place_while_there_is_one_and_is_counted_anyway(
    session, forum, guest, door
):
    device = door()
    day = forum.starts_at
    notes = [walk_in("Ngũgĩ"), walk_in("王喆")]
    assert send(forum, device, *notes, now=day) == ["ok", "no_place"]
    assert send(forum, device, *notes, now=day) == ["ok", "no_place"]
    registered = session.query(Registration).filter_by(name="Ngũgĩ").one()
    assert (registered.booking.made_by, registered.state) == ("door", "confirmed")
    assert forum.taken == 2
    assert session.query(OutgoingMail).count() == 0
    count = count_attendance(forum.id)
    assert (count.came, count.unregistered, count.inside) == (1, 1, 2)


@pytest.mark.parametrize("hours_later", [0, 20])
def test_a_walk_in_that_was_a_mistake_gives_the_place_back(
    session, forum, guest, door, hours_later
):
    device, note = door(), walk_in("Ngũgĩ")
    send(forum, device, note, now=forum.starts_at)
    mistake = Note(uid=note.uid, at=NOW, how="walk_in", is_undone=True, name="Ngũgĩ")
    told = forum.starts_at + timedelta(hours=hours_later)
    assert send(forum, device, mistake, now=told) == ["undone"]
    session.refresh(forum)
    assert forum.taken == 1
    assert count_attendance(forum.id).inside == 0


def test_nobody_notes_anything_at_another_forums_door(session, forum, guest, door):
    note, device = a_note(guest), door()
    send(forum, device, note)
    other = records.a_forum()
    session.add(other)
    session.flush()
    assert send(other, device, a_note(guest, uid=note.uid, is_undone=True)) == ["unknown"]
    assert guest.checked_in_at == NOW


def test_the_desk_checks_in_once_and_only_who_is_confirmed(session, forum, guest):
    check_in_by_hand(guest, by=DOOR, now=NOW)
    with pytest.raises(Refused):
        check_in_by_hand(guest, by=DOOR, now=NOW)
    pending = records.a_registration(forum, state="pending")
    session.add(pending)
    session.flush()
    with pytest.raises(Refused):
        check_in_by_hand(pending, by=DOOR, now=NOW)
    assert [row.how for row in session.query(CheckIn)] == ["list"]


def test_a_device_that_is_revoked_gets_nothing_more(session, forum, door):
    device = door()
    revoke_device(device, by=DOOR, now=NOW)
    session.flush()
    with pytest.raises(Gone):
        greet_device(forum, device.uid, device.account_id, "", now=NOW)


@pytest.mark.parametrize(
    ("hours_from_start", "is_open"), [(-49, False), (-47, True), (193, True), (195, False)]
)
def test_who_is_on_duty_opens_the_door_around_the_day(session, forum, hours_from_start, is_open):
    keeper, stranger, staff = an_account("door"), an_account("door"), an_account("staff")
    session.add_all((keeper, stranger, staff))
    session.flush()
    give_duty(forum, keeper.id, by=DOOR, now=NOW)
    at = forum.starts_at + timedelta(hours=hours_from_start)
    if is_open:
        assert forum_at_door(forum.id, keeper, at) is forum
    else:
        with pytest.raises(NotFound):
            forum_at_door(forum.id, keeper, at)
    with pytest.raises(NotFound):
        forum_at_door(forum.id, stranger, at)
    assert forum_at_door(forum.id, staff, at) is forum


def test_a_device_holds_name_organization_state_and_reference_and_nothing_else(
    session, forum, guest
):
    guest.position, guest.country = "Secret Position", "VN"
    session.flush()
    (person,) = people_at_door(forum.id)
    assert person == {
        "u": str(guest.uid),
        "v": 1,
        "n": "Đỗ Thị Lan",
        "k": "do thi lan",
        "o": "",
        "s": "confirmed",
        "r": guest.reference,
        "i": [],
    }
    assert UUID(person["u"]) == guest.uid


def test_names_of_walk_ins_are_forgotten_like_those_of_the_registered(session, forum, guest, door):
    forum.taken = 2
    session.flush()
    send(forum, door(), walk_in("王喆"), now=forum.starts_at)
    forget_walk_ins(forum.ends_at + timedelta(days=179))
    assert session.query(CheckIn.name).scalar() == "王喆"
    forget_walk_ins(forum.ends_at + timedelta(days=180))
    assert session.query(CheckIn.name).scalar() == ""
    assert count_attendance(forum.id).unregistered == 1
