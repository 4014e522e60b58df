"""The outbox: a mail is written in the transaction of what it tells, and delivered afterwards."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import Actor
from forumapp.core.db import Base, db
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import new_uid, uid_carried
from forumapp.core.transaction import apart
from forumapp.history.services import record_change
from forumapp.institution.queries import correspondence_address, the_institution
from forumapp.mail.delivery_reports import Failure
from forumapp.mail.incoming import IncomingMessage
from forumapp.mail.message import message_of, return_path_of
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.queries import incoming_mail, mail_by_message_id, mail_by_uid
from forumapp.mail.rendering import Texts, render_mail
from forumapp.mail.rules import (
    BOUNCED,
    CAN_BE_RETRIED,
    FAILED,
    IGNORED,
    LEAVING,
    QUEUED,
    RETURN,
    SENDING,
    SENT,
    STRANGERS_KEPT_FOR,
    TAKEN,
    pause_after,
)
from forumapp.mail.transport import NotDelivered, open_transport


def queue_mail(
    kind: str,
    *,
    to: str,
    now: datetime,
    name: str = "",
    language: str,
    context: Mapping[str, Any] | None = None,
    links: Mapping[str, Mapping[str, Any]] | None = None,
    calendar: bytes | None = None,
    method: str | None = None,
    sender: str = "",
    about: Base | None = None,
    is_account_mail: bool = False,
    texts: Texts | None = None,
) -> OutgoingMail:
    """Queue one mail to one address, in the transaction that runs.

    `links` names the personal links of the text: {"ticket": {"purpose": …, "uid": …, "version": …,
    "path": "/registrations/{token}"}}. `calendar` is an iTIP message and `method` its METHOD.
    `sender` is the address that it comes from, where it is not the one for correspondence; a link
    named `SENDER` fills in its `*`. `texts`: those of `texts_of`, where many get the same.
    """
    texts = texts or texts_of(kind, language, context or {})
    uid = new_uid()
    mail = OutgoingMail(
        uid=uid,
        kind=kind,
        language=language,
        from_name=the_institution().name.text(language),
        from_address=sender or correspondence_address(),
        to_address=to,
        to_name=name,
        subject=texts.subject,
        text_body=texts.plain,
        html_body=texts.html,
        links={key: {**link, "uid": str(link["uid"])} for key, link in (links or {}).items()},
        calendar=calendar,
        calendar_method=method,
        message_id=f"<{uid}@{urlsplit(setting('PUBLIC_URL')).hostname}>",
        about_kind=about.__tablename__ if about else None,
        about_uid=about.uid if about else None,  # type: ignore[attr-defined]
        is_account_mail=is_account_mail,
        queued_at=now,
        due_at=now,
    )
    db.session.add(mail)
    return mail


def texts_of(kind: str, language: str, context: Mapping[str, Any]) -> Texts:
    """What such a mail says, with placeholders where personal links stand."""
    known = {
        "institution": the_institution(),
        "contact": correspondence_address(),
        "public_url": setting("PUBLIC_URL").rstrip("/"),
    }
    return render_mail(kind, language, {**known, **context})


def note_incoming(message: IncomingMessage, *, now: datetime) -> tuple[IncomingMail, bool]:
    """Its row, and whether it is new: a message handed over once more has one already."""
    known = incoming_mail(message.digest)
    if known is not None:
        return known, False
    row = IncomingMail(
        digest=message.digest, received_at=now, from_address=message.sender, outcome=IGNORED
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another process was faster
        return incoming_mail(message.digest) or row, False
    return row, True


def returned_mail(token: str, failure: Failure | None) -> OutgoingMail | None:
    """The mail of ours that a message is about: by the address it came to, else by what it returns."""
    uid = uid_carried(RETURN, token) if token else None
    if uid is not None:
        return mail_by_uid(uid)
    return mail_by_message_id(failure.message_id) if failure else None


def note_return(mail: OutgoingMail, failure: Failure | None, *, now: datetime) -> tuple[str, str]:
    """What came back to where word of a mail goes; only that it failed for good is believed.

    Returns what became of the message (`INCOMING_OUTCOMES`), and why.
    """
    if failure is None:
        return IGNORED, _("A program’s answer to one of our mails. Nothing has been changed.")
    if mail.state not in (SENDING, SENT):
        return IGNORED, _("A mail came back that is known to have come back, or is tried again.")
    mail.state, mail.bounced_at, mail.last_error = BOUNCED, now, failure.detail
    return TAKEN, _("A mail could not be delivered. It is marked as come back.")


def note_leaving(row: IncomingMail, token: str, failure: Failure | None) -> bool:
    """Whether a message came to an address that ends a subscription: whose it is does so by this row
    (`about_kind` is `LEAVING`), which keeps nobody's address.
    """
    uid = uid_carried(LEAVING, token) if token and failure is None else None
    if uid is None:
        return False
    row.about_kind, row.about_uid, row.from_address = LEAVING, uid, ""
    row.outcome, row.detail = TAKEN, _("Somebody wants no more announcements by mail.")
    return True


def forget_strangers(now: datetime) -> None:
    """Mail to an address that is nobody's is of no use for long, least of all who wrote it."""
    db.session.execute(
        delete(IncomingMail)
        .where(
            IncomingMail.about_uid.is_(None),
            IncomingMail.received_at < now - STRANGERS_KEPT_FOR,
        )
        .execution_options(synchronize_session=False)
    )


