"""What devices noted at the door, late, twice and in any order; and who was checked in by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import new_uid
from forumapp.door.models import CheckIn, DoorDevice
from forumapp.door.rules import (
    AS_WALK_IN,
    BY_LIST,
    BY_SCAN,
    LONGEST_NAME,
    NO_PLACE,
    NOT_CONFIRMED,
    OK,
    REPEATED,
    UNDONE,
    UNKNOWN,
    VOID_TICKET,
    true_time,
)
from forumapp.door.services.devices import lock_people
from forumapp.door.services.walk_ins import give_back_walk_in, register_walk_in
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that a device noted: somebody came in, or (`is_undone`) did not after all.

    `uid` is the check-in's, made by the device: the same uid is the same check-in, however often and in
    which order it and its taking back arrive. `at` is the device's clock.
    """

    uid: UUID
    at: datetime
    how: str = BY_SCAN
    is_undone: bool = False
    registration: UUID | None = None
    ticket_version: int | None = None
    session_id: int | None = None
    name: str = ""
    organization: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a note (`rules`), and the check-in that counts instead where it was repeated."""

    uid: UUID
    word: str
    first: CheckIn | None = None


def take_notes(
    forum: Forum,
    notes: Sequence[Note],
    device: DoorDevice,
    *,
    sent_at: datetime,
    by: Actor,
    now: datetime,
) -> list[Outcome]:
    """Keep what a device noted; of each the outcome. `sent_at` is the device's clock as it sent them."""
    people = lock_people(forum, {note.registration for note in notes if note.registration})
    known = _known(notes)
    sessions = {session.id for session in forum.sessions}
    taken: list[tuple[Note, CheckIn | None]] = []
    for note in notes:
        check_in = known.get(note.uid)
        if check_in is None and _is_of_forum(note, people, sessions):
            at = true_time(note.at, sent_at, forum, now)
            check_in = _new_check_in(forum, note, people, device, at=at, by=by, now=now)
            known[note.uid] = check_in
        if check_in is not None and check_in.forum is not forum:
            check_in = None
        if note.is_undone and check_in is not None:
            _undo(check_in, by=by, now=now)
        taken.append((note, check_in))
    db.session.flush()
    for check_in in known.values():
        if check_in.registration is not None:
            settle_presence(check_in.registration)
    return [Outcome(note.uid, *_outcome(check_in)) for note, check_in in taken]


def check_in_by_hand(registration: Registration, *, by: Actor, now: datetime) -> CheckIn:
    """Somebody of the staff says that this person is here."""
    lock_people(registration.forum, {registration.uid})
    if registration.state != CONFIRMED:
        raise Refused(_("Only who has a confirmed place can be checked in."))
    if registration.checked_in_at is not None:
        raise Refused(_("{name} is checked in already."), name=registration.name)
    check_in = CheckIn(
        uid=new_uid(),
        forum_id=registration.forum_id,
        registration=registration,
        how=BY_LIST,
        by=by.label,
        at=now,
        received_at=now,
    )
    db.session.add(check_in)
    db.session.flush()
    settle_presence(registration)
    return check_in


def undo_check_in(check_in: CheckIn, *, by: Actor, now: datetime) -> None:
    """It was a mistake: another one of the same person counts instead, if there is one."""
    uids = {check_in.registration.uid} if check_in.registration else set()
    lock_people(check_in.forum, uids)
    _undo(check_in, by=by, now=now)
    db.session.flush()
    if check_in.registration is not None:
        settle_presence(check_in.registration)


def settle_presence(registration: Registration) -> None:
    """When the person came is when the first check-in was made that was not undone."""
    first = db.session.scalar(_standing(registration).limit(1))
    at = first.at if first else None
    if registration.checked_in_at != at:
        registration.checked_in_at = at
        db.session.flush()


def _standing(registration: Registration) -> Select[CheckIn]:
    return (
        select(CheckIn)
        .where(CheckIn.registration_id == registration.id, CheckIn.undone_at.is_(None))
        .order_by(CheckIn.at, CheckIn.id)
    )


def _known(notes: Sequence[Note]) -> dict[UUID, CheckIn]:
    uids = [note.uid for note in notes]
    return {
        row.uid: row for row in db.session.scalars(select(CheckIn).where(CheckIn.uid.in_(uids)))
    }


def _is_of_forum(note: Note, people: dict[UUID, Registration], sessions: set[int]) -> bool:
    if note.session_id is not None and note.session_id not in sessions:
        return False
    if note.how == AS_WALK_IN:
        return bool(note.name.strip())
    return note.registration in people


def _new_check_in(
    forum: Forum,
    note: Note,
    people: dict[UUID, Registration],
    device: DoorDevice,
    *,
    at: datetime,
    by: Actor,
    now: datetime,
) -> CheckIn:
    """The row of a note that came for the first time; a void ticket's tells nobody's presence."""
    registration = people.get(note.registration) if note.registration else None
    if note.how == AS_WALK_IN and not note.is_undone:
        registration = register_walk_in(
            forum, note.uid, note.name, note.organization, by=by, now=now
        )
    elif registration is not None and note.ticket_version not in (
        None,
        registration.ticket_version,
    ):
        registration = None
    check_in = CheckIn(
        uid=note.uid,
        forum=forum,
        registration=registration,
        session_id=note.session_id,
        device_uid=device.uid,
        how=note.how,
        by=by.label,
        at=at,
        received_at=now,
        name="" if registration else note.name.strip()[:LONGEST_NAME],
        organization="" if registration else note.organization.strip()[:LONGEST_NAME],
    )
    db.session.add(check_in)
    return check_in


def _undo(check_in: CheckIn, *, by: Actor, now: datetime) -> None:
    if check_in.undone_at is None:
        check_in.undone_at, check_in.undone_by = now, by.label
        if check_in.how == AS_WALK_IN and check_in.registration is not None:
            give_back_walk_in(check_in.registration, by=by, now=now)


def _outcome(check_in: CheckIn | None) -> tuple[str, CheckIn | None]:
    if check_in is None:
        return UNKNOWN, None
    if check_in.undone_at is not None:
        return UNDONE, None
    if check_in.registration is None:
        return (NO_PLACE if check_in.how == AS_WALK_IN else VOID_TICKET), None
    if check_in.registration.state != CONFIRMED:
        return NOT_CONFIRMED, None
    first = db.session.scalar(
        _standing(check_in.registration)
        .where(CheckIn.session_id.is_not_distinct_from(check_in.session_id))
        .limit(1)
    )
    return (OK, None) if first is None or first.uid == check_in.uid else (REPEATED, first)
