"""Reading forums and conferences, and whom and what their public pages name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.visibility import PUBLISHED, visible
from forumapp.forums.models import (
    Appearance,
    Conference,
    Forum,
    ForumSession,
    OrganizerLine,
    conference_theme,
    forum_theme,
)
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.people.queries import has_consented
from forumapp.search.queries import matching_ids
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue


@dataclass(frozen=True, slots=True)
class ForumFilter:
    """What a reader asks of a list of forums. `among`: the ids that a delegation leaves, or all."""

    words: str = ""
    theme: str = ""
    city: str = ""
    first_day: date | None = None
    last_day: date | None = None
    among: frozenset[int] | None = None


def visible_forums(now: datetime) -> Select[Forum]:
    """Forums the public may see, with what a list shows of each."""
    return select(Forum).where(visible(Forum, now)).options(joinedload(Forum.venue))


def coming_forums(now: datetime) -> Select[Forum]:
    """Visible forums that have not ended, the next one first."""
    return visible_forums(now).where(Forum.ends_at > now).order_by(Forum.starts_at, Forum.id)


def past_forums(now: datetime) -> Select[Forum]:
    """Visible forums that have ended, the latest first."""
    return (
        visible_forums(now)
        .where(Forum.ends_at <= now)
        .order_by(Forum.starts_at.desc(), Forum.id.desc())
    )


def filtered(forums: Select[Forum], wanted: ForumFilter) -> Select[Forum]:
    """Those of `forums` that a reader asked for; days are days on the forum's own calendar."""
    if wanted.words:
        forums = forums.where(Forum.id.in_(matching_ids("forum", wanted.words)))
    if wanted.theme:
        forums = forums.where(Forum.themes.any(Theme.slug == wanted.theme))
    if wanted.city:
        forums = forums.where(Forum.venue.has(Venue.city_key == wanted.city))
    if wanted.first_day:
        forums = forums.where(Forum.ends >= datetime.combine(wanted.first_day, time()))
    if wanted.last_day:
        forums = forums.where(
            Forum.starts < datetime.combine(wanted.last_day, time()) + timedelta(days=1)
        )
    if wanted.among is not None:
        forums = forums.where(Forum.id.in_(wanted.among))
    return forums


def forum_pages(now: datetime) -> Select[Forum]:
    """Visible forums with everything their own page shows."""
    person = selectinload(Forum.appearances).joinedload(Appearance.person)
    return visible_forums(now).options(
        joinedload(Forum.conference),
        joinedload(Forum.room),
        joinedload(Forum.picture),
        selectinload(Forum.follows),
        selectinload(Forum.themes),
        selectinload(Forum.organizer_lines).joinedload(OrganizerLine.organization),
        selectinload(Forum.sessions).joinedload(ForumSession.room),
        selectinload(Forum.changes),
        person.joinedload(Person.portrait),
        person.selectinload(Person.consents),
    )


def confirmed_lines(record: Forum | Conference) -> list[OrganizerLine]:
    """The organizer lines that the public may see, in their order."""
    return [line for line in record.organizer_lines if line.is_confirmed]


def public_appearances(forum: Forum) -> list[Appearance]:
    """The appearances of people who consented to be named, in their order."""
    return [appearance for appearance in forum.appearances if appearance.person.is_public]


def visible_predecessor(forum: Forum, now: datetime) -> Forum | None:
    """The forum whose work this one carries on, where the public may see it."""
    return forum.follows if forum.follows and forum.follows.is_visible(now) else None


def visible_conferences(now: datetime) -> Select[Conference]:
    return select(Conference).where(visible(Conference, now))


def conferences_by_date(now: datetime) -> Select[Conference]:
    """Visible conferences, the latest first; those without dates (series) at the head."""
    undated = Conference.starts_on.is_(None)
    return visible_conferences(now).order_by(
        undated.desc(), Conference.starts_on.desc(), Conference.id
    )


def conference_pages(now: datetime) -> Select[Conference]:
    """Visible conferences with everything their own page shows."""
    return visible_conferences(now).options(
        joinedload(Conference.parent),
        selectinload(Conference.themes),
        selectinload(Conference.organizer_lines).joinedload(OrganizerLine.organization),
    )


