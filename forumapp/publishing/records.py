"""Edits of records that forums name: what forums are found by follows in the same transaction.

Calendar entries follow by themselves (`calendars.services.following`).
"""

from typing import Any

from sqlalchemy import ColumnElement

from forumapp.core.paging import rows_of
from forumapp.forums.queries import forums_naming, held_at, with_line_of, with_person, with_theme
from forumapp.forums.services.words import index_forum
from forumapp.organizations.models import Organization
from forumapp.organizations.services import OrganizationFacts, edit_organization
from forumapp.people.models import Person
from forumapp.people.services import PersonFacts, edit_person
from forumapp.themes.models import Theme
from forumapp.themes.services import ThemeFacts, edit_theme
from forumapp.venues.models import Venue
from forumapp.venues.services import VenueFacts, edit_venue


def edit_named_organization(
    organization: Organization, facts: OrganizationFacts, **rest: Any
) -> Organization:
    edit_organization(organization, facts, **rest)
    index_forums(with_line_of(organization))
    return organization


def edit_named_person(person: Person, facts: PersonFacts, **rest: Any) -> Person:
    edit_person(person, facts, **rest)
    index_forums(with_person(person))
    return person


def edit_named_theme(theme: Theme, facts: ThemeFacts, **rest: Any) -> Theme:
    edit_theme(theme, facts, **rest)
    index_forums(with_theme(theme))
    return theme


def edit_named_venue(venue: Venue, facts: VenueFacts, **rest: Any) -> Venue:
    edit_venue(venue, facts, **rest)
    index_forums(held_at(venue))
    return venue


def index_forums(condition: ColumnElement[bool]) -> None:
    """Make every forum of which the condition is true findable by what it says now."""
    for forum in rows_of(forums_naming(condition)):
        index_forum(forum)
