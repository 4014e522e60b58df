"""Our own public calendars by name, for whoever wants to look at one of them as its readers do.

A name is `everything`, or a kind and its record's number: `theme-3`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select

from forumapp.calendars.queries import feeds
from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.queries.feeds import Asked, Feed
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.text import _
from forumapp.core.titles import whole_title
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    visible_conferences,
    visible_forums,
    visible_organizations,
    visible_speakers,
    visible_themes,
)
from forumapp.ical.entry import Profile

EVERYTHING = "everything"
_NAME = re.compile(r"([a-z]+)-([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind of calendar: its word, the records that have one, and where it and its page stand.

    `page` and `calendar` are kinds of `core.links`.
    """

    word: str
    records: Callable[[datetime], Select[Any]]
    build: Callable[[Any, Asked], Feed]
    page: str
    calendar: str


class OwnCalendar(NamedTuple):
    """One of our calendars: its name here, and the title of what it is of."""

    name: str
    title: str


def _forums_with_sessions(now: datetime) -> Select[Any]:
    return visible_forums(now).where(Forum.sessions.any())


OWN_KINDS = {
    "forum": OwnKind(_("Forums"), visible_forums, feeds.calendar_of_forum, "forum", "forum"),
    "sessions": OwnKind(
        _("Programme"), _forums_with_sessions, feeds.calendar_of_sessions, "forum", "sessions"
    ),
    "conference": OwnKind(
        _("Conferences"),
        visible_conferences,
        feeds.calendar_of_conference,
        "conference",
        "conference",
    ),
    "delegation": OwnKind(
        _("Delegations"),
        visible_delegations,
        feeds.calendar_of_delegation,
        "delegation",
        "delegation",
    ),
    "theme": OwnKind(_("Themes"), visible_themes, feeds.calendar_of_theme, "theme", "theme"),
    "speaker": OwnKind(
        _("Speakers"), visible_speakers, feeds.calendar_of_speaker, "speaker", "speaker"
    ),
    "organization": OwnKind(
        _("Organizations"),
        visible_organizations,
        feeds.calendar_of_organization,
        "organization",
        "organization",
    ),
}


def own_calendars(now: datetime, language: str) -> dict[str, list[OwnCalendar]]:
    """Every public calendar of ours but that of everything, by the word of its kind."""
    listed = {
        kind.word: [
            OwnCalendar(f"{name}-{record.id}", _title(record, language))
            for record in db.session.scalars(kind.records(now))
        ]
        for name, kind in OWN_KINDS.items()
    }
    return {word: calendars for word, calendars in listed.items() if calendars}


def own_calendar(
    name: str, *, language: str, now: datetime, profile: Profile = "core"
) -> tuple[str, bytes]:
    """The address of a public calendar of ours, and its bytes; `NotFound` where there is none."""
    house = the_house()
    ending = ".ics" if profile == "core" else ".full.ics"

    def asked(page: str, calendar: str, **names: str) -> Asked:
        return Asked(
            source=house.address(f"{calendar}{ending}", language, **names),
            page=house.address(page, language, **names),
            house=house,
            language=language,
            profile=profile,
            now=now,
        )

    if name == EVERYTHING:
        feed = feeds.calendar_of_everything(asked("calendar", "calendar"))
    else:
        kind, record = _record(name, now)
        feed = kind.build(record, asked(kind.page, kind.calendar, slug=record.slug))
    return feed.asked.source, b"".join(feeds.pieces_of(feed))


def _record(name: str, now: datetime) -> tuple[OwnKind, Any]:
    match = _NAME.fullmatch(name)
    kind = OWN_KINDS.get(match[1]) if match else None
    if match is None or kind is None:
        raise NotFound
    records = kind.records(now)
    model = records.column_descriptions[0]["entity"]
    record = db.session.scalars(records.where(model.id == int(match[2]))).first()
    if record is None:
        raise NotFound
    return kind, record


def _title(record: Any, language: str) -> str:
    words = record.title if hasattr(record, "title") else record.name
    return whole_title(words.text(language))
