"""What the page of a private calendar tells of an entry to come."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from forumapp.calendars.rules.places import location
from forumapp.core.titles import whole_title

_OFF = ("cancelled", "postponed")


@dataclass(frozen=True, slots=True)
class Coming:
    """One entry: wall clocks with their zones, where whole days have none (empty)."""

    title: str
    starts: datetime
    ends: datetime
    starts_at: datetime
    ends_at: datetime
    starts_zone: str
    ends_zone: str
    place: str
    is_off: bool


def coming_of(kind: str, record: Any, language: str) -> Coming:
    return _OF_KIND[kind](record, language)


def _forum(forum: Any, language: str) -> Coming:
    place = location(forum.venue, forum.room, language)
    return _timed(forum, (forum.zone, forum.zone), place, forum.state, language)


def _session(session: Any, language: str) -> Coming:
    forum = session.forum
    place = location(forum.venue, session.room or forum.room, language)
    return _timed(session, (forum.zone, forum.zone), place, forum.state, language)


def _item(item: Any, language: str) -> Coming:
    place = item.place.text(language) or location(item.venue, None, language)
    zones = item.starts_zone, item.ends_zone
    return _timed(item, zones, place, item.delegation.state, language)


def _journey(delegation: Any, language: str) -> Coming:
    first = datetime.combine(delegation.starts_on, time())
    last = datetime.combine(delegation.ends_on, time())
    return Coming(
        title=whole_title(delegation.name.text(language)),
        starts=first,
        ends=last,
        starts_at=first,
        ends_at=last,
        starts_zone="",
        ends_zone="",
        place=delegation.cities.text(language),
        is_off=delegation.state in _OFF,
    )


def _timed(record: Any, zones: tuple[str, str], place: str, state: str, language: str) -> Coming:
    return Coming(
        title=whole_title(record.title.text(language)),
        starts=record.starts,
        ends=record.ends,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        starts_zone=zones[0],
        ends_zone=zones[1],
        place=place,
        is_off=state in _OFF,
    )


_OF_KIND = {"forum": _forum, "session": _session, "item": _item, "delegation": _journey}
