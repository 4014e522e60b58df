"""The words of forums and what may happen to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forumapp.core.clock import is_skipped
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import CANCELLED, DRAFT, POSTPONED, PUBLISHED, WITHDRAWN
from forumapp.venues.rules import ACCESS_FACTS

FORUM_KINDS = {
    "forum": _("Forum"),
    "luncheon_forum": _("Luncheon forum"),
    "round_table": _("Round table"),
    "panel": _("Panel"),
    "plenary": _("Plenary"),
    "side_event": _("Side event"),
    "reception": _("Reception"),
}
USUAL_LENGTH = timedelta(hours=2)
"""How long a forum is taken to last when its end is not given."""

ORGANIZER_ROLES = {
    "host": _("Host"),
    "organizer": _("Organizer"),
    "co_organizer": _("Co-organizer"),
    "co_sponsor": _("Co-sponsor"),
    "supporter": _("Supporter"),
    "media_partner": _("Media partner"),
}
CONFIRMED_HOW = {
    "letter": _("by letter"),
    "mail": _("by mail"),
    "phone": _("by telephone"),
    "meeting": _("in a meeting"),
    "own": _("our own organization"),
}
APPEARANCE_ROLES = {
    "chair": _("Chair"),
    "co_chair": _("Co-chair"),
    "moderator": _("Moderator"),
    "keynote": _("Keynote speaker"),
    "speaker": _("Speaker"),
    "panellist": _("Panellist"),
    "discussant": _("Discussant"),
    "rapporteur": _("Rapporteur"),
}
SESSION_KINDS = {
    "session": _("Session"),
    "welcome": _("Welcome"),
    "keynote": _("Keynote"),
    "panel": _("Panel discussion"),
    "signing": _("Signing"),
    "meal": _("Meal"),
    "pause": _("Break"),
}
CONFERENCE_KINDS = {"conference": _("Conference"), "series": _("Series")}
ATTENDANCE_MODES = {
    "in_person": _("In person"),
    "online": _("Online"),
    "both": _("In person and online"),
}
REGISTRATION_MODES = {
    "none": _("No registration"),
    "open": _("Open: a place is confirmed at once"),
    "approval": _("With approval: the organizer confirms each place"),
    "invitation": _("By invitation only"),
}
WAITING_LISTS = {
    "automatic": _("Yes: a place that becomes free is offered to the first in line at once"),
    "by_hand": _("Yes: the organizer offers places that become free"),
    "none": _("No waiting list"),
}
CHANGE_FIELDS = {
    "state": _("State"),
    "time": _("Time"),
    "clock": _("Time zone rules"),
    "place": _("Place"),
    "title": _("Title"),
    "kind": _("Kind"),
    "conference": _("Conference"),
    "follows": _("Earlier forum"),
    "themes": _("Themes"),
    "organizers": _("Organizers"),
    "speakers": _("Speakers"),
    "programme": _("Programme"),
    "languages": _("Languages"),
    "registration": _("Registration"),
    "lead": _("Lead"),
    "description": _("Description"),
    "access": _("Access"),
    **ACCESS_FACTS,
    "contact": _("Contact"),
    "picture": _("Picture"),
}
"""The published facts, as the change ledger names them."""
BANNER_FIELDS = ("state", "time", "clock", "place", "title", "organizers", "speakers")
"""Changes that the forum's page tells at its head; the others are seen where they stand."""

VERBS_OF_STATES = {
    DRAFT: ("publish",),
    PUBLISHED: ("move", "postpone", "cancel", "withdraw"),
    POSTPONED: ("move", "reinstate", "cancel", "withdraw"),
    CANCELLED: ("reinstate", "withdraw"),
    WITHDRAWN: ("publish",),
}
"""What may be done to a forum in each state."""


def standing(state: str, release_at: datetime | None, ends_at: datetime, now: datetime) -> str:
    """The state as people speak of it: published is scheduled before its release, and held after its end."""
    if state != PUBLISHED:
        return state
    if release_at is not None and release_at > now:
        return "scheduled"
    return "held" if is_held(ends_at, now) else PUBLISHED


def verbs(
    state: str, release_at: datetime | None, ends_at: datetime, now: datetime
) -> tuple[str, ...]:
    """What may be done to the forum as a whole; one that is scheduled or held is only withdrawn."""
    allowed = VERBS_OF_STATES.get(state, ())
    if standing(state, release_at, ends_at, now) in ("scheduled", "held"):
        return tuple(verb for verb in allowed if verb == "withdraw")
    return allowed


@dataclass(frozen=True, slots=True)
class Missing:
    """A sentence that says what a forum still needs, and the field of the drafting screen it is about."""

    sentence: str
    field: str


def missing_for_release(forum: Any) -> list[Missing]:
    """What must stand before the public may see a forum; empty when nothing is missing."""
    missing = []
    if not forum.title:
        missing.append(Missing(_("Give the forum a title, in one language at least."), "title"))
    if forum.attendance_mode != "online" and forum.venue is None:
        missing.append(Missing(_("Choose a venue, or say that it is held online."), "venue"))
    if not forum.organizer_lines:
        missing.append(Missing(_("Name the organization that holds the forum."), "organizers"))
    elif not any(line.is_confirmed for line in forum.organizer_lines):
        missing.append(
            Missing(
                _(
                    "No organization has confirmed yet. Note the confirmation of one on the forum’s page."
                ),
                "organizers",
            )
        )
    return missing


def is_held(ends_at: datetime, now: datetime) -> bool:
    """*Held* follows from the clock; it is no state."""
    return ends_at <= now


def is_at_skipped_time(forum: Any) -> bool:
    """Clocks do not show its start or its end any more: their rules changed after it was planned."""
    return any(is_skipped(wall, forum.zone) for wall in (forum.starts, forum.ends))


@dataclass(frozen=True, slots=True)
class NetChange:
    """A published fact that is another one now."""

    field: str
    old: Translated
    new: Translated
    at: datetime


def net_changes(changes: Iterable[Any]) -> list[NetChange]:
    """What became of each fact over all its changes; one that was undone is left out."""
    net: dict[str, NetChange] = {}
    for change in changes:
        first = net.pop(change.field, None)
        net[change.field] = NetChange(
            change.field, first.old if first else change.old, change.new, change.at
        )
    return [change for change in net.values() if change.old != change.new]
