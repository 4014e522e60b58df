"""Whoever read the mail of a registration so far can act for it no more; whoever reads it now, can.

Somebody else comes, or the address was another's: every link that went out is void, also those that
only lead to the newest one.
"""

from datetime import datetime

from forumapp.core.tokens import capability_hash
from forumapp.registrations.mails import offers, tickets
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.rules.states import OFFERED
from forumapp.registrations.services.erasing import forget_confirmations


def renew_links(registration: Registration, *, kept: AddressConfirmation | None = None) -> None:
    """Its own link, the address to which its calendar answers, and addresses still to be confirmed,
    but the one that is being confirmed (`kept`). What it needs is sent by the caller.
    """
    registration.link_version += 1
    if registration.link_hash is not None:
        registration.link_hash = capability_hash(
            tickets.TICKET_PURPOSE, registration.uid, registration.link_version
        )
    if registration.reply_hash is not None:
        registration.reply_hash = tickets.reply_hash(registration.uid, registration.link_version)
    forget_confirmations(
        (AddressConfirmation.registration_id == registration.id)
        & (AddressConfirmation.id != (kept.id if kept else 0))
    )


def renew_booking_links(booking: Booking, *, now: datetime) -> None:
    """The link of who arranged it, whose address is the new one already. An open offer is sent anew."""
    booking.link_version += 1
    booking.link_hash = capability_hash(tickets.LINK_PURPOSE, booking.uid, booking.link_version)
    if booking.submission_key is not None:
        forget_confirmations(AddressConfirmation.submission_key == booking.submission_key)
    booking.offer_hash = None
    if booking.offer_expires_at is not None:
        booking.offer_version += 1
        booking.offer_hash = capability_hash(
            offers.OFFER_PURPOSE, booking.uid, booking.offer_version
        )
        offered = [each for each in booking.registrations if each.state == OFFERED]
        offers.send_offer(booking, offered, now=now)
