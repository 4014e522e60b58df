"""Somebody registers themselves, and perhaps others with them."""

from datetime import datetime

from sqlalchemy import update

from forumapp.core.db import db
from forumapp.core.tokens import normalised_address
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.queries import confirming as confirmations
from forumapp.registrations.queries import registered
from forumapp.registrations.rules.states import NETWORKS_KEPT_FOR
from forumapp.registrations.services.confirming import (
    ask_to_confirm,
    forget_files,
    must_confirm,
    refuse_flood,
)
from forumapp.registrations.services.submissions import (
    Receipt,
    Submission,
    book_submission,
    check_submission,
    key_of,
)


def register(forum: Forum, submission: Submission, *, now: datetime) -> Receipt:
    """A form of the public page: a booking with its mails, or a mail by which its address is confirmed.

    Sent again, the same submission gets the same answer. An address that is registered already gets
    its link by mail; the page does not tell: whatever else is wrong is refused before it is looked up.
    """
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        forget_files(submission.answers)
        return earlier
    check_submission(forum, submission, now)
    refuse_flood(normalised_address(submission.address), now)
    if must_confirm(forum, submission, now):
        ask_to_confirm(forum, submission, now=now)
        return Receipt(None, shows_ticket=False)
    return book_submission(forum, submission, now)


def receipt_of_earlier(forum: Forum, submission: Submission, now: datetime) -> Receipt | None:
    """The answer that this very submission got when it came before; later on, the ticket is where
    the mail is.
    """
    key = key_of(forum, submission)
    if confirmations.confirmation_of_submission(key) is not None:
        return Receipt(None, shows_ticket=False)
    booking = registered.booking_of_submission(key)
    if booking is None:
        return None
    is_new = booking.created_at > registered.recent(now)
    is_whole = len(booking.registrations) == 1 + len(submission.companions)
    return Receipt(booking.registrations[0], shows_ticket=is_new and is_whole)


def forget_networks(now: datetime) -> None:
    """Where a booking came from tells nothing once it counts for no limit any more."""
    db.session.execute(
        update(Booking)
        .where(Booking.network != "", Booking.created_at < now - NETWORKS_KEPT_FOR)
        .values(network="")
    )
