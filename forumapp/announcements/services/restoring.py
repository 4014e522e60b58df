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
    """Say again what a version said, as a new version. Quotes and pictures stay as they are now: the
    words of a version may be another person's, its caption another picture's.

    Readers of a public text are told by a `correction`: without one it is refused.
    """
    told = {language: text.strip() for language, text in correction.items() if text.strip()}
    if announcement.is_visible(now) and not told:
        raise Refused(
            _("Readers see this text. Tell them in a sentence what is corrected."),
            field="correction",
        )
    for name in TEXTS:
        text = getattr(announcement, name)
        emptied = dict.fromkeys(text.languages, "")
        revised = text.revised({**emptied, **version.contents.get(name, {})}, now)
        setattr(announcement, name, revised)
    announcement.changed_at = now
    record_change(announcement, _("earlier version restored"), by=by, now=now)
    if told and announcement.is_visible(now):
        add_correction(announcement, Translated(told), by=by, now=now)
    index_announcement(announcement)
    announcement.stated = version.stated
    review_stated(announcement, now=now)
    keep_version(announcement, by=by, now=now)
