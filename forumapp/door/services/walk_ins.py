"""Somebody comes who has not registered: they get a place while there is one."""

from datetime import datetime
from uuid import UUID

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.tokens import token_hash
from forumapp.door.rules import LONGEST_NAME
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import ACTIVE_STATES, CANCELLED
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.states import lock
from forumapp.registrations.services.waiting import end_registration


def register_walk_in(
    forum: Forum, uid: UUID, name: str, organization: str, *, by: Actor, now: datetime
) -> Registration | None:
    """Their registration, made at the door; none where none can be made: then they came all the same.

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
    """They were noted by mistake, which we may hear only when the forum is over."""
    lock(registration)
    if registration.state in ACTIVE_STATES:
        end_registration(registration, CANCELLED, by=by, now=now)