def in_year(forums: Select[Forum], year: int) -> Select[Forum]:
    """Those that begin in a year, on their own wall calendars, the first one first."""
    begins = extract("year", Forum.starts) == year
    return forums.where(begins).order_by(None).order_by(Forum.starts_at, Forum.id)


def speakers_on(theme: Theme, now: datetime) -> Select[Person]:
    """Visible speakers who appear at a visible forum with the theme."""
    appears = exists().where(
        Appearance.person_id == Person.id,
        Appearance.forum_id == Forum.id,
        visible(Forum, now),
        with_theme(theme),
    )
    return visible_speakers(now).where(appears)


def in_conference(conference: Conference) -> ColumnElement[bool]:
    return Forum.conference_id == conference.id


def with_theme(theme: Theme) -> ColumnElement[bool]:
    return Forum.themes.any(Theme.id == theme.id)


def with_person(person: Person) -> ColumnElement[bool]:
    return Forum.appearances.any(Appearance.person_id == person.id)


def held_by(organization: Organization) -> ColumnElement[bool]:
    """The organization stands on a confirmed line of the forum."""
    return Forum.organizer_lines.any(
        and_(
            OrganizerLine.organization_id == organization.id,
            OrganizerLine.confirmed_at.is_not(None),
        )
    )


def visible_themes(now: datetime) -> Select[Theme]:
    """Themes that some visible forum or conference is about."""
    of_forum = exists().where(
        forum_theme.c.theme_id == Theme.id, forum_theme.c.forum_id == Forum.id, visible(Forum, now)
    )
    of_conference = exists().where(
        conference_theme.c.theme_id == Theme.id,
        conference_theme.c.conference_id == Conference.id,
        visible(Conference, now),
    )
    return select(Theme).where(or_(of_forum, of_conference)).order_by(Theme.slug)


def visible_speakers(now: datetime) -> Select[Person]:
    """People who consented to be named and appear at some visible forum, by their sort name."""
    appears = exists().where(
        Appearance.person_id == Person.id, Appearance.forum_id == Forum.id, visible(Forum, now)
    )
    return (
        select(Person)
        .where(has_consented(), appears)
        .options(joinedload(Person.organization), joinedload(Person.portrait))
        .order_by(Person.sort_name, Person.id)
    )


def visible_organizations(now: datetime) -> Select[Organization]:
    """Organizations that stand on a confirmed line of some visible forum or conference."""
    confirmed = and_(
        OrganizerLine.organization_id == Organization.id, OrganizerLine.confirmed_at.is_not(None)
    )
    at_forum = exists().where(confirmed, OrganizerLine.forum_id == Forum.id, visible(Forum, now))
    at_conference = exists().where(
        confirmed, OrganizerLine.conference_id == Conference.id, visible(Conference, now)
    )
    return (
        select(Organization)
        .where(or_(at_forum, at_conference))
        .options(joinedload(Organization.logo))
        .order_by(Organization.slug)
    )


def cities_of_forums(now: datetime) -> list[Venue]:
    """One venue of each city in which a visible forum is held, by the city's key."""
    first = (
        select(func.min(Venue.id))
        .join(Forum, Forum.venue_id == Venue.id)
        .where(visible(Forum, now), Venue.city_key != "")
        .group_by(Venue.city_key)
    )
    return list(
        db.session.scalars(select(Venue).where(Venue.id.in_(first)).order_by(Venue.city_key))
    )


def appearances_of(person: Person, forums: Iterable[Forum]) -> dict[int, Appearance]:
    """How the person appears at each of these forums: the first appearance by forum id."""
    found = db.session.scalars(
        select(Appearance)
        .where(
            Appearance.person_id == person.id,
            Appearance.forum_id.in_([forum.id for forum in forums]),
        )
        .order_by(Appearance.position.desc())
    )
    return {appearance.forum_id: appearance for appearance in found}


