"""Reading the outbox, and what came in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.rules import BOUNCED, SENT


def outgoing_mails(q: str = "", state: str = "", kind: str = "") -> Select[OutgoingMail]:
    """The outbox, newest first; `q` is looked for in address, name and subject. Empty is all."""
    mails = select(OutgoingMail).order_by(OutgoingMail.queued_at.desc(), OutgoingMail.id.desc())
    if q:
        columns = (OutgoingMail.to_address, OutgoingMail.to_name, OutgoingMail.subject)
        mails = mails.where(or_(*(column.icontains(q, autoescape=True) for column in columns)))
    if state:
        mails = mails.where(OutgoingMail.state == state)
    if kind:
        mails = mails.where(OutgoingMail.kind == kind)
    return mails


def the_mail(mail_id: int) -> OutgoingMail:
    mail = db.session.get(OutgoingMail, mail_id)
    if mail is None:
        raise NotFound
    return mail


def mail_by_uid(uid: UUID) -> OutgoingMail | None:
    return db.session.scalar(select(OutgoingMail).where(OutgoingMail.uid == uid))


def mail_by_message_id(message_id: str) -> OutgoingMail | None:
    return db.session.scalar(select(OutgoingMail).where(OutgoingMail.message_id == message_id))


def came_back(kind: str) -> Select[OutgoingMail]:
    """Mails about records of a kind that came back, unless a later one to the same address did not."""
    later = aliased(OutgoingMail)
    one_arrived = exists().where(
        later.about_kind == OutgoingMail.about_kind,
        later.about_uid == OutgoingMail.about_uid,
        later.to_address == OutgoingMail.to_address,
        later.id > OutgoingMail.id,
        later.state == SENT,
    )
    return select(OutgoingMail).where(
        OutgoingMail.state == BOUNCED, OutgoingMail.about_kind == kind, ~one_arrived
    )


def count_by_state() -> dict[str, int]:
    """How many mails stand in each state."""
    counted = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return dict(db.session.execute(counted).all())


def kinds_of_mail() -> list[str]:
    """The kinds that the outbox holds."""
    return list(
        db.session.scalars(select(OutgoingMail.kind).distinct().order_by(OutgoingMail.kind))
    )


def mails_about(kind: str, uid: UUID) -> Select[OutgoingMail]:
    """The mails about one record, newest first."""
    return (
        select(OutgoingMail)
        .where(OutgoingMail.about_kind == kind, OutgoingMail.about_uid == uid)
        .order_by(OutgoingMail.queued_at.desc(), OutgoingMail.id.desc())
    )


def count_since(about: str, uid: UUID, since: datetime, *kinds: str) -> int:
    """How many mails about one record (of these kinds, or of any) were queued since a moment."""
    counted = select(func.count()).where(
        OutgoingMail.about_kind == about,
        OutgoingMail.about_uid == uid,
        OutgoingMail.queued_at > since,
    )
    if kinds:
        counted = counted.where(OutgoingMail.kind.in_(kinds))
    return db.session.scalar(counted) or 0


def incoming_mail(digest: str) -> IncomingMail | None:
    return db.session.scalar(select(IncomingMail).where(IncomingMail.digest == digest))


def incoming_mails(q: str = "", outcome: str = "") -> Select[IncomingMail]:
    """What came in, newest first; `q` is looked for in the sender's address. Empty is all."""
    mails = select(IncomingMail).order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    if q:
        mails = mails.where(IncomingMail.from_address.icontains(q, autoescape=True))
    if outcome:
        mails = mails.where(IncomingMail.outcome == outcome)
    return mails
