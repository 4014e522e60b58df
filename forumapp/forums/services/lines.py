"""Consent of the bodies that an organizer line names."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.forums.models import OrganizerLine
from forumapp.forums.queries import confirmed_lines
from forumapp.forums.rules import CONFIRMED_HOW
from forumapp.forums.services.ledger import as_published, note_changes
from forumapp.forums.services.words import index_forum
from forumapp.history.services import record_change


def confirm_line(
    line: OrganizerLine, *, confirmed_by: str, how: str, at: datetime, by: Actor, now: datetime
) -> None:
    """Note that the body agreed to be named: who said so, how, and when. From then on it is public."""
    if not confirmed_by.strip():
        raise Refused(_("Write the name of whoever confirmed it."), field="confirmed_by")
    if how not in CONFIRMED_HOW:
        raise Refused(_("Say how it was confirmed."), field="how")
    if at > now:
        raise Refused(
            _("This day has not come yet. Write the day of the confirmation."), field="at"
        )
    _set(line, at, confirmed_by.strip(), how, "confirmed", by=by, now=now)


def take_back_confirmation(line: OrganizerLine, *, by: Actor, now: datetime) -> None:
    """The body does not want to be named after all. A forum that the public may see keeps one that does."""
    forum = line.forum
    if forum and forum.state in VISIBLE_STATES and confirmed_lines(forum) == [line]:
        raise Refused(
            _(
                "No other organization has confirmed. Note the confirmation of another one first, "
                "or withdraw the forum."
            )
        )
    _set(line, None, "", None, "confirmation taken back", by=by, now=now)


def _set(
    line: OrganizerLine,
    at: datetime | None,
    confirmed_by: str,
    how: str | None,
    done: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    forum = line.forum
    with db.session.no_autoflush:
        before = as_published(forum) if forum else None
        line.confirmed_at, line.confirmed_by, line.confirmed_how = at, confirmed_by, how
        if forum and before:
            note_changes(forum, before, by=by, now=now)
            record_change(forum, done, by=by, now=now, organizer=line.organization.name.text("en"))
        elif line.conference:
            record_change(
                line.conference, done, by=by, now=now, organizer=line.organization.name.text("en")
            )
    if forum:
        index_forum(forum)