def desk_forums(
    *, q: str = "", state: str = "", time: str = "", city: str = "", now: datetime
) -> Select[Forum]:
    """Forums as the desk lists them: those to come, the next one first, then the past, the latest first.

    `state` is that of a forum, or "scheduled", "held" or "archived"; `time` is "coming" or "past".
    """
    is_past = Forum.ends_at <= now
    rows = select(Forum).where(
        Forum.archived_at.is_not(None) if state == "archived" else Forum.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Forum.id.in_(matching_ids("forum", q)))
    if state and state != "archived":
        rows = rows.where(_in_state(state, now))
    if time:
        rows = rows.where(is_past if time == "past" else ~is_past)
    if city:
        rows = rows.where(Forum.venue.has(Venue.city_key == city))
    return rows.options(
        joinedload(Forum.venue),
        selectinload(Forum.organizer_lines).joinedload(OrganizerLine.organization),
    ).order_by(is_past, case((~is_past, Forum.starts_at)).asc(), Forum.starts_at.desc(), Forum.id)


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    if state == "scheduled":
        return and_(Forum.state == PUBLISHED, Forum.release_at > now)
    if state == "held":
        return and_(Forum.state == PUBLISHED, Forum.ends_at <= now)
    if state == PUBLISHED:
        return and_(Forum.state == PUBLISHED, Forum.release_at <= now, Forum.ends_at > now)
    return Forum.state == state


def the_forum(forum_id: int) -> Forum:
    """A forum for its page and its form in the desk, with all that belongs to it."""
    person = selectinload(Forum.appearances).joinedload(Appearance.person)
    forum = db.session.scalar(
        select(Forum)
        .where(Forum.id == forum_id)
        .options(
            joinedload(Forum.venue).selectinload(Venue.rooms),
            joinedload(Forum.room),
            joinedload(Forum.conference),
            joinedload(Forum.picture),
            selectinload(Forum.themes),
            selectinload(Forum.organizer_lines).joinedload(OrganizerLine.organization),
            selectinload(Forum.sessions).joinedload(ForumSession.room),
            selectinload(Forum.changes),
            person.selectinload(Person.consents),
            person.joinedload(Person.portrait),
        )
    )
    if forum is None:
        raise NotFound
    return forum


def forum_with_key(key: UUID | None) -> Forum | None:
    """The forum that a form made when it was sent before; the key became its UID."""
    return db.session.scalar(select(Forum).where(Forum.uid == key)) if key else None


def line_of(forum: Forum, line_id: int) -> OrganizerLine:
    """One of the forum's own organizer lines."""
    for line in forum.organizer_lines:
        if line.id == line_id:
            return line
    raise NotFound


def conference_choices(language: str) -> list[RecordChoice]:
    return record_choices(Conference, Conference.name, language)


def forum_choices(language: str) -> list[RecordChoice]:
    return record_choices(Forum, Forum.title, language)


def forums_naming(condition: ColumnElement[bool]) -> Select[Forum]:
    """Every forum, whatever its state, of which a condition is true (`with_person`…), the latest first."""
    return (
        select(Forum)
        .where(condition)
        .options(joinedload(Forum.venue))
        .order_by(Forum.starts_at.desc(), Forum.id.desc())
    )


def with_line_of(organization: Organization) -> ColumnElement[bool]:
    """The organization stands on a line of the forum, confirmed or not."""
    return Forum.organizer_lines.any(OrganizerLine.organization_id == organization.id)


def held_at(venue: Venue) -> ColumnElement[bool]:
    return Forum.venue_id == venue.id


def held_in(room: Room) -> ColumnElement[bool]:
    return Forum.room_id == room.id


def conference_records(*, q: str = "", state: str = "", archived: str = "") -> Select[Conference]:
    """Conferences as the desk lists them: series first, then the latest."""
    rows = select(Conference).where(
        Conference.archived_at.is_not(None) if archived else Conference.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Conference.id.in_(matching_ids("conference", q)))
    if state:
        rows = rows.where(Conference.state == state)
    undated = Conference.starts_on.is_(None)
    return rows.order_by(undated.desc(), Conference.starts_on.desc(), Conference.id)


def parts_of(conference: Conference) -> Select[Conference]:
    """The conferences that belong to this one."""
    return (
        select(Conference)
        .where(Conference.parent_id == conference.id)
        .order_by(Conference.starts_on, Conference.id)
    )


def line_of_conference(conference: Conference, line_id: int) -> OrganizerLine:
    """One of the conference's own organizer lines, or `NotFound`."""
    for line in conference.organizer_lines:
        if line.id == line_id:
            return line
    raise NotFound
