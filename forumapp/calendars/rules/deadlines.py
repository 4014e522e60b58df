"""The entries of a forum's deadlines: when its registration opens and when it closes.

Of a forum that takes registrations by form. One that closes with its start has no deadline of its own.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from forumapp.calendars.rules import words
from forumapp.calendars.rules.house import House, changed, created
from forumapp.calendars.rules.standing import standing
from forumapp.core.clock import zone_of
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.ical.entry import Entry, Moment, Relation

OPENS, CLOSES = "opens", "closes"
DEADLINES = {
    OPENS: _("Registration opens: {forum}"),
    CLOSES: _("Registration closes: {forum}"),
}
BY_FORM = ("open", "approval")
LASTS = timedelta(minutes=15)


def deadline_entry(kind: str, forum: Any, language: str, house: House) -> Entry | None:
    """What the entry of a deadline says, numbered as the forum's own; None where there is none."""
    start = _moment(kind, forum)
    if start is None:
        return None
    title = whole_title(forum.title.text(language))
    said = words.describe(
        words.linked(words.MORE, house.address("forum", language, slug=forum.slug), language)
    )
    return Entry(
        uid=str(uuid5(forum.uid, kind)),
        sequence=forum.sequence,
        created=created(forum),
        changed=changed(forum),
        start=start,
        end=_later(start),
        summary=say(DEADLINES[kind], {"forum": title}, language),
        organizer=house.organizer(language),
        standing=standing(forum.state),
        description=said.plain,
        url=house.address("register", language, slug=forum.slug),
        contacts=house.contacts(language),
        relations=(Relation(str(forum.uid), "PARENT"),),
        is_free=True,
    )


def _moment(kind: str, forum: Any) -> Moment | None:
    if forum.registration_mode not in BY_FORM:
        return None
    if kind == OPENS and forum.registration_opens:
        return Moment(forum.registration_opens, forum.zone, forum.registration_opens_fold)
    if kind == CLOSES and forum.registration_closes:
        closes = Moment(forum.registration_closes, forum.zone, forum.registration_closes_fold)
        return closes if closes.instant < forum.starts_at else None
    return None


def _later(start: Moment) -> Moment:
    end: datetime = (start.instant + LASTS).astimezone(zone_of(start.zone))
    return Moment(end.replace(tzinfo=None, fold=0), start.zone, end.fold)
