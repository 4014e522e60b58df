"""The words and limits of registration."""

from datetime import datetime, timedelta
from typing import Any

from forumapp.core import visibility
from forumapp.core.text import _
from forumapp.forums.rules import BANNER_FIELDS

PENDING, CONFIRMED, WAITLISTED, OFFERED, EXPIRED, DECLINED, CANCELLED = (
    "pending",
    "confirmed",
    "waitlisted",
    "offered",
    "expired",
    "declined",
    "cancelled",
)
REGISTRATION_STATES = {
    PENDING: _("Waiting for approval"),
    CONFIRMED: _("Confirmed"),
    WAITLISTED: _("On the waiting list"),
    OFFERED: _("Place offered"),
    EXPIRED: _("Offer expired"),
    DECLINED: _("Declined"),
    CANCELLED: _("Cancelled"),
}
ACTIVE_STATES = (PENDING, CONFIRMED, WAITLISTED, OFFERED)
"""One address has at most one registration in these states per forum."""
HOLDING_STATES = (CONFIRMED, OFFERED)
"""A registration in these states takes a place, whatever the organizer set."""
AUTOMATIC, BY_HAND, NO_LINE = "automatic", "by_hand", "none"
"""How a forum offers places that become free (`forums.rules.WAITING_LISTS`)."""
WAITING_STATES = (WAITLISTED, OFFERED)
"""A booking keeps its turn as long as one of its registrations is in these states."""


WAYS_IN = {
    "form": _("By the public form"),
    "invitation": _("By invitation"),
    "code": _("With a code"),
    "delegation": _("By their delegation"),
    "desk": _("By the secretariat"),
    "door": _("At the door"),
}


def holding_states(*, pending_holds: bool) -> tuple[str, ...]:
    """The states that take a place; one that waits for a decision does where the organizer set it so."""
    return (*HOLDING_STATES, PENDING) if pending_holds else HOLDING_STATES


def holds_place(state: str, *, pending_holds: bool = False) -> bool:
    return state in holding_states(pending_holds=pending_holds)


NOT_NEEDED, INVITATION, NOT_YET_OPEN, OPEN, WAITING, FULL, CLOSED, STOPPED, POSTPONED, HELD = (
    "not_needed",
    "invitation",
    "not_yet_open",
    "open",
    "waiting",
    "full",
    "closed",
    "stopped",
    "postponed",
    "held",
)
REFUSALS = {
    NOT_NEEDED: _("You need not register for this forum. Everybody is welcome at the door."),
    INVITATION: _(
        "This forum is by invitation only. Use the link in the invitation that you received, "
        "or write to {contact}."
    ),
    NOT_YET_OPEN: _("Registration opens on {opens}. Come back to this page then."),
    FULL: _(
        "All places are taken. Places that others give back can be taken on this page until "
        "{closes}; look here again, or write to {contact}."
    ),
    CLOSED: _("Registration closed on {closes}. If you still need a place, write to {contact}."),
    STOPPED: _("This forum is cancelled. Choose another one from the list of forums."),
    POSTPONED: _(
        "This forum is postponed. You can register on this page once its new date is announced."
    ),
    HELD: _("This forum has been held. Choose a coming one from the list of forums."),
}
"""What somebody hears who cannot register now: why, and what to do."""
BY_GROUP, BY_CODE = "group", "code"
"""How some can register where not everybody can: in a group of places kept for them, or with a code."""
NO_FORM = {"none": NOT_NEEDED, "invitation": INVITATION}

FEW = 10
"""From so many places left on, their number is told."""
RATE_WINDOW = timedelta(minutes=10)
NETWORKS_KEPT_FOR = 2 * RATE_WINDOW
"""A booking's answer depends on those of the window before it, and is asked for again a window later."""
TOLD_BY_MAIL = (*BANNER_FIELDS, "programme", "access")
"""Changes of a published forum of which everybody who is registered gets word."""


def availability(forum: Any, now: datetime) -> str:
    """Whether somebody can register for a published forum now, or why not.

    `OPEN` for places or applications, `WAITING` for a turn in the waiting list.
    """
    if forum.state not in (visibility.PUBLISHED, visibility.POSTPONED):
        return STOPPED
    if forum.ends_at <= now:
        return HELD
    if forum.state == visibility.POSTPONED:
        return POSTPONED
    if forum.registration_mode in NO_FORM:
        return NO_FORM[forum.registration_mode]
    return standing_of_window(forum, now)


def standing_of_window(forum: Any, now: datetime) -> str:
    """The same for a forum that takes registrations by a form."""
    if forum.registration_opens_at and now < forum.registration_opens_at:
        return NOT_YET_OPEN
    if closes_at(forum) <= now:
        return CLOSED
    return standing_of_places(forum)


def standing_of_places(forum: Any) -> str:
    """The same within the window. Who applies is decided upon later, so applications are always taken;
    where the organizer offers places by hand, who comes now stands behind those who wait.
    """
    if forum.registration_mode == "approval":
        return OPEN
    is_full = places_left(forum.capacity_limit, forum.taken) == 0
    if forum.waiting_list == BY_HAND and forum.waiting:
        return WAITING
    if not is_full:
        return OPEN
    return WAITING if forum.waiting_list in (AUTOMATIC, BY_HAND) else FULL


def closes_at(forum: Any) -> datetime:
    """When registration ends: as set, else when the forum begins."""
    return forum.registration_closes_at or forum.starts_at


def places_left(limit: int | None, taken: int) -> int | None:
    """None: as many as come."""
    return None if limit is None else max(0, limit - taken)


def places_told(limit: int | None, taken: int) -> int | None:
    """The number of places left that the public is told; none while there are plenty."""
    left = places_left(limit, taken)
    return left if left is not None and left <= FEW else None


def needs_decision(registration_mode: str, approved_at: datetime | None) -> bool:
    """Whether the organizer has still to decide on somebody."""
    return registration_mode == "approval" and approved_at is None


def state_once_placed(registration_mode: str, approved_at: datetime | None) -> str:
    """The state of who has got a place."""
    return PENDING if needs_decision(registration_mode, approved_at) else CONFIRMED


def looks_like_advertising(name: str) -> bool:
    """A name that holds a web address: such a form would make our mail carry it to a stranger."""
    return any(sign in name.lower() for sign in ("://", "www.", "http"))
