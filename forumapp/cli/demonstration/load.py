"""Loading the demonstration: every record is made by the service that the desk would call.

Past things are done at their own time: services take the time as an argument.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from forumapp.announcements.services.editing import AnnouncementPlan, create_announcement
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.cli.demonstration import story
from forumapp.cli.demonstration.archive import keep_old_releases
from forumapp.cli.demonstration.attendees import register_attendees
from forumapp.cli.demonstration.coming import announce_what_comes
from forumapp.cli.demonstration.door import check_people_in
from forumapp.cli.demonstration.feedback import hear_attendees
from forumapp.cli.demonstration.forums import (
    EVENTS,
    GATHERINGS,
    JOURNEYS,
    Event,
    Journey,
    Part,
    Point,
)
from forumapp.cli.demonstration.institution import describe_institution
from forumapp.cli.demonstration.invitations import invite_guests
from forumapp.cli.demonstration.messages import write_to_attendees
from forumapp.cli.demonstration.places import set_places_aside
from forumapp.cli.demonstration.private import (
    link_focal_point,
    make_private_calendars,
    put_on_duty,
)
from forumapp.cli.demonstration.questions import ask_questions
from forumapp.cli.demonstration.readers import make_readers
from forumapp.cli.demonstration.records import BODIES, PEOPLE, PLACES, SUBJECTS, Words
from forumapp.cli.demonstration.reports import report_on_ten_streets
from forumapp.core.actor import Actor
from forumapp.core.clock import instant_of
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation
from forumapp.delegations.services.drafting import DelegationFacts, create_delegation
from forumapp.delegations.services.itinerary import ItemFacts, add_item
from forumapp.delegations.services.members import MemberFacts, add_member
from forumapp.delegations.services.visits import set_delegations_at
from forumapp.forums.models import Conference, Forum
from forumapp.forums.services.conferences import ConferenceFacts, add_line, create_conference
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
from forumapp.publishing.conferences import publish_conference
from forumapp.publishing.delegations import publish_delegation
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
        """A day counted from the Monday of the week of loading."""
        today = self.now.date()
        return today + timedelta(days=offset - today.weekday())


def load_demonstration(*, now: datetime, tell: Callable[[str], None]) -> None:
    """Fill an empty database. `tell` is given a line about each step."""
    made = Made(now=now, tell=tell)
    tell("The institution")
    describe_institution(now=now, by=LOADER)
    tell("Organizations, people, themes and venues")
    _make_records(made)
    tell("Conferences and forums")
    _make_gatherings(made)
    for key in sorted(EVENTS, key=lambda key: EVENTS[key].day):  # who follows comes later
        made.forums[key] = _make_forum(made, EVENTS[key])
    tell("Delegations")
    for key in JOURNEYS:
        made.journeys[key] = _make_journey(made, JOURNEYS[key])
    tell("The story of New York, 2019")
    _tell_story(made)
    report_on_ten_streets(made.forums["ten_streets"], made.people, made.themes, by=LOADER, now=now)
    announce_what_comes(made.forums, by=LOADER, now=now)
    tell("Registrations")
    register_attendees({key: made.forums[key] for key in EVENTS}, now=now)
    check_people_in({key: made.forums[key] for key in EVENTS}, by=LOADER, now=now)
    hear_attendees({key: made.forums[key] for key in EVENTS}, by=LOADER, now=now)
    ask_questions(made.forums["inclusive"], by=LOADER, now=now)
    set_places_aside(made.forums["inclusive"], by=LOADER, now=now)
    invite_guests(made.forums["harbour_evening"], by=LOADER, now=now)
    write_to_attendees(made.forums["inclusive"], by=LOADER, now=now)
    make_readers(made.themes, now=now)
    tell("Duties and private calendars")
    put_on_duty(made.forums, made.journeys, by=LOADER, now=now)
    make_private_calendars(made.journeys, made.people, by=LOADER, now=now)
    link_focal_point(made.journeys, by=LOADER, now=now)


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
            step_free=both(place.step_free),
            hearing_help=both(place.hearing_help),
            quiet_space=both(place.quiet_space),
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
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time())


def _confirm_lines(subject: Forum | Conference, now: datetime) -> None:
    for line in subject.organizer_lines:
        if not line.is_confirmed:
            name = line.organization.name.text("en")
            confirm_line(line, confirmed_by=name, how="letter", at=now, by=LOADER, now=now)


def _plan(made: Made, event: Event, day: date) -> ForumPlan:
    place = made.places[event.place] if event.place else None
    spoken: list[tuple[str, str, int | None]] = [
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
        follows_id=made.forums[event.follows].id if event.follows else None,
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


def _make_gatherings(made: Made) -> None:
    earlier = made.now - timedelta(days=300)
    for key, gathering in GATHERINGS.items():
        facts = ConferenceFacts(
            name=both(gathering.name),
            kind=gathering.kind,
            summary=both(gathering.summary),
            starts_on=None if gathering.first_day is None else made.day(gathering.first_day),
            ends_on=None if gathering.last_day is None else made.day(gathering.last_day),
            zone=gathering.zone,
            city=both(gathering.city),
            country=gathering.country,
        )
        lines = [(made.bodies[body].id, role) for role, body in gathering.lines]
        themes = [made.themes[theme].id for theme in gathering.themes]
        made.gatherings[key] = _publish_conference(facts, themes, lines, earlier)


def _publish_conference(
    facts: ConferenceFacts, theme_ids: list[int], lines: list[tuple[int, str]], now: datetime
) -> Conference:
    conference = create_conference(facts, theme_ids=theme_ids, by=LOADER, now=now)
    for organization_id, role in lines:
        add_line(conference, organization_id, role, by=LOADER, now=now)
    _confirm_lines(conference, now)
    publish_conference(conference, by=LOADER, now=now)
    return conference


def _make_journey(made: Made, journey: Journey) -> Delegation:
    first, last = made.day(journey.first_day), made.day(journey.last_day)
    announced = min(made.now - timedelta(days=2), _at(first, "00:00", made) - LEAD_TIME)
    facts = DelegationFacts(
        name=both(journey.name),
        purpose=both(journey.purpose),
        description=both(journey.about),
        starts_on=first,
        ends_on=last,
        zone=journey.zone,
        country=journey.country,
        cities=both(journey.cities),
        sending_organization_id=made.bodies["harbour"].id,
        host_organization_id=made.bodies[journey.host].id,
        focal_point_id=made.people[journey.focal_point].id,
        places=journey.places,
    )
    delegation = create_delegation(facts, by=LOADER, now=announced)
    for key, rank, capacity in journey.members:
        member = MemberFacts(person_id=made.people[key].id, rank=rank, capacity=both(capacity))
        add_member(delegation, member, by=LOADER, now=announced)
    for point in journey.points:
        add_item(delegation, _item(made, point, first), by=LOADER, now=announced)
    for key in journey.forums:
        set_delegations_at(made.forums[key], [delegation.id], by=LOADER, now=announced)
    publish_delegation(delegation, by=LOADER, now=announced)
    return delegation


def _item(made: Made, point: Point, first: date) -> ItemFacts:
    (start_day, start_clock, start_zone), (end_day, end_clock, end_zone) = point.starts, point.ends
    return ItemFacts(
        kind=point.kind,
        title=both(point.title),
        starts=wall(first + timedelta(days=start_day), start_clock),
        starts_zone=start_zone,
        ends=wall(first + timedelta(days=end_day), end_clock),
        ends_zone=end_zone,
        place=both(point.place),
        counterpart_organization_id=made.bodies[point.counterpart].id
        if point.counterpart
        else None,
        forum_id=made.forums[point.forum].id if point.forum else None,
        is_public=point.is_public,
    )


def _tell_story(made: Made) -> None:
    """The forum of 2019, done at its own time; its report bears the release time of the chamber's own."""
    before = instant_of(story.FORUM_STARTS, story.FORUM_ZONE) - timedelta(days=14)
    released = instant_of(story.RELEASED, story.RELEASE_ZONE)
    facts = ConferenceFacts(
        name=both(story.CONFERENCE_NAME),
        summary=both(story.CONFERENCE_SUMMARY),
        city=both(story.CONFERENCE_CITY),
        country="US",
        zone="America/Denver",
        starts_on=story.CONFERENCE_STARTS,
        ends_on=story.CONFERENCE_ENDS,
    )
    conference = _publish_conference(facts, [made.themes["cities"].id], [], before)
    forum = draft_forum(_story_plan(made, conference), by=LOADER, now=before)
    _confirm_lines(forum, before)
    publish_forum(forum, by=LOADER, now=before)
    delegation = _story_delegation(made, forum, before)
    report = create_announcement(
        AnnouncementPlan(
            kind="report",
            headline=both(story.REPORT["headline"]),
            lead=both(story.REPORT["lead"]),
            body=both(story.REPORT["body"]),
            dateline=both(story.REPORT["dateline"]),
            source={"en": story.SOURCE, "zh": story.SOURCE},
            forum_id=forum.id,
            conference_id=conference.id,
            delegation_id=delegation.id,
            theme_ids=(made.themes["cities"].id, made.themes["cooperation"].id),
        ),
        by=LOADER,
        now=released,
    )
    publish_announcement(
        report,
        release_wall=story.RELEASED,
        release_zone=story.RELEASE_ZONE,
        by=LOADER,
        now=released,
    )
    keep_old_releases(report, by=LOADER, now=made.now)


