"""Calendars joined from written entries; what may be seen is asked here, in the query.

`calendar_of_…` says what a calendar is of and which entries stand in it; `pieces_of` reads them.
A feed drops what was cancelled 30 days after its end; `/calendar.ics` goes back 90 days. Both are
counted in whole UTC days, so that a calendar stays the same bytes all day.
"""

import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
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
from forumapp.calendars.queries.naming import name_of_choice
from forumapp.calendars.rules.deadlines import DEADLINES
from forumapp.calendars.rules.house import House
from forumapp.core.db import db
from forumapp.core.revision import PublicRevision, public_revision
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated
from forumapp.core.visibility import visible, waiting
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
ONE_FORUM = _("{name}, as it stood when this was downloaded.")
FORUMS_ON = _("Forums on {name}, kept up to date.")
FORUMS_WITH = _("Forums with {name}, kept up to date.")
WITH_ITS_FORUMS = _("{name} and its forums, kept up to date.")
ALL_OF = _("Forums, conferences and journeys of {name}, kept up to date.")
SOME_OF = _("The forums of {name} that fit this choice, kept up to date.")
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


def pieces_of(
    feed: Feed,
    *,
    change: Callable[[bytes], bytes] = unchanged,
    changed_at: datetime | None = None,
) -> Iterator[bytes]:
    """The calendar's bytes: head, VTIMEZONEs, the entries by start, end.

    `change` makes of an entry's bytes what this reader gets (a private calendar adds its alarm), and
    `changed_at` is when that was last something else.
    Only identities are held for all entries; their bytes are read `AT_ONCE`.
    """
    changed, zones = _summary(feed)
    header = Header(
        product=product(feed.asked.house),
        uid=str(feed.subject.uid),
        changed=max(filter(None, (changed, changed_at)), default=None) or public_revision()[1],
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
    subject = _subject(forum, forum.title, forum.lead, ONE_FORUM, asked)
    return Feed(subject, asked, (_forums(asked).where(Forum.id == forum.id),))


def calendar_of_sessions(forum: Forum, asked: Asked) -> Feed:
    """The programme of a forum, each session an entry."""
    title = whole_title(forum.title.text(asked.language))
    subject = Subject(
        uid=uuid5(forum.uid, "sessions"),
        name=say(_("Programme: {forum}"), {"forum": title}, asked.language),
        description=forum.lead.text(asked.language)
        or say(_("The programme of {name}, kept up to date."), {"name": title}, asked.language),
        zone=forum.zone,
    )
    of_forum = and_(ForumSession.forum_id == forum.id, visible(Forum, asked.now))
    sessions = entries_of("session", ForumSession, asked).join(Forum).where(of_forum)
    return Feed(subject, asked, (sessions.where(stays(asked)),))


def calendar_of_theme(theme: Theme, asked: Asked) -> Feed:
    subject = _subject(theme, theme.title, theme.summary, FORUMS_ON, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(with_theme(theme)),))


def calendar_of_speaker(person: Person, asked: Asked) -> Feed:
    subject = _subject(person, person.name, None, FORUMS_WITH, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(with_person(person)),))


def calendar_of_organization(organization: Organization, asked: Asked) -> Feed:
    """The forums where the organization stands on a confirmed line."""
    subject = _subject(organization, organization.name, None, FORUMS_WITH, asked)
    return Feed(subject, asked, (_forum_feed(asked).where(held_by(organization)),))


def calendar_of_conference(conference: Conference, asked: Asked) -> Feed:
    """The conference itself and the forums in it."""
    name, summary = conference.name, conference.summary
    subject = _subject(conference, name, summary, WITH_ITS_FORUMS, asked)
    itself = _conferences(asked).where(Conference.id == conference.id)
    forums = _forum_feed(asked).where(in_conference(conference))
    return Feed(subject, asked, (itself, forums))


def calendar_of_delegation(delegation: Delegation, asked: Asked) -> Feed:
    """The journey, the forums it visits, and the points of it that are public.

    A point that is a forum the public may see is that forum's entry.
    """
    name, purpose = delegation.name, delegation.purpose
    subject = _subject(delegation, name, purpose, WITH_ITS_FORUMS, asked)
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


def calendar_of_everything(asked: Asked) -> Feed:
    """Everything public within the window."""
    house = the_institution()
    name = house.name.text(asked.language)
    subject = Subject(
        uid=_uid_of_choice(house.uid, {}),
        name=name,
        description=house.tagline.text(asked.language)
        or say(ALL_OF, {"name": name}, asked.language),
        zone=house.zone,
    )
    window = _in_window(asked)
    return Feed(
        subject,
        asked,
        (
            _forum_feed(asked).where(window),
            _conferences(asked).where(window, stays(asked)),
            _delegations(asked).where(window, stays(asked)),
        ),
    )


