"""What a message is, whom it may go to, and the words in it that stand for facts."""

import re
from datetime import datetime, timedelta
from typing import Any

from forumapp.core import visibility
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.registrations.rules.states import CONFIRMED, OFFERED, PENDING, WAITLISTED

NOTE, REMINDER, THANKS = "note", "reminder", "thanks"
MESSAGE_KINDS = {
    NOTE: _("Message"),
    REMINDER: _("Reminder before the forum"),
    THANKS: _("Thanks after the forum"),
}
DRAFT, OUTBOX, SCHEDULED, SENDING, SENT, STOPPED = (
    "draft",
    "outbox",
    "scheduled",
    "sending",
    "sent",
    "stopped",
)
MESSAGE_STATES = {
    DRAFT: _("Draft"),
    OUTBOX: _("In the outbox, to be looked at"),
    SCHEDULED: _("Scheduled to be sent"),
    SENDING: _("Being sent"),
    SENT: _("Sent"),
    STOPPED: _("Stopped"),
}
TAKEN_OUT, BEGAN, NOT_HELD, OVERTAKEN = "taken_out", "began", "not_held", "overtaken"
STOPS = {
    TAKEN_OUT: _("It was taken out of the outbox. Nobody got it from there."),
    BEGAN: _("It was not sent: the forum began before its time came."),
    NOT_HELD: _("It was not sent: the forum was not held."),
    OVERTAKEN: _("It was stopped on its way: the forum’s state changed meanwhile."),
}
"""Why a message stopped."""
WRITABLE = (DRAFT, STOPPED)
"""Only what is not on its way can be edited."""

AUDIENCE_STATES = (CONFIRMED, PENDING, WAITLISTED, OFFERED)
HOURS = (1, 24 * 60)
"""The least and the most hours before the start or after the end."""

PLACEHOLDERS = {
    "name": _("The person’s name"),
    "forum": _("The forum’s title"),
    "when": _("Date and time with their zone"),
    "where": _("The place"),
    "reference": _("The reference"),
    "ticket": _("A link to the person’s own ticket"),
    "feedback": _("A link to the feedback form"),
}
PERSONAL_LINKS = ("ticket", "feedback")
_WORD = re.compile(r"\{([a-z_]+)\}")
_LINKED = re.compile(r"\]\(\s*\{")


def unknown_placeholders(text: str) -> list[str]:
    """Words in braces that stand for nothing, as they are written."""
    return sorted({f"{{{word}}}" for word in _WORD.findall(text) if word not in PLACEHOLDERS})


def has_word(text: Translated, word: str) -> bool:
    """Whether it stands for a fact of the text, in any language."""
    return any(word in _WORD.findall(text.exact(language)) for language in text.languages)


def misplaced_links(text: str, field: str) -> bool:
    """Whether a personal link stands in a subject, or as the address of a Markdown link."""
    if field == "subject":
        return any(f"{{{word}}}" in text for word in PERSONAL_LINKS)
    return bool(_LINKED.search(text))


def filled(text: str, values: dict[str, str]) -> str:
    """The text with each placeholder's value; what stands for nothing stays as it is."""
    return _WORD.sub(lambda found: values.get(found[1], found[0]), text)


def goes_at(kind: str, hours: int | None, forum: Any) -> datetime | None:
    """When a scheduled message goes, by the forum's present time; None: when somebody sends it."""
    if kind == NOTE or hours is None:
        return None
    ago = timedelta(hours=hours)
    return forum.starts_at - ago if kind == REMINDER else forum.ends_at + ago


def is_too_late(kind: str, forum: Any, now: datetime) -> bool:
    """A reminder of what has begun helps nobody, nor do thanks for what was not held. A postponed forum
    may get a new date, whenever that is.
    """
    if forum.state == visibility.POSTPONED:
        return False
    if kind == REMINDER:
        return bool(forum.starts_at <= now)
    return bool(forum.ends_at <= now and not can_go(forum))


def can_go(forum: Any) -> bool:
    """Nobody is reminded of a forum that is off, nor thanked for it."""
    return bool(forum.state == visibility.PUBLISHED)
