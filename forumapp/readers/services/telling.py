"""What has become public is told to who wants it: found by query, some at a time, each reader once."""

from datetime import datetime

from sqlalchemy import delete

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rendering import Texts
from forumapp.readers import mails
from forumapp.readers.models import Reader, ReaderTold
from forumapp.readers.queries import hidden_but_queued, readers_to_tell, untold_announcements
from forumapp.readers.rules import AT_ONCE


def tell_readers(now: datetime) -> int:
    """The worker's: queue the next mails; how many. A run that is broken off has queued none of them.

    Only what is public at this moment is told: what was withdrawn before is not, nor is what an
    import has marked as told.
    """
    told = 0
    for announcement in db.session.scalars(untold_announcements(now)).all():
        room = AT_ONCE - told
        readers = db.session.scalars(readers_to_tell(announcement, now).limit(room)).all()
        said: dict[tuple[str, tuple[str, ...]], Texts] = {}
        queued: list[tuple[Reader, OutgoingMail]] = []
        for reader in readers:
            key = reader.language, mails.wanted_words(reader)
            if key not in said:
                said[key] = mails.announcement_texts(announcement, *key, now=now)
            queued.append((reader, mails.send_announcement(reader, said[key], now=now)))
        db.session.flush()
        db.session.add_all(
            ReaderTold(
                announcement_id=announcement.id, reader_id=reader.id, mail_id=mail.id, at=now
            )
            for reader, mail in queued
        )
        told += len(readers)
        if len(readers) == room:  # whether anybody is left, the next run sees
            break
        mark_told(announcement, now)
    return told


def take_back_hidden(now: datetime) -> int:
    """The worker's: mails that have not left, of what the public sees no longer, do not leave; how many.

    Once it is public again, those readers are told after all.
    """
    told = db.session.scalars(hidden_but_queued(now)).all()
    for announcement in {each.announcement for each in told}:
        mark_told(announcement, None)
    for row, ids in (
        (ReaderTold, [each.id for each in told]),
        (OutgoingMail, [each.mail_id for each in told]),
    ):
        db.session.execute(delete(row).where(row.id.in_(ids)))
    return len(told)


def mark_told(announcement: Announcement, now: datetime | None) -> None:
    """Past the mapping: that readers were told is no edit, and changes nothing that the public sees."""
    table = Announcement.__table__
    db.session.execute(
        table.update().where(table.c.id == announcement.id).values(told_at=now)  # type: ignore[attr-defined]
    )
