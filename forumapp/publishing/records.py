"""Edits of records that forums name: search and untouched notices follow in the same transaction.

Calendar entries follow by themselves (`calendars.services.following`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_

from forumapp.announcements.services.drafting import follow_facts
from forumapp.announcements.services.words import index_quoting
from forumapp.core.actor import Actor
from forumapp.core.paging import rows_of
from forumapp.delegations.models import ItineraryItem
from forumapp.delegations.queries import delegations_meeting
from forumapp.delegations.services.itinerary import note_new_names
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    forums_naming,
    held_at,
    held_in,
    with_line_of,
    with_person,
    with_theme,
)
from forumapp.forums.services.ledger import as_published, note_changes
from forumapp.forums.services.words import index_forum
from forumapp.organizations.models import Organization
from forumapp.organizations.services import OrganizationFacts, edit_organization
from forumapp.people.models import Person
from forumapp.people.services import PersonFacts, edit_person
from forumapp.publishing.locks import lock_forums, lock_people, lock_venue_to_edit
from forumapp.themes.models import Theme
from forumapp.themes.services import ThemeFacts, edit_theme
from forumapp.venues.models import Room, Venue
from forumapp.venues.services import RoomFacts, VenueFacts, edit_room, edit_venue


def edit_named_organization(
    organization: Organization, facts: OrganizationFacts, *, by: Actor, now: datetime, **rest: Any
) -> Organization:
    with _new_name_noted(organization, ItineraryItem.counterpart_organization_id, by=by, now=now):
        edit_organization(organization, facts, by=by, now=now, **rest)
    follow_records(with_line_of(organization), by=by, now=now)
    return organization


def edit_named_person(
    person: Person, facts: PersonFacts, *, by: Actor, now: datetime, **rest: Any
) -> Person:
    lock_people([person.id])
    lock_forums(with_person(person))
    with _new_name_noted(person, ItineraryItem.counterpart_person_id, by=by, now=now):
        edit_person(person, facts, by=by, now=now, **rest)
    follow_records(with_person(person), by=by, now=now)
    index_quoting(person)
    return person


def edit_named_theme(
    theme: Theme, facts: ThemeFacts, *, by: Actor, now: datetime, **rest: Any
) -> Theme:
    edit_theme(theme, facts, by=by, now=now, **rest)
    follow_records(with_theme(theme), by=by, now=now)
    return theme


def edit_named_venue(
    venue: Venue, facts: VenueFacts, *, by: Actor, now: datetime, **rest: Any
) -> Venue:
    """Another name or address is a change of place of every forum to come here: who registered is told."""
    lock_venue_to_edit(venue)
    with _changes_told(held_at(venue), by=by, now=now):
        edit_venue(venue, facts, by=by, now=now, **rest)
    follow_records(held_at(venue), by=by, now=now)
    return venue


def edit_named_room(room: Room, facts: RoomFacts, *, by: Actor, now: datetime, **rest: Any) -> Room:
    """Another name is a change of place of every forum to come in this room, as of a venue."""
    lock_venue_to_edit(room.venue)
    with _changes_told(held_in(room), by=by, now=now):
        edit_room(room, facts, by=by, now=now, **rest)
    follow_records(held_in(room), by=by, now=now)
    return room


@contextmanager
def _new_name_noted(
    host: Organization | Person, column: Any, *, by: Actor, now: datetime
) -> Iterator[None]:
    """The journeys that meet somebody under another name than before keep that in their history."""
    before = host.name
    yield
    if host.name != before:
        note_new_names(rows_of(delegations_meeting(column == host.id)), host, by=by, now=now)


@contextmanager
def _changes_told(condition: ColumnElement[bool], *, by: Actor, now: datetime) -> Iterator[None]:
    """What becomes another fact of a forum to come is written in its ledger."""
    lock_forums(and_(condition, Forum.ends_at > now))
    coming = rows_of(forums_naming(condition).where(Forum.ends_at > now))
    before = [(forum, as_published(forum)) for forum in coming]
    yield
    for forum, published in before:
        note_changes(forum, published, by=by, now=now)


def follow_records(condition: ColumnElement[bool], *, by: Actor, now: datetime) -> None:
    """Every forum of which the condition is true is found by what it says now; its notice and reports
    say so too, in the texts that nobody edited.
    """
    for forum in rows_of(forums_naming(condition)):
        index_forum(forum)
        follow_facts(forum, by=by, now=now, is_renaming=True)
