"""Reading the codes that open a forum."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from forumapp.core.db import db
from forumapp.registrations.models.places import AccessCode, PlaceGroup


def code_key(code: str) -> str:
    """A code as it is compared: upper case, no spaces."""
    return "".join(code.split()).upper()


def usable_code(forum_id: int, code: str, now: datetime) -> AccessCode | None:
    """The code of a forum that somebody typed, where it opens anything now."""
    return db.session.scalar(
        select(AccessCode).where(_is_usable(forum_id, now), AccessCode.code_key == code_key(code))
    )


def has_usable_code(forum_id: int, now: datetime) -> bool:
    """Whether the form has to ask for one."""
    return bool(db.session.scalar(select(exists().where(_is_usable(forum_id, now)))))


def has_code_with_places(forum_id: int, now: datetime) -> bool:
    """Whether some code gives a place that is set aside, whatever else is full."""
    giving = (
        select(AccessCode.id)
        .join(AccessCode.place_group)
        .where(
            _is_usable(forum_id, now),
            PlaceGroup.is_set_aside,
            PlaceGroup.taken < PlaceGroup.capacity_limit,
            or_(AccessCode.uses_limit.is_(None), AccessCode.uses < AccessCode.uses_limit),
        )
    )
    return bool(db.session.scalar(select(giving.exists())))


def _is_usable(forum_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        AccessCode.forum_id == forum_id,
        AccessCode.stopped_at.is_(None),
        or_(AccessCode.valid_until.is_(None), AccessCode.valid_until > now),
    )
