"""schema.org data of what is no event: announcements, people, bodies, this site, where a page lies. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.linked_data import Data, document, known_only
from forumapp.core.clock import zone_of
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated, html_language
from forumapp.ical.text import one_line

LONGEST_HEADLINE = 110
"""Characters that search engines show of an article's headline."""


def data_of_announcement(
    announcement: Any, forum: Any, language: str, house: House, logo: Any
) -> Data:
    """A news article in the language that its page is read in, with its corrections.

    `forum` is the one it is about, where the public may see it.
    """
    headline, own = announcement.headline.in_language(language)
    page = house.address("announcement", language, slug=announcement.slug)
    card = house.address("card.png", language, kind="announcement", slug=announcement.slug)
    photograph = house.picture(announcement.picture)
    corrections = [one_line(each.wording.text(language)) for each in announcement.corrections]
    changed = max(announcement.changed_at or announcement.release_at, announcement.release_at)
    source = one_line(announcement.source.text(language))
    publisher = body_in_short(house, language, logo)
    return document(
        {
            "@type": "NewsArticle",
            "identifier": f"urn:uuid:{announcement.uid}",
            "headline": shortened(whole_title(one_line(headline)), LONGEST_HEADLINE),
            "description": one_line(announcement.lead.text(language)),
            "url": page,
            "mainEntityOfPage": page,
            "inLanguage": html_language(own),
            "datePublished": with_offset(announcement.release_at, announcement.release_zone),
            "dateModified": with_offset(changed, announcement.release_zone),
            "image": [*([photograph.uri] if photograph else []), card],
            "author": {"@type": "Organization", "name": source} if source else publisher,
            "publisher": publisher,
            "correction": corrections,
            "about": about_forum(forum, language, house) if forum else None,
            "isAccessibleForFree": True,
        }
    )


def data_of_person(person: Any, language: str, house: House) -> Data:
    portrait = house.picture(person.portrait)
    body = person.organization
    return document(
        {
            "@type": "Person",
            "name": one_line(person.name.text(language)),
            "alternateName": other_names(person.name, language),
            "honorificPrefix": one_line(person.honorific.text(language)),
            "jobTitle": one_line(person.position.text(language)),
            "worksFor": {"@type": "Organization", "name": one_line(body.name.text(language))}
            if body
            else None,
            "url": house.address("speaker", language, slug=person.slug),
            "image": portrait.uri if portrait else None,
            "knowsLanguage": list(person.languages or ()),
        }
    )


def data_of_organization(body: Any, language: str, house: House) -> Data:
    logo = house.picture(body.logo)
    site = body.website if body.website.startswith(("https://", "http://")) else ""
    address = known_only(
        {"addressLocality": one_line(body.city.text(language)), "addressCountry": body.country}
    )
    return document(
        {
            "@type": "Organization",
            "name": one_line(body.name.text(language)),
            "alternateName": [
                *other_names(body.name, language),
                *([one_line(body.short_name.text(language))] if body.short_name else []),
            ],
            "url": house.address("organization", language, slug=body.slug),
            "sameAs": site,
            "logo": logo.uri if logo else None,
            "address": {"@type": "PostalAddress", **address} if address else None,
        }
    )


def data_of_site(language: str, house: House, logo: Any) -> Data:
    """This site, and how to search it."""
    search = house.address("search", language)
    return document(
        {
            "@type": "WebSite",
            "name": one_line(house.name.text(language)),
            "alternateName": other_names(house.name, language),
            "url": house.address("home", language),
            "inLanguage": html_language(language),
            "publisher": body_in_short(house, language, logo),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{search}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    )


def data_of_crumbs(places: Sequence[tuple[str, str]]) -> Data:
    """Where a page lies: names and whole addresses from the front page on; the page itself has none."""
    return document(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                known_only(
                    {"@type": "ListItem", "position": at, "name": one_line(name), "item": href}
                )
                for at, (name, href) in enumerate(places, 1)
            ],
        }
    )


def body_in_short(house: House, language: str, logo: Any) -> Data:
    shown = house.picture(logo)
    return known_only(
        {
            "@type": "Organization",
            "name": one_line(house.name.text(language)),
            "url": house.address("home", language),
            "logo": {"@type": "ImageObject", "url": shown.uri} if shown else None,
        }
    )


def about_forum(forum: Any, language: str, house: House) -> Data:
    return {
        "@type": "Thing",
        "name": whole_title(one_line(forum.title.text(language))),
        "url": house.address("forum", language, slug=forum.slug),
    }


def other_names(name: Translated, language: str) -> list[str]:
    """The same name as other languages write it."""
    own = name.text(language)
    return [one_line(name.exact(each)) for each in name.languages if name.exact(each) != own]


def with_offset(instant: datetime, zone: str) -> str:
    """ISO 8601 on the clock of the zone, with its offset from UTC."""
    return instant.astimezone(zone_of(zone)).replace(microsecond=0).isoformat()


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
