"""schema.org Event of what an entry says, so that page and calendar cannot differ.

The facts are those of the entry, and what no entry has room for: address, attendance, registration.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.numbers import get_territory_currencies

from forumapp.calendars.rules.forum import ForumFacts, forum_entry, session_entry
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import (
    ConferenceFacts,
    JourneyFacts,
    conference_entry,
    delegation_entry,
)
from forumapp.calendars.rules.standing import standing
from forumapp.core.clock import zone_of
from forumapp.core.countries import country_name
from forumapp.core.titles import whole_title
from forumapp.core.translated import html_language
from forumapp.core.when import city_of_zone
from forumapp.ical.entry import Entry, Moment, lasting
from forumapp.ical.text import one_line

Data = dict[str, Any]
SCHEMA = "https://schema.org/"
_STATES = {
    "confirmed": "EventScheduled",
    "tentative": "EventScheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}
_MODES = {
    "in_person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "both": "MixedEventAttendanceMode",
}
_HOLDERS = ("host", "organizer", "co_organizer")
_SUPPORTERS = ("co_sponsor", "supporter", "media_partner")
# What would end the script element or the line that it stands in, for any reader of the page.
_ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Registering:
    """How one registers: where, whether places are left (InStock, SoldOut, PreOrder), from when."""

    url: str
    availability: str
    opens: datetime | None = None


def as_json(data: Mapping[str, Any]) -> str:
    """A document that may stand inside a script element as it is."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def data_of_forum(
    facts: ForumFacts, language: str, house: House, registering: Registering | None = None
) -> Data:
    """A forum with its sessions, its speakers and who holds it."""
    forum = facts.forum
    entry = forum_entry(facts, language, house)
    where = _places(facts, entry, language)
    before = _starts_before(forum)
    known = {
        **_event(entry, language, where, forum.lead.text(language)),
        "eventAttendanceMode": SCHEMA + _MODES[forum.attendance_mode],
        "previousStartDate": before,
        "inLanguage": list(forum.languages or ()),
        "organizer": _bodies(facts.lines, _HOLDERS, language, house) or _house(language, house),
        "sponsor": _bodies(facts.lines, _SUPPORTERS, language, house),
        "performer": _people(facts.appearances, language, house),
        "isAccessibleForFree": True,
        "offers": _offer(forum, registering),
        "about": list(entry.concepts),
        "superEvent": _conference_of(facts, language, house),
        "subEvent": [
            _session(facts, session, where, language, house) for session in forum.sessions
        ],
    }
    if before and entry.standing in ("confirmed", "tentative"):
        known["eventStatus"] = SCHEMA + "EventRescheduled"
    return document(known)


def data_of_conference(
    facts: ConferenceFacts, forums: Iterable[Any], language: str, house: House
) -> Data:
    """A conference in its days, or a series, with the forums in it."""
    conference = facts.conference
    parts = [_forum_in_short(each, language, house) for each in forums]
    entry = conference_entry(facts, language, house)
    if entry is None:
        page = house.address("conference", language, slug=conference.slug)
        series = {
            "@type": "EventSeries",
            "name": one_line(conference.name.text(language)),
            "url": page,
        }
        return document({**series, "organizer": _house(language, house), "subEvent": parts})
    where = _city(conference, conference.city, language)
    return document(
        {
            **_event(entry, language, where, conference.summary.text(language)),
            "organizer": _bodies(facts.lines, _HOLDERS, language, house) or _house(language, house),
            "sponsor": _bodies(facts.lines, _SUPPORTERS, language, house),
            "about": list(entry.concepts),
            "subEvent": parts,
        }
    )


def data_of_delegation(facts: JourneyFacts, language: str, house: House) -> Data:
    """A journey with the forums on it."""
    journey = facts.delegation
    entry = delegation_entry(facts, language, house)
    where = _city(journey, journey.cities, language)
    return document(
        {
            **_event(entry, language, where, journey.purpose.text(language)),
            "organizer": _house(language, house),
            "about": list(entry.concepts),
            "subEvent": [_forum_in_short(forum, language, house) for forum in facts.forums],
        }
    )


def data_of_list(forums: Iterable[Any], language: str, house: House) -> Data:
    """A page of a list of forums, in its order; each is described on its own page."""
    rows = [
        {
            "@type": "ListItem",
            "position": place,
            "url": house.address("forum", language, slug=forum.slug),
        }
        for place, forum in enumerate(forums, 1)
    ]
    return {"@context": SCHEMA.rstrip("/"), "@type": "ItemList", "itemListElement": rows}


def document(known: Data) -> Data:
    """Something that stands for itself on a page."""
    return {"@context": SCHEMA.rstrip("/"), **known_only(known)}


def known_only(values: Data) -> Data:
    """What is unknown is left out; of one value no list is made."""
    known = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in known.items()
    }


def _event(entry: Entry, language: str, where: Any, lead: str) -> Data:
    """What every entry says."""
    return {
        "@type": "Event",
        "identifier": f"urn:uuid:{entry.uid}",
        "name": one_line(entry.summary),
        "description": one_line(lead) or one_line(entry.summary),
        "url": entry.url,
        "startDate": _when(entry.start),
        "endDate": _when(entry.end),
        "eventStatus": SCHEMA + _STATES[entry.standing],
        "location": where,
        "image": entry.image.uri if entry.image else None,
        "inLanguage": html_language(language),
    }