def _story_plan(made: Made, conference: Conference) -> ForumPlan:
    appearances = []
    for name, capacity in story.SPEAKERS:
        facts = PersonFacts(name={"en": name}, position=both(capacity))
        person = create_person(facts, by=LOADER, now=made.now)
        _consent(person, story.CONSENT_NOTE, made.now)
        appearances.append(AppearancePlan(person.id, "speaker", both(capacity)))
    return ForumPlan(
        title=both(story.FORUM["title"]),
        lead=both(story.FORUM["lead"]),
        description=both(story.FORUM["description"]),
        kind="luncheon_forum",
        starts=story.FORUM_STARTS,
        ends=story.FORUM_ENDS,
        venue_id=made.places["new_york"].id,
        conference_id=conference.id,
        theme_ids=(made.themes["cities"].id, made.themes["cooperation"].id),
        organizers=(
            OrganizerPlan(made.bodies["ciccps"].id, "organizer"),
            OrganizerPlan(made.bodies["welfare"].id, "co_organizer"),
        ),
        appearances=tuple(appearances),
        registration_mode="none",
        date_is_assumed=True,
    )


def _story_delegation(made: Made, forum: Forum, before: datetime) -> Delegation:
    facts = DelegationFacts(
        name=both(story.DELEGATION["name"]),
        purpose=both(story.DELEGATION["purpose"]),
        description=both(story.DELEGATION["description"]),
        starts_on=story.JOURNEY_STARTS,
        ends_on=story.JOURNEY_ENDS,
        zone=story.FORUM_ZONE,
        country="US",
        cities=both(story.DELEGATION["cities"]),
        sending_organization_id=made.bodies["ciccps"].id,
        dates_are_assumed=True,
    )
    delegation = create_delegation(facts, by=LOADER, now=before)
    speaker = forum.appearances[-1]
    member = MemberFacts(person_id=speaker.person_id, capacity=both(story.SPEAKERS[-1][1]))
    add_member(delegation, member, by=LOADER, now=before)
    set_delegations_at(forum, [delegation.id], by=LOADER, now=before)
    publish_delegation(delegation, by=LOADER, now=before)
    return delegation
