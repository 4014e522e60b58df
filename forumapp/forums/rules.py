"""The words of forums and what may happen to one."""

from datetime import datetime, timedelta

from forumapp.core.text import _

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


def usual_end(starts: datetime) -> datetime:
    """When a forum ends if nobody said (wall time)."""
    return starts + USUAL_LENGTH


def is_held(ends_at: datetime, now: datetime) -> bool:
    """*Held* follows from the clock; it is no state."""
    return ends_at <= now
