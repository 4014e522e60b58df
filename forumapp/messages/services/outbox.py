"""From a message to mails: looked at in the outbox first, or by themselves when their time comes.

The worker makes the copies, some at a time; each person gets one, whatever happens in between. Those of
the outbox are a preview: what goes is made when it goes.
"""

from datetime import datetime

from sqlalchemy import delete, or_

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
    BEGAN,
    NOT_HELD,
    NOTE,
    OUTBOX,
    OVERTAKEN,
    SCHEDULED,
    SENDING,
    SENT,
    STOPPED,
    TAKEN_OUT,
    can_go,
    goes_at,
    is_too_late,
)
from forumapp.messages.services.writing import label_of, refuse_unless_writable
from forumapp.registrations.mails.tickets import recipient
from forumapp.registrations.models.bookings import Registration

AT_ONCE = 100
"""So many mails a run, so that nobody who registers waits for them."""


def put_in_outbox(message: Message, *, by: Actor, now: datetime) -> None:
    """Make the mails, and hold them until somebody has looked at them."""
    refuse_unless_writable(message)
    refuse_unless_on(message, now)
    if not queries.reach_of(message).people:
        raise Refused(_("Nobody would get this message at present. Choose more people."))
    set_state(message, OUTBOX, _("put in the outbox"), by=by, now=now)


def send_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Let it go. What was looked at is made anew from the facts of now: who has cancelled or objected
    since gets none, and a corrected address gets the mail that a wrong one would have got.
    """
    refuse_unless_in_outbox(message)
    refuse_unless_on(message, now)
    drop_unsent(message)
    release(message, by=by, now=now)


def discard_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Take it out of the outbox: its mails are gone, its text stays."""
    refuse_unless_in_outbox(message)
    drop_unsent(message)
    stop(message, TAKEN_OUT, _("taken out of the outbox"), by=by, now=now)


def refuse_unless_in_outbox(message: Message) -> None:
    """Also waits for the worker that makes its mails."""
    db.session.refresh(message, with_for_update=True)
    if message.state != OUTBOX:
        raise Refused(_("This message is not in the outbox any more. Look at the list again."))


def refuse_unless_on(message: Message, now: datetime) -> None:
    """What one only wishes to say may be said of a forum that is off, too."""
    if message.kind == NOTE:
        return
    if not can_go(message.forum):
        raise Refused(_("The forum is not on at present. Publish it first."))
    if is_too_late(message.kind, message.forum, now):
        raise Refused(_("The forum has begun: a reminder comes too late."))


def drop_unsent(message: Message) -> int:
    """Forget the mails that have not gone, and whose they were to be; how many. Who has got it keeps
    their copy, and gets no second one.
    """
    unsent = queries.unsent_mails_of(message)
    db.session.execute(
        delete(MessageCopy).where(
            MessageCopy.message_id == message.id,
            or_(MessageCopy.mail_id.is_(None), MessageCopy.mail_id.in_(unsent)),
        )
    )
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(unsent)))
    db.session.expire(message, ["copies"])
    return len(unsent)


def write_copies(now: datetime) -> int:
    """Start what is due, stop what is out of date, then make mails of what is in the outbox or being
    sent; how many.
    """
    start_scheduled(now)
    stop_overtaken(now)
    made = 0
    for message in queries.in_states(OUTBOX, SENDING):
        made += copy_next(message, now)
    return made


def start_scheduled(now: datetime) -> None:
    """A scheduled message waits while its forum is off, and moves with it."""
    for message in queries.in_states(SCHEDULED):
        at = goes_at(message.kind, message.hours, message.forum)
        if at is None or at > now:
            continue
        if is_too_late(message.kind, message.forum, now):
            reason = BEGAN if can_go(message.forum) else NOT_HELD
            stop(message, reason, _("came too late"), by=WORKER, now=now)
        elif can_go(message.forum):
            release(message, by=WORKER, now=now)


def stop_overtaken(now: datetime) -> None:
    """What was written for a forum that is on tells nothing true of one that is off, nor the other way
    round: of its mails those that have not gone are dropped.
    """
    for message in queries.overtaken():
        db.session.refresh(message, with_for_update=True)
        message.forum_state = None
        if drop_unsent(message) or message.state == SENDING:
            stop(message, OVERTAKEN, _("stopped on its way"), by=WORKER, now=now)


def copy_next(message: Message, now: datetime) -> int:
    """The next of its mails; once nobody is left, what was to be sent is sent."""
    db.session.refresh(message, with_for_update=True)
    if message.state not in (OUTBOX, SENDING):
        return 0
    mailboxes = queries.next_mailboxes(message, AT_ONCE)
    for people in mailboxes:
        copy_to(message, people, now)
    if not mailboxes and message.state == SENDING:
        message.sent_at = now
        set_state(message, SENT, _("sent"), by=WORKER, now=now)
    return len(mailboxes)


def copy_to(message: Message, people: list[Registration], now: datetime) -> None:
    """One mail to a mailbox, unless its owner wants none."""
    is_wanted = message.about_registration or not queries.objects_to_news(recipient(people[0]))
    mail = None
    if is_wanted:
        mail = queue_copy(message, people, is_held=message.state == OUTBOX, now=now)
    for each in people:
        db.session.add(MessageCopy(message=message, registration=each, mail=mail))


def release(message: Message, *, by: Actor, now: datetime) -> None:
    message.forum_state = message.forum.state
    set_state(message, SENDING, _("released"), by=by, now=now)


def stop(message: Message, reason: str, action: str, *, by: Actor, now: datetime) -> None:
    message.why_stopped = reason
    set_state(message, STOPPED, action, by=by, now=now)


def set_state(message: Message, state: str, action: str, *, by: Actor, now: datetime) -> None:
    message.state = state
    record_change(message, action, by=by, now=now, label=label_of(message))
