"""Where an event is, in one line."""

from typing import Any

from forumapp.core.countries import country_name
from forumapp.ical.entry import Place, Resource, StructuredData


def location(venue: Any, room: Any, language: str) -> str:
    """“Hall 2, Harbour House, 5 Pier Street, 10004 New York, United States”.

    Chinese goes from the country down to the room.
    """
    if venue is None:
        return ""
    room_name = room.name.text(language) if room else ""
    name, street = venue.name.text(language), venue.street.text(language)
    country = country_beside(venue.city.text(language), venue.country, language)
    if language == "zh" and (venue.street.exact("zh") or not street):
        return " ".join(
            part
            for part in ("".join((country, venue.city.text("zh"), street)), name, room_name)
            if part
        )
    city = " ".join(part for part in (venue.postcode, venue.city.text(language)) if part)
    return ", ".join(part for part in (room_name, name, street, city, country) if part)


def country_beside(city: str, code: str, language: str) -> str:
    """The country's name, unless the city says it already: Singapore is both."""
    name = country_name(code, language)
    return "" if name == city else name


def coordinates(venue: Any) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, where both are known."""
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def places(venue: Any, language: str, data: str) -> tuple[Place, ...]:
    """The venue; `data` is the address of the linked data that describes it too."""
    if venue is None:
        return ()
    described = StructuredData(data, "application/ld+json", "https://schema.org/Place")
    name = venue.name.text(language)
    return (Place(str(venue.uid), name, coordinates(venue), data=described),)


def rooms(room: Any, language: str) -> tuple[Resource, ...]:
    return (Resource(str(room.uid), room.name.text(language), "ROOM"),) if room else ()
