"""Entries are written when what they tell changes, in the same transaction, never when they are read."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, or_, select

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.queries.facts import (
    conferences_with_themes,
    delegations_with_items,
    facts_of_forums,
    made_with,
    the_house,
)
from forumapp.calendars.rules.forum import ForumFacts, forum_entry, session_entry
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import conference_entry, delegation_entry, item_entry
from forumapp.calendars.services.keep import (
    Occasion,
    date_first_publication,
    forget_entries,
    keep,
)
from forumapp.core.db import db
from forumapp.core.visibility import DRAFT
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.ical.entry import Entry

AT_ONCE = 100
"""How many records are held in memory together, and rewritten in one run of the worker."""
RECENTLY = timedelta(days=2)


def refresh_entries(record: Forum | Delegation | Conference, *, now: datetime) -> None:
    """Write the entries of a record and of what belongs to it as they are now.

    `sequence` and `changed_at` of the record are right afterwards.
    """
    db.session.flush()
    if isinstance(record, Forum):
        refresh_forums([record.id], now=now)
    elif isinstance(record, Delegation):
        refresh_delegations([record.id], now=now)
    else:
        refresh_conferences([record.id], now=now)


def refresh_forums(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(ids, now):
        for facts in facts_of_forums(some, now):
            if facts.forum.state == DRAFT:
                forget_entries("forum", [facts.forum.id])
                forget_entries("session", [session.id for session in facts.forum.sessions])
            else:
                _keep_forum(facts, occasion)


def refresh_delegations(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(ids, now):
        for delegation in delegations_with_items(some):
            if delegation.state == DRAFT:
                forget_entries("delegation", [delegation.id])
                forget_entries("item", [item.id for item in delegation.items])
            else:
                _keep_delegation(delegation, occasion)


def refresh_conferences(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(ids, now):
        for conference in conferences_with_themes(some):
            if conference.state == DRAFT:
                forget_entries("conference", [conference.id])
            else:
                _keep_conference(conference, occasion)


def refresh_outdated(now: datetime) -> int:
    """Write anew what was made with other settings, zone data or program, or for another institution.

    Up to `AT_ONCE` entries at a time, so that nobody waits long; how many there were.
    """
    outdated = _is_outdated(made_with(the_house()))
    rows = db.session.execute(
        select(StoredEntry.kind, StoredEntry.record_id).where(outdated).limit(AT_ONCE)
    ).all()
    if not rows:
        return 0
    ids = {kind: {row.record_id for row in rows if row.kind == kind} for kind, _id in rows}
    sessions = select(ForumSession.forum_id).where(ForumSession.id.in_(ids.get("session", ())))
    items = select(ItineraryItem.delegation_id).where(ItineraryItem.id.in_(ids.get("item", ())))
    refresh_forums(ids.get("forum", set()) | set(db.session.scalars(sessions)), now=now)
    refresh_delegations(ids.get("delegation", set()) | set(db.session.scalars(items)), now=now)
    refresh_conferences(ids.get("conference", set()), now=now)
    db.session.flush()
    for kind, some in ids.items():
        # What is outdated even now belongs to no record any more.
        left = StoredEntry.kind == kind, StoredEntry.record_id.in_(some), outdated
        forget_entries(kind, list(db.session.scalars(select(StoredEntry.record_id).where(*left))))
    return len(rows)


def refresh_released(now: datetime) -> None:
    """A delegation or conference that time alone made visible is named by its forums from then on."""
    visits = (
        select(DelegationForum.forum_id)
        .join(Delegation)
        .where(Delegation.release_at.between(now - RECENTLY, now))
    )
    belongs = (
        select(Forum.id)
        .join(Conference, Forum.conference_id == Conference.id)
        .where(Conference.release_at.between(now - RECENTLY, now))
    )
    refresh_forums({*db.session.scalars(visits), *db.session.scalars(belongs)}, now=now)


def _keep_forum(facts: ForumFacts, occasion: Occasion) -> None:
    forum, house = facts.forum, occasion.house
    date_first_publication(forum, *forum.sessions, now=occasion.now)
    keep("forum", forum, lambda language: forum_entry(facts, language, house), occasion)
    for session in forum.sessions:
        keep("session", session, partial(_session_in, facts, session, house), occasion)


def _session_in(facts: ForumFacts, session: ForumSession, house: House, language: str) -> Entry:
    return session_entry(facts, session, language, house)


def _keep_delegation(delegation: Delegation, occasion: Occasion) -> None:
    house = occasion.house
    date_first_publication(delegation, *delegation.items, now=occasion.now)
    keep("delegation", delegation, lambda lang: delegation_entry(delegation, lang, house), occasion)
    for item in delegation.items:
        keep("item", item, partial(_item_in, item, delegation, house), occasion)


def _item_in(item: ItineraryItem, delegation: Delegation, house: House, language: str) -> Entry:
    return item_entry(item, delegation, language, house)


def _keep_conference(conference: Conference, occasion: Occasion) -> None:
    house = occasion.house
    date_first_publication(conference, now=occasion.now)
    keep("conference", conference, lambda lang: conference_entry(conference, lang, house), occasion)


def _is_outdated(current: str) -> ColumnElement[bool]:
    # Two ranges, for which the index serves; "not equal" would read every row.
    return or_(StoredEntry.made_with < current, StoredEntry.made_with > current)


def _pieces(ids: Collection[int], now: datetime) -> Iterator[tuple[list[int], Occasion]]:
    if not ids:
        return
    house = the_house()
    occasion = Occasion(house, made_with(house), now)
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE], occasion
