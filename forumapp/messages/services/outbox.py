"""From a message to mails: looked at in the outbox first, or by themselves when their time comes.

The worker makes the copies, some at a time; each person gets one, whatever happens in between.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from forumapp.core.actor import WORKER, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.history.services import record_change
from forumapp.mail.models import OutgoingMail
from forumapp.messages.mails.messages import queue_copy
from forumapp.messages.models import Message, MessageCopy
from forumapp.messages.queries import messages as queries
from forumapp.messages.rules.messages import (
    OUTBOX,
    SCHEDULED,
    SENDING,
    SENT,
    STOPPED,
    can_go,
    goes_at,
    is_too_late,
)
from forumapp.messages.services.writing import label_of, refuse_unless_writable
from forumapp.registrations.mails.tickets import recipient

AT_ONCE = 100
"""So many mails a run, so that nobody who registers waits for them."""


def put_in_outbox(message: Message, *, by: Actor, now: datetime) -> None:
    """Make the mails, and hold them until somebody has looked at them."""
    refuse_unless_writable(message)
    if not queries.count_of(queries.recipients(message)):
        raise Refused(_("Nobody would get this message at present. Choose more people."))
    set_state(message, OUTBOX, _("put in the outbox"), by=by, now=now)


def send_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Let its mails go, those that are still being made as well."""
    if message.state != OUTBOX:
        raise Refused(_("This message is not in the outbox any more. Look at the list again."))
    set_state(message, SENDING, _("released"), by=by, now=now)
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(mails_of(message)))
        .values(is_held=False, due_at=now)
        .execution_options(synchronize_session=False)
    )


def discard_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Take it out of the outbox: its mails are gone, its text stays."""
    if message.state != OUTBOX:
        raise Refused(_("This message is not in the outbox any more. Look at the list again."))
    set_state(message, STOPPED, _("taken out of the outbox"), by=by, now=now)
    held = list(db.session.scalars(mails_of(message)))
    db.session.execute(delete(MessageCopy).where(MessageCopy.message_id == message.id))
    db.session.execute(
        delete(OutgoingMail).where(OutgoingMail.id.in_(held), OutgoingMail.is_held.is_(True))
    )


def write_copies(now: datetime) -> int:
    """Start what is due, then make mails of what is in the outbox or being sent; how many."""
    start_scheduled(now)
    made = 0
    for message in queries.in_states(OUTBOX, SENDING):
        made += copy_next(message, now)
    return made


def start_scheduled(now: datetime) -> None:
    """A scheduled message waits while its forum is off, and moves with it."""
    for message in queries.in_states(SCHEDULED):
        at = goes_at(message.kind, message.hours, message.forum)
        if at is None or at > now or not can_go(message.forum):
            continue
        if is_too_late(message.kind, message.forum, now):
            set_state(message, STOPPED, _("came too late"), by=WORKER, now=now)
        else:
            set_state(message, SENDING, _("released"), by=WORKER, now=now)


def copy_next(message: Message, now: datetime) -> int:
    """The next of its mails; once nobody is left, what was to be sent is sent."""
    db.session.refresh(message, with_for_update=True)
    if message.state not in (OUTBOX, SENDING):
        return 0
    people = list(db.session.scalars(queries.without_copy(message).limit(AT_ONCE)))
    for registration in people:
        is_unwanted = not message.about_registration and queries.objects_to_news(
            recipient(registration)
        )
        mail = None
        if not is_unwanted:
            is_held = message.state == OUTBOX
            mail = queue_copy(message, registration, is_held=is_held, now=now)
        db.session.add(MessageCopy(message=message, registration=registration, mail=mail))
    if not people and message.state == SENDING:
        message.sent_at = now
        set_state(message, SENT, _("sent"), by=WORKER, now=now)
    return len(people)


def mails_of(message: Message) -> Select[Any]:
    return select(MessageCopy.mail_id).where(
        MessageCopy.message_id == message.id, MessageCopy.mail_id.is_not(None)
    )


def set_state(message: Message, state: str, action: str, *, by: Actor, now: datetime) -> None:
    message.state = state
    record_change(message, action, by=by, now=now, label=label_of(message))
