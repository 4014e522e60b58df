"""Answers from attendees' calendars: a message comes in, and what it says of a place is done.

Whoever can write to an address with a registration's token may answer for it; the message must
besides be about that forum, name that person, and be newer than what is known.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from forumapp.core.actor import ATTENDEE
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import normalised_address
from forumapp.core.transaction import apart
from forumapp.core.visibility import PUBLISHED
from forumapp.ical.reply import Reply, Unreadable, read_reply
from forumapp.ical.text import is_mailbox
from forumapp.mail.delivery_reports import failure_in
from forumapp.mail.incoming import (
    IncomingMessage,
    TooComplicated,
    calendar_part,
    read_headers,
    token_in,
)
from forumapp.mail.mailbox import read_unseen
from forumapp.mail.models import IncomingMail
from forumapp.mail.queries import count_since
from forumapp.mail.rules import IGNORED, REFUSED, TAKEN
from forumapp.mail.services import note_incoming, note_leaving, note_return, returned_mail
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.rules.replies import (
    GIVES_BACK,
    NOT_REPLIES,
    NOTHING,
    TAKES_AGAIN,
    TAKES_OFFER,
    YES,
    answered_at,
    effect_of,
    why_not_theirs,
    why_too_late,
)
from forumapp.registrations.rules.states import (
    CANCELLED,
    CLOSED,
    CONFIRMED,
    FULL,
    INVITATION,
    NOT_NEEDED,
    NOT_YET_OPEN,
    OPEN,
    WAITING,
    availability,
)
from forumapp.registrations.services.places import take_places
from forumapp.registrations.services.states import lock, note_sent, set_state
from forumapp.registrations.services.waiting import (
    end_registration,
    is_open,
    take_offered_place,
    wanted_by,
)

log = logging.getLogger(__name__)

Outcome = tuple[str, str]
"""What became of a message, and why, in a sentence."""

A_DAY = timedelta(days=1)
CHANGES_A_DAY = 5
"""So often may a calendar take back that it declined: each time, the organizer gets a mail too."""
ACCEPTED_THERE = _("accepted from the calendar")
DECLINED_THERE = _("declined from the calendar")
"""What history says of it."""


# ------------------------------------------------------------------- a message


def receive(raw: bytes, *, to: str = "", now: datetime) -> IncomingMail:
    """Take over a message that was handed to us; the row says what became of it.

    `to` is the envelope's recipient where it is known. Handed over again, it counts no second time.
    """
    message = read_headers(raw, to)
    token = token_in(message.recipients)
    # Before the first statement: reading takes a while, and nobody else can write to SQLite meanwhile.
    reply, why_not = reply_in(raw) if token else (None, "")
    failure = failure_in(raw) if message.is_delivery_report else None
    row, is_new = note_incoming(message, now=now)
    if not is_new:
        return row
    mail = returned_mail(token, failure)
    if mail is not None:
        row.about_kind, row.about_uid = mail.about_kind, mail.about_uid
        row.outcome, row.detail = note_return(mail, failure, now=now)
        return row
    if note_leaving(row, token, failure):
        return row
    registration = registered.registration_by_reply(token)
    if registration is None:
        row.outcome, row.detail = REFUSED, _("It went to an address that is nobody’s.")
        return row
    row.about_kind, row.about_uid = Registration.__tablename__, registration.uid
    try:
        with db.session.begin_nested():
            row.outcome, row.detail = outcome_of(message, reply, why_not, registration, now)
    except (OperationalError, InterfaceError, IntegrityError, OSError):  # may go well another time
        raise
    except Exception:  # anybody may write to us: no message may stop those behind it
        log.exception("An incoming message could not be dealt with")
        row.outcome, row.detail = REFUSED, NOT_DEALT_WITH
    return row


NOT_DEALT_WITH = _("It could not be dealt with. The log says why.")


def reply_in(raw: bytes) -> tuple[Reply | None, str]:
    """What a calendar says in it, where one does; or why it cannot be read, where it cannot."""
    if len(raw) > size_limit():
        return None, _("The message is larger than this installation reads.")
    try:
        calendar = calendar_part(raw)
        return (None if calendar is None else read_reply(calendar)), ""
    except TooComplicated:
        return None, _("The message has too many parts to be an answer.")
    except Unreadable:
        return None, _("The calendar entry in it cannot be read.")
    except Exception:  # what the mail library stumbles over is the sender’s doing
        log.exception("An incoming message could not be read")
        return None, NOT_DEALT_WITH


def outcome_of(
    message: IncomingMessage,
    reply: Reply | None,
    why_not: str,
    registration: Registration,
    now: datetime,
) -> Outcome:
    if message.is_delivery_report:
        return IGNORED, _("A mail to this person could not be delivered.")
    if why_not:
        return REFUSED, why_not
    if reply is None:
        return no_answer(message, registration, now)
    return answer(reply, registration, now)


def size_limit() -> int:
    """In bytes."""
    return setting("INCOMING_LIMIT_KB") * 1024


def no_answer(message: IncomingMessage, registration: Registration, now: datetime) -> Outcome:
    """Not of a calendar: who wrote it themselves hears once a day whom to write to."""
    if message.is_automatic or not is_mailbox(message.sender):
        return IGNORED, _("Not an answer of a calendar: a program wrote it.")
    lock(registration)
    if mails_of_a_day(registration, now, tickets.NOT_READ_HERE):
        return IGNORED, _("Not an answer of a calendar: the sender knows whom to write to.")
    tickets.send_whom_to_write_to(registration, message.sender, now=now)
    return IGNORED, _("Not an answer of a calendar: the sender is told whom to write to.")


def mails_of_a_day(registration: Registration, now: datetime, *kinds: str) -> int:
    return count_since(Registration.__tablename__, registration.uid, now - A_DAY, *kinds)


# -------------------------------------------------------------------- an answer


def answer(reply: Reply, registration: Registration, now: datetime) -> Outcome:
    """What a calendar says, done where it counts."""
    lock(registration)
    forum = registration.forum
    db.session.refresh(forum)
    addresses = {normalised_address(each.address) for each in reply.answerers}
    reason = why_not_theirs(reply.uid, addresses, registration, forum)
    if reason:
        return REFUSED, reason
    if reply.method == "REFRESH":
        return send_again(registration, now)
    if reply.method != "REPLY":
        return IGNORED, NOT_REPLIES.get(reply.method, NOT_AN_ANSWER)
    return take_answer(reply, registration, now)


def take_answer(reply: Reply, registration: Registration, now: datetime) -> Outcome:
    reason = why_too_late(reply.sequence, reply.stamped, registration, registration.forum, now)
    if reason or reply.stamped is None:
        return IGNORED, reason
    said = reply.answerers[0].answer
    effect = effect_of(said, registration.state, registration.answer)
    if effect == NOTHING:
        return IGNORED, NOT_COUNTED.get(said, NO_LONGER_ACTIVE)
    if effect == GIVES_BACK and registration.last_sent_method == tickets.CANCEL:
        return IGNORED, ENTRY_WITHDRAWN
    outcome = EFFECTS[effect](registration, now) if effect in EFFECTS else (TAKEN, AS_IT_WAS)
    if outcome[0] == TAKEN:  # who gets no place now may accept again later
        registration.answer = said
    registration.answered_at = answered_at(reply.stamped, now)
    return outcome


AS_IT_WAS = _("The answer is noted. The place stays as it was.")
NOT_AN_ANSWER = _("The calendar entry in it is not an answer.")
NO_LONGER_ACTIVE = _("The registration is not active any more: the answer changes nothing.")
ENTRY_WITHDRAWN = _(
    "We have taken the entry out of their calendar, as the forum is off. The place stays."
)
"""Some calendars decline an entry when it is removed."""
NOT_COUNTED = {
    "DELEGATED": _("They pass their place on in their calendar. Nothing has been changed."),
    "NEEDS-ACTION": _("Their calendar says that they have not decided. Nothing has been changed."),
}


def send_again(registration: Registration, now: datetime) -> Outcome:
    """REFRESH: the invitation as it is now, though not as often as a program may ask for it."""
    if registration.state != CONFIRMED or registration.forum.state != PUBLISHED:
        return IGNORED, NO_LONGER_ACTIVE
    since = registered.recent(now)
    sent = count_since(Registration.__tablename__, registration.uid, since)
    if sent >= setting("REGISTRATIONS_PER_ADDRESS"):
        return IGNORED, _("Their calendar asks for the invitation again too often.")
    # What has changed is still to be told in words: `told_sequence` stays.
    note_sent(registration, tickets.REQUEST, now)
    tickets.send_confirmation(registration, now=now)
    return TAKEN, _("Their calendar asks for the invitation again. It has been sent.")


def give_back(registration: Registration, now: datetime) -> Outcome:
    """They are not coming: the place is free at once, and the organizer hears of it."""
    end_registration(registration, CANCELLED, by=ATTENDEE, now=now, action=DECLINED_THERE)
    tickets.send_place_given_back(registration, now=now)
    tickets.send_word_of_answer(tickets.PLACE_DECLINED, registration, now=now)
    return TAKEN, _("Declined. The place is free again.")


def take_offer(registration: Registration, now: datetime) -> Outcome:
    """The place that was kept for them is theirs."""
    if not is_open(registration.booking, now):
        return IGNORED, _("Accepted, but the offer of a place had ended.")
    registration.answer = YES  # which the invitation repeats
    take_offered_place(registration, by=ATTENDEE, now=now, action=ACCEPTED_THERE)
    return TAKEN, _("Accepted. The place is confirmed.")


def take_again(registration: Registration, now: datetime) -> Outcome:
    """They had declined: a place, if one is free and nobody has registered them anew since."""
    forum = registration.forum
    if registered.active_twin(registration) is not None:
        return IGNORED, _("This person has registered again in the meantime.")
    changes = mails_of_a_day(registration, now, tickets.PLACE_GIVEN_BACK, tickets.NO_PLACE_LEFT)
    if changes >= CHANGES_A_DAY:
        return IGNORED, _("Their calendar changes its answer too often today.")
    standing = availability(forum, now)
    is_next = standing == OPEN and take_places(forum, wanted_by([registration]))
    if not is_next and standing in (OPEN, WAITING):
        standing = FULL
    if standing != OPEN:
        note_sent(registration, tickets.CANCEL, now)
        tickets.send_no_place_left(registration, standing, now=now)
        return IGNORED, TOLD_THAT.get(standing, NOT_ON)
    set_state(registration, CONFIRMED, by=ATTENDEE, now=now, action=ACCEPTED_THERE)
    invite(registration, now)
    tickets.send_word_of_answer(tickets.PLACE_TAKEN_AGAIN, registration, now=now)
    return TAKEN, _("Accepted after all. The place is confirmed again.")


NOT_ON = _("Accepted after all, but the forum is not on at present. They have been told.")
NOT_OPEN = _("Accepted after all, but registration is closed. They have been told.")
TOLD_THAT = {
    FULL: _("Accepted after all, but no place is free. They have been told."),
    **dict.fromkeys((CLOSED, NOT_YET_OPEN, INVITATION, NOT_NEEDED), NOT_OPEN),
}


def invite(registration: Registration, now: datetime) -> None:
    registration.answer = YES  # which the invitation repeats
    registration.told_sequence = registration.forum.sequence
    note_sent(registration, tickets.REQUEST, now)
    tickets.send_confirmation(registration, now=now)


EFFECTS: dict[str, Callable[[Registration, datetime], Outcome]] = {
    GIVES_BACK: give_back,
    TAKES_OFFER: take_offer,
    TAKES_AGAIN: take_again,
}


# ------------------------------------------------------------------- the worker's


def read_mailbox(now: datetime) -> int:
    """Take over what has arrived in the mailbox, where one is set; how many messages.

    Each message is a transaction of its own, and none is open while the server is spoken to.
    """
    if not setting("IMAP_HOST"):
        return 0

    def take(raw: bytes) -> None:
        with apart():
            receive(raw, now=now)

    return read_unseen(take, size_limit())
