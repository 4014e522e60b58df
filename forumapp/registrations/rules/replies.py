"""What the answer of a calendar does to a registration."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from forumapp.core.text import _
from forumapp.registrations.rules.states import ACTIVE_STATES, CANCELLED, OFFERED

YES, NO, MAYBE = "ACCEPTED", "DECLINED", "TENTATIVE"
ANSWERS = {YES: _("Accepted"), NO: _("Not coming"), MAYBE: _("Tentative")}
"""What a calendar may answer, by its PARTSTAT."""

NOTED, GIVES_BACK, TAKES_OFFER, TAKES_AGAIN, NOTHING = (
    "noted",
    "gives_back",
    "takes_offer",
    "takes_again",
    "nothing",
)
"""What an answer does to a registration: it is written down, and beyond that …"""


def effect_of(answer: str, state: str, answered_before: str) -> str:
    """What an answer (PARTSTAT) does to a registration in this state.

    Only who declined in their calendar takes part again by accepting there: what the organizer or
    the link has cancelled stays cancelled.
    """
    if answer not in ANSWERS:
        return NOTHING
    if state in ACTIVE_STATES:
        if answer == NO:
            return GIVES_BACK
        return TAKES_OFFER if (answer, state) == (YES, OFFERED) else NOTED
    changes_mind = (answer, state, answered_before) == (YES, CANCELLED, NO)
    return TAKES_AGAIN if changes_mind else NOTHING


NOT_REPLIES = {
    "COUNTER": _("Their calendar proposes another time. Nothing has been changed: write to them."),
    "DECLINECOUNTER": _("This message is for organizers. Nothing has been changed."),
    "PUBLISH": _("This is a published entry, not an answer. Nothing has been changed."),
    "REQUEST": _("This is an invitation, not an answer. Nothing has been changed."),
    "CANCEL": _("This is a cancellation, not an answer. Nothing has been changed."),
    "ADD": _("This is an invitation, not an answer. Nothing has been changed."),
}
"""METHODs of RFC 5546 that are no answer to an invitation."""
WRONG_EVENT = _("The answer is about another event than the one this person was invited to.")
WRONG_PERSON = _("The answer names somebody else than the person who was invited.")
NO_TIME = _("The answer does not say when it was given.")


def why_not_theirs(uid: str, addresses: Collection[str], registration: Any, forum: Any) -> str:
    """Why a message of a calendar cannot be this person's about this forum; nothing where it is.

    `addresses` are its ATTENDEEs, normalised.
    """
    if uid != str(forum.uid):
        return WRONG_EVENT
    known = {registration.address_key, registration.booking.address_key}
    return "" if len(addresses) == 1 and known.issuperset(addresses) else WRONG_PERSON


OLDER_INVITATION = _(
    "It answers an older invitation: the forum has changed since, and this person has been told."
)
OLDER_ANSWER = _("A later answer of this person has come already, or this very one.")
AFTER_THE_FORUM = _("The forum had been held when the answer came.")
CLOCKS_DIFFER_BY = timedelta(days=1)


def why_too_late(
    sequence: int, stamped: datetime | None, registration: Any, forum: Any, now: datetime
) -> str:
    """Why an answer counts no more (RFC 5546 §2.1.5); nothing where it does."""
    if stamped is None:
        return NO_TIME
    if sequence < (registration.last_sent_sequence or 0):
        return OLDER_INVITATION
    if registration.answered_at is not None and stamped <= registration.answered_at:
        return OLDER_ANSWER
    return AFTER_THE_FORUM if forum.ends_at <= now else ""


def answered_at(stamped: datetime, now: datetime) -> datetime:
    """When an answer was given: a clock that is far ahead must not make later answers look old."""
    return stamped if stamped <= now + CLOCKS_DIFFER_BY else now
