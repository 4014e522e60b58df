"""The public list of announcements, and what it can be narrowed by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select
from sqlalchemy.orm import joinedload

from forumapp.announcements.models.announcements import Announcement, announcement_theme
from forumapp.announcements.queries.announcements import about_theme, visible_announcements
from forumapp.core.db import db
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Forum, forum_theme
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementFilter:
    """What a reader asked for; what is empty narrows nothing. A year is that of the printed release time."""

    kind: str = ""
    year: int | None = None
    theme: Theme | None = None
    city: str = ""
    delegation: Delegation | None = None

    @property
    def is_set(self) -> bool:
        return any((self.kind, self.year, self.theme, self.city, self.delegation))


def listed_announcements(wanted: AnnouncementFilter, now: datetime) -> Select[Announcement]:
    """Those of the visible announcements that a reader asked for, with what a list shows of each."""
    found = visible_announcements(now).options(joinedload(Announcement.picture))
    if wanted.kind:
        found = found.where(Announcement.kind == wanted.kind)
    if wanted.year:
        found = found.where(release_year() == wanted.year)
    if wanted.theme:
        found = found.where(about_theme(wanted.theme, now))
    if wanted.city:
        here = Forum.venue.has(Venue.city_key == wanted.city)
        found = found.where(Announcement.forum.has(and_(here, visible(Forum, now))))
    if wanted.delegation:
        found = found.where(Announcement.delegation_id == wanted.delegation.id)
    return found


def years_of_announcements(now: datetime) -> list[int]:
    """The years in which something visible was released, the latest first."""
    years = select(release_year()).where(visible(Announcement, now)).distinct()
    return sorted((int(year) for year in db.session.scalars(years)), reverse=True)


def themes_of_announcements(now: datetime) -> Select[Theme]:
    """Themes of visible announcements, or of the visible forums they are about."""
    shown = visible(Announcement, now)
    of_text = select(announcement_theme.c.theme_id).join(Announcement).where(shown)
    of_forum = (
        select(forum_theme.c.theme_id)
        .join(Announcement, Announcement.forum_id == forum_theme.c.forum_id)
        .join(Forum, Forum.id == forum_theme.c.forum_id)
        .where(shown, visible(Forum, now))
    )
    return (
        select(Theme).where(or_(Theme.id.in_(of_text), Theme.id.in_(of_forum))).order_by(Theme.slug)
    )


def release_year() -> ColumnElement[int]:
    """The year of the printed release time."""
    return extract("year", func.coalesce(Announcement.release_wall, Announcement.release_at))
