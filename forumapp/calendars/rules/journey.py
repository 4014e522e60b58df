"""The entries of what lasts days: a delegation's journey, its points, and a conference."""

from typing import Any

from forumapp.calendars.rules import places, words
from forumapp.calendars.rules.house import House, changed, created
from forumapp.calendars.rules.standing import standing
from forumapp.ical.entry import Entry, Moment, Relation


def delegation_entry(delegation: Any, language: str, house: House) -> Entry:
    """A journey: whole days, the purpose, and the cities; who travels stands on its page."""
    page = house.address("delegation", language, slug=delegation.slug)
    said = words.describe(
        delegation.purpose.text(language),
        delegation.description.text(language),
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
        standing=standing(delegation.state),
        description=said.plain,
        location=_cities(delegation.cities.text(language), delegation.country, language),
        url=page,
        contacts=house.contacts(language),
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
        standing=standing(delegation.state),
        location=item.place.text(language) or places.location(item.venue, None, language),
        private=True,
        relations=(Relation(str(delegation.uid), "PARENT"),),
        references=(reference(delegation),),
    )


def conference_entry(conference: Any, language: str, house: House) -> Entry | None:
    """A conference in its days; a series without dates has no entry of its own."""
    if conference.starts_on is None:
        return None
    page = house.address("conference", language, slug=conference.slug)
    said = words.describe(
        words.paragraph(conference.summary.text(language)),
        conference.description.text(language),
        words.linked(words.MORE, page, language),
    )
    themes = sorted(conference.themes, key=lambda theme: theme.slug)
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
        categories=tuple(theme.title.text(language) for theme in themes),
        concepts=tuple(
            house.address("theme", house.default_language, slug=theme.slug) for theme in themes
        ),
    )


def reference(delegation: Any) -> str:
    """REFID, RFC 9253 §9: the same on a delegation and on each forum that it visits."""
    return f"delegation-{delegation.uid}"


def _cities(cities: str, country: str, language: str) -> str:
    parts = (cities, places.country_name(country, language))
    if language == "zh":
        return "".join(reversed(parts))
    return ", ".join(part for part in parts if part)
