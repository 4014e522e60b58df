"""Reading announcements."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.announcements.models import Announcement
from forumapp.core.visibility import visible
from forumapp.forums.models import Forum
from forumapp.themes.models import Theme


def visible_announcements(now: datetime) -> Select[tuple[Announcement]]:
    """Announcements the public may see, the newest first."""
    return (
        select(Announcement)
        .where(visible(Announcement, now))
        .order_by(Announcement.release_at.desc(), Announcement.id.desc())
    )


def announcement_pages(now: datetime) -> Select[tuple[Announcement]]:
    """Visible announcements with everything their own page shows."""
    return visible_announcements(now).options(
        joinedload(Announcement.picture),
        joinedload(Announcement.conference),
        joinedload(Announcement.delegation),
        joinedload(Announcement.forum).joinedload(Forum.venue),
        joinedload(Announcement.forum).selectinload(Forum.organizer_lines),
        selectinload(Announcement.themes),
        selectinload(Announcement.corrections),
    )


def about_theme(theme: Theme) -> ColumnElement[bool]:
    """The announcement, or the forum it is about, has the theme."""
    return or_(
        Announcement.themes.any(Theme.id == theme.id),
        Announcement.forum.has(Forum.themes.any(Theme.id == theme.id)),
    )
