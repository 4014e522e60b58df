"""Calendars joined from written entries; what may be seen is asked here, in the query.

`calendar_of_…` says what a calendar is of and which entries stand in it; `pieces_of` reads them.
A feed drops what was cancelled 30 days after its end; `/calendar.ics` goes back 90 days. Both are
counted in whole UTC days, so that a calendar stays the same bytes all day.
"""

import json
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    func,
    not_,
    or_,
    select,
    union_all,
)

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.queries.facts import program_version
from forumapp.calendars.rules.house import House
from forumapp.core.db import db
from forumapp.core.revision import public_revision
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.delegations.queries import visited_by
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.forums.queries import held_by, in_conference, with_person, with_theme
from forumapp.ical.colours import nearest_name
from forumapp.ical.entry import Profile
from forumapp.ical.publish import Header, product_id, publish
from forumapp.institution.queries import the_institution
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme

LOOKS_BACK = timedelta(days=90)
CANCELLED_STAYS = timedelta(days=30)
NO_INSTITUTION = UUID(int=0)
AT_ONCE = 250
"""How many entries' bytes are held in memory together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calendar is wanted: its address, language and profile, at a moment.

    `page` is the address of the page that shows the same; without `cancelled`, what is cancelled or
    postponed is left out; with `deadlines`, a forum's registration opens and closes in it too.
    """

    source: str
    page: str
    house: House
    language: str
    profile: Profile
    now: datetime
    cancelled: bool = True
    deadlines: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a calendar is of: its own identity, its name and description, and its zone."""

    uid: UUID
    name: str
    description: str
    zone: str


Written = Select[int]
"""Selects written entries by what stands beside them: no column of it is read but `StoredEntry`'s."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that is not read yet: of what, for whom, and the entries that stand in it.

    No entry may be in two of its selections.
    """

    subject: Subject
    asked: Asked
    selections: tuple[Written, ...]


def unchanged(body: bytes) -> bytes:
    return body


def pieces_of(feed: Feed, *, change: Callable[[bytes], bytes] = unchanged) -> Iterator[bytes]:
    """The calendar's bytes: head, VTIMEZONEs, the entries by start, end.

    `change` makes of an entry's bytes what this reader gets (a private calendar adds its alarm).
    Only identities are held for all entries; their bytes are read `AT_ONCE`.
    """
    changed, zones = _summary(feed)
    header = Header(
        product=product(feed.asked.house),
        uid=str(feed.subject.uid),
        changed=changed or public_revision()[1],
        name=feed.subject.name,
        description=feed.subject.description,
        source=feed.asked.source,
        url=feed.asked.page,
        zone=feed.subject.zone,
        colour=nearest_name(feed.asked.house.accent),
        apple_colour=feed.asked.house.accent,
    )
    return publish(header, map(change, _bodies(feed)), zones)


def calendar_of_forum(forum: Forum, asked: Asked) -> Feed:
    """One forum, as long as it is visible at all."""
    subject = _subject(forum.uid, forum.title, forum.lead, forum.zone, asked)
    return Feed(subject, asked, (_forums(asked).where(Forum.id == forum.id),))


def calendar_of_sessions(forum: Forum, asked: Asked) -> Feed:
    """The programme of a forum, each session an entry."""
    name = say(
        _("Programme: {forum}"),
        {"forum": whole_title(forum.title.text(asked.language))},
        asked.language,
    )
    subject = Subject(
        uuid5(forum.uid, "sessions"), name, forum.lead.text(asked.language), forum.zone
    )
    of_forum = and_(ForumSession.forum_id == forum.id, visible(Forum, asked.now))
    sessions = entries_of("session", ForumSession, asked).join(Forum).where(of_forum)
    return Feed(subject, asked, (sessions.where(stays(asked)),))


def calendar_of_theme(theme: Theme, asked: Asked) -> Feed:
    subject = _subject(theme.uid, theme.title, theme.summary, asked.house.zone, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(with_theme(theme)),))


def calendar_of_speaker(person: Person, asked: Asked) -> Feed:
    subject = _subject(person.uid, person.name, person.position, asked.house.zone, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(with_person(person)),))


def calendar_of_organization(organization: Organization, asked: Asked) -> Feed:
    """The forums where the organization stands on a confirmed line."""
    subject = _subject(organization.uid, organization.name, None, asked.house.zone, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(held_by(organization)),))


def calendar_of_conference(conference: Conference, asked: Asked) -> Feed:
    """The conference itself and the forums in it."""
    subject = _subject(conference.uid, conference.name, conference.summary, conference.zone, asked)
    itself = _conferences(asked).where(Conference.id == conference.id)
    forums = _forum_feed(asked).where(in_conference(conference))
    return Feed(subject, asked, (itself, forums))


def calendar_of_delegation(delegation: Delegation, asked: Asked) -> Feed:
    """The journey, the forums it visits, and the points of it that are public.

    A point that is a forum the public may see is that forum's entry.
    """
    subject = _subject(delegation.uid, delegation.name, delegation.purpose, delegation.zone, asked)
    itself = _delegations(asked).where(Delegation.id == delegation.id)
    forums = _forum_feed(asked).where(visited_by(delegation))
    shown = select(Forum.id).where(visible(Forum, asked.now), visited_by(delegation))
    not_shown = or_(ItineraryItem.forum_id.is_(None), ItineraryItem.forum_id.not_in(shown))
    items = (
        entries_of("item", ItineraryItem, asked)
        .join(Delegation)
        .where(Delegation.id == delegation.id, visible(Delegation, asked.now))
        .where(ItineraryItem.is_public, not_shown, stays(asked))
    )
    return Feed(subject, asked, (itself, forums, items))


def calendar_of_everything(
    asked: Asked, among: Select[Forum] | None = None, *, filters: str = ""
) -> Feed:
    """Everything public within the window; with `among`, the forums that a filter leaves."""
    institution = the_institution()
    uid = institution.uid or NO_INSTITUTION
    subject = _subject(
        uuid5(uid, filters), institution.name, institution.tagline, institution.zone, asked
    )
    window = StoredEntry.ends_at >= start_of_day(asked.now) - LOOKS_BACK
    forums = _forum_feed(asked).where(window)
    if among is not None:
        ids = among.with_only_columns(Forum.id).order_by(None)
        return Feed(subject, asked, (forums.where(Forum.id.in_(ids)),))
    conferences = _conferences(asked).where(window, stays(asked))
    delegations = _delegations(asked).where(window, stays(asked))
    return Feed(subject, asked, (forums, conferences, delegations))


def state_of_the_public(now: datetime) -> tuple[str, datetime]:
    """What every public calendar depends on besides its address, and when that last changed.

    The public revision; the last release that time alone brought; the day, which moves the windows.
    """
    number, changed_at = public_revision()
    latest = union_all(
        *(
            select(func.max(model.release_at)).where(model.release_at <= now)
            for model in (Forum, Conference, Delegation)
        )
    )
    released = max(filter(None, db.session.scalars(latest)), default=changed_at)
    return f"{number} {released} {start_of_day(now).date()}", max(changed_at, released)


def start_of_day(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def product(house: House) -> str:
    """PRODID of everything that this installation writes."""
    return product_id(house.name.text("en"), "forumapp", program_version())


def entries_of(kind: str, model: Any, asked: Asked) -> Written:
    """Written entries of a kind in the language and profile asked for, beside their records.

    Whoever asks says which records: nothing about being visible is asked here.
    """
    return (
        select(StoredEntry.id)
        .select_from(StoredEntry)
        .join(model, model.id == StoredEntry.record_id)
        .where(StoredEntry.kind == kind)
        .where(StoredEntry.language == asked.language, StoredEntry.profile == asked.profile)
    )


def stays(asked: Asked) -> ColumnElement[bool]:
    """What is cancelled leaves a feed after a while, or is not wanted at all."""
    if not asked.cancelled:
        return not_(StoredEntry.is_cancelled)
    ended = StoredEntry.ends_at < start_of_day(asked.now) - CANCELLED_STAYS
    return not_(and_(StoredEntry.is_cancelled, ended))


def _subject(uid: UUID, name: Any, description: Any, zone: str, asked: Asked) -> Subject:
    described = description.text(asked.language) if description else ""
    name_in_language = whole_title(name.text(asked.language))
    return Subject(uuid5(uid, "calendar"), name_in_language, described, zone)


def _forums(asked: Asked) -> Written:
    return entries_of("forum", Forum, asked).where(visible(Forum, asked.now))


def _forum_feed(asked: Asked) -> Written:
    return _forums(asked).where(stays(asked))


def _conferences(asked: Asked) -> Written:
    return entries_of("conference", Conference, asked).where(visible(Conference, asked.now))


def _delegations(asked: Asked) -> Written:
    return entries_of("delegation", Delegation, asked).where(visible(Delegation, asked.now))


def _summary(feed: Feed) -> tuple[datetime | None, set[str]]:
    """The last change of anything in the feed, and the zones that its entries name."""
    zones = cast(StoredEntry.zones, String)  # as text: PostgreSQL compares no JSON
    changed = func.max(StoredEntry.changed_at)
    rows = db.session.execute(
        union_all(
            *(each.with_only_columns(zones, changed).group_by(zones) for each in feed.selections)
        )
    ).all()
    named = {zone for row in rows for zone in json.loads(row[0])}
    return max((row[1] for row in rows), default=None), named


def _bodies(feed: Feed) -> Iterator[bytes]:
    """The entries' bytes by start. The database orders identities, not bytes."""
    order = StoredEntry.id, StoredEntry.starts_at, StoredEntry.uid
    light = union_all(*(each.with_only_columns(*order) for each in feed.selections)).subquery()
    ordered = select(light.c.id).order_by(light.c.starts_at, light.c.uid)
    ids = array("q", db.session.scalars(ordered))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = db.session.execute(
            select(StoredEntry.id, StoredEntry.body).where(StoredEntry.id.in_(some))
        )
        bodies = {row.id: row.body for row in rows}
        yield from (bodies[each] for each in some)
