"""The entry of a forum: in feeds, in its download, and in the mail to who is registered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from forumapp.calendars.rules import places, words
from forumapp.calendars.rules.house import House, changed, created
from forumapp.calendars.rules.standing import standing
from forumapp.core.text import say
from forumapp.core.titles import whole_title
from forumapp.core.translated import html_language
from forumapp.ical.colours import nearest_name
from forumapp.ical.entry import Entry, Link, Meeting, Moment, Participant, Relation

_LONGEST_EVENING = timedelta(hours=12)
_PARTICIPANTS = {
    "host": "PLANNER-CONTACT",
    "organizer": "PLANNER-CONTACT",
    "co_organizer": "PLANNER-CONTACT",
    "co_sponsor": "SPONSOR",
    "supporter": "SPONSOR",
    "media_partner": "PUBLICITY-CONTACT",
}


@dataclass(frozen=True, slots=True)
class ForumFacts:
    """A forum with what its entry may name, and nothing that the public may not see.

    Confirmed lines, people who consented, the conference and the journeys that are visible.
    """

    forum: Any
    lines: tuple[Any, ...]
    appearances: tuple[Any, ...]
    conference: Any = None
    delegations: tuple[Any, ...] = ()


def forum_entry(facts: ForumFacts, language: str, house: House, *, joining: bool = False) -> Entry:
    """What a forum's entry says. `joining` adds the online link that only participants get."""
    forum = facts.forum
    page = house.address("forum", language, slug=forum.slug)
    start, end = _span(forum)
    join = forum.online_url if joining or forum.online_url_is_public else ""
    said = _description(facts, language, page, join)
    return Entry(
        uid=str(forum.uid),
        sequence=forum.sequence,
        created=created(forum),
        changed=changed(forum),
        start=start,
        end=end,
        summary=whole_title(forum.title.text(language)),
        organizer=house.organizer(language),
        standing=standing(forum.state),
        description=said.plain,
        html=said.html,
        location=places.location(forum.venue, forum.room, language),
        geo=places.coordinates(forum.venue),
        url=page,
        contacts=_contacts(forum, language, house),
        private=forum.registration_mode == "invitation",
        categories=tuple(theme.title.text(language) for theme in _themes(forum)),
        concepts=_concepts(forum, house),
        links=_links(page, house.address("forum.full.ics", language, slug=forum.slug), language),
        relations=_relations(facts.conference),
        references=tuple(f"delegation-{delegation.uid}" for delegation in facts.delegations),
        meetings=_meetings(join, language),
        image=house.picture(forum.picture),
        colour=nearest_name(house.accent),
        participants=(*_speakers(facts, language, house), *_bodies(facts, language, house)),
        places=places.places(forum.venue, language),
        resources=places.rooms(forum.room, language),
    )


def session_entry(facts: ForumFacts, session: Any, language: str, house: House) -> Entry:
    """What the entry of one point of the programme says; the forum is its parent."""
    whole = forum_entry(facts, language, house)
    forum = facts.forum
    room = session.room or forum.room
    appearances = [a for a in facts.appearances if a.session_id == session.id]
    said = words.describe(
        session.description.text(language),
        words.list_of(words.SPEAKERS, words.people(appearances, language), language),
        words.paragraph(whole.summary),
        words.linked(words.MORE, whole.url, language),
    )
    return replace(
        whole,
        uid=str(session.uid),
        sequence=session.sequence,
        created=created(session),
        changed=changed(session),
        start=Moment(session.starts, forum.zone, session.starts_fold),
        end=Moment(session.ends, forum.zone, session.ends_fold),
        summary=whole_title(session.title.text(language)),
        description=said.plain,
        html=said.html,
        location=places.location(forum.venue, room, language),
        contacts=(),
        links=_links(
            whole.url, house.address("sessions.full.ics", language, slug=forum.slug), language
        ),
        relations=(Relation(whole.uid, "PARENT"),),
        references=(),
        image=None,
        colour="",
        participants=tuple(
            _speakers(replace(facts, appearances=tuple(appearances)), language, house)
        ),
        resources=places.rooms(room, language),
    )


def is_multi_day(forum: Any) -> bool:
    """Does it take several days? An evening that ends after midnight is one evening."""
    return forum.starts.date() != forum.ends.date() and forum.ends - forum.starts > _LONGEST_EVENING


def _span(forum: Any) -> tuple[Moment, Moment] | tuple[date, date]:
    """A programme of several days is days: a bar from the first morning to the last evening annoys."""
    if forum.sessions and is_multi_day(forum):
        return forum.starts.date(), forum.ends.date()
    return (
        Moment(forum.starts, forum.zone, forum.starts_fold),
        Moment(forum.ends, forum.zone, forum.ends_fold),
    )


def _description(facts: ForumFacts, language: str, page: str, join: str) -> words.Description:
    forum = facts.forum
    return words.describe(
        words.paragraph(forum.lead.text(language)),
        forum.description.text(language),
        words.list_of(words.SPEAKERS, words.people(facts.appearances, language), language),
        words.list_of(words.ORGANIZERS, words.bodies(facts.lines, language), language),
        words.linked(words.JOIN, join, language),
        words.linked(words.MORE, page, language),
    )


def _contacts(forum: Any, language: str, house: House) -> tuple[str, ...]:
    own = ", ".join(part for part in (forum.contact_name, forum.contact_email) if part)
    return (own,) if own else house.contacts(language)


def _themes(forum: Any) -> list[Any]:
    return sorted(forum.themes, key=lambda theme: theme.slug)


def _concepts(forum: Any, house: House) -> tuple[str, ...]:
    # One address for each theme in every language: it is what the theme is, not where it is read.
    return tuple(
        house.address("theme", house.default_language, slug=theme.slug) for theme in _themes(forum)
    )


def _links(page: str, full: str, language: str) -> tuple[Link, ...]:
    own = html_language(language)
    return (
        Link(page, "canonical", "text/html", say(words.CANONICAL_LABEL, {}, language), own),
        Link(full, "alternate", "text/calendar", say(words.FULL_LABEL, {}, language), own),
    )


def _relations(conference: Any) -> tuple[Relation, ...]:
    return (Relation(str(conference.uid), "PARENT"),) if conference else ()


def _meetings(join: str, language: str) -> tuple[Meeting, ...]:
    return (Meeting(join, say(words.JOIN_LABEL, {}, language)),) if join else ()


def _speakers(facts: ForumFacts, language: str, house: House) -> Iterable[Participant]:
    for appearance in facts.appearances:
        person = appearance.person
        yield Participant(
            uid=str(
                uuid5(facts.forum.uid, f"{person.uid} {appearance.role} {appearance.session_id}")
            ),
            kind="SPEAKER",
            name=person.name.text(language),
            uri=house.address("speaker", language, slug=person.slug),
        )


def _bodies(facts: ForumFacts, language: str, house: House) -> Iterable[Participant]:
    for line in facts.lines:
        body = line.organization
        yield Participant(
            uid=str(uuid5(facts.forum.uid, f"{body.uid} {line.role}")),
            kind=_PARTICIPANTS[line.role],
            name=body.name.text(language),
            uri=house.address("organization", language, slug=body.slug),
        )
