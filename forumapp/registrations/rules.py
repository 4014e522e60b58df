"""The words and limits of registration."""

from forumapp.core.text import _

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
"""A registration in these states takes a place."""


def holds_place(state: str) -> bool:
    return state in HOLDING_STATES
