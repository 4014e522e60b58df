"""Reading messages, and whom each reaches."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import normalised_address, token_hash
from forumapp.institution.rules import NEWS
from forumapp.mail.models import OutgoingMail
from forumapp.messages.models import Message, MessageCopy, OptOut
from forumapp.messages.rules.messages import AUDIENCE_STATES
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.queries.lists import conditions
from forumapp.registrations.rules.lists import Filters


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


def recipients(message: Message) -> Select[Registration]:
    """Whom a message is for, in the order in which they registered."""
    return (
        select(Registration)
        .join(Registration.booking)
        .where(*reached_by(message))
        .options(joinedload(Registration.booking), joinedload(Registration.forum))
        .order_by(Registration.id)
    )


def reached_by(message: Message) -> list[ColumnElement[bool]]:
    audience = message.audience
    states = [state for state in audience.get("states", ()) if state in AUDIENCE_STATES]
    narrowed = {name: audience.get(name, "") for name in ("language", "group", "answer", "came")}
    found = conditions(message.forum_id, Filters(**narrowed), with_state=False)
    found += [
        Registration.state.in_(states),
        Registration.erased_at.is_(None),
        func.coalesce(Registration.address, Booking.address) != "",
    ]
    return found if message.about_registration else [*found, wants_news()]


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


def count_of(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def copies_of(message: Message) -> Select[MessageCopy]:
    """Its copies that are mails, first made first."""
    return (
        select(MessageCopy)
        .where(MessageCopy.message_id == message.id, MessageCopy.mail_id.is_not(None))
        .options(joinedload(MessageCopy.mail), joinedload(MessageCopy.registration))
        .order_by(MessageCopy.id)
    )


def copies_by_state(message: Message) -> dict[str, int]:
    """How many of its mails stand in each state."""
    counted = (
        select(OutgoingMail.state, func.count())
        .join(MessageCopy, MessageCopy.mail_id == OutgoingMail.id)
        .where(MessageCopy.message_id == message.id)
        .group_by(OutgoingMail.state)
    )
    return dict(db.session.execute(counted).all())


def objects_to_news(address: str) -> bool:
    """Whether the owner of an address wants no mail that is not about their own registration."""
    return (
        db.session.scalar(select(OptOut.id).where(OptOut.address_hash == hash_of(address)))
        is not None
    )


def hash_of(address: str) -> str:
    return token_hash(normalised_address(address))


def example_of(message: Message, language: str) -> Registration | None:
    """Somebody it would reach, rather one who reads this language."""
    by_language = (Registration.language != language, Registration.id)
    return db.session.scalar(recipients(message).order_by(None).order_by(*by_language).limit(1))
