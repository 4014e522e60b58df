"""Reading messages, and whom each reaches."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import normalised_address, token_hash
from forumapp.forums.models import Forum
from forumapp.institution.rules import NEWS
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import QUEUED
from forumapp.messages.models import Message, MessageCopy, OptOut
from forumapp.messages.rules.messages import AUDIENCE_STATES, SENDING, SENT
from forumapp.registrations.mails.tickets import recipient
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.queries.lists import conditions
from forumapp.registrations.rules.lists import Filters

MOST_EXAMPLES = 50
"""So many are asked whether they object, before a message counts as having no example."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people get a message, and how many of its audience do not: news is for who agreed to it
    (`not_agreed`) and has not objected since (`objecting`).
    """

    people: int
    not_agreed: int = 0
    objecting: int = 0


def messages_of(forum_id: int) -> list[Message]:
    """A forum's messages, newest first."""
    rows = select(Message).where(Message.forum_id == forum_id)
    return list(db.session.scalars(rows.order_by(Message.id.desc())))


def the_message(forum_id: int, message_id: int) -> Message:
    message = db.session.get(Message, message_id)
    if message is None or message.forum_id != forum_id:
        raise NotFound
    return message


def in_states(*states: str) -> list[Message]:
    rows = select(Message).where(Message.state.in_(states)).options(joinedload(Message.forum))
    return list(db.session.scalars(rows.order_by(Message.id)))


def overtaken() -> list[Message]:
    """Let go for a forum in another state than it is in now, and not looked at since."""
    rows = (
        select(Message)
        .join(Message.forum)
        .where(Message.state.in_((SENDING, SENT)), Message.forum_state != Forum.state)
    )
    return list(db.session.scalars(rows.order_by(Message.id)))


def recipients(message: Message) -> Select[Registration]:
    """Whom a message is for, in the order in which they registered."""
    return (
        select(Registration)
        .join(Registration.booking)
        .where(*reached_by(message))
        .options(joinedload(Registration.booking), joinedload(Registration.forum))
        .order_by(Registration.id)
    )


def reach_of(message: Message) -> Reach:
    found = count_of(recipients(message))
    if message.about_registration:
        return Reach(found)
    everybody = select(Registration.id).join(Registration.booking).where(*audience_of(message))
    objecting = objectors_among(message)
    return Reach(found - objecting, count_of(everybody) - found, objecting)


def objectors_among(message: Message) -> int:
    """How many of its recipients' addresses belong to who wants no news. What is kept of an objection
    is a hash, so each address is asked for its own.
    """
    keys = set(db.session.scalars(select(OptOut.address_hash)))
    if not keys:
        return 0
    address = func.coalesce(Registration.address, Booking.address)
    rows = (
        select(address, func.count())
        .join(Registration.booking)
        .where(*reached_by(message))
        .group_by(address)
    )
    return sum(count for to, count in db.session.execute(rows) if key_of(to).hex in keys)


def reached_by(message: Message) -> list[ColumnElement[bool]]:
    found = audience_of(message)
    return found if message.about_registration else [*found, wants_news()]


def audience_of(message: Message) -> list[ColumnElement[bool]]:
    """Whom the organizer chose, as far as they can be written to."""
    audience = message.audience
    states = [state for state in audience.get("states", ()) if state in AUDIENCE_STATES]
    narrowed = {name: audience.get(name, "") for name in ("language", "group", "answer", "came")}
    found = conditions(message.forum_id, Filters(**narrowed), with_state=False)
    return [
        *found,
        Registration.state.in_(states),
        Registration.erased_at.is_(None),
        func.coalesce(Registration.address, Booking.address) != "",
    ]


def wants_news() -> ColumnElement[bool]:
    return exists().where(
        RegistrationConsent.registration_id == Registration.id,
        RegistrationConsent.purpose == NEWS,
        RegistrationConsent.withdrawn_at.is_(None),
    )


