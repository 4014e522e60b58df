"""The phones and tablets that hold a forum's list."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Gone
from forumapp.core.text import _
from forumapp.door.models import DoorDevice
from forumapp.door.queries.opening import device_of
from forumapp.door.rules import LONGEST_NAME
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.models.bookings import Registration


def greet_device(
    forum: Forum, uid: UUID, account_id: int, name: str, *, now: datetime
) -> DoorDevice:
    """A device asks for the forum's list, for the first time or again; one that is revoked is `Gone`."""
    _lock(forum)
    device = device_of(forum.id, uid)
    if device is None:
        device = DoorDevice(forum=forum, uid=uid, account_id=account_id, first_seen_at=now)
        db.session.add(device)
    if device.revoked_at is not None:
        raise Gone
    device.last_seen_at = now
    device.name = name[:LONGEST_NAME] or device.name or ""
    db.session.flush()
    return device


def revoke_device(device: DoorDevice, *, by: Actor, now: datetime) -> None:
    """It wipes its list at its next contact, and gets none again before somebody signs in on it anew."""
    if device.revoked_at is None:
        device.revoked_at = now
        record_change(device.forum, _("device at the door revoked"), by=by, now=now)


def lock_people(forum: Forum, uids: set[UUID]) -> dict[UUID, Registration]:
    """Those of the forum among them, locked until the end: the forum first, then they in order."""
    _lock(forum)
    found = db.session.scalars(
        select(Registration)
        .where(Registration.forum_id == forum.id, Registration.uid.in_(uids))
        .order_by(Registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )
    return {row.uid: row for row in found}


def _lock(forum: Forum) -> None:
    """What the doors of a forum tell is written one after the other."""
    db.session.execute(select(Forum.id).where(Forum.id == forum.id).with_for_update())
