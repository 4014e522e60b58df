"""Announcements are held to the facts of their forum: what they say and is no longer so is flagged."""

from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.rules.stated import Flag


def flagged(_announcement: Announcement, _now: datetime) -> list[Flag]:
    """What the announcement says of its forum that is no longer so."""
    return []


def review_stated(announcement: Announcement, *, now: datetime) -> None:
    """After its text was written: hold it to the facts that it is right about."""
