"""Entries are written when what they tell changes, in the same transaction, never when they are read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, or_, select

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.queries.facts import (
    facts_of_conferences,
    facts_of_delegations,
    facts_of_forums,
    made_with,
    the_house,
)
from forumapp.calendars.rules.forum import ForumFacts, forum_entry, session_entry
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import (
    ConferenceFacts,
    JourneyFacts,
    conference_entry,
    delegation_entry,
    item_entry,
)
from forumapp.calendars.services.keep import (
    Occasion,
    date_first_publication,
    forget_entries,
    keep,
)
from forumapp.core.db import db
from forumapp.core.visibility import DRAFT
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession, forum_follow_up
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
        for facts in facts_of_delegations(some, now):
            if facts.delegation.state == DRAFT:
                forget_entries("delegation", [facts.delegation.id])
            else:
                _keep_delegation(facts, occasion)
            _keep_items(facts, occasion)


def refresh_conferences(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(ids, now):
        for facts in facts_of_conferences(some, now):
            if facts.conference.state == DRAFT:
                forget_entries("conference", [facts.conference.id])
            else:
                _keep_conference(facts, occasion)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """How many entries were written anew, and of each forum the SEQUENCE that it had and has."""

    entries: int
    renumbered: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def refresh_outdated(now: datetime) -> Rewritten:
    """Write anew what was made with other settings, zone data or program, or for another institution.

    Up to `AT_ONCE` entries at a time, so that nobody waits long.
    """
    outdated = _is_outdated(made_with(the_house()))
    rows = db.session.execute(
        select(StoredEntry.kind, StoredEntry.record_id).where(outdated).limit(AT_ONCE)
    ).all()
    if not rows:
        return Rewritten(0)
    ids = {kind: {row.record_id for row in rows if row.kind == kind} for kind, _id in rows}
    sessions = select(ForumSession.forum_id).where(ForumSession.id.in_(ids.get("session", ())))
    items = select(ItineraryItem.delegation_id).where(ItineraryItem.id.in_(ids.get("item", ())))
    forums = ids.get("forum", set()) | set(db.session.scalars(sessions))
    before = _sequences(forums)
    refresh_forums(forums, now=now)
    refresh_delegations(ids.get("delegation", set()) | set(db.session.scalars(items)), now=now)
    refresh_conferences(ids.get("conference", set()), now=now)
    db.session.flush()
    for kind, some in ids.items():
        # What is outdated even now belongs to no record any more.
        left = StoredEntry.kind == kind, StoredEntry.record_id.in_(some), outdated
        forget_entries(kind, list(db.session.scalars(select(StoredEntry.record_id).where(*left))))
    after = _sequences(forums)
    return Rewritten(len(rows), {each: (before[each], after[each]) for each in before})


def _sequences(forum_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(select(Forum.id, Forum.sequence).where(Forum.id.in_(forum_ids)))
    return dict(rows.all())


def refresh_released(now: datetime) -> None:
    """What time alone made visible is named from then on by the entries of its neighbours."""
    journeys = _released(Delegation, now)
    conferences = _released(Conference, now)
    forums = _released(Forum, now)
    visits = select(DelegationForum.forum_id).where(DelegationForum.delegation_id.in_(journeys))
    belongs = select(Forum.id).where(Forum.conference_id.in_(conferences))
    visitors = select(DelegationForum.delegation_id).where(DelegationForum.forum_id.in_(forums))
    parts = select(Conference.id).where(Conference.parent_id.in_(conferences))
    refresh_forums(
        {*_ids(visits), *_ids(belongs), *neighbours_of(_ids(forums))},
        now=now,
    )
    refresh_delegations(_ids(visitors), now=now)
    refresh_conferences(_ids(parts), now=now)


def neighbours_of(forum_ids: Collection[int]) -> set[int]:
    """The forums whose entries name these: those that follow one, and all of a series with one."""
    followers = select(forum_follow_up.c.forum_id).where(
        forum_follow_up.c.follows_id.in_(forum_ids)
    )
    series = (
        select(Conference.id)
        .join(Forum, Forum.conference_id == Conference.id)
        .where(Conference.kind == "series", Forum.id.in_(forum_ids))
    )
    return {*_ids(followers), *_ids(select(Forum.id).where(Forum.conference_id.in_(series)))}


def _released(model: type[Forum | Delegation | Conference], now: datetime) -> Select[int]:
    return select(model.id).where(model.release_at.between(now - RECENTLY, now))


def _ids(selected: Select[int]) -> set[int]:
    return set(db.session.scalars(selected))


def _keep_forum(facts: ForumFacts, occasion: Occasion) -> None:
    forum, house = facts.forum, occasion.house
    date_first_publication(forum, *forum.sessions, now=occasion.now)
    keep("forum", forum, lambda language: forum_entry(facts, language, house), occasion)
    for session in forum.sessions:
        keep("session", session, partial(_session_in, facts, session, house), occasion)


def _session_in(facts: ForumFacts, session: ForumSession, house: House, language: str) -> Entry:
    return session_entry(facts, session, language, house)


def _keep_delegation(facts: JourneyFacts, occasion: Occasion) -> None:
    delegation, house = facts.delegation, occasion.house
    date_first_publication(delegation, now=occasion.now)
    keep("delegation", delegation, lambda lang: delegation_entry(facts, lang, house), occasion)


def _keep_items(facts: JourneyFacts, occasion: Occasion) -> None:
    """From the moment they are drafted: who travels packs before the public knows of the journey."""
    delegation, house = facts.delegation, occasion.house
    date_first_publication(*delegation.items, now=occasion.now)
    for item in delegation.items:
        keep("item", item, partial(_item_in, item, delegation, house), occasion)


def _item_in(item: ItineraryItem, delegation: Delegation, house: House, language: str) -> Entry:
    return item_entry(item, delegation, language, house)


def _keep_conference(facts: ConferenceFacts, occasion: Occasion) -> None:
    conference, house = facts.conference, occasion.house
    date_first_publication(conference, now=occasion.now)
    keep("conference", conference, lambda lang: conference_entry(facts, lang, house), occasion)


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
