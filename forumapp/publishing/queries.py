"""Asked across features: how much there is, what needs doing, what is found, what is shown to all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from forumapp.announcements.models.announcements import Announcement, AnnouncementPicture
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.announcements.queries.parity import texts_of
from forumapp.announcements.rules.parity import find_gaps
from forumapp.core.db import Base, db
from forumapp.core.paging import rows_of
from forumapp.core.translated import Translated
from forumapp.core.visibility import DRAFT, WITHDRAWN, visible
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.files.models import Picture
from forumapp.forums.models import Conference, Forum, OrganizerLine
from forumapp.forums.queries import visible_forums, visible_organizations, visible_speakers
from forumapp.institution.models import Institution
from forumapp.mail.models import OutgoingMail
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.people.queries import has_consented
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import PENDING
from forumapp.search.queries import ranked_matches
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue

UNDELIVERED = ("failed", "bounced")
UNFINISHED = (DRAFT, "reviewed")
NAMES: dict[type[Base], str] = {
    Forum: "title",
    Delegation: "name",
    Conference: "name",
    Announcement: "headline",
    Person: "name",
    Organization: "name",
    Theme: "title",
    Venue: "name",
}
"""Every record that the desk finds, with the text that is its name."""
MODELS: dict[str, type[Base]] = {model.__tablename__: model for model in NAMES}
STILL_READ = timedelta(days=60)
"""For how long after its release an announcement is held to have both languages."""


def desk_counts(now: datetime) -> dict[str, int]:
    """How many of each the rail of the desk tells, in one query."""
    counted = {
        "forums": _count(_is_ahead(now)),
        "delegations": _count(_travels(now)),
        "conferences": _count(
            and_(Conference.archived_at.is_(None), Conference.state != WITHDRAWN)
        ),
        "announcements": _count(_is_unfinished()),
        "mail": _count(OutgoingMail.state.in_(UNDELIVERED)),
    }
    row = db.session.execute(select(*(count.label(name) for name, count in counted.items()))).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def forums_ahead(now: datetime) -> Select[Forum]:
    """Forums that have not ended, drafts included, the next one first."""
    return (
        select(Forum)
        .where(_is_ahead(now))
        .options(joinedload(Forum.venue))
        .order_by(Forum.starts_at, Forum.id)
    )


def unfinished_announcements() -> Select[Announcement]:
    """Drafts and reviewed texts that nobody has published yet, the newest first."""
    return select(Announcement).where(_is_unfinished()).order_by(Announcement.id.desc())


@dataclass(frozen=True, slots=True)
class Waiting:
    """A forum, and how many registrations wait there for the organizer."""

    forum: Forum
    count: int


def registrations_waiting(now: datetime) -> list[Waiting]:
    """Forums ahead with registrations to confirm or decline, the next one first."""
    rows = db.session.execute(
        select(Forum, func.count(Registration.id))
        .join(Registration, Registration.forum_id == Forum.id)
        .where(Registration.state == PENDING, Forum.ends_at > now)
        .group_by(Forum.id)
        .order_by(Forum.starts_at)
    )
    return [Waiting(forum, count) for forum, count in rows]


def lines_unconfirmed(now: datetime) -> Select[OrganizerLine]:
    """Organizer lines of forums ahead that the organization has not confirmed."""
    return (
        select(OrganizerLine)
        .join(Forum, OrganizerLine.forum_id == Forum.id)
        .where(_is_ahead(now), OrganizerLine.confirmed_at.is_(None))
        .options(joinedload(OrganizerLine.organization), joinedload(OrganizerLine.forum))
        .order_by(Forum.starts_at, OrganizerLine.position)
    )


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A record with texts that are missing in a language, or older there than in another."""

    kind: str
    record_id: int
    name: Translated
    missing: dict[str, list[str]]
    older: dict[str, list[str]]


