"""What the public page of an announcement is rendered from, for its readers and for previews."""

from datetime import datetime
from typing import Any, TypeVar

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.page import (
    named_organizations,
    named_people,
    people_with_pages,
    public_quotes,
    related_announcements,
    themes_with_pages,
)
from forumapp.core.clock import reckoned_instant
from forumapp.core.visibility import WITHDRAWN
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.forums.queries import confirmed_lines, public_appearances

Related = TypeVar("Related", Forum, Conference, Delegation)


def announcement_page(
    announcement: Announcement, now: datetime, *, before_release: bool = False
) -> dict[str, Any]:
    """The context of `site/announcements/show_announcement.html`.

    `before_release`: as it will be when it is out, with what it is about, unless that was withdrawn.
    """
    forum = shown(announcement.forum, now, before_release)
    appearances = public_appearances(forum) if forum else []
    quotes = public_quotes(announcement)
    themes = announcement.themes or (forum.themes if forum else [])
    speaking = {appearance.person_id for appearance in appearances}
    quoted = {quote.person_id for quote in quotes if quote.person_id}
    return {
        "announcement": Previewed(announcement, now) if before_release else announcement,
        "forum": forum,
        "conference": shown(announcement.conference, now, before_release),
        "delegation": shown(announcement.delegation, now, before_release),
        "themes": themes,
        "themes_with_page": themes_with_pages(themes, now),
        "lines": confirmed_lines(forum) if forum else [],
        "appearances": appearances,
        "quotes": quotes,
        "updated_at": updated_at(announcement),
        "with_page": people_with_pages(speaking | quoted, now),
        "people": [each for each in named_people(announcement, now) if each.id not in speaking],
        "organizations": named_organizations(announcement, now),
        "related": related_announcements(announcement, now),
    }


def shown(record: Related | None, now: datetime, before_release: bool) -> Related | None:
    """A record that the announcement is about, if the public may see it; before its release also one
    that is still to come.
    """
    if record is None or record.is_visible(now):
        return record
    is_to_come = record.state != WITHDRAWN and record.archived_at is None
    return record if before_release and is_to_come else None


def updated_at(announcement: Announcement) -> datetime | None:
    """When a text that was public already was changed for the last time."""
    changed, released = announcement.changed_at, announcement.release_at
    published = announcement.published_at or released
    if changed is None or released is None or published is None:
        return None
    return changed if changed > max(released, published) else None


class Previewed:
    """A draft seen as it will be at the release that is asked for it; where none is, as of now."""

    def __init__(self, announcement: Announcement, now: datetime) -> None:
        self.announcement = announcement
        self.release_at = announcement.release_at or asked_release(announcement) or now

    def __getattr__(self, name: str) -> Any:
        return getattr(self.announcement, name)


def asked_release(announcement: Announcement) -> datetime | None:
    """The instant of a draft's release, known by its wall time only until it is published."""
    wall, zone = announcement.release_wall, announcement.release_zone
    return reckoned_instant(wall, zone, announcement.release_fold) if wall else None
