"""The texts of a record, for comparing its languages."""

from typing import Any

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum

Texts = list[tuple[str, Translated]]


def texts_of(record: Any) -> Texts:
    """Every translated column of a row that says something, by its name."""
    columns = (column.key for column in record.__mapper__.column_attrs)
    texts = ((name, getattr(record, name)) for name in columns)
    return [(name, text) for name, text in texts if isinstance(text, Translated) and text]


def texts_of_announcement(announcement: Announcement) -> Texts:
    """With its quotes, and what stands below and for its pictures."""
    texts = texts_of(announcement)
    texts += [("quotes", quote.wording) for quote in announcement.quotes]
    pictures = [announcement.picture, *(each.picture for each in announcement.pictures)]
    texts += [("pictures", picture.alternative) for picture in pictures if picture]
    texts += [("pictures", each.caption) for each in announcement.pictures]
    return texts


def texts_of_forum(forum: Forum) -> Texts:
    """With the points of its programme and the capacities in which people appear."""
    texts = texts_of(forum)
    for session in forum.sessions:
        texts += [("programme", session.title), ("programme", session.description)]
    return texts + [("capacity", appearance.capacity) for appearance in forum.appearances]
