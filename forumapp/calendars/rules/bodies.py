"""What entries of forums, conferences and journeys share: themes, and the bodies that hold them."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid5

from forumapp.calendars.rules.house import House
from forumapp.ical.entry import Participant

# PARTICIPANT-TYPE, RFC 9073 §6.2, of each role of an organizer line.
_PARTICIPANTS = {
    "host": "PLANNER-CONTACT",
    "organizer": "PLANNER-CONTACT",
    "co_organizer": "PLANNER-CONTACT",
    "co_sponsor": "SPONSOR",
    "supporter": "SPONSOR",
    "media_partner": "PUBLICITY-CONTACT",
}


def categories(themes: Iterable[Any], language: str) -> tuple[str, ...]:
    return tuple(theme.title.text(language) for theme in _in_order(themes))


def concepts(themes: Iterable[Any], house: House) -> tuple[str, ...]:
    """One address for each theme in every language: it is what the theme is, not where it is read."""
    return tuple(
        house.address("theme", house.default_language, slug=theme.slug)
        for theme in _in_order(themes)
    )


def participants(
    record: Any, lines: Iterable[Any], language: str, house: House
) -> Iterator[Participant]:
    """The bodies on organizer lines that may be named, each in its role."""
    for line in lines:
        body = line.organization
        yield Participant(
            uid=str(uuid5(record.uid, f"{body.uid} {line.role}")),
            kind=_PARTICIPANTS[line.role],
            name=body.name.text(language),
            uri=house.address("organization", language, slug=body.slug),
            data=house.card("organization.vcf", language, body.slug),
        )


def _in_order(themes: Iterable[Any]) -> list[Any]:
    return sorted({theme.slug: theme for theme in themes}.values(), key=lambda theme: theme.slug)
