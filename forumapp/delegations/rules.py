"""The words of delegations."""

from datetime import date, datetime, timedelta
from typing import Any

from forumapp.core.text import _
from forumapp.core.visibility import CANCELLED, VISIBLE_STATES, WITHDRAWN

HEAD = "head"
RANKS = {
    HEAD: _("Head of delegation"),
    "deputy_head": _("Deputy head"),
    "member": _("Member"),
    "alternate": _("Alternate"),
    "adviser": _("Adviser"),
    "observer": _("Observer"),
    "interpreter": _("Interpreter"),
    "press": _("Press"),
}
ITEM_KINDS = {
    "travel": _("Travel"),
    "visit": _("Visit"),
    "meeting": _("Meeting"),
    "meal": _("Meal"),
    "ceremony": _("Ceremony"),
    "forum": _("Forum"),
}
STAGES = {
    "planned": _("Planned"),
    "announced": _("Announced"),
    "under_way": _("Under way"),
    "completed": _("Completed"),
    "cancelled": _("Cancelled"),
    "withdrawn": _("Withdrawn"),
}

FOCAL_PURPOSE = "focal"
"""The purpose of the links by which focal points act."""
LINKS_KEPT_FOR = timedelta(days=180)
"""So long after a link has expired it is still told whose it was."""


def is_in_force(link: Any, now: datetime) -> bool:
    """Whether a focal point's link still acts."""
    return link.revoked_at is None and now < link.expires_at


def last_day_of(ends: datetime) -> date:
    """The last day of what ends at this wall time."""
    return (ends - timedelta(microseconds=1)).date()


def stage(state: str, starts_on: date, ends_on: date, today: date) -> str:
    """Where a delegation stands: announced, under way and completed follow from the calendar."""
    if state in (CANCELLED, WITHDRAWN):
        return state
    if state not in VISIBLE_STATES:
        return "planned"
    if today < starts_on:
        return "announced"
    return "under_way" if today <= ends_on else "completed"
