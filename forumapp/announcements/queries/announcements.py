"""Reading announcements."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.translated import Translated
from forumapp.core.visibility import PUBLISHED, visible
from forumapp.forums.models import Forum
from forumapp.organizations.models import Organization
from forumapp.search.queries import matching_ids
from forumapp.themes.models import Theme

SCHEDULED, ARCHIVED = "scheduled", "archived"


def visible_announcements(now: datetime) -> Select[Announcement]:
    """Announcements the public may see, the newest first."""
    return (
        select(Announcement)
        .where(visible(Announcement, now))
        .order_by(Announcement.release_at.desc(), Announcement.id.desc())
    )


def about_theme(theme: Theme, now: datetime) -> ColumnElement[bool]:
    """The announcement has the theme, or the forum it is about, where the public may see that forum."""
    of_forum = and_(Forum.themes.any(Theme.id == theme.id), visible(Forum, now))
    return or_(Announcement.themes.any(Theme.id == theme.id), Announcement.forum.has(of_forum))


def desk_announcements(
    now: datetime, *, q: str = "", kind: str = "", state: str = "", forum: str = ""
) -> Select[Announcement]:
    """Announcements for the desk, the last drafted first.

    `state` is one of the model's, or `SCHEDULED`, or `ARCHIVED` (only then archived ones are among
    them). `forum` is a forum's id as an address spells it.
    """
    found = (
        select(Announcement)
        .options(joinedload(Announcement.forum), joinedload(Announcement.delegation))
        .order_by(Announcement.id.desc())
    )
    archived = Announcement.archived_at
    found = found.where(archived.is_not(None) if state == ARCHIVED else archived.is_(None))
    if state == SCHEDULED:
        found = found.where(Announcement.state == PUBLISHED, Announcement.release_at > now)
    elif state and state != ARCHIVED:
        found = found.where(Announcement.state == state)
    if kind:
        found = found.where(Announcement.kind == kind)
    if forum.isdecimal() and len(forum) < 10:
        found = found.where(Announcement.forum_id == int(forum))
    if q:
        found = found.where(Announcement.id.in_(matching_ids("announcement", q)))
    return found


def announcement_at_desk(announcement_id: int) -> Announcement:
    """One announcement with everything its page in the desk shows; raises `NotFound`."""
    announcement = db.session.scalar(
        select(Announcement)
        .where(Announcement.id == announcement_id)
        .options(
            joinedload(Announcement.picture),
            joinedload(Announcement.forum),
            joinedload(Announcement.conference),
            joinedload(Announcement.delegation),
            selectinload(Announcement.themes),
            selectinload(Announcement.corrections),
        )
    )
    if announcement is None:
        raise NotFound
    return announcement


def notice_of(forum: Forum) -> Announcement | None:
    """The newest notice of a forum that is not archived."""
    return db.session.scalar(
        select(Announcement)
        .where(
            Announcement.forum_id == forum.id,
            Announcement.kind == "notice",
            Announcement.archived_at.is_(None),
        )
        .order_by(Announcement.id.desc())
        .limit(1)
    )


def announcements_of(forum: Forum) -> list[Announcement]:
    """Everything written about a forum, the first one first."""
    about = select(Announcement).where(Announcement.forum_id == forum.id)
    return list(db.session.scalars(about.order_by(Announcement.id)))


def public_announcements_of(forum: Forum) -> list[Announcement]:
    """What is published about a forum, released or scheduled, the first one first."""
    published = select(Announcement).where(
        Announcement.forum_id == forum.id, Announcement.state == PUBLISHED
    )
    return list(db.session.scalars(published.order_by(Announcement.id)))


def imported_as(digest: str) -> Announcement | None:
    """The announcement that an old release with this digest was imported as."""
    return db.session.scalar(select(Announcement).where(Announcement.import_digest == digest))


def own_city() -> Translated:
    """The city from which the institution announces: that of its own organization."""
    own = select(Organization.city).where(Organization.is_own).order_by(Organization.id).limit(1)
    return db.session.scalar(own) or Translated()
