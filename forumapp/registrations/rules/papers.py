"""Which papers there are, and who may have one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forumapp.core.text import _
from forumapp.core.visibility import PUBLISHED
from forumapp.registrations.rules.states import CONFIRMED

TICKET, BADGES, NAME_PLATES, SIGN_IN_SHEET, LETTER, CERTIFICATE = (
    "ticket",
    "badges",
    "name-plates",
    "sign-in-sheet",
    "letter",
    "certificate",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """`who_has_it` is what somebody reads who cannot have it now."""

    name: str
    who_has_it: str = ""


PAPERS = {
    BADGES: Paper(_("Badges")),
    NAME_PLATES: Paper(_("Name plates")),
    SIGN_IN_SHEET: Paper(_("Sign-in sheet")),
    LETTER: Paper(
        _("Invitation letters"),
        _(
            "There is an invitation letter for whose place is confirmed, until the forum ends. It is not "
            "made while a forum is postponed or cancelled."
        ),
    ),
    CERTIFICATE: Paper(
        _("Certificates of attendance"),
        _(
            "There is a certificate of attendance once the forum is over, for who was checked in at the "
            "door. If you were there and it is missing, write to the organizer."
        ),
    ),
    TICKET: Paper(
        _("Tickets"),
        _(
            "There is a ticket for whose place is confirmed, until the forum ends. It is not made while "
            "a forum is postponed or cancelled."
        ),
    ),
}


OF_THEIR_OWN = (LETTER, CERTIFICATE, TICKET)
"""What these say is true of some people only; badges, name plates and sheets are the desk's own."""


def may_have(paper: str, registration: Any, forum: Any, now: datetime) -> bool:
    """Whether somebody may take this paper of their own now: ticket, letter or certificate."""
    is_over = forum.ends_at <= now
    if paper == CERTIFICATE:
        return is_over and registration.checked_in_at is not None
    return registration.state == CONFIRMED and forum.state == PUBLISHED and not is_over
