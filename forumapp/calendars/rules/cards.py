"""The vCards of people who agreed to be named and of bodies that hold something in public."""

from typing import Any

from forumapp.calendars.rules.house import House
from forumapp.core.countries import country_name
from forumapp.core.markdown import plain_text
from forumapp.core.translated import Translated, html_language
from forumapp.ical.vcard import Card


def card_of_person(person: Any, language: str, house: House) -> Card:
    """Name, position and body as the person's page shows them; never mail or telephone."""
    name, own = person.name.in_language(language)
    return Card(
        kind="individual",
        uid=str(person.uid),
        name=name,
        language=html_language(own),
        other_names=_others(person.name, own),
        position=person.position.text(language),
        organization=person.organization.name.text(language) if person.organization else "",
        note=plain_text(person.biography.text(language)),
        languages=tuple(person.languages or ()),
        page=house.address("speaker", language, slug=person.slug),
        picture=house.picture(person.portrait),
    )


def card_of_organization(organization: Any, language: str, house: House) -> Card:
    name, own = organization.name.in_language(language)
    return Card(
        kind="org",
        uid=str(organization.uid),
        name=name,
        language=html_language(own),
        other_names=_others(organization.name, own),
        city=organization.city.text(language),
        country=country_name(organization.country, language),
        note=plain_text(organization.description.text(language)),
        page=house.address("organization", language, slug=organization.slug),
        website=organization.website,
        picture=house.picture(organization.logo),
    )


def _others(name: Translated, own: str) -> dict[str, str]:
    return {
        html_language(language): name.exact(language)
        for language in name.languages
        if language != own and name.exact(language)
    }
