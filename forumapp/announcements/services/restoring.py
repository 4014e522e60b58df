"""What an announcement said before, it says again."""

from collections.abc import Mapping
from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.announcements.services.editing import add_correction
from forumapp.announcements.services.stating import review_stated
from forumapp.announcements.services.versions import TEXTS, keep_version
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.db import Base
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.history.services import record_change


def restore_version(
    announcement: Announcement,
    version: AnnouncementVersion,
    *,
    correction: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> None:
    """Say again what a version said, as a new version; what was hung up or quoted since stays.

    Readers of a public text are told by a `correction`: without one it is refused.
    """
    told = {language: text.strip() for language, text in correction.items() if text.strip()}
    if announcement.is_visible(now) and not told:
        raise Refused(
            _("Readers see this text. Tell them in a sentence what is corrected."),
            field="correction",
        )
    texts: list[tuple[str, Base, str]] = [(name, announcement, name) for name in TEXTS]
    texts += [(f"quote {at}", each, "wording") for at, each in enumerate(announcement.quotes, 1)]
    texts += [
        (f"caption {at}", each, "caption") for at, each in enumerate(announcement.pictures, 1)
    ]
    for name, row, column in texts:
        if row is announcement or name in version.contents:
            text = getattr(row, column)
            emptied = dict.fromkeys(text.languages, "")
            setattr(row, column, text.revised({**emptied, **version.contents.get(name, {})}, now))
    announcement.changed_at = now
    record_change(announcement, _("earlier version restored"), by=by, now=now)
    if told and announcement.is_visible(now):
        add_correction(announcement, Translated(told), by=by, now=now)
    index_announcement(announcement)
    review_stated(announcement, now=now)
    keep_version(announcement, by=by, now=now)
