"""The entries of what lasts days: a delegation's journey, its points, and a conference."""

from dataclasses import dataclass
from typing import Any

from forumapp.calendars.rules import bodies, places, words
from forumapp.calendars.rules.house import House, changed, created
from forumapp.calendars.rules.standing import standing
from forumapp.core.text import say
from forumapp.core.titles import whole_title
from forumapp.core.visibility import DRAFT, WITHDRAWN
from forumapp.ical.entry import Entry, Moment, Relation, Standing


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """A delegation, and the forums on its journey that are visible."""

    delegation: Any
    forums: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ConferenceFacts:
    """A conference, its confirmed lines, and the one it belongs to where that is visible."""

    conference: Any
    lines: tuple[Any, ...] = ()
    parent: Any = None


def delegation_entry(facts: JourneyFacts, language: str, house: House) -> Entry:
    """A journey: whole days, the purpose, and the cities; who travels stands on its page.

    What its forums are about, it is about.
    """
    delegation = facts.delegation
    themes = [theme for forum in facts.forums for theme in forum.themes]
    titles = [whole_title(forum.title.text(language)) for forum in facts.forums]
    page = house.address("delegation", language, slug=delegation.slug)
    said = words.describe(
        delegation.purpose.text(language),
        delegation.description.text(language),
        words.list_of(words.FORUMS, titles, language),
        words.linked(words.MORE, page, language),
    )
    return Entry(
        uid=str(delegation.uid),
        sequence=delegation.sequence,
        created=created(delegation),
        changed=changed(delegation),
        start=delegation.starts_on,
        end=delegation.ends_on,
        summary=delegation.name.text(language),
        organizer=house.organizer(language),
        standing=_standing(delegation),
        description=said.plain,
        location=_cities(delegation.cities.text(language), delegation.country, language),
        url=page,
        contacts=house.contacts(language),
        categories=bodies.categories(themes, language),
        concepts=bodies.concepts(themes, house),
        relations=tuple(Relation(str(forum.uid), "CHILD") for forum in facts.forums),
        references=(reference(delegation),),
    )


def item_entry(item: Any, delegation: Any, language: str, house: House) -> Entry:
    """A point of the journey: no more than when, what and where; start and end in their own zones."""
    return Entry(
        uid=str(item.uid),
        sequence=item.sequence,
        created=created(item),
        changed=changed(item),
        start=Moment(item.starts, item.starts_zone, item.starts_fold),
        end=Moment(item.ends, item.ends_zone, item.ends_fold),
        summary=item.title.text(language),
        organizer=house.organizer(language),
        standing=_standing(delegation),
        location=item.place.text(language) or places.location(item.venue, None, language),
        private=True,
        relations=(Relation(str(delegation.uid), "PARENT"),),
        references=(reference(delegation),),
    )


def conference_entry(facts: ConferenceFacts, language: str, house: House) -> Entry | None:
    """A conference in its days; a series without dates has no entry of its own."""
    conference, parent = facts.conference, facts.parent
    if conference.starts_on is None:
        return None
    page = house.address("conference", language, slug=conference.slug)
    said = words.describe(
        words.paragraph(conference.summary.text(language)),
        conference.description.text(language),
        words.list_of(words.ORGANIZERS, words.bodies(facts.lines, language), language),
        words.lines_of(_part_of(parent, language)),
        words.linked(words.MORE, page, language),
    )
    return Entry(
        uid=str(conference.uid),
        sequence=conference.sequence,
        created=created(conference),
        changed=changed(conference),
        start=conference.starts_on,
        end=max(conference.ends_on or conference.starts_on, conference.starts_on),
        summary=conference.name.text(language),
        organizer=house.organizer(language),
        standing=standing(conference.state),
        description=said.plain,
        location=_cities(conference.city.text(language), conference.country, language),
        url=page,
        contacts=house.contacts(language),
        categories=bodies.categories(conference.themes, language),
        concepts=bodies.concepts(conference.themes, house),
        relations=(Relation(str(parent.uid), "PARENT"),) if parent else (),
        participants=tuple(bodies.participants(conference, facts.lines, language, house)),
    )


def _standing(delegation: Any) -> Standing:
    """To take the page of a journey down is not to call the journey off."""
    state = DRAFT if delegation.state == WITHDRAWN else delegation.state
    return standing(state, is_assumed=delegation.dates_are_assumed)


def _part_of(parent: Any, language: str) -> str:
    if parent is None:
        return ""
    return say(words.PART_OF, {"conference": parent.name.text(language)}, language)


def reference(delegation: Any) -> str:
    """REFID, RFC 9253 §9: the same on a delegation and on each forum that it visits."""
    return f"delegation-{delegation.uid}"


def _cities(cities: str, country: str, language: str) -> str:
    parts = (cities, places.country_beside(cities, country, language))
    if language == "zh":
        return "".join(reversed(parts))
    return ", ".join(part for part in parts if part)
