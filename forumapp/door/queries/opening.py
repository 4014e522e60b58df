"""Whose door is open, and which devices stand at it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.door.models import DoorDevice
from forumapp.door.rules import is_door_time, takes_notes
from forumapp.duties.models import Duty
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.identity.rules import CHECK_IN


def forum_at_door(forum_id: int, account: Account, now: datetime) -> Forum:
    """The forum whose door this account may open now, or `NotFound`.

    Who checks people in everywhere may at any time; who is only on duty there, around the day itself and
    some days longer: a device may have been without a network until then. The list is told no longer than
    `door.rules.closes_at` says.
    """
    forum = db.session.get(Forum, forum_id)
    if forum is None:
        raise NotFound
    if account.may(CHECK_IN) or (takes_notes(forum, now) and _is_on_duty(account, forum)):
        return forum
    raise NotFound


def doors_open_to(account: Account, now: datetime) -> set[int]:
    """The ids of the forums where this account is on duty and whose door is open now."""
    forums = db.session.scalars(
        select(Forum).join(Duty, Duty.forum_id == Forum.id).where(Duty.account_id == account.id)
    )
    return {forum.id for forum in forums if is_door_time(forum, now)}


def device_of(forum_id: int, uid: UUID) -> DoorDevice | None:
    return db.session.scalar(
        select(DoorDevice).where(DoorDevice.forum_id == forum_id, DoorDevice.uid == uid)
    )


def devices_of(forum_id: int) -> list[DoorDevice]:
    """All that ever held the list, in the order in which they came."""
    return list(
        db.session.scalars(
            select(DoorDevice)
            .where(DoorDevice.forum_id == forum_id)
            .options(joinedload(DoorDevice.account))
            .order_by(DoorDevice.id)
        )
    )


def _is_on_duty(account: Account, forum: Forum) -> bool:
    on_duty = select(Duty.id).where(Duty.forum_id == forum.id, Duty.account_id == account.id)
    return db.session.scalar(on_duty) is not None
