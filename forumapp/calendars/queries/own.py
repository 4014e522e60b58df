"""Our own public calendars by name, for whoever wants to look at one of them as its readers do.

A name is `everything`, or a kind and what stands in the address: `theme/open-cities`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import Select

from forumapp.core.errors import NotFound
from forumapp.core.links import path
from forumapp.core.paging import rows_of
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.titles import whole_title
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    cities_of_forums,
    visible_conferences,
    visible_forums,
    visible_organizations,
    visible_speakers,
    visible_themes,
)
from forumapp.ical.entry import Profile

EVERYTHING = "everything"
MOST_LISTED = 200
"""Of each kind; the others are found by their address."""
ENDINGS: dict[Profile, str] = {"core": ".ics", "full": ".full.ics"}


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind of calendar: its word, the records that have one, and how its address is made.

    `calendar` is a kind of `core.links`, `key` the column of the record that it spells as `spelt`;
    `title` is the column by which people know the record.
    """

    word: str
    records: Callable[[datetime], Iterable[Any]]
    calendar: str
    title: str = "title"
    key: str = "slug"
    spelt: str = "slug"


class OwnCalendar(NamedTuple):
    """One of our calendars: its name here, and the title of what it is of."""

    name: str
    title: str


def _rows(records: Callable[[datetime], Select[Any]]) -> Callable[[datetime], Iterable[Any]]:
    return lambda now: rows_of(records(now), limit=MOST_LISTED)


def _latest(now: datetime) -> Select[Forum]:
    return visible_forums(now).order_by(Forum.starts_at.desc(), Forum.id.desc())


def _with_sessions(now: datetime) -> Select[Forum]:
    return _latest(now).where(Forum.sessions.any())


OWN_KINDS = {
    "forum": OwnKind(_("Forums"), _rows(_latest), "forum"),
    "sessions": OwnKind(_("Programme"), _rows(_with_sessions), "sessions"),
    "conference": OwnKind(_("Conferences"), _rows(visible_conferences), "conference", title="name"),
    "delegation": OwnKind(_("Delegations"), _rows(visible_delegations), "delegation", title="name"),
    "theme": OwnKind(_("Themes"), _rows(visible_themes), "theme"),
    "city": OwnKind(
        _("Cities"), cities_of_forums, "calendar", title="city", key="city_key", spelt="city"
    ),
    "speaker": OwnKind(_("Speakers"), _rows(visible_speakers), "speaker", title="name"),
    "organization": OwnKind(
        _("Organizations"), _rows(visible_organizations), "organization", title="name"
    ),
}


def own_calendars(now: datetime, language: str) -> dict[str, list[OwnCalendar]]:
    """The public calendars of ours but that of everything, by the word of their kind."""
    listed = {
        kind.word: [
            OwnCalendar(
                f"{name}/{getattr(record, kind.key)}",
                whole_title(getattr(record, kind.title).text(language)),
            )
            for record in kind.records(now)
        ]
        for name, kind in OWN_KINDS.items()
    }
    return {word: calendars for word, calendars in listed.items() if calendars}


def own_address(
    name: str,
    *,
    language: str,
    profile: Profile = "core",
    deadlines: bool = False,
    cancelled: bool = True,
) -> str:
    """The path of the calendar of that name; `NotFound` where there is no such kind.

    Whether there is such a record is the address's own business.
    """
    word, _slash, key = name.partition("/")
    options = {"deadlines": "1" if deadlines else "", "cancelled": "" if cancelled else "0"}
    if name == EVERYTHING:
        calendar, names = "calendar", {}
    elif word in OWN_KINDS and key:
        calendar = OWN_KINDS[word].calendar
        names = {OWN_KINDS[word].spelt: key if calendar == "calendar" else quote(key, safe="")}
    else:
        raise NotFound
    at = f"{calendar}{ENDINGS[profile]}"
    return path(at, language, setting("DEFAULT_LANGUAGE"), **names, **options)
