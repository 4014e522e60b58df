"""What is done to venues and their rooms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.countries import country_code
from forumapp.core.db import db
from forumapp.core.dependents import dependents_of, refuse_while_needed
from forumapp.core.errors import Refused
from forumapp.core.facts import (
    Texts,
    refuse_stale,
    require_text,
    require_website,
    write_facts,
)
from forumapp.core.names import folded_name
from forumapp.core.slugs import slug_of
from forumapp.core.tables import TWICE, Checked, Checks, Line, Seen, number_in
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.history.services import record_change
from forumapp.search.services import forget_record, index_record
from forumapp.venues.models import Room, Venue
from forumapp.venues.queries import venues_by_name
from forumapp.venues.rules import ACCESS_FACTS, VENUE_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueFacts:
    """What an editor says of a venue; latitude and longitude in degrees, both or neither."""

    name: Texts
    zone: str
    street: Texts = field(default_factory=dict)
    city: Texts = field(default_factory=dict)
    postcode: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    directions: Texts = field(default_factory=dict)
    access: Texts = field(default_factory=dict)
    step_free: Texts = field(default_factory=dict)
    hearing_help: Texts = field(default_factory=dict)
    quiet_space: Texts = field(default_factory=dict)
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    name: Texts
    floor: Texts = field(default_factory=dict)
    seats: int | None = None


def create_venue(facts: VenueFacts, *, by: Actor, now: datetime) -> Venue:
    venue = Venue()
    _save(venue, facts, "created", by=by, now=now)
    return venue


def edit_venue(
    venue: Venue, facts: VenueFacts, *, version: int | None = None, by: Actor, now: datetime
) -> Venue:
    """Forums held here keep their own zone; what their entries say follows by `publishing.records`."""
    refuse_stale(venue, version)
    _save(venue, facts, "edited", by=by, now=now)
    return venue


def archive_venue(venue: Venue, *, by: Actor, now: datetime) -> None:
    venue.archived_at = now
    record_change(venue, "archived", by=by, now=now)


def restore_venue(venue: Venue, *, by: Actor, now: datetime) -> None:
    venue.archived_at = None
    record_change(venue, "restored", by=by, now=now)


def delete_venue(venue: Venue, *, by: Actor, now: datetime) -> None:
    """Refused while a forum, a session or an itinerary takes place here. Rooms go along."""
    refuse_while_needed(venue)
    record_change(venue, "deleted", by=by, now=now)
    forget_record(venue)
    db.session.delete(venue)


def add_room(venue: Venue, facts: RoomFacts, *, by: Actor, now: datetime) -> Room:
    require_text(facts.name, "name")
    last = max((room.position for room in venue.rooms), default=-1)
    room = Room(position=last + 1)
    write_facts(room, facts, now)
    venue.rooms.append(room)
    record_change(venue, "room added", by=by, now=now, room=room.name.text("en"))
    return room


def edit_room(
    room: Room, facts: RoomFacts, *, version: int | None = None, by: Actor, now: datetime
) -> Room:
    refuse_stale(room, version)
    require_text(facts.name, "name")
    write_facts(room, facts, now)
    record_change(room.venue, "room edited", by=by, now=now, room=room.name.text("en"))
    return room


def remove_room(room: Room, *, by: Actor, now: datetime) -> None:
    dependents = dependents_of(room)
    if dependents.counts:
        raise Refused(
            _("This room cannot be removed, because it is in use: {dependents}."),
            dependents=dependents,
        )
    record_change(room.venue, "room removed", by=by, now=now, room=room.name.text("en"))
    room.venue.rooms.remove(room)


def check_venues(lines: Sequence[Line], _languages: Sequence[str]) -> list[Checked]:
    """What each line of a spreadsheet would become, beside those we have; nothing is written.

    The same name in the same city, or where one of the two has none, is the same venue.
    """
    known, seen = venues_by_name(), Seen()
    return [_checked_venue(line, known, seen) for line in lines]


def make_venues(checked: Iterable[Checked], *, by: Actor, now: datetime) -> int:
    """Make those that are new; how many."""
    new = [each.facts for each in checked if each.facts is not None]
    for facts in new:
        create_venue(facts, by=by, now=now)
    return len(new)


def _checked_venue(line: Line, known: Mapping[str, list[Venue]], seen: Seen) -> Checked:
    checks = Checks(line, VENUE_COLUMNS)
    checks.of("name", require_text, line.text("name"), "name")
    checks.of("zone", zone_of, line.cell("zone"))
    country = checks.of("country", country_code, line.cell("country"))
    checks.of("website", require_website, line.cell("website"))
    latitude = checks.of("latitude", number_in, line.cell("latitude"))
    longitude = checks.of("longitude", number_in, line.cell("longitude"))
    facts = VenueFacts(
        name=line.text("name"),
        zone=line.cell("zone"),
        street=line.text("street"),
        city=line.text("city"),
        postcode=line.cell("postcode"),
        country=country or "",
        latitude=latitude,
        longitude=longitude,
        directions=line.text("directions"),
        access=line.text("access"),
        website=line.cell("website"),
        **{fact: line.text(fact) for fact in ACCESS_FACTS},
    )
    if not checks.problems:
        checks.of("latitude", _check_point, facts)
    if checks.problems:
        return Checked(line, problems=checks.problems)
    city = Translated(facts.city)
    for name in line.text("name").values():
        for venue in known.get(folded_name(name), ()):
            if not city or not venue.city or _is_same_city(city, venue.city):
                return Checked(line, known=venue)
    if first := seen.twin(line, slug_of(city, "") if city else ""):
        return Checked(line, remark=Refused(TWICE, first=first))
    return Checked(line, facts)


def _is_same_city(one: Translated, other: Translated) -> bool:
    """By its name in either language; the sound of a Chinese one may be the English one."""
    names = ({folded_name(each.exact(own)) for own in each.languages} for each in (one, other))
    return not set.isdisjoint(*names) or slug_of(one, "") == slug_of(other, "")


def _save(venue: Venue, facts: VenueFacts, action: str, *, by: Actor, now: datetime) -> None:
    require_text(facts.name, "name")
    require_website(facts.website)
    zone_of(facts.zone)
    _check_point(facts)
    write_facts(venue, facts, now)
    venue.city_key = slug_of(venue.city, "") if venue.city else ""
    record_change(venue, action, by=by, now=now)
    index_record(venue, venue.name, venue.street, venue.city, *(room.name for room in venue.rooms))


def _check_point(facts: VenueFacts) -> None:
    if (facts.latitude is None) != (facts.longitude is None):
        raise Refused(_("Give both latitude and longitude, or neither."), field="latitude")
    if facts.latitude is None or facts.longitude is None:
        return
    if not (-90 <= facts.latitude <= 90 and -180 <= facts.longitude <= 180):
        raise Refused(
            _("Latitude lies between −90 and 90 degrees, longitude between −180 and 180."),
            field="latitude",
        )
