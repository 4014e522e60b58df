"""Addresses of a former site lead to what stood there."""

from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import OldAddress
from forumapp.announcements.queries.old_addresses import old_address
from forumapp.announcements.rules.old_addresses import normalised
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.history.services import record_change


def keep_old_address(announcement: Announcement, address: str) -> bool:
    """Let an address lead to the announcement; whether it does now.

    Not where it names no page, or leads to another announcement already.
    """
    spelled = normalised(address)
    if not spelled:
        return False
    known = old_address(spelled)
    if known is None:
        db.session.add(OldAddress(address=spelled, announcement=announcement))
        db.session.flush()
        return True
    return known.announcement_id == announcement.id


def add_old_address(
    announcement: Announcement, address: str, *, by: Actor, now: datetime
) -> OldAddress:
    """By hand: what cannot be kept is refused."""
    spelled = normalised(address)
    if not spelled:
        raise Refused(
            _("This is no address of a page. Write it as in /ShowNews.aspx?id=777."),
            field="address",
        )
    known = old_address(spelled)
    if known is not None:
        raise Refused(
            _("This address leads to “{headline}” already. Remove it there first."),
            field="address",
            headline=known.announcement.headline,
        )
    row = OldAddress(address=spelled, announcement=announcement)
    db.session.add(row)
    record_change(announcement, _("old address added"), by=by, now=now, address=spelled)
    return row


def remove_old_address(row: OldAddress, *, by: Actor, now: datetime) -> None:
    """It leads nowhere any more."""
    record_change(row.announcement, _("old address removed"), by=by, now=now, address=row.address)
    db.session.delete(row)
