"""The invented attendees: 150 registrations, in every state, none of which is mailed to anybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count, cycle

from sqlalchemy import select, update

from forumapp.cli.demonstration.forums import EVENTS
from forumapp.core.db import db
from forumapp.core.tokens import capability_hash, new_reference, new_uid, normalised_address
from forumapp.forums.models import Forum
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import TAKING_PART
from forumapp.registrations.mails.offers import OFFER_PURPOSE
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.rules.states import OFFERED, WAITLISTED, holds_place

LATIN = [
    ("Ada", "Aurelio", "Bruna", "Cyrus", "Dalia", "Edwin", "Farida", "Gustav", "Hanna", "Idris"),
    ("Abbott", "Bello", "Castillo", "Dahl", "Eze", "Fontaine", "Greco", "Hoffmann", "Ivanova"),
]
CHINESE = [
    ("安", "白", "曹", "董", "方", "顾", "胡", "蒋", "孔"),
    ("一鸣", "思远", "晓岚", "子衿", "文博", "雨桐", "嘉禾", "明哲"),
]
EMPLOYERS = [
    ("Ferry and Sons", "Owner", "GB"),
    ("Neighbourhood Credit Union", "Board member", "US"),
    ("青石贸易有限公司", "总经理", "CN"),
    ("Kilima Growers", "Secretary", "KE"),
    ("Atelier du Quai", "Joiner", "FR"),
    ("港湾大学", "教授", "CN"),
    ("Straits Forwarders", "Manager", "SG"),
]


def register_attendees(forums: Mapping[str, Forum], *, now: datetime) -> None:
    """Give each forum the registrations that its data name, and count its places."""
    numbers, employers = count(1), cycle(EMPLOYERS)
    [text] = current_consent_texts([TAKING_PART])
    for key, forum in forums.items():
        for state, how_many in EVENTS[key].registered.items():
            for _each in range(how_many):
                registration = _registration(forum, state, next(numbers), next(employers), now)
                registration.consents.append(
                    RegistrationConsent(
                        purpose=text.purpose,
                        wording=text.wording.text(registration.language),
                        wording_version=text.version,
                        language=registration.language,
                        given_at=registration.registered_at,
                        given_by="attendee",
                    )
                )
                forum.taken += holds_place(state)
                if state in (WAITLISTED, OFFERED):
                    _put_in_line(registration, now)
        db.session.flush()


def _registration(
    forum: Forum, state: str, number: int, employer: tuple[str, str, str], now: datetime
) -> Registration:
    name, language = _name(number)
    address = f"attendee{number}@example.com"
    at = min(now, forum.starts_at) - timedelta(days=15) + timedelta(minutes=97 * number)
    uid = new_uid()
    booking = Booking(
        uid=uid,
        forum=forum,
        name=name,
        address=address,
        address_key=normalised_address(address),
        language=language,
        link_version=1,
        link_hash=capability_hash("registration", uid, 1),
        created_at=at,
    )
    organization, position, country = employer
    registration = Registration(
        booking=booking,
        forum=forum,
        reference=new_reference(),
        name=name,
        address=address,
        address_key=booking.address_key,
        organization=organization,
        position=position,
        country=country,
        language=language,
        state=state,
        state_changed_at=at,
        registered_at=at,
        told_sequence=forum.sequence,
        last_sent_sequence=forum.sequence,
    )
    db.session.add(registration)
    return registration


def everybody_has_been_told() -> None:
    """The season is as the attendees know it: nothing that made it is news to them. (The numbers of
    forums are known once the season is committed.)
    """
    told = select(Forum.sequence).where(Forum.id == Registration.forum_id).scalar_subquery()
    db.session.execute(
        update(Registration)
        .values(told_sequence=told, last_sent_sequence=told)
        .execution_options(synchronize_session=False)
    )


def _put_in_line(registration: Registration, now: datetime) -> None:
    """Who waits does so since they registered; who is offered a place has a day to take it."""
    booking = registration.booking
    booking.waiting_since = registration.registered_at
    if registration.state == WAITLISTED:
        registration.forum.waiting += 1
        return
    booking.offer_version = 1
    booking.offer_hash = capability_hash(OFFER_PURPOSE, booking.uid, 1)
    booking.offer_expires_at = now + timedelta(days=1)


def _name(number: int) -> tuple[str, str]:
    if number % 3 == 0:
        family, given = (part[number % len(part)] for part in CHINESE)
        return family + given, "zh"
    given, family = (part[number % len(part)] for part in LATIN)
    return f"{given} {family}", "en"
