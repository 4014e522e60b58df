"""Old releases become reports, each of them once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError

from forumapp.announcements.models.announcements import Announcement, AnnouncementPicture
from forumapp.announcements.queries.announcements import imported_as
from forumapp.announcements.rules.archive import Beside
from forumapp.announcements.rules.naming import Names
from forumapp.announcements.rules.old_addresses import AddressTable
from forumapp.announcements.rules.release import Release, read_release
from forumapp.announcements.services.addressing import keep_old_address
from forumapp.announcements.services.archive_files import ArchiveFiles
from forumapp.announcements.services.editing import blank_announcement
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.announcements.services.versions import keep_version
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.slugs import free_slug
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import LARGEST_UPLOAD, store_picture
from forumapp.history.services import record_change

LONGEST_NAME = 200
MOST_PICTURES = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """A release as it was read, and the announcement that it is; `is_new` unless it was there before.

    `unpublished` says why it is a draft although it was to be published.
    """

    release: Release
    announcement: Announcement
    is_new: bool
    unpublished: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside a file itself: the `picture` that a page shows under an address, the `names`
    to look for in its text, and a `table` of the addresses at which releases stood.
    """

    picture: Callable[[str], bytes | None] = lambda _address: None
    names: Names | None = None
    table: AddressTable | None = None


ALONE = Surroundings()


def import_release(
    data: bytes,
    filename: str,
    *,
    zone: str,
    publishes: bool = False,
    beside: Surroundings = ALONE,
    by: Actor,
    now: datetime,
) -> Imported:
    """Make a report of a saved release whose printed time is that of `zone`: a draft, or one that is
    public since that time.

    A release with the same words, source and time that was imported before is found again, whatever
    its file. Raises `Refused` for a file that is no release.
    """
    zone_of(zone)
    release = read_release(data, filename)
    known = imported_as(release.digest)
    if known is not None:
        return _known(release, known, filename, beside)
    announcement = _report(release, filename, zone, now)
    try:
        with db.session.begin_nested():
            record_change(announcement, "imported", by=by, now=now)
    except IntegrityError:
        # Somebody else imported the same release at the same moment.
        known = imported_as(release.digest)
        if known is None:
            raise
        return _known(release, known, filename, beside)
    _take_pictures(announcement, release, beside, now)
    if beside.names is not None:
        announcement.proposed = [each.listed for each in beside.names.named_in(release.text)]
    _keep_addresses(announcement, release, filename, beside)
    unpublished = _publish(announcement, by=by, now=now) if publishes else None
    index_announcement(announcement)
    keep_version(announcement, by=by, now=now)
    return Imported(release, announcement, is_new=True, unpublished=unpublished)


def surroundings_of(
    files: ArchiveFiles, name: str, *, beside: Beside, names: Names, table: AddressTable
) -> Surroundings:
    """Those of one file of an archive."""
    return Surroundings(
        picture=partial(_picture_beside, files, beside, name), names=names, table=table
    )


def _known(release: Release, known: Announcement, filename: str, beside: Surroundings) -> Imported:
    _keep_addresses(known, release, filename, beside)
    return Imported(release, known, is_new=False)


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


def _take_pictures(
    announcement: Announcement, release: Release, beside: Surroundings, now: datetime
) -> None:
    """Those that lie beside the page come along; the others stay named among what was not understood."""
    taken = []
    for named in release.pictures[:MOST_PICTURES]:
        data = beside.picture(named.address)
        caption = Translated().revised({release.language: named.alternative}, now)
        try:
            picture = store_picture(data, caption, now=now) if data else None
        except Refused:
            picture = None
        if picture is not None:
            taken.append(named.attached)
            announcement.pictures.append(
                AnnouncementPicture(picture=picture, position=len(taken), caption=caption)
            )
    if taken:
        announcement.not_understood = [
            text for text in announcement.not_understood if text not in taken
        ]


def _picture_beside(files: ArchiveFiles, beside: Beside, page: str, address: str) -> bytes | None:
    name = beside.picture_of(page, address)
    try:
        return files.read(name, LARGEST_UPLOAD + 1) if name else None
    except Refused:
        return None


def _keep_addresses(
    announcement: Announcement, release: Release, filename: str, beside: Surroundings
) -> None:
    by_table = beside.table.of(filename, release.headline) if beside.table else []
    for address in (*by_table, release.address):
        keep_old_address(announcement, address)


def _publish(announcement: Announcement, *, by: Actor, now: datetime) -> Refused | None:
    """Public since its own release time, and no news to anybody; why not, if it stays a draft."""
    wall, zone = announcement.release_wall, announcement.release_zone
    if wall is None:
        return Refused(_("No release time was found, so this is a draft."))
    if wall.replace(tzinfo=zone_of(zone)) > now:
        return Refused(_("Its release time has not come yet, so this is a draft."))
    try:
        with db.session.begin_nested():
            publish_announcement(
                announcement,
                release_wall=wall,
                release_zone=zone,
                release_fold=0,
                by=by,
                now=now,
            )
    except Refused as refusal:
        return refusal
    announcement.told_at = now
    announcement.changed_at = announcement.release_at
    return None
