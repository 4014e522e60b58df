"""What an invitation is, and what may be done with it."""

from datetime import datetime, timedelta
from typing import Any

from forumapp.core import visibility
from forumapp.core.text import _
from forumapp.registrations.rules.states import ACTIVE_STATES

DRAFT, SENT, ACCEPTED, DECLINED, BOUNCED, WITHDRAWN = (
    "draft",
    "sent",
    "accepted",
    "declined",
    "bounced",
    "withdrawn",
)
INVITATION_STATES = {
    DRAFT: _("Not sent yet"),
    SENT: _("No answer yet"),
    ACCEPTED: _("Accepted"),
    DECLINED: _("Will not come"),
    BOUNCED: _("Mail came back"),
    WITHDRAWN: _("Withdrawn"),
}
UNANSWERED = (DRAFT, SENT, BOUNCED)
"""In these states an invitation can be withdrawn, and its address corrected."""
CAN_BE_ANSWERED = (SENT, ACCEPTED, DECLINED, BOUNCED)
"""A mail that came back may have reached them all the same."""

INVITATION, REMINDER, CALLED_OFF, BACK_ON = (
    "invitation",
    "invitation_reminder",
    "invitation_called_off",
    "invitation_back_on",
)
MAILS = (INVITATION, REMINDER, CALLED_OFF, BACK_ON)
"""To come; once more; the forum will not be held; it will after all."""
REMINDERS_APART = timedelta(days=1)

NOT_ON, WAS_WITHDRAWN, TOO_LATE = "not_on", "was_withdrawn", "too_late"
PASSED_ON = "passed_on"
REFUSALS = {
    NOT_ON: _("This forum does not take place as announced. Look at its page for what is new."),
    WAS_WITHDRAWN: _(
        "This invitation has been withdrawn. If that surprises you, write to {contact}."
    ),
    TOO_LATE: _(
        "The time for an answer is over. If you would still like to come, write to {contact}."
    ),
    PASSED_ON: _(
        "What became of your answer stands in the latest mail about it: the place has been passed on, "
        "or its mail goes to another address. If that surprises you, write to {contact}."
    ),
}
"""What somebody hears whose answer cannot be taken: why, and what to do."""


def answer_by(invitation: Any) -> datetime:
    """Until when it can be answered: as set, at the latest when the forum begins."""
    starts_at: datetime = invitation.forum.starts_at
    return min(invitation.answer_by or starts_at, starts_at)


def why_no_answer(invitation: Any, now: datetime) -> str:
    """A key of `REFUSALS` for an invitation that cannot be answered now; nothing for one that can."""
    if invitation.state not in CAN_BE_ANSWERED or invitation.erased_at is not None:
        return WAS_WITHDRAWN
    forum = invitation.forum
    if forum.state != visibility.PUBLISHED:
        return NOT_ON
    if has_passed_on(invitation):
        return PASSED_ON
    return TOO_LATE if answer_by(invitation) <= now else ""


def came_of_it(invitation: Any) -> list[Any]:
    """What the organizer sees: all of a booking that an invitation made, else their own registration."""
    booking = invitation.booking
    if booking is not None and booking.made_by == "invitation":
        return list(booking.registrations)
    return own_registrations(invitation)


def is_own_booking(invitation: Any) -> bool:
    """Whether who was invited arranged the booking by accepting, and arranges it still."""
    booking = invitation.booking
    return (
        booking is not None
        and booking.made_by == "invitation"
        and booking.address_key == invitation.address_key
    )


def own_registrations(invitation: Any) -> list[Any]:
    """What the invitation's link may lead to and cancel: all of their own booking, else what bears
    their address. What was passed on, or is somebody else's, is not among it.
    """
    if invitation.booking is None or invitation.address_key is None:
        return []
    registrations = list(invitation.booking.registrations)
    if is_own_booking(invitation):
        return registrations
    return [each for each in registrations if each.address_key == invitation.address_key]


def has_passed_on(invitation: Any) -> bool:
    """Whether what they accepted is somebody else's since."""
    is_accepted = invitation.state == ACCEPTED and invitation.booking is not None
    return is_accepted and not own_registrations(invitation)


def is_coming(invitation: Any) -> bool:
    """Whether anybody of those still comes, or waits to; who accepted may have cancelled since."""
    return is_anybody_active(own_registrations(invitation))


def has_cancelled(invitation: Any) -> bool:
    """Whether the organizer need not wait for anybody any more who had accepted."""
    return invitation.state == ACCEPTED and not is_anybody_active(came_of_it(invitation))


def is_anybody_active(registrations: list[Any]) -> bool:
    return any(each.state in ACTIVE_STATES for each in registrations)
