"""The entry of a forum: in feeds, in its download, and in the mail to who is registered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from forumapp.calendars.rules import bodies, places, words
from forumapp.calendars.rules.house import House, changed, created
from forumapp.calendars.rules.standing import standing
from forumapp.core.text import say
from forumapp.core.titles import whole_title
from forumapp.core.translated import html_language
from forumapp.ical.colours import nearest_name
from forumapp.ical.entry import Entry, Link, Meeting, Moment, Participant, Relation

_LONGEST_EVENING = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ForumFacts:
    """A forum with what its entry may name, and nothing that the public may not see.

    Confirmed lines, people who consented, the conference, the journeys and the forum before it that
    are visible. `series`: where the conference is a series, the UIDs of its forums by date.
    """

    forum: Any
    lines: tuple[Any, ...]
    appearances: tuple[Any, ...]
    conference: Any = None
    delegations: tuple[Any, ...] = ()
    follows: Any = None
    series: tuple[UUID, ...] = ()


def forum_entry(facts: ForumFacts, language: str, house: House, *, joining: bool = False) -> Entry:
    """What a forum's entry says. `joining` adds the online link that only participants get."""
    forum = facts.forum
    page = house.address("forum", language, slug=forum.slug)
    start, end = span(forum)
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
        standing=standing(forum.state, is_assumed=forum.date_is_assumed),
        description=said.plain,
        html=said.html,
        location=places.location(forum.venue, forum.room, language),
        geo=places.coordinates(forum.venue),
        url=page,
        contacts=_contacts(forum, language, house),
        private=forum.registration_mode == "invitation",
        categories=bodies.categories(forum.themes, language),
        concepts=bodies.concepts(forum.themes, house),
        links=_links(forum, "forum.full.ics", language, house),
        relations=tuple(_relations(facts)),
        references=tuple(f"delegation-{delegation.uid}" for delegation in facts.delegations),
        meetings=_meetings(join, language),
        image=house.picture(forum.picture),
        colour=nearest_name(house.accent),
        participants=(
            *_speakers(facts, language, house),
            *bodies.participants(forum, facts.lines, language, house),
            _desk(forum, language, house),
        ),
        places=places.places(
            forum.venue, language, house.address("forum.jsonld", language, slug=forum.slug)
        ),
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
        *(words.linked(words.JOIN, meeting.uri, language) for meeting in whole.meetings),
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
        links=_links(forum, "sessions.full.ics", language, house),
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


def span(forum: Any) -> tuple[Moment, Moment] | tuple[date, date]:
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
        words.lines_of(*_belongings(facts, language)),
        words.linked(words.JOIN, join, language),
        words.linked(words.MORE, page, language),
    )


def _belongings(facts: ForumFacts, language: str) -> Iterator[str]:
    """In words, for readers of plain calendars, what relations and references say to programs."""
    if facts.conference:
        named = facts.conference.name.text(language)
        yield say(words.PART_OF, {"conference": named}, language)
    if facts.follows:
        titled = whole_title(facts.follows.title.text(language))
        yield say(words.FOLLOWS, {"forum": titled}, language)
    if facts.delegations:
        named = words.listed((each.name.text(language) for each in facts.delegations), language)
        yield say(words.VISITED_BY, {"delegations": named}, language)


def _contacts(forum: Any, language: str, house: House) -> tuple[str, ...]:
    own = ", ".join(part for part in (forum.contact_name, forum.contact_email) if part)
    return (own,) if own else house.contacts(language)


def _links(forum: Any, full: str, language: str, house: House) -> tuple[Link, ...]:
    """The page, the same as linked data, and the entry with everything in it."""
    own = html_language(language)
    return tuple(
        Link(
            house.address(kind, language, slug=forum.slug),
            relation,
            media_type,
            say(label, {}, language),
            own,
        )
        for kind, relation, media_type, label in (
            ("forum", "canonical", "text/html", words.CANONICAL_LABEL),
            ("forum.jsonld", "alternate", "application/ld+json", words.DATA_LABEL),
            (full, "alternate", "text/calendar", words.FULL_LABEL),
        )
    )


def _relations(facts: ForumFacts) -> Iterator[Relation]:
    """RFC 5545 §3.8.4.5 and RFC 9253 §5: its conference, its series, the forum before it."""
    own = facts.forum.uid
    if facts.conference:
        yield Relation(str(facts.conference.uid), "PARENT")
    if own in facts.series:
        first, place = facts.series[0], facts.series.index(own)
        if first != own:
            yield Relation(str(first), "FIRST")
        for after in facts.series[place + 1 : place + 2]:
            yield Relation(str(after), "NEXT")
    if facts.follows:
        yield Relation(str(facts.follows.uid), "DEPENDS-ON")


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
            data=house.card("speaker.vcf", language, person.slug),
        )


def _desk(forum: Any, language: str, house: House) -> Participant:
    """Whom one asks; nobody's own address, for which nobody gave a consent."""
    name = forum.contact_name or house.name.text(language)
    return Participant(str(uuid5(forum.uid, "contact")), "CONTACT", name)
