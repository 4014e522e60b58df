"""One event as a VEVENT: RFC 5545 §3.6.1 with RFC 7986 and RFC 9253; `full` adds RFC 9073.

`core` has no nested component, because some readers take the summary inside one for the event's
own. All that `full` says in them stands in the description too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from icalendar import Component, Event, vCalAddress, vDate, vDatetime, vInt

from forumapp.core.clock import is_doubled, is_skipped, reckoned_instant
from forumapp.ical import text, zones
from forumapp.ical.folding import content

Profile = Literal["core", "full"]
Standing = Literal["confirmed", "tentative", "postponed", "cancelled"]

PROFILES: tuple[Profile, ...] = ("core", "full")

# STATUS and the prefix of SUMMARY, which no translation changes: readers of both languages see it.
_STANDINGS: dict[Standing, tuple[str, str]] = {
    "confirmed": ("CONFIRMED", ""),
    "tentative": ("TENTATIVE", ""),
    "postponed": ("CANCELLED", "POSTPONED / 延期："),
    "cancelled": ("CANCELLED", "CANCELLED / 已取消: "),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What the clock on the wall shows (naive) in an IANA zone; fold 1 is a repeated hour."""

    wall: datetime
    zone: str
    fold: int = 0

    @property
    def instant(self) -> datetime:
        """The same in UTC (aware); of a time that clocks skip by now, the moment after the gap."""
        return reckoned_instant(self.wall, self.zone, self.fold)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A calendar user: the name shown and the address after `mailto:`."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Link:
    """RFC 9253 §8.2: a resource that belongs to the event, and how."""

    uri: str
    relation: str
    media_type: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Relation:
    """RFC 5545 §3.8.4.5 and RFC 9253 §5: another event's UID and what it is to this one."""

    uid: str
    kind: str  # PARENT, NEXT, FIRST, DEPENDS-ON, …


@dataclass(frozen=True, slots=True)
class Meeting:
    """RFC 7986 §5.11: where the event is joined online."""

    uri: str
    label: str
    features: tuple[str, ...] = ("AUDIO", "VIDEO")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or document by its address, never inline."""

    uri: str
    media_type: str


@dataclass(frozen=True, slots=True)
class StructuredData:
    """RFC 9073 §6.6, as an address: media type and schema say what is found there."""

    uri: str
    media_type: str
    schema: str


@dataclass(frozen=True, slots=True)
class Participant:
    """RFC 9073 §7.1: somebody who takes part in a stated way, by name."""

    uid: str
    kind: str  # SPEAKER, PERFORMER, SPONSOR, PLANNER-CONTACT, PUBLICITY-CONTACT, CONTACT, …
    name: str
    uri: str = ""
    address: str = ""  # only with the person's consent
    data: StructuredData | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """RFC 9073 §7.2: where the event is; latitude and longitude in degrees."""

    uid: str
    name: str
    geo: tuple[float, float] | None = None
    kind: str = ""  # a location type of RFC 4589
    data: StructuredData | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """RFC 9073 §7.3: a room or a thing that the event uses."""

    uid: str
    name: str
    kind: str = ""  # ROOM, PROJECTOR, …


@dataclass(frozen=True, slots=True)
class Entry:
    """The facts of one event in one language. Empty means unknown and is not written.

    `start` and `end` are both moments (each in its own zone) or both dates; a date `end` is the
    last day itself. `html` is sanitised already. `changed` is the last published change.
    """

    uid: str
    sequence: int
    created: datetime
    changed: datetime
    start: Moment | date
    end: Moment | date
    summary: str
    organizer: Mailbox
    standing: Standing = "confirmed"
    description: str = ""
    html: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    contacts: tuple[str, ...] = ()
    private: bool = False
    categories: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    relations: tuple[Relation, ...] = ()
    references: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    image: Media | None = None
    attachments: tuple[Media, ...] = ()
    colour: str = ""  # a CSS3 colour name
    participants: tuple[Participant, ...] = ()
    places: tuple[Place, ...] = ()
    resources: tuple[Resource, ...] = ()
    is_free: bool = False  # takes nobody's time: TRANSP, RFC 5545 §3.8.2.7

    def __post_init__(self) -> None:
        if isinstance(self.start, Moment) and isinstance(self.end, Moment):
            object.__setattr__(self, "end", lasting(self.start, self.end))


def lasting(start: Moment, end: Moment) -> Moment:
    """The end, also where clocks, by rules made since, do not reach it after the start.

    They skip both, show a doubled hour no more, or have moved in one of two zones: then it is as
    long after the start as on the wall, at least a minute.
    """
    once_was_after = end.wall > start.wall or end.fold > start.fold or end.zone != start.zone
    if end.instant > start.instant or not once_was_after:
        return end
    length = max(end.wall - start.wall, timedelta(minutes=1))
    return Moment((start.instant + length).replace(tzinfo=None), "UTC")


def write_entry(entry: Entry, profile: Profile = "core") -> bytes:
    """The bytes of one event, CRLF at the end of every line. Same facts, same bytes.

    Raises ValueError where a required fact is missing: a summary, an organizer's
    address, or an end after the start.
    """
    return content(event(entry, profile))


def zones_of(entry: Entry) -> tuple[str, ...]:
    """The zones that the entry's bytes name (TZID): a calendar with it needs their VTIMEZONEs."""
    if isinstance(entry.start, Moment) and isinstance(entry.end, Moment):
        return tuple(sorted({m.zone for m in (entry.start, entry.end) if _names_zone(m)}))
    return ()


