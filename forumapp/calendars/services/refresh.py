"""Entries are written when what they tell changes, in the same transaction, never when they are read."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import aliased

from forumapp.calendars.models import OUTDATED, StoredEntry
from forumapp.calendars.queries.facts import (
    facts_of_conferences,
    facts_of_delegations,
    facts_of_forums,
    made_with,
    the_house,
)
from forumapp.calendars.rules.deadlines import DEADLINES, deadline_entry
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
    EntryIn,
    Occasion,
    date_first_publication,
    forget_entries,
    keep,
)
from forumapp.core.db import db
from forumapp.core.visibility import DRAFT, visible
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession, forum_follow_up
from forumapp.ical.entry import Entry

AT_ONCE = 100
"""How many records are held in memory together, and rewritten in one run of the worker."""
LONGEST_AWAY = timedelta(days=30)
"""How long the worker may have been away without missing a release."""
OF_FORUM = ("forum", *DEADLINES)
"""The kinds of entries that a forum itself numbers."""
Record = Forum | Delegation | Conference
RECORDS: dict[str, Any] = {
    **dict.fromkeys(OF_FORUM, Forum),
    "session": ForumSession,
    "delegation": Delegation,
    "item": ItineraryItem,
    "conference": Conference,
}
"""Of which record each kind of entry is."""

log = logging.getLogger(__name__)


def refresh_entries(record: Record, *, now: datetime) -> None:
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
    for some, occasion in _pieces(Forum, ids, now):
        for facts in facts_of_forums(some, now):
            if facts.forum.state == DRAFT:
                for kind in OF_FORUM:
                    forget_entries(kind, [facts.forum.id])
                forget_entries("session", [session.id for session in facts.forum.sessions])
            else:
                _keep_forum(facts, occasion)


def refresh_delegations(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(Delegation, ids, now):
        for facts in facts_of_delegations(some, now):
            if facts.delegation.state == DRAFT:
                forget_entries("delegation", [facts.delegation.id])
            else:
                _keep_delegation(facts, occasion)
            _keep_items(facts, occasion)


def refresh_conferences(ids: Collection[int], *, now: datetime) -> None:
    for some, occasion in _pieces(Conference, ids, now):
        for facts in facts_of_conferences(some, now):
            if facts.conference.state == DRAFT:
                forget_entries("conference", [facts.conference.id])
            else:
                _keep_conference(facts, occasion)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """How many entries were written anew, and the SEQUENCE that each forum had and has.

    Not of a forum whose own facts have changed: that is news.
    """

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
    forums = _ids(sessions).union(*(ids.get(kind, set()) for kind in OF_FORUM))
    before = _sequences(forums - _with_changed_facts(forums))
    _refresh_each(refresh_forums, forums, now)
    _refresh_each(refresh_delegations, ids.get("delegation", set()) | _ids(items), now)
    _refresh_each(refresh_conferences, ids.get("conference", set()), now)
    db.session.flush()
    for kind, some in ids.items():
        left = select(StoredEntry.record_id).where(StoredEntry.kind == kind, outdated)
        _settle(kind, _ids(left.where(StoredEntry.record_id.in_(some))))
    after = _sequences(before)
    return Rewritten(len(rows), {each: (before[each], after[each]) for each in before})


def _refresh_each(refresh: Callable[..., None], ids: Collection[int], now: datetime) -> None:
    """All together or, where one cannot be written, each by itself: nobody waits for that one."""
    try:
        with db.session.begin_nested():
            refresh(ids, now=now)
    except ValueError:
        if len(ids) == 1:
            log.exception(
                "%s failed for %s, whose entries stay as they were", refresh.__name__, ids
            )
            return
        for each in ids:
            _refresh_each(refresh, {each}, now)


def _settle(kind: str, ids: set[int]) -> None:
    """What is outdated even now belongs to no record any more, or cannot be written: then it stays."""
    model = RECORDS[kind]
    unwritable = _ids(select(model.id).where(model.id.in_(ids)))
    forget_entries(kind, ids - unwritable)
    db.session.execute(
        update(StoredEntry)
        .where(StoredEntry.kind == kind, StoredEntry.record_id.in_(unwritable))
        .values(made_with=made_with(the_house()))
        .execution_options(synchronize_session=False)
    )


def mark_forums(ids: Collection[int]) -> None:
    """Have the worker write the entries of these forums, soon."""
    _lock(Forum, ids)
    db.session.execute(
        update(StoredEntry)
        .where(StoredEntry.kind == "forum", StoredEntry.record_id.in_(ids))
        .values(made_with=OUTDATED)
        .execution_options(synchronize_session=False)
    )


def _with_changed_facts(forum_ids: Collection[int]) -> set[int]:
    marked = StoredEntry.kind == "forum", StoredEntry.made_with == OUTDATED
    return _ids(select(StoredEntry.record_id).where(*marked, StoredEntry.record_id.in_(forum_ids)))


def _sequences(forum_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(select(Forum.id, Forum.sequence).where(Forum.id.in_(forum_ids)))
    return dict(rows.all())


def refresh_released(now: datetime) -> None:
    """What time alone made visible is named from then on by the entries of its neighbours.

    Owed are the entries that were written before that moment, so nothing is done twice.
    """
    other = aliased(Forum)
    visits = select(DelegationForum.forum_id, DelegationForum.delegation_id)
    visitors = select(DelegationForum.delegation_id, DelegationForum.forum_id)
    gathered = select(Forum.id, Forum.conference_id)
    followers = select(forum_follow_up.c.forum_id, forum_follow_up.c.follows_id)
    series = (
        select(Forum.id, other.id)
        .join(other, Forum.conference_id == other.conference_id)
        .join(Conference, Conference.id == Forum.conference_id)
        .where(Conference.kind == "series")
    )
    parts = select(Conference.id, Conference.parent_id)
    forums = (
        _owed("forum", visits, Delegation, now)
        | _owed("forum", gathered, Conference, now)
        | _owed("forum", followers, Forum, now)
        | _owed("forum", series, Forum, now)
    )
    refresh_forums(forums, now=now)
    refresh_delegations(_owed("delegation", visitors, Forum, now), now=now)
    refresh_conferences(_owed("conference", parts, Conference, now), now=now)


def _owed(kind: str, naming: Select[int, Any], model: type[Record], now: datetime) -> set[int]:
    """The records whose entry was written before what it names was released.

    `naming`: pairs of a record of this kind and one of the model that its entry names.
    """
    pairs = naming.subquery()
    record_id, named_id = pairs.c
    return _ids(
        select(StoredEntry.record_id)
        .join(pairs, record_id == StoredEntry.record_id)
        .join(model, model.id == named_id)
        .where(StoredEntry.kind == kind, visible(model, now))
        .where(model.release_at > now - LONGEST_AWAY, model.release_at > StoredEntry.made_at)
    )


def followers_of(forum_ids: Collection[int]) -> set[int]:
    """The forums that follow one of these, and say so."""
    followed = forum_follow_up.c.follows_id.in_(forum_ids)
    return _ids(select(forum_follow_up.c.forum_id).where(followed))


def _ids(selected: Select[int]) -> set[int]:
    return set(db.session.scalars(selected))


def _keep_forum(facts: ForumFacts, occasion: Occasion) -> None:
    forum, house = facts.forum, occasion.house
    date_first_publication(forum, *forum.sessions, now=occasion.now)
    entries: dict[str, EntryIn] = {"forum": lambda lang: forum_entry(facts, lang, house)}
    for kind in DEADLINES:
        entries[kind] = partial(_deadline_in, kind, forum, house)
    keep(forum, entries, occasion)
    for session in forum.sessions:
        keep(session, {"session": partial(_session_in, facts, session, house)}, occasion)


def _deadline_in(kind: str, forum: Forum, house: House, language: str) -> Entry | None:
    return deadline_entry(kind, forum, language, house)


def _session_in(facts: ForumFacts, session: ForumSession, house: House, language: str) -> Entry:
    return session_entry(facts, session, language, house)


def _keep_delegation(facts: JourneyFacts, occasion: Occasion) -> None:
    delegation, house = facts.delegation, occasion.house
    date_first_publication(delegation, now=occasion.now)
    keep(delegation, {"delegation": lambda lang: delegation_entry(facts, lang, house)}, occasion)


def _keep_items(facts: JourneyFacts, occasion: Occasion) -> None:
    """From the moment they are drafted: who travels packs before the public knows of the journey."""
    delegation, house = facts.delegation, occasion.house
    date_first_publication(*delegation.items, now=occasion.now)
    for item in delegation.items:
        keep(item, {"item": partial(_item_in, item, delegation, house)}, occasion)


def _item_in(item: ItineraryItem, delegation: Delegation, house: House, language: str) -> Entry:
    return item_entry(item, delegation, language, house)


def _keep_conference(facts: ConferenceFacts, occasion: Occasion) -> None:
    conference, house = facts.conference, occasion.house
    date_first_publication(conference, now=occasion.now)
    keep(conference, {"conference": lambda lang: conference_entry(facts, lang, house)}, occasion)


def _is_outdated(current: str) -> ColumnElement[bool]:
    # Two ranges, for which the index serves; "not equal" would read every row.
    return or_(StoredEntry.made_with < current, StoredEntry.made_with > current)


def _pieces(
    model: type[Record], ids: Collection[int], now: datetime
) -> Iterator[tuple[list[int], Occasion]]:
    """A part of the records at a time, each locked until the transaction ends."""
    if not ids:
        return
    house = the_house()
    occasion = Occasion(house, made_with(house), now)
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        _lock(model, some)
        yield some, occasion


def _lock(model: type[Record], ids: Collection[int]) -> None:
    """Who writes the same entries at the same time waits here, and reads then what the other changed."""
    rows = select(model.id).where(model.id.in_(ids)).order_by(model.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()