def _session(facts: ForumFacts, session: Any, where: Any, language: str, house: House) -> Data:
    entry = session_entry(facts, session, language, house)
    heard = [each for each in facts.appearances if each.session_id == session.id]
    said = _event(entry, language, where, session.description.text(language))
    said["inLanguage"] = list(facts.forum.languages or ())
    return known_only({**said, "performer": _people(heard, language, house)})


def _when(time: Moment | date) -> str:
    """ISO 8601; a time with its offset from UTC, the same moment as in the entry."""
    if isinstance(time, Moment):
        return time.instant.astimezone(zone_of(time.zone)).isoformat()
    return time.isoformat()


def _starts_before(forum: Any) -> list[str]:
    """The starts that were published before and do not hold any more, the first one first."""
    starts = dict.fromkeys(
        change.old_start for change in forum.changes if change.old_start is not None
    )
    zone = zone_of(forum.zone)
    return [at.astimezone(zone).isoformat() for at in starts if at != forum.starts_at]


def _places(facts: ForumFacts, entry: Entry, language: str) -> Any:
    """The venue, the online meeting (its page where the link is not public), or both."""
    forum = facts.forum
    shown = forum.online_url if forum.online_url_is_public else ""
    online = {"@type": "VirtualLocation", "url": shown or entry.url}
    if forum.venue is None:
        return online
    venue = _venue(forum.venue, entry.geo, language)
    return [venue, online] if forum.attendance_mode == "both" else venue


def _venue(venue: Any, geo: tuple[float, float] | None, language: str) -> Data:
    address = {
        "@type": "PostalAddress",
        "streetAddress": one_line(venue.street.text(language)),
        "postalCode": one_line(venue.postcode or ""),
        "addressLocality": one_line(venue.city.text(language)),
        "addressCountry": venue.country,
    }
    point = {"@type": "GeoCoordinates", "latitude": geo[0], "longitude": geo[1]} if geo else None
    name = one_line(venue.name.text(language))
    return known_only(
        {"@type": "Place", "name": name, "address": known_only(address), "geo": point}
    )


def _city(record: Any, city: Any, language: str) -> Data:
    """Where something is that has no venue of its own: its city, its country, or what its zone names."""
    name = one_line(city.text(language))
    address = {"addressLocality": name, "addressCountry": record.country}
    named = name or country_name(record.country, language) or city_of_zone(record.zone, language)
    return {
        "@type": "Place",
        "name": named,
        "address": {"@type": "PostalAddress", **known_only(address)},
    }


def _bodies(lines: Iterable[Any], roles: Iterable[str], language: str, house: House) -> list[Data]:
    bodies = {line.organization.id: line.organization for line in lines if line.role in roles}
    return [
        {
            "@type": "Organization",
            **_in_short(body, "organization", body.name, language, house),
        }
        for body in bodies.values()
    ]


def _house(language: str, house: House) -> Data:
    name = one_line(house.name.text(language))
    return {"@type": "Organization", "name": name, "url": house.address("home", language)}


def _people(appearances: Iterable[Any], language: str, house: House) -> list[Data]:
    people = {each.person_id: each.person for each in appearances}
    return [
        {"@type": "Person", **_in_short(person, "speaker", person.name, language, house)}
        for person in people.values()
    ]


def _in_short(record: Any, kind: str, name: Any, language: str, house: House) -> Data:
    """Another page's subject, which says the rest itself."""
    page = house.address(kind, language, slug=record.slug)
    return {"name": whole_title(one_line(name.text(language))), "url": page}


def _forum_in_short(forum: Any, language: str, house: House) -> Data:
    start = Moment(forum.starts, forum.zone, forum.starts_fold)
    end = lasting(start, Moment(forum.ends, forum.zone, forum.ends_fold))
    page = house.address("forum", language, slug=forum.slug)
    where = _venue(forum.venue, None, language) if forum.venue else None
    return {
        "@type": "Event",
        **_in_short(forum, "forum", forum.title, language, house),
        "startDate": _when(start),
        "endDate": _when(end),
        "eventStatus": SCHEMA + _STATES[standing(forum.state)],
        "location": where or {"@type": "VirtualLocation", "url": page},
    }


def _conference_of(facts: ForumFacts, language: str, house: House) -> Data | None:
    conference = facts.conference
    if conference is None:
        return None
    kind = "EventSeries" if conference.kind == "series" else "Event"
    in_short = _in_short(conference, "conference", conference.name, language, house)
    known = {"@type": kind, **in_short}
    if conference.starts_on:
        known["startDate"] = _when(conference.starts_on)
        known["location"] = _city(conference, conference.city, language)
    return known


def _offer(forum: Any, registering: Registering | None) -> Data | None:
    """A place is free of charge: a price of nothing, in the money of the country."""
    if registering is None:
        return None
    country = forum.venue.country if forum.venue else ""
    money = get_territory_currencies(country) if country else []
    return known_only(
        {
            "@type": "Offer",
            "url": registering.url,
            "price": "0",
            "priceCurrency": money[-1] if money else "USD",
            "availability": SCHEMA + registering.availability,
            "validFrom": registering.opens and registering.opens.isoformat(),
        }
    )
