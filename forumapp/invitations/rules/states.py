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
    DECLINED: _("Declined"),
    BOUNCED: _("Mail came back"),
    WITHDRAWN: _("Withdrawn"),
}
UNANSWERED = (DRAFT, SENT, BOUNCED)
"""In these states an invitation can be withdrawn, and its address corrected."""
CAN_BE_ANSWERED = (SENT, ACCEPTED, DECLINED, BOUNCED)
"""A mail that came back may have reached them all the same."""

INVITATION, REMINDER = "invitation", "invitation_reminder"
MAILS = (INVITATION, REMINDER)
REMINDERS_APART = timedelta(days=1)

NOT_ON, WAS_WITHDRAWN, TOO_LATE = "not_on", "was_withdrawn", "too_late"
REFUSALS = {
    NOT_ON: _("This forum does not take place as announced. Look at its page for what is new."),
    WAS_WITHDRAWN: _(
        "This invitation has been withdrawn. If that surprises you, write to {contact}."
    ),
    TOO_LATE: _(
        "The time for an answer is over. If you would still like to come, write to {contact}."
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
    return TOO_LATE if answer_by(invitation) <= now else ""


def is_reminder_due(reminded_at: datetime | None, sent_at: datetime | None, now: datetime) -> bool:
    """Whether a day has passed since they were last written to."""
    last = max((at for at in (reminded_at, sent_at) if at is not None), default=None)
    return last is None or last <= now - REMINDERS_APART


def own_registrations(invitation: Any) -> list[Any]:
    """The registrations that came of it: all of the booking made by it, or the one of their own that
    they had before they answered.
    """
    booking = invitation.booking
    if booking is None or booking.made_by == "invitation":
        return booking.registrations if booking else []
    return [each for each in booking.registrations if each.address_key == invitation.address_key]


def is_coming(invitation: Any) -> bool:
    """Whether anybody of those still comes, or waits to; who accepted may have cancelled since."""
    return any(each.state in ACTIVE_STATES for each in own_registrations(invitation))
