"""What becomes of a registration by its link."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forumapp.calendars.services.invite import calendar_of_participant
from forumapp.core import visibility
from forumapp.core.actor import ATTENDEE, FOCAL_POINT, Actor
from forumapp.core.errors import NotFound, Refused
from forumapp.core.text import _
from forumapp.history.services import record_change
from forumapp.ical.entry import Profile
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import (
    ACTIVE_STATES,
    CANCELLED,
    CONFIRMED,
    looks_like_advertising,
)
from forumapp.registrations.services.answering import store_answers
from forumapp.registrations.services.consents import change_consents
from forumapp.registrations.services.states import lock, note_sent
from forumapp.registrations.services.submissions import Details
from forumapp.registrations.services.waiting import leave, offer_free_places

HELD_ALREADY = _("This forum has been held. Its registrations stay as they are.")


def change_details(
    registration: Registration,
    details: Details,
    agreed: Mapping[str, int],
    answers: Mapping[int, Any] | None = None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """New details, each voluntary consent given or withdrawn, and the answers, where they were asked.

    The address stays (`confirming.change_address`).
    """
    lock(registration)
    if registration.state not in ACTIVE_STATES:
        raise Refused(
            _("This registration is no longer active. Register again to take part."),
        )
    if looks_like_advertising(details.name):
        raise Refused(_("Write your name without a web address."), field="name")
    registration.name = details.name
    registration.organization = details.organization
    registration.position = details.position
    registration.country = details.country
    registration.language = details.language
    if not tickets.is_arranged_by_another(registration):
        registration.booking.language = details.language
    record_change(registration, _("edited"), by=by, now=now, label=registration.reference)
    change_consents(registration, agreed, by=by, now=now)
    if answers is not None:
        store_answers(registration, answers, now=now)


def cancel_registrations(
    registrations: Iterable[Registration], *, by: Actor, now: datetime
) -> None:
    """Give up each of them; their places are free at once. Done twice, it is done once."""
    people = list(registrations)
    for registration in people:
        cancel(registration, by=by, now=now)
    for forum in {registration.forum for registration in people}:
        offer_free_places(forum, now=now)


def cancel_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    cancel_registrations([registration], by=by, now=now)


def cancel(registration: Registration, *, by: Actor, now: datetime) -> None:
    """One of them; who waits hears of the place once all are done."""
    lock(registration)
    if registration.state not in ACTIVE_STATES:
        return
    if registration.forum.ends_at <= now:
        raise Refused(HELD_ALREADY)
    had_place = registration.state == CONFIRMED
    if registration.last_sent_method:
        note_sent(registration, tickets.CANCEL, now)
    leave(registration, CANCELLED, by=by, now=now)
    tickets.send_cancellation(
        registration,
        had_place=had_place,
        by_attendee=by.kind == ATTENDEE.kind,
        focal_point=by.label if by.kind == FOCAL_POINT else "",
        now=now,
    )


def calendar_of_ticket(
    registration: Registration, *, language: str, source: str, profile: Profile, now: datetime
) -> bytes:
    """The forum's entry with the way to join: for who has a place at a forum that is on, nobody else."""
    forum = registration.forum
    if registration.state != CONFIRMED or forum.state != visibility.PUBLISHED:
        raise NotFound
    return calendar_of_participant(
        forum, language=language, source=source, profile=profile, now=now
    )
