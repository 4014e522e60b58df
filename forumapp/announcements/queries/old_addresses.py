"""Which announcement stood where on a former site."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import OldAddress
from forumapp.announcements.rules.old_addresses import normalised
from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.visibility import visible


def announcement_once_at(address: str, now: datetime) -> Announcement | None:
    """The visible announcement that stood at an address, given as a path with its query."""
    spelled = normalised(address)
    if not spelled:
        return None
    return db.session.scalar(
        select(Announcement)
        .join(OldAddress, OldAddress.announcement_id == Announcement.id)
        .where(OldAddress.address == spelled, visible(Announcement, now))
    )


def old_address(spelled: str) -> OldAddress | None:
    """The row of an address that is spelled as `normalised` does."""
    return db.session.scalar(select(OldAddress).where(OldAddress.address == spelled))


def old_addresses(*, q: str = "") -> Select[OldAddress]:
    """All of them, or those with `q` in them."""
    rows = select(OldAddress).options(joinedload(OldAddress.announcement))
    if q:
        rows = rows.where(OldAddress.address.contains(q.lower(), autoescape=True))
    return rows.order_by(OldAddress.address)


def announcement_choices(language: str) -> list[RecordChoice]:
    return record_choices(Announcement, Announcement.headline, language)
