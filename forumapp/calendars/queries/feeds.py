"""Calendars joined from written entries; what may be seen is asked here, in the query.

A feed drops what was cancelled 30 days after its end; `/calendar.ics` goes back 90 days. Both are
counted in whole UTC days, so that a calendar stays the same bytes all day.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, union_all

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calendar is wanted: its address, language and profile, at a moment.

    `page` is the address of the page that shows the same; without `cancelled`, what is cancelled or
    postponed is left out.
    """

    source: str
    page: str
    house: House
    language: str
    profile: Profile
    now: datetime
    cancelled: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """What a calendar is of: its own identity, its name and description, and its zone."""

    uid: UUID
    name: str
    description: str
    zone: str


Written = Select[bytes, list[str], datetime, datetime, UUID]
"""Of written entries: the bytes, the zones they name, their last change, their start, their UID."""


def calendar_of_forum(forum: Forum, asked: Asked) -> bytes:
    """One forum, as long as it is visible at all."""
    subject = _subject(forum.uid, forum.title, forum.lead, forum.zone, asked)
    return _joined(subject, asked, _rows(_forums(asked).where(Forum.id == forum.id)))


def calendar_of_sessions(forum: Forum, asked: Asked) -> bytes:
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
    sessions = _entries("session", ForumSession, asked).join(Forum).where(of_forum)
    return _joined(subject, asked, _rows(sessions.where(_stays(asked))))


def calendar_of_theme(theme: Theme, asked: Asked) -> bytes:
    subject = _subject(theme.uid, theme.title, theme.summary, asked.house.zone, asked)
    return _joined(subject, asked, _rows(_forum_feed(asked).where(with_theme(theme))))


def calendar_of_speaker(person: Person, asked: Asked) -> bytes:
    subject = _subject(person.uid, person.name, person.position, asked.house.zone, asked)
    return _joined(subject, asked, _rows(_forum_feed(asked).where(with_person(person))))


def calendar_of_organization(organization: Organization, asked: Asked) -> bytes:
    """The forums where the organization stands on a confirmed line."""
    subject = _subject(organization.uid, organization.name, None, asked.house.zone, asked)
    return _joined(subject, asked, _rows(_forum_feed(asked).where(held_by(organization))))


def calendar_of_conference(conference: Conference, asked: Asked) -> bytes:
    """The conference itself and the forums in it."""
    subject = _subject(conference.uid, conference.name, conference.summary, conference.zone, asked)
    itself = _conferences(asked).where(Conference.id == conference.id)
    forums = _forum_feed(asked).where(in_conference(conference))
    return _joined(subject, asked, _rows(itself, forums))


def calendar_of_delegation(delegation: Delegation, asked: Asked) -> bytes:
    """The journey, the forums it visits, and the points of it that are public.

    A point that is a forum the public may see is that forum's entry.
    """
    subject = _subject(delegation.uid, delegation.name, delegation.purpose, delegation.zone, asked)
    itself = _delegations(asked).where(Delegation.id == delegation.id)
    forums = _forum_feed(asked).where(visited_by(delegation))
    shown = select(Forum.id).where(visible(Forum, asked.now), visited_by(delegation))
    not_shown = or_(ItineraryItem.forum_id.is_(None), ItineraryItem.forum_id.not_in(shown))
    items = (
        _entries("item", ItineraryItem, asked)
        .join(Delegation)
        .where(Delegation.id == delegation.id, visible(Delegation, asked.now))
        .where(ItineraryItem.is_public, not_shown, _stays(asked))
    )
    return _joined(subject, asked, _rows(itself, forums, items))


def calendar_of_everything(
    asked: Asked, among: Select[Forum] | None = None, *, filters: str = ""
) -> bytes:
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
        return _joined(subject, asked, _rows(forums.where(Forum.id.in_(ids))))
    conferences = _conferences(asked).where(window, _stays(asked))
    delegations = _delegations(asked).where(window, _stays(asked))
    return _joined(subject, asked, _rows(forums, conferences, delegations))


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


def _subject(uid: UUID, name: Any, description: Any, zone: str, asked: Asked) -> Subject:
    described = description.text(asked.language) if description else ""
    name_in_language = whole_title(name.text(asked.language))
    return Subject(uuid5(uid, "calendar"), name_in_language, described, zone)


def _entries(kind: str, model: Any, asked: Asked) -> Written:
    """Written entries of a kind in the language and profile asked for, beside their records."""
    return (
        select(
            StoredEntry.body,
            StoredEntry.zones,
            StoredEntry.changed_at,
            StoredEntry.starts_at,
            StoredEntry.uid,
        )
        .select_from(StoredEntry)
        .join(model, model.id == StoredEntry.record_id)
        .where(StoredEntry.kind == kind)
        .where(StoredEntry.language == asked.language, StoredEntry.profile == asked.profile)
    )


def _forums(asked: Asked) -> Written:
    return _entries("forum", Forum, asked).where(visible(Forum, asked.now))


def _forum_feed(asked: Asked) -> Written:
    return _forums(asked).where(_stays(asked))


def _conferences(asked: Asked) -> Written:
    return _entries("conference", Conference, asked).where(visible(Conference, asked.now))


def _delegations(asked: Asked) -> Written:
    return _entries("delegation", Delegation, asked).where(visible(Delegation, asked.now))


def _stays(asked: Asked) -> ColumnElement[bool]:
    """What is cancelled leaves a feed after a while, or is not wanted at all."""
    if not asked.cancelled:
        return not_(StoredEntry.is_cancelled)
    ended = StoredEntry.ends_at < start_of_day(asked.now) - CANCELLED_STAYS
    return not_(and_(StoredEntry.is_cancelled, ended))


def _rows(*selections: Written) -> list[Any]:
    """The rows of all selections, by start."""
    rows = [row for each in selections for row in db.session.execute(each)]
    return sorted(rows, key=lambda row: (row.starts_at, row.uid))


def _joined(subject: Subject, asked: Asked, rows: list[Any]) -> bytes:
    header = Header(
        product=product(asked.house),
        uid=str(subject.uid),
        changed=max(row.changed_at for row in rows) if rows else public_revision()[1],
        name=subject.name,
        description=subject.description,
        source=asked.source,
        url=asked.page,
        zone=subject.zone,
        colour=nearest_name(asked.house.accent),
        apple_colour=asked.house.accent,
    )
    zones = {zone for row in rows for zone in row.zones}
    return b"".join(publish(header, (row.body for row in rows), zones))
