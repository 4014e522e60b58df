"""Every text that an announcement ever had is kept, and may come back."""

from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.announcements.queries.versions import last_version
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.translated import Translated

TEXTS = ("headline", "lead", "body", "dateline", "source", "picture_caption", "picture_credit")
"""The texts of an announcement itself, as its reader meets them."""

Contents = dict[str, dict[str, str]]
"""Name of a text → language → what it says: `TEXTS`, then “quote 1”, “caption 1” and so on."""


def contents_of(announcement: Announcement) -> Contents:
    """All that the announcement says now; what is empty in every language is left out."""
    texts = {name: getattr(announcement, name) for name in TEXTS}
    texts |= {f"quote {at}": each.wording for at, each in enumerate(announcement.quotes, 1)}
    texts |= {f"caption {at}": each.caption for at, each in enumerate(announcement.pictures, 1)}
    return {name: _plain(text) for name, text in texts.items() if text}


def keep_version(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Keep what the announcement says now, unless its last version says the same."""
    db.session.flush()
    last = last_version(announcement)
    contents = contents_of(announcement)
    if last is not None and last.contents == contents:
        return
    number = last.number + 1 if last else 1
    db.session.add(
        AnnouncementVersion(
            announcement=announcement,
            number=number,
            at=now,
            by=by.label,
            contents=contents,
            stated=announcement.stated,
        )
    )
    db.session.flush()


def _plain(text: Translated) -> dict[str, str]:
    return {language: text.exact(language) for language in text.languages}
