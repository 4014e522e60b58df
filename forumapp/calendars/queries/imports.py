"""What is known already of a calendar that is to be imported, and what imports have made."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.calendars.models import ImportedEntry
from forumapp.calendars.rules.importing import Known, KnownVenue
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.venues.models import Venue

_AT_ONCE = 500
_OWN = (Forum, ForumSession, ItineraryItem, Delegation, Conference)


def known_records(identities: Iterable[str]) -> dict[str, Known]:
    """The entries that are records of ours: imported before, or once published from here."""
    wanted = list(dict.fromkeys(identities))
    known = _published_from_here(wanted)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = db.session.scalars(
            select(ImportedEntry)
            .where(ImportedEntry.entry_uid.in_(wanted[start : start + _AT_ONCE]))
            .options(joinedload(ImportedEntry.forum), joinedload(ImportedEntry.item))
            .order_by(ImportedEntry.id)
        )
        known |= {row.entry_uid: _known(row.forum or row.item) for row in rows}
    return known


def _published_from_here(identities: list[str]) -> dict[str, Known]:
    """Our UIDs are UUIDs; what else a file names is not ours."""
    by_uid = {uid: identity for identity in identities if (uid := _uuid(identity))}
    known: dict[str, Known] = {}
    uids = list(by_uid)
    for model in _OWN:
        for start in range(0, len(uids), _AT_ONCE):
            own: Any = model
            rows = db.session.scalars(
                select(own).where(own.uid.in_(uids[start : start + _AT_ONCE]))
            )
            known |= {by_uid[row.uid]: _known(row) for row in rows}
    return known


def _known(record: Any) -> Known:
    owners = {"forum_session": "forum_id", "itinerary_item": "delegation_id"}
    kind = record.__tablename__
    return Known(kind, record, getattr(record, owners.get(kind, "id")))


def _uuid(identity: str) -> UUID | None:
    try:
        return UUID(identity.partition(" ")[0])
    except ValueError:
        return None


def known_venues(language: str) -> list[KnownVenue]:
    """Venues in use, to be found in the places of entries."""
    rows = db.session.scalars(select(Venue).where(Venue.archived_at.is_(None)).order_by(Venue.id))
    return [
        KnownVenue(
            venue.id,
            venue.name.text(language),
            tuple(venue.name.exact(own).casefold() for own in venue.name.languages),
            venue.zone,
        )
        for venue in rows
    ]


def import_made_of(uids: Iterable[UUID]) -> ImportedEntry | None:
    """The first entry of the import that made records with these UIDs of ours, if one did."""
    wanted = list(uids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found = db.session.scalar(
            select(ImportedEntry)
            .outerjoin(ImportedEntry.forum)
            .outerjoin(ImportedEntry.item)
            .where(Forum.uid.in_(some) | ItineraryItem.uid.in_(some))
            .order_by(ImportedEntry.id)
            .limit(1)
        )
        if found is not None:
            return found
    return None


def the_import(import_id: int) -> list[ImportedEntry]:
    """All that one import made, by the first of its entries; `NotFound` if there was none."""
    first = db.session.get(ImportedEntry, import_id)
    if first is None:
        raise NotFound
    return list(
        db.session.scalars(
            select(ImportedEntry)
            .where(
                ImportedEntry.imported_at == first.imported_at,
                ImportedEntry.source == first.source,
            )
            .options(
                joinedload(ImportedEntry.forum).joinedload(Forum.venue),
                joinedload(ImportedEntry.item).joinedload(ItineraryItem.delegation),
            )
            .order_by(ImportedEntry.id)
        )
    )