def event(entry: Entry, profile: Profile = "core") -> Event:
    """The event as a component, for a caller that adds to it."""
    check(entry)
    component = Event()
    for write in (_identity, _time, _words, _people, _standing, _relations, _web):
        write(component, entry)
    if profile == "full":
        for nested in _nested(entry):
            component.add_component(nested)
    return component


def check(entry: Entry) -> None:
    """Raise ValueError where the entry would not be a valid event."""
    if isinstance(entry.start, Moment) != isinstance(entry.end, Moment):
        raise ValueError("start and end are both dates or both moments")
    if isinstance(entry.start, Moment) and isinstance(entry.end, Moment):
        if entry.end.instant <= entry.start.instant:
            raise ValueError("an event ends after it starts")
    elif entry.end < entry.start:  # type: ignore[operator]
        raise ValueError("an event ends after it starts")
    if not text.one_line(entry.summary):
        raise ValueError("an event has a summary")
    if not text.is_mailbox(entry.organizer.address):
        raise ValueError("an event has an organizer with a mail address")


def utc_stamp(instant: datetime) -> vDatetime:
    """A moment in UTC, to the second: RFC 5545 §3.3.5, form 2."""
    return vDatetime(instant.astimezone(UTC).replace(microsecond=0))


def mailbox(person: Mailbox, **parameters: str) -> vCalAddress:
    """A calendar user address: RFC 5545 §3.3.3 with the name as CN."""
    address = vCalAddress(text.mailto(person.address))
    name = text.parameter(person.name)
    if name:
        address.params["CN"] = name
    address.params.update(parameters)
    return address


def add_text(component: Component, name: str, value: text.Text) -> None:
    """Add a text, unless there is none: libical reports a property without a value."""
    if value:
        component.add(name, value)


def add_image(component: Component, image: Media) -> None:
    """A badge by its address: RFC 7986 §5.10."""
    media_type = text.parameter(image.media_type)
    add_uri(component, "IMAGE", image.uri, VALUE="URI", FMTTYPE=media_type, DISPLAY="BADGE")


def add_uri(component: Component, name: str, value: str, **parameters: str) -> None:
    """Add an address, unless it is none: an entry without a link is better than none at all."""
    address = text.uri(value, **parameters) if value else None
    if address is not None:
        component.add(name, address)


def _identity(component: Component, entry: Entry) -> None:
    component.add("UID", text.line(entry.uid))
    component.add("DTSTAMP", utc_stamp(entry.changed))
    component.add("CREATED", utc_stamp(entry.created))
    component.add("LAST-MODIFIED", utc_stamp(entry.changed))
    component.add("SEQUENCE", vInt(entry.sequence))


def _time(component: Component, entry: Entry) -> None:
    if isinstance(entry.start, Moment) and isinstance(entry.end, Moment):
        component.add("DTSTART", _moment(entry.start))
        component.add("DTEND", _moment(entry.end))
    elif isinstance(entry.start, date) and isinstance(entry.end, date):
        component.add("DTSTART", vDate(entry.start, params={"VALUE": "DATE"}))
        # DTEND is the first day on which the event is over.
        component.add("DTEND", vDate(entry.end + timedelta(days=1), params={"VALUE": "DATE"}))
        component.add("X-MICROSOFT-CDO-ALLDAYEVENT", text.Text("TRUE"))


def _moment(moment: Moment) -> vDatetime:
    if not _names_zone(moment):
        return utc_stamp(moment.instant)
    value = vDatetime(moment.wall.replace(microsecond=0))
    value.params["TZID"] = moment.zone
    return value


def _names_zone(moment: Moment) -> bool:
    # Of a doubled hour a TZID means the first (RFC 5545 §3.3.5), but libical and ical.js take the
    # second; UTC leaves no doubt.
    if is_doubled(moment.wall, moment.zone) or is_skipped(moment.wall, moment.zone):
        return False
    return zones.names_zone(moment.zone, moment.wall, moment.wall)


