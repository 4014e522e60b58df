"""Who came to the demonstration's forums that are over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.door.services.notes import check_in_by_hand
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import CONFIRMED

STAYS_AWAY = 6
"""Every so many of those with a place."""


def check_people_in(forums: Mapping[str, Forum], *, by: Actor, now: datetime) -> None:
    """All but a few, in the half hour before it began."""
    for forum in forums.values():
        if forum.ends_at > now:
            continue
        people = db.session.scalars(
            select(Registration)
            .where(Registration.forum_id == forum.id, Registration.state == CONFIRMED)
            .order_by(Registration.id)
        )
        for number, person in enumerate(people, 1):
            if number % STAYS_AWAY:
                at = forum.starts_at - timedelta(minutes=30) + timedelta(seconds=41 * number)
                check_in_by_hand(person, by=by, now=at)
