"""What is known of readers is no more than is needed, and no longer."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.queries import came_back
from forumapp.mail.rules import LEAVING, SENT
from forumapp.readers.mails import ANNOUNCEMENT
from forumapp.readers.models import Reader, ReaderTold
from forumapp.readers.rules import NETWORKS_KEPT_FOR, SENT_KEPT_FOR, UNCONFIRMED_FOR
from forumapp.readers.services.subscribing import remove
from forumapp.registrations.services.erasing import blank_mails


def mark_returned_readers(now: datetime) -> int:
    """The worker's: nothing more is sent to an address from which mail came back; how many were marked."""
    returned = (
        came_back(Reader.__tablename__)
        .join(Reader, Reader.uid == OutgoingMail.about_uid)
        .with_only_columns(Reader, maintain_column_froms=True)
        .where(Reader.address == OutgoingMail.to_address, Reader.bounced_at.is_(None))
    )
    rows = db.session.scalars(returned).unique().all()
    for reader in rows:
        reader.bounced_at = now
    return len(rows)


def remove_leaving(_now: datetime) -> int:
    """The worker's: who wrote to the address that ends it is removed; how many."""
    leaving = select(IncomingMail.about_uid).where(IncomingMail.about_kind == LEAVING)
    rows = db.session.scalars(select(Reader).where(Reader.uid.in_(leaving))).all()
    for reader in rows:
        remove(reader)
    return len(rows)


def forget_readers(now: datetime) -> None:
    """The worker's: who never confirmed, from where somebody asked, and mail that is of no more use."""
    late = Reader.confirmed_at.is_(None), Reader.asked_at <= now - UNCONFIRMED_FOR
    db.session.execute(delete(Reader).where(*late))
    db.session.execute(
        update(Reader)
        .where(Reader.network != "", Reader.asked_at < now - NETWORKS_KEPT_FOR)
        .values(network="")
    )
    is_kept = exists().where(Reader.uid == OutgoingMail.about_uid)
    blank_mails(Reader, ~is_kept)
    forget_sent(now)


def forget_sent(now: datetime) -> None:
    """Sent announcements stand on their pages; who got which is needed until all have been told."""
    was_sent = OutgoingMail.sent_at < now - SENT_KEPT_FOR
    told = select(Announcement.id).where(Announcement.told_at < now - SENT_KEPT_FOR)
    for row, which in (
        (OutgoingMail, (OutgoingMail.kind == ANNOUNCEMENT, OutgoingMail.state == SENT, was_sent)),
        (ReaderTold, (ReaderTold.announcement_id.in_(told),)),
    ):
        db.session.execute(delete(row).where(*which).execution_options(synchronize_session=False))
