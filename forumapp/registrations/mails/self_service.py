"""What the ways of self service write: addresses to confirm, links asked for again, a substitute."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forumapp.core import links
from forumapp.core.settings import setting
from forumapp.core.when import Moment
from forumapp.mail.rules import SENDER
from forumapp.mail.services import queue_mail
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.rules.states import (
    CONFIRMED,
    OFFERED,
    PENDING,
    REGISTRATION_STATES,
)

CONFIRM_PURPOSE = "address confirmation"
LINKS = "registration_links"


def send_address_confirmation(
    confirmation: AddressConfirmation, name: str, language: str, *, now: datetime
) -> None:
    """Whoever sent the form is to show that they read this address."""
    queue_mail(
        "address_confirmation",
        to=confirmation.address,
        name=name,
        language=language,
        context={"name": name, **_context(confirmation, language)},
        links={"confirm": _confirm_link(confirmation, language)},
        about=confirmation,
        now=now,
    )


def send_new_address_confirmation(
    confirmation: AddressConfirmation, registration: Registration, *, now: datetime
) -> None:
    """The same for the address that a registration is to have."""
    language = registration.language
    queue_mail(
        "new_address_confirmation",
        to=confirmation.address,
        name=registration.name,
        language=language,
        context={
            "name": registration.name,
            "reference": registration.reference,
            **_context(confirmation, language),
        },
        links={"confirm": _confirm_link(confirmation, language)},
        about=registration,
        now=now,
    )


def _context(confirmation: AddressConfirmation, language: str) -> dict[str, Any]:
    forum = confirmation.forum
    return {
        "title": tickets.title_of(forum, language),
        "facts": tickets.facts_of(forum, language),
        "until": Moment(confirmation.expires_at, forum.zone).text(language),
    }


def _confirm_link(confirmation: AddressConfirmation, language: str) -> dict[str, Any]:
    default = setting("LANGUAGES")[0]
    return {
        "purpose": CONFIRM_PURPOSE,
        "uid": confirmation.uid,
        "version": confirmation.link_version,
        "path": links.path("confirm_address", language, default, token="{token}"),  # noqa: S106
    }


def send_address_changed(registration: Registration, before: str, *, now: datetime) -> None:
    """The address that mail went to so far hears that it goes elsewhere."""
    _tell(registration, "address_changed", before, now)


def send_substituted(registration: Registration, substitute: str, *, now: datetime) -> None:
    """Whose place it is, as long as it is theirs, hears who comes instead; their calendar takes it out."""
    had_entry = registration.last_sent_method == tickets.REQUEST and not tickets.shares_mailbox(
        registration
    )
    _tell(
        registration,
        "registration_substituted",
        tickets.recipient(registration),
        now,
        method=tickets.CANCEL if had_entry else None,
        substitute=substitute,
    )


def send_present_state(
    registration: Registration, *, was_handed_on: bool = False, now: datetime
) -> None:
    """To whom mail goes from now on: what the registration is, with its link.

    Whom a place is offered has the offer already (`renewing.renew_booking_links`).
    """
    if registration.state == CONFIRMED:
        tickets.send_confirmation(registration, was_handed_on=was_handed_on, now=now)
    elif registration.state == PENDING:
        tickets.send_application_received(registration, now=now)
    elif registration.state != OFFERED or tickets.is_arranged_by_another(registration):
        send_links([registration], tickets.recipient(registration), now=now)


def _tell(
    registration: Registration,
    kind: str,
    to: str,
    now: datetime,
    *,
    method: str | None = None,
    **context: Any,
) -> None:
    language = registration.language
    own_sender = tickets.answers_to(registration) if method else ""
    queue_mail(
        kind,
        to=to,
        name=registration.name or registration.booking.name,
        language=language,
        context={
            "name": registration.name or registration.booking.name,
            "reference": registration.reference,
            "title": tickets.title_of(registration.forum, language),
            "facts": tickets.facts_of(registration.forum, language),
            **context,
        },
        links={SENDER: tickets.reply_token(registration)} if own_sender else {},
        calendar=tickets.calendar_part(registration, method, "", now),
        method=method,
        sender=own_sender,
        about=registration,
        now=now,
    )


def send_links(registrations: Sequence[Registration], to: str, *, now: datetime) -> None:
    """One mail with the link of each coming registration under an address, soonest first."""
    first = registrations[0]
    language = first.language
    named = [
        {
            "title": tickets.title_of(each.forum, language),
            "name": each.name or each.booking.name,
            "reference": each.reference,
            "state": REGISTRATION_STATES[each.state],
            "facts": tickets.facts_of(each.forum, language),
            "link": f"ticket{number}",
        }
        for number, each in enumerate(registrations, 1)
    ]
    queue_mail(
        LINKS,
        to=to,
        language=language,
        context={"registrations": named},
        links={
            f"ticket{number}": tickets.ticket_link(each, language)
            for number, each in enumerate(registrations, 1)
        },
        about=first,
        now=now,
    )
