"""Everybody who registered hears what has changed: one mail each, with the net change.

What must be told stands in the change ledger. What is not there but changes the entry in somebody's
calendar (the description, a speaker's new name) reaches them too: with what they were sent last, the
digest of its words was kept.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update

from forumapp.calendars.services.invite import digest_for
from forumapp.calendars.services.refresh import refresh_outdated
from forumapp.core import visibility
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.transaction import reading
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.rules import NetChange, net_changes
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.queries.registered import Owed
from forumapp.registrations.rules.states import CONFIRMED, TOLD_BY_MAIL
from forumapp.registrations.services.states import kept_of_message

AT_ONCE = 50
"""So many mails a run, so that nobody who registers waits for them."""


def tell_of_changes(now: datetime) -> int:
    """Write to everybody who has not been told all of their forum; how many were written to.

    How far each person has been told is raised in the transaction that queues their mail, and only
    from the value that was read: however often this runs, one change is one mail.
    """
    with reading():
        groups = registered.owed_groups(now, timedelta(minutes=setting("QUIET_MINUTES")))
    written = 0
    for owed in groups:
        written += tell_group(owed, AT_ONCE - written, now)
        if written >= AT_ONCE:
            break
    return written


def tell_group(owed: Owed, limit: int, now: datetime) -> int:
    forum = db.session.get_one(Forum, owed.forum_id)
    up_to = forum.sequence
    rows = db.session.scalars(
        select(ForumChange)
        .where(ForumChange.forum_id == forum.id)
        .where(ForumChange.sequence > owed.told_sequence, ForumChange.sequence <= up_to)
        .order_by(ForumChange.at, ForumChange.id)
    ).all()
    changes = [change for change in net_changes(rows) if change.field in TOLD_BY_MAIL]
    if not changes:
        settle(owed, forum, up_to, now)
        db.session.refresh(forum)
    if forum.sequence != up_to or not is_news(forum, changes):
        return 0
    reason = next((row.reason for row in reversed(rows) if row.reason), None)
    return sum(
        tell(
            registration,
            changes,
            owed,
            up_to,
            reason=reason.text(registration.language) if reason else "",
            now=now,
        )
        for registration in registered.members_of(owed, limit)
    )


def settle(owed: Owed, forum: Forum, up_to: int, now: datetime) -> None:
    """Do not look again at whom nothing of what has changed needs to be told.

    That is who only waits, and whose calendar says already what it would be sent. Where the forum has
    changed since it was read, all of them are for the next run.
    """
    db.session.execute(
        update(Registration)
        .where(
            registered.in_group(owed),
            has_all(forum, now),
            exists().where(Forum.id == owed.forum_id, Forum.sequence == up_to),
        )
        .values(told_sequence=up_to)
        .execution_options(synchronize_session=False)
    )


def has_all(forum: Forum, now: datetime) -> ColumnElement[bool]:
    if forum.state != visibility.PUBLISHED:
        return true()
    # In whichever language it was: who has chosen another one since is not told for that.
    said = [digest_for(forum, language=each, now=now) for each in setting("LANGUAGES")]
    invited_before_digests = and_(
        Registration.last_sent_entry == "", Registration.last_sent_method == tickets.REQUEST
    )
    return or_(
        Registration.state != CONFIRMED,
        Registration.last_sent_entry.in_(said),
        invited_before_digests,
    )


def is_news(forum: Forum, changes: list[NetChange]) -> bool:
    """Of a forum that does not take place as announced, only that is told."""
    return forum.state == visibility.PUBLISHED or any(c.field == "state" for c in changes)


def tell(
    registration: Registration,
    changes: list[NetChange],
    owed: Owed,
    up_to: int,
    *,
    reason: str,
    now: datetime,
) -> bool:
    """One person's mail, unless another worker has just written it."""
    forum = registration.forum
    method = method_for(registration)
    claimed = db.session.execute(
        update(Registration)
        .where(
            Registration.id == registration.id,
            Registration.told_sequence == owed.told_sequence,
            Registration.state == registration.state,
        )
        .values(told_sequence=up_to, **kept_of_message(method, forum, registration.language, now))
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return False
    tickets.send_change(registration, changes, method=method, reason=reason, now=now)
    return True


def method_for(registration: Registration) -> str | None:
    """REQUEST for a forum that is on, CANCEL for one that is not; nobody gets a CANCEL of nothing."""
    if registration.forum.state == visibility.PUBLISHED:
        return tickets.REQUEST if registration.state == CONFIRMED else None
    return tickets.CANCEL if registration.last_sent_method else None


def rewrite_outdated_entries(now: datetime) -> int:
    """Write anew what was made with other settings, zone data or program, or for another institution.

    That raises each entry's SEQUENCE, but is no change of a forum and told to nobody: whoever had been
    told all before has been told all. Later mail brings the new words.
    """
    outdated = refresh_outdated(now)
    for forum_id, (before, after) in outdated.renumbered.items():
        db.session.execute(
            update(Registration)
            .where(Registration.forum_id == forum_id, Registration.told_sequence == before)
            .values(told_sequence=after)
            .execution_options(synchronize_session=False)
        )
    return outdated.entries
