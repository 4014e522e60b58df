"""Reading venues for the desk."""

from collections import defaultdict

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.names import folded_name
from forumapp.search.queries import matching_ids
from forumapp.venues.models import Room, Venue


def venue_records(*, q: str = "", city: str = "", archived: str = "") -> Select[Venue]:
    """Venues by city: those in use, or with `archived` those put away."""
    rows = select(Venue).where(
        Venue.archived_at.is_not(None) if archived else Venue.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Venue.id.in_(matching_ids("venue", q)))
    if city:
        rows = rows.where(Venue.city_key == city)
    return rows.options(selectinload(Venue.rooms)).order_by(Venue.city_key, Venue.id)


def cities(language: str) -> list[tuple[str, str]]:
    """(key, name) of each city that has a venue."""
    rows = db.session.execute(
        select(Venue.city_key, Venue.city).where(Venue.city_key != "").order_by(Venue.city_key)
    )
    return list({key: city.text(language) for key, city in rows}.items())


def venue_choices(language: str) -> list[RecordChoice]:
    return record_choices(Venue, Venue.name, language)


def room_choices(venue_id: int, language: str) -> list[RecordChoice]:
    """The rooms of one venue, in its own order."""
    rooms = select(Room).where(Room.venue_id == venue_id).order_by(Room.position, Room.id)
    return [RecordChoice(room.id, room.name.text(language)) for room in db.session.scalars(rooms)]


def zone_of_venue(venue_id: int) -> str:
    """The time zone of a venue; nothing if there is no such venue."""
    return db.session.scalar(select(Venue.zone).where(Venue.id == venue_id)) or ""


def room_of(venue_id: int, room_id: int) -> Room:
    """A room of this very venue, or `NotFound`."""
    room = db.session.get(Room, room_id)
    if room is None or room.venue_id != venue_id:
        raise NotFound
    return room


def venues_by_name() -> dict[str, list[Venue]]:
    """Every venue, archived or not, by each of its names (`folded_name`)."""
    found: dict[str, list[Venue]] = defaultdict(list)
    for venue in db.session.scalars(select(Venue).order_by(Venue.id)):
        for name in {folded_name(venue.name.exact(each)) for each in venue.name.languages}:
            found[name].append(venue)
    return dict(found)