def calendar_of_some(asked: Asked, among: Select[Forum], filters: Mapping[str, str]) -> Feed:
    """The forums within the window that the filters of `/forums/` leave: those of `among`."""
    house = the_institution()
    subject = Subject(
        uid=_uid_of_choice(house.uid, filters),
        name=name_of_choice(filters, asked.language, asked.now),
        description=say(SOME_OF, {"name": house.name.text(asked.language)}, asked.language),
        zone=house.zone,
    )
    ids = among.with_only_columns(Forum.id).order_by(None)
    return Feed(subject, asked, (_forum_feed(asked).where(_in_window(asked), Forum.id.in_(ids)),))


class PublicState(NamedTuple):
    """What every public calendar depends on besides its address."""

    mark: str
    changed_at: datetime
    next_release: datetime | None
    """When time alone will change it: the next of the records that wait for their release."""


def state_of_the_public(now: datetime) -> PublicState:
    """The public revision; the releases that time alone brings; the day, which moves the windows."""
    models = (Forum, Conference, Delegation)
    past = (
        select(func.max(model.release_at)).where(visible(model, now)).scalar_subquery()
        for model in models
    )
    coming = (
        select(func.min(model.release_at)).where(waiting(model, now)).scalar_subquery()
        for model in models
    )
    row = db.session.execute(
        select(PublicRevision.number, PublicRevision.changed_at, *past, *coming)
    ).one_or_none()
    today = start_of_day(now)
    if row is None:
        return PublicState(f"0 {today}", today, None)
    number, changed_at, *moments = row
    latest = max(*filter(None, moments[: len(models)]), today, changed_at)
    next_release = min(filter(None, moments[len(models) :]), default=None)
    # A restored database counts on from a lower number: its moments tell it from the one before.
    return PublicState(f"{number} {changed_at} {latest} {today}", latest, next_release)


def start_of_day(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def product(house: House) -> str:
    """PRODID of everything that this installation writes."""
    return product_id(house.name.text("en"), "forumapp", program_version())


def entries_of(kind: str, model: Any, asked: Asked, *also: str) -> Written:
    """Written entries of a kind, and of those that go with it, beside their records.

    Whoever asks says which records: nothing about being visible is asked here.
    """
    return (
        select(StoredEntry.id)
        .select_from(StoredEntry)
        .join(model, model.id == StoredEntry.record_id)
        .where(StoredEntry.kind.in_([kind, *also]))
        .where(StoredEntry.language == asked.language, StoredEntry.profile == asked.profile)
    )


def stays(asked: Asked) -> ColumnElement[bool]:
    """What is cancelled leaves a feed after a while, or is not wanted at all."""
    if not asked.cancelled:
        return not_(StoredEntry.is_cancelled)
    ended = StoredEntry.ends_at < start_of_day(asked.now) - CANCELLED_STAYS
    return not_(and_(StoredEntry.is_cancelled, ended))


def _subject(
    record: Any,
    name: Translated,
    words: Translated | None,
    otherwise: str,
    asked: Asked,
) -> Subject:
    """A record's calendar; `otherwise` says what it is where the record has no words of its own."""
    own_name = whole_title(name.text(asked.language))
    own_words = words.text(asked.language) if words else ""
    return Subject(
        uid=uuid5(record.uid, "calendar"),
        name=own_name,
        description=own_words or say(otherwise, {"name": own_name}, asked.language),
        zone=getattr(record, "zone", asked.house.zone),
    )


def _uid_of_choice(institution: UUID | None, filters: Mapping[str, str]) -> UUID:
    """The same for the same filters, whichever language, profile and options the address has."""
    words = "&".join(f"{name}={value}" for name, value in filters.items())
    return uuid5(uuid5(institution or NO_INSTITUTION, words), "calendar")


def _in_window(asked: Asked) -> ColumnElement[bool]:
    return StoredEntry.ends_at >= start_of_day(asked.now) - LOOKS_BACK


def _forums(asked: Asked) -> Written:
    return entries_of("forum", Forum, asked).where(visible(Forum, asked.now))


def _forum_feed(asked: Asked) -> Written:
    deadlines = DEADLINES if asked.deadlines else ()
    forums = entries_of("forum", Forum, asked, *deadlines)
    return forums.where(visible(Forum, asked.now), stays(asked))


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
