"""What a device at the door holds: name, organization, state and reference of each, and who is in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from forumapp.core.db import db
from forumapp.door.models import CheckIn
from forumapp.registrations.models.bookings import Registration


def people_at_door(forum_id: int) -> list[dict[str, Any]]:
    """Everybody who ever registered there, by name, short of what is erased; each with where they are in
    already.

    The keys are short because a device keeps hundreds: u uid, v version of the ticket, n name,
    k the name as it is spoken (empty where its letters say it), o organization, s state, r reference,
    i the check-ins that count.
    """
    counted = counting_check_ins(forum_id)
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.uid,
            Registration.ticket_version,
            Registration.name,
            Registration.name_key,
            Registration.organization,
            Registration.state,
            Registration.reference,
        )
        .where(Registration.forum_id == forum_id, Registration.erased_at.is_(None))
        .order_by(Registration.name_key, Registration.id)
    )
    return [
        {
            "u": str(uid),
            "v": version,
            "n": name,
            "k": "" if name.isascii() else key,
            "o": organization,
            "s": state,
            "r": reference,
            "i": [each.as_json() for each in counted.get(number, ())],
        }
        for number, uid, version, name, key, organization, state, reference in rows
    ]


def state_of_list(forum_id: int) -> list[int]:
    """Numbers that change whenever `people_at_door` does, read without reading the people."""
    people = db.session.execute(
        select(func.count(), func.max(Registration.id), func.sum(Registration.version)).where(
            Registration.forum_id == forum_id
        )
    ).one()
    check_ins = db.session.execute(
        select(func.count(), func.max(CheckIn.id), func.count(CheckIn.undone_at)).where(
            CheckIn.forum_id == forum_id
        )
    ).one()
    return [int(number or 0) for number in (*people, *check_ins)]


@dataclass(frozen=True, slots=True)
class Counting:
    """The check-in that counts of one person: to the forum, or to one of its sessions."""

    uid: UUID
    session_id: int | None
    at: datetime
    device_uid: UUID | None

    def as_json(self) -> dict[str, Any]:
        return {
            "c": str(self.uid),
            "s": self.session_id,
            "t": self.at.isoformat(),
            "d": str(self.device_uid) if self.device_uid else "",
        }


def counting_check_ins(forum_id: int) -> dict[int, list[Counting]]:
    """By registration: its first check-in that was not undone, for the forum and for each session."""
    rows = db.session.execute(
        select(
            CheckIn.registration_id,
            CheckIn.uid,
            CheckIn.session_id,
            CheckIn.at,
            CheckIn.device_uid,
        )
        .where(
            CheckIn.forum_id == forum_id,
            CheckIn.registration_id.is_not(None),
            CheckIn.undone_at.is_(None),
        )
        .order_by(CheckIn.at, CheckIn.id)
    )
    found: dict[int, list[Counting]] = {}
    for registration_id, uid, session_id, at, device_uid in rows:
        of_person = found.setdefault(registration_id or 0, [])
        each = Counting(uid, session_id, at, device_uid)
        if all(known.session_id != each.session_id for known in of_person):
            of_person.append(each)
    return found
