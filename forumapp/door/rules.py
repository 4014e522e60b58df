"""The words of the door, when it is open, and what becomes of what a door notes."""

from datetime import datetime, timedelta
from typing import Any

from forumapp.core.text import _

BY_SCAN, BY_SEARCH, BY_LIST, AS_WALK_IN = "scan", "search", "list", "walk_in"
CHECK_IN_WAYS = {
    BY_SCAN: _("Ticket scanned"),
    BY_SEARCH: _("Found by name"),
    BY_LIST: _("From the list"),
    AS_WALK_IN: _("Came without registration"),
}

OPENS_BEFORE = timedelta(hours=48)
CLOSES_AFTER = timedelta(hours=24)
"""Whoever has only a duty may open the door that long before the forum starts and after it ends; then
every device wipes its list too."""
TAKES_NOTES_FOR = timedelta(days=7)
"""So much longer is taken what a device noted while it had no network; nobody's name is told then."""
NEVER_OLDER = timedelta(days=1)
"""Before the door of a forum opens, no note is older than this."""

OK, REPEATED, UNDONE, NOT_CONFIRMED, VOID_TICKET, UNKNOWN, NO_PLACE = (
    "ok",
    "repeated",
    "undone",
    "not_confirmed",
    "void_ticket",
    "unknown",
    "no_place",
)
"""What became of a note: counted · somebody was in already · taken back · they are in, but have no
confirmed place · the ticket was replaced by another one, so nobody is checked in by it · nobody of this
forum · let in, while no place could be given."""

MOST_NOTES = 500
"""At once."""
LONGEST_NAME = 200


def closes_at(forum: Any) -> datetime:
    """From then on no device keeps the forum's list."""
    at: datetime = forum.ends_at + CLOSES_AFTER
    return at


def is_door_time(forum: Any, now: datetime) -> bool:
    """Whether somebody who is only on duty may open the forum's door."""
    return bool(forum.starts_at - OPENS_BEFORE <= now < closes_at(forum))


def takes_notes(forum: Any, now: datetime) -> bool:
    """Whether somebody who is only on duty may still send what a device noted at the forum's door."""
    return bool(forum.starts_at - OPENS_BEFORE <= now < closes_at(forum) + TAKES_NOTES_FOR)


def true_time(at: datetime, sent_at: datetime, forum: Any, now: datetime) -> datetime:
    """When something was noted by our clock: the device's own may be wrong, but it knows how long ago.

    An age that cannot be, because the clock was set meanwhile, tells nothing: then it is when we hear of it.
    """
    age = sent_at - at
    oldest = max(now - (forum.starts_at - OPENS_BEFORE), NEVER_OLDER)
    return now - age if timedelta() <= age <= oldest else now
