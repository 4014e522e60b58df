"""Old releases become draft reports, each of them once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import imported_as
from forumapp.announcements.rules.release import Release, read_release
from forumapp.announcements.services.editing import blank_announcement
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.slugs import free_slug
from forumapp.core.translated import Translated
from forumapp.history.services import record_change

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """A release as it was read, and the announcement that it is; `is_new` unless it was there before."""

    release: Release
    announcement: Announcement
    is_new: bool


def import_release(data: bytes, filename: str, *, zone: str, by: Actor, now: datetime) -> Imported:
    """Make a draft report of a saved release whose printed time is that of `zone`.

    A release with the same words, source and time that was imported before is found again, whatever
    its file. Raises `Refused` for a file that is no release.
    """
    zone_of(zone)
    release = read_release(data, filename)
    known = imported_as(release.digest)
    if known is not None:
        return Imported(release, known, is_new=False)
    announcement = _report(release, filename, zone, now)
    try:
        with db.session.begin_nested():
            record_change(announcement, "imported", by=by, now=now)
    except IntegrityError:
        # Somebody else imported the same release at the same moment.
        known = imported_as(release.digest)
        if known is None:
            raise
        return Imported(release, known, is_new=False)
    index_announcement(announcement)
    return Imported(release, announcement, is_new=True)


def _report(release: Release, filename: str, zone: str, now: datetime) -> Announcement:
    announcement = blank_announcement()
    announcement.kind = "report"
    for name in ("headline", "source", "body"):
        text = Translated().revised({release.language: getattr(release, name)}, now)
        setattr(announcement, name, text)
    announcement.release_wall, announcement.release_zone = release.released, zone
    announcement.import_digest = release.digest
    announcement.import_name = filename[:LONGEST_NAME]
    announcement.left_out = [list(piece.pair) for piece in release.left_out]
    announcement.not_understood = list(release.not_understood)
    with db.session.no_autoflush:
        announcement.slug = free_slug(Announcement, announcement.headline)
    return announcement
