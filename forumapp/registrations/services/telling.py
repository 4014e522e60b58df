"""Everybody who registered hears what has changed: one mail each, with the net change."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from forumapp.core import visibility
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.transaction import reading
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.rules import NetChange, net_changes
from forumapp.registrations import mails, queries
from forumapp.registrations.models import Registration
from forumapp.registrations.queries import Owed
from forumapp.registrations.rules import CONFIRMED, TOLD_BY_MAIL

AT_ONCE = 50
"""So many mails a run, so that nobody who registers waits for them."""


def tell_of_changes(now: datetime) -> int:
    """Write to everybody whose last invitation is older than their forum; how many were written to.

    Each person's SEQUENCE is raised in the transaction that queues their mail, and only from the
    value that was read: however often this runs, one change is one mail.
    """
    with reading():
        groups = queries.owed_groups(now, timedelta(minutes=setting("QUIET_MINUTES")))
    written = 0
    for owed in groups:
        written += tell_group(owed, AT_ONCE - written, now)
        if written >= AT_ONCE:
            break
    return written


def tell_group(owed: Owed, limit: int, now: datetime) -> int:
    forum = db.session.get_one(Forum, owed.forum_id)
    rows = db.session.scalars(
        select(ForumChange)
        .where(ForumChange.forum_id == forum.id, ForumChange.sequence > owed.last_sent_sequence)
        .order_by(ForumChange.at, ForumChange.id)
    ).all()
    changes = [change for change in net_changes(rows) if change.field in TOLD_BY_MAIL]
    if not changes:
        settle(owed, forum.sequence)
    if not changes or not is_news(forum, changes):
        return 0
    reason = next((row.reason for row in reversed(rows) if row.reason), None)
    return sum(
        tell(
            registration,
            changes,
            owed,
            reason=reason.text(registration.language) if reason else "",
            now=now,
        )
        for registration in queries.members_of(owed, limit)
    )


def settle(owed: Owed, sequence: int) -> None:
    """Nothing in all that has changed up to `sequence` needs to be told: do not look at it again.

    Unless the forum has changed since it was read: that is for the next run.
    """
    db.session.execute(
        update(Registration)
        .where(
            queries.in_group(owed),
            exists().where(Forum.id == owed.forum_id, Forum.sequence == sequence),
        )
        .values(last_sent_sequence=sequence)
        .execution_options(synchronize_session=False)
    )


def is_news(forum: Forum, changes: list[NetChange]) -> bool:
    """Of a forum that does not take place as announced, only that is told."""
    return forum.state == visibility.PUBLISHED or any(c.field == "state" for c in changes)


def tell(
    registration: Registration, changes: list[NetChange], owed: Owed, *, reason: str, now: datetime
) -> bool:
    """One person's mail, unless another worker has just written it."""
    forum = registration.forum
    method = method_for(registration)
    claimed = db.session.execute(
        update(Registration)
        .where(
            Registration.id == registration.id,
            Registration.last_sent_sequence == owed.last_sent_sequence,
            Registration.state == registration.state,
        )
        .values(last_sent_sequence=forum.sequence, last_sent_method=method)
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return False
    mails.send_change(registration, changes, method=method, reason=reason, now=now)
    return True


def method_for(registration: Registration) -> str | None:
    """REQUEST for a forum that is on, CANCEL for one that is not; nobody gets a CANCEL of nothing."""
    if registration.forum.state == visibility.PUBLISHED:
        return mails.REQUEST if registration.state == CONFIRMED else None
    return mails.CANCEL if registration.last_sent_method == mails.REQUEST else None
