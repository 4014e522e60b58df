"""Who holds a place: taking it, giving it back, and the lock under which both happen.

Whoever takes or gives back a place locks the forum's row first, then the registration's: so two of
them never wait for each other, and the last place goes to one person.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from forumapp.calendars.services.invite import digest_for
from forumapp.core import visibility
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.revision import raise_revision
from forumapp.core.text import _
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    HOLDING_STATES,
    places_told,
)

DONE = {CONFIRMED: _("confirmed"), DECLINED: _("declined"), CANCELLED: _("cancelled")}
"""What history says of a registration that came into a state."""


def lock(registration: Registration) -> None:
    """The forum's row first, then this one, both as they are now."""
    db.session.execute(select(Forum.id).where(Forum.id == registration.forum_id).with_for_update())
    db.session.refresh(registration, with_for_update={"of": Registration})


def set_state(
    registration: Registration, state: str, *, by: Actor, now: datetime, action: str = ""
) -> None:
    registration.state, registration.state_changed_at = state, now
    record_change(registration, action or DONE[state], by=by, now=now, label=registration.reference)


def kept_of_message(
    method: str | None, forum: Forum, language: str, now: datetime
) -> dict[str, Any]:
    """What a registration keeps of a message to a calendar that is queued now; of none, nothing."""
    if method is None:
        return {}
    digest = digest_for(forum, language=language, now=now) if method == tickets.REQUEST else ""
    return {
        "last_sent_sequence": forum.sequence,
        "last_sent_method": method,
        "last_sent_entry": digest,
    }


def note_sent(registration: Registration, method: str | None, now: datetime) -> None:
    values = kept_of_message(method, registration.forum, registration.language, now)
    for name, value in values.items():
        setattr(registration, name, value)


def take_place(forum: Forum) -> bool:
    """Take one place in one statement, if there is one and the forum still takes people."""
    has_place = or_(Forum.capacity_limit.is_(None), Forum.taken + 1 <= Forum.capacity_limit)
    return change_places(forum, 1, where=and_(has_place, Forum.state == visibility.PUBLISHED))


def give_back_place(forum: Forum) -> None:
    change_places(forum, -1, where=Forum.taken > 0)


def change_places(forum: Forum, by_how_many: int, *, where: Any) -> bool:
    taken = db.session.scalar(
        update(Forum)
        .where(Forum.id == forum.id, where)
        .values(taken=Forum.taken + by_how_many)
        .returning(Forum.taken)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        return False
    limit = forum.capacity_limit
    if places_told(limit, taken - by_how_many) != places_told(limit, taken):
        raise_revision()
    return True


def recount_places(forum: Forum) -> tuple[int, int]:
    """Count the registrations that hold a place; what the count was and what is true.

    It is set right unless more people hold a place than the limit allows: an editor must raise it.
    """
    before = db.session.scalar(select(Forum.taken).where(Forum.id == forum.id).with_for_update())
    counted = db.session.scalar(
        select(func.count(Registration.id)).where(
            Registration.forum_id == forum.id, Registration.state.in_(HOLDING_STATES)
        )
    )
    fits = forum.capacity_limit is None or (counted or 0) <= forum.capacity_limit
    if before != counted and fits:
        change_places(forum, (counted or 0) - (before or 0), where=Forum.taken == before)
    return before or 0, counted or 0