def texts_to_translate(now: datetime, languages: Sequence[str]) -> list[Untranslated]:
    """Records whose public texts do not say the same in every language, what is read soonest first."""
    found = []
    for row in _read_soon(now):
        gaps = find_gaps(texts_of(row), languages)
        if gaps:
            name = getattr(row, NAMES[type(row)])
            found.append(Untranslated(row.__tablename__, row.id, name, gaps.missing, gaps.older))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A record that holds the words asked for."""

    kind: str
    record_id: int
    name: Translated
    record: Any


def found_records(query: str, *, limit: int = 60) -> list[Found]:
    """Records of every kind that hold all the words, the best match first."""
    findable = {kind: select(model.id) for kind, model in MODELS.items()}
    matches = ranked_matches(query, findable, limit=limit)
    rows = {
        (kind, row.id): row
        for kind, model in MODELS.items()
        for row in _rows(model, [record_id for own, record_id in matches if own == kind])
    }
    found = ((kind, record_id, rows.get((kind, record_id))) for kind, record_id in matches)
    return [
        Found(kind, record_id, getattr(row, NAMES[type(row)]), row)
        for kind, record_id, row in found
        if row is not None
    ]


def found_registrations(query: str, *, limit: int = 20) -> list[Registration]:
    """Registrations with this reference, or with this in their name or address, the latest first."""
    pattern = query.strip()
    if not pattern:
        return []
    rows = (
        select(Registration)
        .where(
            or_(
                Registration.reference == pattern.upper(),
                Registration.name.icontains(pattern, autoescape=True),
                Registration.address.icontains(pattern, autoescape=True),
            )
        )
        .options(joinedload(Registration.forum))
        .order_by(Registration.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def is_picture_public(digest: str, now: datetime) -> bool:
    """Whether a page that everybody may read shows the picture with this hash."""
    it = Picture.hash == digest
    shown: tuple[Select[Any], ...] = (
        visible_forums(now).where(Forum.picture.has(it)),
        visible_announcements(now).where(
            or_(
                Announcement.picture.has(it),
                Announcement.pictures.any(AnnouncementPicture.picture.has(it)),
            )
        ),
        visible_speakers(now).where(Person.portrait.has(it)),
        select(Person).where(has_consented(), _is_member(now), Person.portrait.has(it)),
        visible_organizations(now).where(Organization.logo.has(it)),
        select(Institution).where(Institution.logo.has(it)),
    )
    return any(rows_of(rows, limit=1) for rows in shown)


def _is_member(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        DelegationMember.person_id == Person.id,
        DelegationMember.delegation_id == Delegation.id,
        visible(Delegation, now),
    )


def _is_ahead(now: datetime) -> ColumnElement[bool]:
    return and_(Forum.archived_at.is_(None), Forum.state != WITHDRAWN, Forum.ends_at > now)


def _travels(now: datetime) -> ColumnElement[bool]:
    return and_(
        Delegation.archived_at.is_(None),
        Delegation.state != WITHDRAWN,
        Delegation.ends_on >= now.date(),
    )


def _is_unfinished() -> ColumnElement[bool]:
    return and_(Announcement.archived_at.is_(None), Announcement.state.in_(UNFINISHED))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(condition).scalar_subquery()


def _read_soon(now: datetime) -> list[Any]:
    still_read = or_(Announcement.release_at.is_(None), Announcement.release_at > now - STILL_READ)
    wanted: tuple[Select[Any], ...] = (
        forums_ahead(now),
        select(Announcement)
        .where(Announcement.archived_at.is_(None), Announcement.state != WITHDRAWN, still_read)
        .order_by(Announcement.id.desc()),
        select(Delegation).where(_travels(now)).order_by(Delegation.starts_on),
        select(Conference)
        .where(Conference.archived_at.is_(None), Conference.state != WITHDRAWN)
        .order_by(Conference.id),
        select(Theme).where(Theme.archived_at.is_(None)).order_by(Theme.slug),
    )
    return [row for rows in wanted for row in db.session.scalars(rows)]


def _rows(model: Any, ids: Iterable[int]) -> list[Any]:
    wanted = list(ids)
    return list(db.session.scalars(select(model).where(model.id.in_(wanted)))) if wanted else []
