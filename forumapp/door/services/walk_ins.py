"""Somebody comes who has not registered: they get a place while there is one."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.tokens import token_hash
from forumapp.door.rules import LONGEST_NAME
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.afterwards import cancel_registration
from forumapp.registrations.services.booking import Attendee, BookingRequest, book


def register_walk_in(
    forum: Forum, uid: UUID, name: str, organization: str, *, by: Actor, now: datetime
) -> Registration | None:
    """Their registration, made at the door; none where no place is free: then they came all the same.

    They leave no address and get no mail. `uid` is the check-in's.
    """
    name, organization = name.strip()[:LONGEST_NAME], organization.strip()[:LONGEST_NAME]
    request = BookingRequest(
        name=name,
        address="",
        language=setting("LANGUAGES")[0],
        attendees=(Attendee(name=name, organization=organization),),
        made_by="door",
        submission_key=token_hash(f"door\n{forum.uid}\n{uid}"),
        is_approved=True,
        may_wait=False,
        comes_any_time=True,
    )
    try:
        return book(forum, request, by=by, now=now).registrations[0]
    except Refused:
        return None


def give_back_walk_in(registration: Registration, *, by: Actor, now: datetime) -> None:
    """They were noted by mistake: the place is free again, unless the forum is over."""
    with suppress(Refused):
        cancel_registration(registration, by=by, now=now)
