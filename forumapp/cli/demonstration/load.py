"""Loading the demonstration: every record is made by the service that the desk would call.

Past things are done at their own time: services take the time as an argument.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from forumapp.cli.demonstration import story
from forumapp.cli.demonstration.attendees import register_attendees
from forumapp.cli.demonstration.forums import (
    EVENTS,
    GATHERINGS,
    JOURNEYS,
    Event,
    Journey,
    Part,
)
from forumapp.cli.demonstration.institution import describe_institution
from forumapp.cli.demonstration.records import BODIES, PEOPLE, PLACES, SUBJECTS, Words
from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.forums.services.plans import (
    AppearancePlan,
    ForumPlan,
    OrganizerPlan,
    SessionPlan,
)
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import PUBLICATION
from forumapp.organizations.models import Organization
from forumapp.organizations.services import OrganizationFacts, create_organization
from forumapp.people.models import Person
from forumapp.people.services import PersonFacts, create_person, record_consent
from forumapp.publishing.forums import (
    cancel_forum,
    confirm_line,
    draft_forum,
    postpone_forum,
    publish_forum,
)
from forumapp.themes.models import Theme
from forumapp.themes.services import ThemeFacts, create_theme
from forumapp.venues.models import Venue
from forumapp.venues.services import RoomFacts, VenueFacts, add_room, create_venue

LOADER = Actor("command", "demonstration")
LEAD_TIME = timedelta(days=35)
"""How long before a forum it was announced, where that is in the past."""


@dataclass
class Made:
    """What has been made so far, by the keys of the data."""

    now: datetime
    tell: Callable[[str], None]
    bodies: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    places: dict[str, Venue] = field(default_factory=dict)
    gatherings: dict[str, Conference] = field(default_factory=dict)
    forums: dict[str, Forum] = field(default_factory=dict)
    journeys: dict[str, Delegation] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        return self.now.date() + timedelta(days=offset)


def load_demonstration(*, now: datetime, tell: Callable[[str], None]) -> None:
    """Fill an empty database. `tell` is given a line about each step."""
    made = Made(now=now, tell=tell)
    tell("The institution")
    describe_institution(now=now, by=LOADER)
    tell("Organizations, people, themes and venues")
    _make_records(made)
    tell("Conferences and forums")
    _make_gatherings(made)
    for key in EVENTS:
        made.forums[key] = _make_forum(made, EVENTS[key])
    tell("Delegations")
    for key in JOURNEYS:
        made.journeys[key] = _make_journey(made, JOURNEYS[key])
    tell("The story of New York, 2019")
    _tell_story(made)
    tell("Registrations")
    register_attendees({key: made.forums[key] for key in EVENTS}, now=now)


def both(words: Words) -> dict[str, str]:
    return {"en": words[0], "zh": words[1]}


def _make_records(made: Made) -> None:
    earlier = made.now - timedelta(days=400)
    for key, body in BODIES.items():
        facts = OrganizationFacts(
            name=both(body.name),
            short_name=both(body.short),
            kind=body.kind,
            description=both(body.about),
            city=both(body.city),
            country=body.country,
            is_own=body.is_own,
        )
        made.bodies[key] = create_organization(facts, by=LOADER, now=earlier)
    for key, subject in SUBJECTS.items():
        theme = ThemeFacts(
            title=both(subject.title), summary=both(subject.summary), sdg_goals=list(subject.goals)
        )
        made.themes[key] = create_theme(theme, by=LOADER, now=earlier)
    _make_places(made, earlier)
    _make_people(made, earlier)


def _make_places(made: Made, earlier: datetime) -> None:
    for key, place in PLACES.items():
        latitude, longitude = place.point or (None, None)
        facts = VenueFacts(
            name=both(place.name),
            zone=place.zone,
            street=both(place.street),
            city=both(place.city),
            postcode=place.postcode,
            country=place.country,
            latitude=latitude,
            longitude=longitude,
            access=both(place.access),
        )
        venue = made.places[key] = create_venue(facts, by=LOADER, now=earlier)
        for name, seats in place.rooms:
            add_room(venue, RoomFacts(name=both(name), seats=seats), by=LOADER, now=earlier)


def _make_people(made: Made, earlier: datetime) -> None:
    for key, someone in PEOPLE.items():
        facts = PersonFacts(
            name=both(someone.name),
            honorific=both(someone.honorific),
            position=both(someone.post),
            organization_id=made.bodies[someone.body].id,
            country=someone.country,
            biography=both(someone.life),
            languages=list(someone.languages),
        )
        person = made.people[key] = create_person(facts, by=LOADER, now=earlier)
        if someone.consents:
            _consent(person, "signed form", made.now)


def _consent(person: Person, told_by: str, now: datetime) -> None:
    [text] = current_consent_texts([PUBLICATION])
    record_consent(person, text, language="en", given_at=now, told_by=told_by, by=LOADER, now=now)


def _make_forum(made: Made, event: Event) -> Forum:
    day = made.day(event.day)
    announced = min(made.now - timedelta(days=1), _at(day, event.starts, made) - LEAD_TIME)
    forum = draft_forum(_plan(made, event, day), by=LOADER, now=announced)
    _confirm_lines(forum, announced)
    publish_forum(forum, by=LOADER, now=announced)
    note = Translated(both(event.note))
    if event.ends_as == "postponed":
        postpone_forum(forum, reason=note, by=LOADER, now=made.now)
    elif event.ends_as == "cancelled":
        cancel_forum(forum, reason=note, by=LOADER, now=made.now)
    return forum


def _at(day: date, clock: str, made: Made) -> datetime:
    """Roughly that moment: good enough to say what comes before it."""
    return wall(day, clock).replace(tzinfo=made.now.tzinfo)


def wall(day: date, clock: str) -> datetime:
    """A wall-clock time: `wall(day, "09:30")`."""
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007 - no zone


def _confirm_lines(forum: Forum, now: datetime) -> None:
    for line in forum.organizer_lines:
        if not line.is_confirmed:
            name = line.organization.name.text("en")
            confirm_line(line, confirmed_by=name, how="letter", at=now, by=LOADER, now=now)


def _plan(made: Made, event: Event, day: date) -> ForumPlan:
    place = made.places[event.place] if event.place else None
    spoken = [
        (person, role, number)
        for number, part in enumerate(event.programme)
        for person, role in part.people
    ]
    spoken += [(person, role, None) for person, role in event.people]
    starts = wall(day, event.starts)
    closes = starts - timedelta(days=1) if event.registration != "none" else None
    return ForumPlan(
        title=both(event.title),
        lead=both(event.lead),
        description=both(event.about),
        kind=event.kind,
        starts=starts,
        ends=wall(day, event.ends),
        zone=event.zone or "",
        venue_id=place.id if place else None,
        room_id=place.rooms[event.room].id if place and event.room is not None else None,
        attendance_mode=event.mode,
        online_url="" if event.mode == "in_person" else "https://meet.example.org/room",
        languages=event.languages,
        conference_id=made.gatherings[event.gathering].id if event.gathering else None,
        theme_ids=tuple(made.themes[key].id for key in event.themes),
        organizers=tuple(OrganizerPlan(made.bodies[body].id, role) for role, body in event.lines),
        appearances=tuple(
            AppearancePlan(made.people[key].id, role, _capacity(key), session)
            for key, role, session in spoken
        ),
        sessions=tuple(_session(part, day) for part in event.programme),
        capacity_limit=event.limit,
        registration_mode=event.registration,
        registration_closes=closes,
    )


def _capacity(key: str) -> dict[str, str]:
    """“Director, Lantern Foundation” · “灯笼基金会主任”."""
    someone, body = PEOPLE[key], BODIES[PEOPLE[key].body]
    return {"en": f"{someone.post[0]}, {body.name[0]}", "zh": f"{body.name[1]}{someone.post[1]}"}


def _session(part: Part, day: date) -> SessionPlan:
    return SessionPlan(
        title=both(part.title),
        kind=part.kind,
        starts=wall(day, part.starts),
        ends=wall(day, part.ends),
    )
