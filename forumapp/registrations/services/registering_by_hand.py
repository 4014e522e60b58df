"""The organizer registers somebody who called or wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.facts import require_mail_address
from forumapp.forums.models import Forum
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.submissions import Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`has_agreed`: to take part, in the newest wording, as they told the organizer."""

    details: Details
    address: str
    place_group_id: int | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    has_agreed: bool = False


def register_by_hand(forum: Forum, person: Person, *, by: Actor, now: datetime) -> Registration:
    """A place at once, or a turn on the waiting list: nobody decides again, and no window is a bar."""
    address, details = person.address.strip(), person.details
    require_mail_address(address, "address")
    wordings = current_consent_texts([REQUIRED_PURPOSE]) if person.has_agreed else []
    attendee = Attendee(
        name=details.name,
        address=address,
        organization=details.organization,
        position=details.position,
        country=details.country,
        language=details.language,
        place_group_id=person.place_group_id,
        answers=person.answers,
        agreed={wording.purpose: wording.version for wording in wordings},
    )
    request = BookingRequest(
        name=details.name,
        address=address,
        language=details.language,
        attendees=(attendee,),
        made_by="desk",
        is_approved=True,
        comes_any_time=True,
    )
    return book(forum, request, by=by, now=now).registrations[0]
