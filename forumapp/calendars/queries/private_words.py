"""What a private calendar puts into the entries that it reads: words for its holder, a reminder.

Those words have no number of their own. Whatever changes them is an act in the history of the
journey or of who is on duty, so an entry's SEQUENCE rises there by the number of such acts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import joinedload

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.feeds import Asked
from forumapp.calendars.queries.private import held_in
from forumapp.calendars.rules.private_words import words_of_duty, words_of_point
from forumapp.core.db import db
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.duties.models import Duty
from forumapp.forums.models import Forum
from forumapp.history.queries import Acts, acts_on
from forumapp.ical.alarm import with_alarm
from forumapp.ical.description import with_words
from forumapp.ical.stamps import revised
from forumapp.ical.written import value_of

OF_POINTS = (
    "itinerary item added",
    "itinerary item edited",
    "itinerary item removed",
    "host renamed",
)
OF_DUTIES = ("duty given", "duty taken back")
"""The acts of history that change what is told of a journey's points, and of who is on duty."""


class Telling(NamedTuple):
    """Makes of an entry's bytes what the holder of a calendar gets; and when that was last another."""

    change: Callable[[bytes], bytes]
    changed_at: datetime | None


def told_to_holder(calendar: PrivateCalendar, asked: Asked) -> Telling:
    words = defaultdict[UUID, list[str]](list)
    for uid, said in _words(calendar, asked.language):
        words[uid].append(said)
    acts = _acts(calendar)
    minutes = calendar.alarm_minutes

    def change(entry: bytes) -> bytes:
        uid = UUID(value_of(entry, b"UID").decode())
        told = with_words(entry, "\n\n".join(filter(None, words.get(uid, []))))
        if uid in acts:
            told = revised(told, times=acts[uid].number, at=acts[uid].last)
        return with_alarm(told, minutes) if minutes else told

    return Telling(change, max((each.last for each in acts.values()), default=None))


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


def _acts(calendar: PrivateCalendar) -> dict[UUID, Acts]:
    """By the UIDs of entries, the acts that may have changed what is told of them."""
    found = defaultdict[UUID, list[Acts]](list)
    for uid, acts in _acts_on_journeys(calendar):
        found[uid].append(acts)
    if calendar.account_id is not None:
        for uid, acts in _acts_on_duties(calendar):
            found[uid].append(acts)
    return {uid: _together(each) for uid, each in found.items()}


def _acts_on_journeys(calendar: PrivateCalendar) -> Iterator[tuple[UUID, Acts]]:
    """Of each point, and of each forum on a journey: a point that is removed may have been one."""
    held = held_in(calendar)
    journeys = set(db.session.scalars(select(Delegation.id).where(held.delegations)))
    acts = acts_on(Delegation.__tablename__, journeys, OF_POINTS)
    points = select(ItineraryItem.uid, ItineraryItem.delegation_id).where(held.items)
    as_points = select(Forum.uid, ItineraryItem.delegation_id).join(ItineraryItem.forum)
    visited = select(Forum.uid, DelegationForum.delegation_id).join(DelegationForum.forum)
    concerned = (
        points,
        as_points.where(held.items),
        visited.where(DelegationForum.delegation_id.in_(journeys)),
    )
    for uid, journey in db.session.execute(union(*concerned)):
        if journey in acts:
            yield uid, acts[journey]


def _acts_on_duties(calendar: PrivateCalendar) -> Iterator[tuple[UUID, Acts]]:
    """Of each place that the calendar tells: a duty that was taken back is one no more."""
    held = held_in(calendar)
    places: tuple[tuple[Any, Any], ...] = ((Forum, held.forums), (Delegation, held.delegations))
    for model, is_held in places:
        uids: dict[int, UUID] = dict(
            db.session.execute(select(model.id, model.uid).where(is_held)).all()
        )
        for record_id, acts in acts_on(model.__tablename__, uids, OF_DUTIES).items():
            yield uids[record_id], acts


def _together(acts: Iterable[Acts]) -> Acts:
    numbers, moments = zip(*acts, strict=True)
    return Acts(sum(numbers), max(moments))
