"""What the page of an announcement shows beside its own words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from forumapp.announcements.models.announcements import (
    Announcement,
    AnnouncementDocument,
    AnnouncementPicture,
    Quote,
    announcement_organization,
    announcement_person,
)
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.db import db
from forumapp.forums.models import Appearance, Forum, OrganizerLine
from forumapp.forums.queries import visible_organizations, visible_speakers, visible_themes
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme

MOST_RELATED = 5


def announcement_pages(now: datetime) -> Select[Announcement]:
    """Visible announcements with everything their own page shows."""
    return visible_announcements(now).options(*_shown_on_page())


def public_quotes(announcement: Announcement) -> list[Quote]:
    """What may be read: somebody of ours is quoted while their consent to be named stands."""
    return [
        quote for quote in announcement.quotes if quote.person is None or quote.person.is_public
    ]


def named_people(announcement: Announcement, now: datetime) -> list[Person]:
    """The people named in it who have a public page, by their sort name."""
    named = select(announcement_person.c.person_id).where(
        announcement_person.c.announcement_id == announcement.id
    )
    return list(db.session.scalars(visible_speakers(now).where(Person.id.in_(named))))


def named_organizations(announcement: Announcement, now: datetime) -> list[Organization]:
    """The organizations named in it that have a public page."""
    named = select(announcement_organization.c.organization_id).where(
        announcement_organization.c.announcement_id == announcement.id
    )
    return list(db.session.scalars(visible_organizations(now).where(Organization.id.in_(named))))


def people_with_pages(person_ids: set[int], now: datetime) -> set[int]:
    """Those of the people to whose public page a name may lead."""
    if not person_ids:
        return set()
    found = visible_speakers(now).where(Person.id.in_(person_ids))
    return set(db.session.scalars(found.with_only_columns(Person.id).order_by(None)))


def themes_with_pages(themes: Sequence[Theme], now: datetime) -> set[int]:
    """Those of the themes to whose public page a link may lead."""
    if not themes:
        return set()
    found = visible_themes(now).where(Theme.id.in_([theme.id for theme in themes]))
    return set(db.session.scalars(found.with_only_columns(Theme.id).order_by(None)))


def related_announcements(announcement: Announcement, now: datetime) -> list[Announcement]:
    """What else the public may read about the same forum, journey or conference, the newest first."""
    subjects = [
        column == own
        for column, own in (
            (Announcement.forum_id, announcement.forum_id),
            (Announcement.delegation_id, announcement.delegation_id),
            (Announcement.conference_id, announcement.conference_id),
        )
        if own is not None
    ]
    if not subjects:
        return []
    others = visible_announcements(now).where(or_(*subjects), Announcement.id != announcement.id)
    return list(db.session.scalars(others.limit(MOST_RELATED)))


def _shown_on_page() -> Sequence[ORMOption]:
    forum = joinedload(Announcement.forum)
    appearing = selectinload(Forum.appearances).joinedload(Appearance.person)
    quoted = selectinload(Announcement.quotes).joinedload(Quote.person)
    return (
        joinedload(Announcement.picture),
        joinedload(Announcement.conference),
        joinedload(Announcement.delegation),
        forum.joinedload(Forum.venue),
        forum.selectinload(Forum.organizer_lines).joinedload(OrganizerLine.organization),
        forum.selectinload(Forum.themes),
        forum.options(
            appearing.joinedload(Person.portrait), appearing.selectinload(Person.consents)
        ),
        selectinload(Announcement.themes),
        selectinload(Announcement.corrections),
        selectinload(Announcement.pictures).joinedload(AnnouncementPicture.picture),
        quoted.selectinload(Person.consents),
        selectinload(Announcement.documents).joinedload(AnnouncementDocument.file),
    )