def _words(component: Component, entry: Entry) -> None:
    prefix = _STANDINGS[entry.standing][1]
    # No parameters on SUMMARY and LOCATION: with one, node-ical hands out an object.
    component.add("SUMMARY", text.line(prefix + entry.summary))
    add_text(component, "DESCRIPTION", text.text(entry.description))
    add_text(component, "X-ALT-DESC", text.text(entry.html, FMTTYPE="text/html"))
    styled = text.text(entry.html, VALUE="TEXT", FMTTYPE="text/html")
    add_text(component, "STYLED-DESCRIPTION", styled)
    add_text(component, "LOCATION", text.line(entry.location))
    if entry.geo:
        component.add("GEO", text.Geo(entry.geo))
    add_uri(component, "URL", entry.url)


def _people(component: Component, entry: Entry) -> None:
    component.add("ORGANIZER", mailbox(entry.organizer))
    for contact in entry.contacts:
        add_text(component, "CONTACT", text.line(contact))


def _standing(component: Component, entry: Entry) -> None:
    status = _STANDINGS[entry.standing][0]
    free = entry.is_free or status == "CANCELLED" or not isinstance(entry.start, Moment)
    busy = "FREE" if free else "TENTATIVE" if status == "TENTATIVE" else "BUSY"
    component.add("STATUS", text.Text(status))
    component.add("TRANSP", text.Text("TRANSPARENT" if free else "OPAQUE"))
    component.add("X-MICROSOFT-CDO-BUSYSTATUS", text.Text(busy))
    component.add("CLASS", text.Text("PRIVATE" if entry.private else "PUBLIC"))
    labels = text.Labels(entry.categories)
    if labels.cats:
        component.add("CATEGORIES", labels)


def _relations(component: Component, entry: Entry) -> None:
    for concept in entry.concepts:
        add_uri(component, "CONCEPT", concept)
    for relation in entry.relations:
        add_text(component, "RELATED-TO", text.line(relation.uid, RELTYPE=relation.kind))
    for reference in entry.references:
        add_text(component, "REFID", text.line(reference))


def _web(component: Component, entry: Entry) -> None:
    for link in entry.links:
        add_uri(
            component,
            "LINK",
            link.uri,
            VALUE="URI",
            LINKREL=text.parameter(link.relation),
            FMTTYPE=text.parameter(link.media_type),
            LABEL=text.parameter(link.label),
            LANGUAGE=text.parameter(link.language),
        )
    for meeting in entry.meetings:
        joined = text.meeting_uri(
            meeting.uri,
            VALUE="URI",
            FEATURE=[feature for feature in meeting.features if text.is_token(feature)],
            LABEL=text.parameter(meeting.label),
        )
        if joined is not None:
            component.add("CONFERENCE", joined)
    if entry.image:
        add_image(component, entry.image)
    for attachment in entry.attachments:
        add_uri(component, "ATTACH", attachment.uri, FMTTYPE=text.parameter(attachment.media_type))
    if text.is_token(entry.colour):
        component.add("COLOR", text.Text(entry.colour))


def _nested(entry: Entry) -> Iterator[Component]:
    yield from map(_participant, entry.participants)
    yield from map(_place, entry.places)
    yield from map(_resource, entry.resources)


def _participant(participant: Participant) -> Component:
    component = _component("PARTICIPANT", participant.uid)
    add_text(component, "PARTICIPANT-TYPE", text.line(participant.kind))
    add_text(component, "SUMMARY", text.line(participant.name))
    add_uri(component, "URL", participant.uri)
    if text.is_mailbox(participant.address):
        component.add("CALENDAR-ADDRESS", mailbox(Mailbox("", participant.address)))
    _add_data(component, participant.data)
    return component


def _place(place: Place) -> Component:
    component = _component("VLOCATION", place.uid)
    add_text(component, "NAME", text.line(place.name))
    if place.geo:
        component.add("GEO", text.Geo(place.geo))
    add_text(component, "LOCATION-TYPE", text.line(place.kind))
    _add_data(component, place.data)
    return component


def _resource(resource: Resource) -> Component:
    component = _component("VRESOURCE", resource.uid)
    add_text(component, "NAME", text.line(resource.name))
    add_text(component, "RESOURCE-TYPE", text.line(resource.kind))
    return component


def _component(name: str, uid: str) -> Component:
    component = Component.get_component_class(name)()
    component.add("UID", text.line(uid))
    return component


def _add_data(component: Component, data: StructuredData | None) -> None:
    if data is not None:
        add_uri(
            component,
            "STRUCTURED-DATA",
            data.uri,
            VALUE="URI",
            FMTTYPE=text.parameter(data.media_type),
            SCHEMA=text.parameter(data.schema),
        )