def without_copy(message: Message) -> Select[Registration]:
    """Those of them who have none yet."""
    has_copy = exists().where(
        MessageCopy.message_id == message.id, MessageCopy.registration_id == Registration.id
    )
    return recipients(message).where(~has_copy)


def next_mailboxes(message: Message, limit: int) -> list[list[Registration]]:
    """Those without a copy, by the mailbox that theirs goes to: who arranged for several gets one mail
    for all of them. At least `limit` people, where there are so many.
    """
    people = db.session.scalars(without_copy(message).limit(limit))
    bookings = {each.booking_id for each in people}
    if not bookings:
        return []
    found: dict[tuple[int, str], list[Registration]] = {}
    for each in db.session.scalars(
        without_copy(message).where(Registration.booking_id.in_(bookings))
    ):
        mailbox = (each.booking_id, normalised_address(recipient(each)))
        found.setdefault(mailbox, []).append(each)
    return list(found.values())


def count_of(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def copies_of(message: Message) -> Select[MessageCopy]:
    """Its mails, first made first: of those who share one, the first person's copy."""
    firsts = (
        select(func.min(MessageCopy.id))
        .where(MessageCopy.message_id == message.id, MessageCopy.mail_id.is_not(None))
        .group_by(MessageCopy.mail_id)
    )
    return (
        select(MessageCopy)
        .where(MessageCopy.id.in_(firsts))
        .options(joinedload(MessageCopy.mail), joinedload(MessageCopy.registration))
        .order_by(MessageCopy.id)
    )


def copies_by_state(message: Message) -> dict[str, int]:
    """How many of its mails stand in each state."""
    counted = (
        select(OutgoingMail.state, func.count(OutgoingMail.id.distinct()))
        .join(MessageCopy, MessageCopy.mail_id == OutgoingMail.id)
        .where(MessageCopy.message_id == message.id)
        .group_by(OutgoingMail.state)
    )
    return dict(db.session.execute(counted).all())


def unsent_mails_of(message: Message) -> list[int]:
    """Those that nobody is sending; they are ours until the transaction ends."""
    rows = (
        select(OutgoingMail.id)
        .join(MessageCopy, MessageCopy.mail_id == OutgoingMail.id)
        .where(MessageCopy.message_id == message.id, OutgoingMail.state == QUEUED)
        .with_for_update(of=OutgoingMail, skip_locked=True)
    )
    return list(db.session.scalars(rows))


def objects_to_news(address: str) -> bool:
    """Whether the owner of an address wants no mail that is not about their own registration."""
    return has_objected(key_of(address))


def has_objected(key: UUID) -> bool:
    found = select(OptOut.id).where(OptOut.address_hash == key.hex)
    return db.session.scalar(found) is not None


def key_of(address: str) -> UUID:
    """What stands for an address in the link to object, and is kept of who has: 16 bytes of its hash.

    So the link belongs to the address written to, whoever registers with another one later.
    """
    return UUID(hex=token_hash(normalised_address(address))[:32])


def the_copy(message: Message, copy_id: int) -> MessageCopy:
    copy = db.session.get(MessageCopy, copy_id)
    if copy is None or copy.message_id != message.id or copy.mail is None:
        raise NotFound
    return copy


def example_of(message: Message, language: str) -> Registration | None:
    """Somebody it would reach, rather one who reads this language. Where it reaches nobody yet, as thanks
    before anybody came, somebody registered stands for them.
    """
    by_language = (Registration.language != language, Registration.id)
    rows = recipients(message).order_by(None).order_by(*by_language)
    for registration in db.session.scalars(rows.limit(MOST_EXAMPLES)):
        if message.about_registration or not objects_to_news(recipient(registration)):
            return registration
    anybody = select(Registration).where(
        Registration.forum_id == message.forum_id, Registration.erased_at.is_(None)
    )
    return db.session.scalar(anybody.order_by(*by_language).limit(1))
