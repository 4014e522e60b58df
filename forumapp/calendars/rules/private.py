"""Private calendars: for whom one is made, what each kind holds, and what it is called."""

from datetime import timedelta
from typing import Any

from forumapp.core.text import _, say

DELEGATION, MEMBER, SPEAKER, STAFF = "delegation", "member", "speaker", "staff"
PRIVATE_KINDS = {
    DELEGATION: _("The whole journey of a delegation"),
    MEMBER: _("One member’s part of the journey"),
    SPEAKER: _("A speaker’s appearances"),
    STAFF: _("A staff member’s duties"),
}
NO_ALARM = _("No reminder")
ALARMS = {
    15: _("15 minutes before"),
    30: _("30 minutes before"),
    60: _("1 hour before"),
    120: _("2 hours before"),
    1440: _("1 day before"),
}
"""How many minutes before an entry its reader may wish to be reminded."""

LINK_PURPOSE = "calendar"
"""The purpose of the links by which a private calendar is read."""
PAGE, FILE = "/calendars/{token}", "/calendars/{token}.ics"

USE_IS_NOTED_EVERY = timedelta(hours=1)
"""Programs ask for a calendar many times a day; when it was last used is told to the hour."""

_NAMES = {
    DELEGATION: _("Itinerary: {holder}"),
    MEMBER: _("{member}: {holder}"),
    SPEAKER: _("Appearances: {holder}"),
    STAFF: _("Duties: {holder}"),
}
DESCRIPTION = _(
    "Private: whoever knows the address of this calendar can read it. Keep it to yourself."
)


def is_use_to_be_noted(last_used_at: Any, now: Any) -> bool:
    return last_used_at is None or now - last_used_at >= USE_IS_NOTED_EVERY


def name_of(calendar: Any, language: str) -> str:
    """What a reader's program calls the calendar: “Itinerary: Harbour delegation”."""
    member = calendar.member.person.name if calendar.member else ""
    values = {"holder": holder_name(calendar), "member": member}
    return say(_NAMES[calendar.kind], values, language)


def holder_name(calendar: Any) -> Any:
    """The delegation (a member's too), the person or the account that the calendar is about."""
    if calendar.account:
        return calendar.account.label
    if calendar.person:
        return calendar.person.name
    return journey_of(calendar).name


def journey_of(calendar: Any) -> Any:
    """The delegation whose journey the calendar tells, wholly or in part, or None."""
    return calendar.member.delegation if calendar.member else calendar.delegation


def reader_name(calendar: Any, language: str) -> str:
    """The name of whose calendar it is; empty where several people read it."""
    if calendar.account:
        return str(calendar.account.label)
    person = recipient_of(calendar)
    return str(person.name.text(language)) if person else ""


def recipient_of(calendar: Any) -> Any:
    """Whose calendar it is, where that is one person: a `Person` or an `Account`."""
    return calendar.account or calendar.person or (calendar.member and calendar.member.person)
