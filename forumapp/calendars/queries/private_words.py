"""What a private calendar puts into the entries that it reads: words for its holder, a reminder."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.feeds import Asked
from forumapp.calendars.queries.private import held_in
from forumapp.calendars.rules.private_words import words_of_duty, words_of_point
from forumapp.core.db import db
from forumapp.delegations.models import ItineraryItem
from forumapp.duties.models import Duty
from forumapp.ical.alarm import with_alarm
from forumapp.ical.description import with_words
from forumapp.ical.written import value_of


def told_to_holder(calendar: PrivateCalendar, asked: Asked) -> Callable[[bytes], bytes]:
    """Makes of an entry's bytes what the holder of this calendar gets."""
    words = defaultdict[UUID, list[str]](list)
    for uid, said in _words(calendar, asked.language):
        words[uid].append(said)
    minutes = calendar.alarm_minutes

    def change(entry: bytes) -> bytes:
        said = words.get(UUID(value_of(entry, b"UID").decode()), [])
        told = with_words(entry, "\n\n".join(filter(None, said)))
        return with_alarm(told, minutes) if minutes else told

    return change


def _words(calendar: PrivateCalendar, language: str) -> Iterator[tuple[UUID, str]]:
    """The UIDs of entries with words for each. What is told of a point is told of its forum too,
    whose entry stands for it where the public may see the forum.
    """
    for duty in _duties(calendar):
        place = duty.forum or duty.delegation
        if place is not None:
            yield place.uid, words_of_duty(duty, language)
    for item in _points(calendar):
        yield item.uid, words_of_point(item, language)
        if item.forum is not None:
            yield item.forum.uid, words_of_point(item, language)


def _duties(calendar: PrivateCalendar) -> Iterator[Duty]:
    if calendar.account_id is None:
        return
    duties = select(Duty).where(Duty.account_id == calendar.account_id).order_by(Duty.id)
    yield from db.session.scalars(
        duties.options(joinedload(Duty.forum), joinedload(Duty.delegation))
    )


def _points(calendar: PrivateCalendar) -> Iterator[ItineraryItem]:
    hosts = ItineraryItem.counterpart_organization, ItineraryItem.counterpart_person
    yield from db.session.scalars(
        select(ItineraryItem)
        .where(held_in(calendar).items)
        .order_by(ItineraryItem.starts_at, ItineraryItem.id)
        .options(*map(joinedload, hosts), joinedload(ItineraryItem.forum))
    )
