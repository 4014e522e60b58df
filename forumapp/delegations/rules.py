"""The words of delegations."""

from datetime import date

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


def stage(state: str, starts_on: date, ends_on: date, today: date) -> str:
    """Where a delegation stands: announced, under way and completed follow from the calendar."""
    if state in (CANCELLED, WITHDRAWN):
        return state
    if state not in VISIBLE_STATES:
        return "planned"
    if today < starts_on:
        return "announced"
    return "under_way" if today <= ends_on else "completed"