def retry_mail(mail: OutgoingMail, *, by: Actor, now: datetime) -> None:
    """Try again at once, with all attempts before it. A mail that was sent is not sent twice."""
    if mail.state not in CAN_BE_RETRIED or mail.is_held:
        raise Refused(_("This mail has been sent or is being sent. There is nothing to try again."))
    mail.state, mail.attempts, mail.due_at, mail.last_error = QUEUED, 0, now, ""
    mail.bounced_at = None
    record_change(mail, _("retried"), by=by, now=now, label=mail.subject)


def deliver_due(now: datetime) -> int:
    """Send what is due, one mail after the other over one connection; how many were sent.

    A mail is claimed and settled in short transactions of their own, never one over the sending: a
    crash between sending and settling sends that one mail again, with the same Message-ID.
    """
    lease = timedelta(seconds=setting("MAIL_LEASE_SECONDS"))
    ends = time.monotonic() + lease.total_seconds() / 4
    sent = 0
    with open_transport() as transport:
        while time.monotonic() < ends and (claimed := claim_mail(now, lease)) is not None:
            mail_id, message, return_path = claimed
            try:
                transport.send(written(message), return_path)
            except NotDelivered as failure:
                settle_failure(mail_id, failure, now)
                if failure.stops_all:
                    break
            else:
                settle_sent(mail_id, now)
                sent += 1
    return sent


def claim_mail(
    now: datetime, lease: timedelta
) -> tuple[int, EmailMessage | NotDelivered, str] | None:
    """The next mail that is due, ours until the lease ends: its id, the message or what is wrong with
    it, and where word of it goes.
    """
    is_due = and_(
        OutgoingMail.state == QUEUED, OutgoingMail.due_at <= now, OutgoingMail.is_held.is_(False)
    )
    was_left = and_(OutgoingMail.state == SENDING, OutgoingMail.leased_until <= now)
    with apart() as session:
        mail = session.scalar(
            select(OutgoingMail)
            .where(or_(is_due, was_left))
            .order_by(OutgoingMail.due_at, OutgoingMail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if mail is None:
            return None
        mail.state, mail.leased_until = SENDING, now + lease
        mail.attempts += 1
        return mail.id, message_or_fault(mail), return_path_of(mail)


def message_or_fault(mail: OutgoingMail) -> EmailMessage | NotDelivered:
    """A mail that cannot be put on the wire must not hold up those behind it."""
    try:
        return message_of(mail)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is this mail's
        return NotDelivered(f"{type(fault).__name__}: {fault}", final=FAILED)


def written(message: EmailMessage | NotDelivered) -> EmailMessage:
    if isinstance(message, NotDelivered):
        raise message
    return message


def settle_sent(mail_id: int, now: datetime) -> None:
    with apart() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        mail.sent_at, mail.leased_until = now, None
        if mail.state == SENDING:  # word that it cannot be delivered may be here already
            mail.state, mail.last_error = SENT, ""


def settle_failure(mail_id: int, failure: NotDelivered, now: datetime) -> None:
    """Back into the queue after a growing pause, unless trying again is of no use."""
    with apart() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        pause = pause_after(mail.attempts)
        mail.leased_until, mail.last_error = None, failure.reason
        if failure.final:
            mail.state = failure.final
            mail.bounced_at = now if failure.final == BOUNCED else None
        elif pause is None:
            mail.state = FAILED
        else:
            mail.state, mail.due_at = QUEUED, now + pause
