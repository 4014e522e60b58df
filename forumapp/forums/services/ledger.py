"""The ledger of published changes: old → new, the calendar's SEQUENCE, and the time of the change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.forums.models import Forum, ForumChange, ForumSession
from forumapp.forums.services.facts import Facts, clock_words, published_facts, said, session_facts


@dataclass(frozen=True, slots=True)
class Published:
    """What stood before a change: facts of the forum and of its sessions, by the row itself.

    `join` is the way to join, which only participants know: a new one reaches them, but no ledger.
    """

    facts: Facts
    join: str
    starts_at: datetime
    sessions: dict[ForumSession, tuple[object, ...]]


def as_published(forum: Forum) -> Published:
    """Take this before changing anything."""
    return Published(published_facts(forum), forum.online_url, forum.starts_at, _sessions(forum))


def note_changes(
    forum: Forum, before: Published, *, reason: Translated | None = None, by: Actor, now: datetime
) -> list[ForumChange]:
    """Write down every published fact that differs from `before`; none if nothing public changed.

    A draft has no published facts. What is scheduled for the first time was told to nobody: its
    SEQUENCE rises without a row. What was public once was told, be it withdrawn or scheduled now.
    """
    if forum.first_published_at is None and forum.state not in VISIBLE_STATES:
        return []
    after = published_facts(forum)
    changed = [name for name, text in after.items() if text != before.facts[name]]
    is_joined_alike = forum.online_url == before.join
    if not changed and is_joined_alike and before.sessions == _sessions(forum):
        return []
    forum.sequence += 1
    forum.changed_at = now
    _note_sessions(forum, before, now, all_changed=bool({"state", "place"} & set(changed)))
    first = forum.first_published_at or forum.release_at
    if first is None or first > now:
        return []
    rows = [
        ForumChange(
            at=now,
            by=by.label,
            field=name,
            old=before.facts[name],
            new=after[name],
            reason=reason or Translated(),
            sequence=forum.sequence,
            old_start=before.starts_at
            if name == "time" and before.starts_at != forum.starts_at
            else None,
        )
        for name in changed
    ]
    forum.changes.extend(rows)
    return rows


def note_new_instants(
    forum: Forum,
    moved: Collection[Forum | ForumSession],
    before: Translated,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """By new rules of the clocks the same wall times are other moments: told as a change.

    `moved` are the forum and those of its sessions whose entries change; `before` is what
    `facts.clock_words` said. Of a draft nothing is told.
    """
    if forum.first_published_at is None and forum.state not in VISIBLE_STATES:
        return
    for row in moved:
        row.sequence += 1
        row.changed_at = now
    after = said(lambda language: clock_words(forum, language))
    first = forum.first_published_at or forum.release_at
    if before == after or first is None or first > now:
        return
    forum.changes.append(
        ForumChange(
            at=now,
            by=by.label,
            field="clock",
            old=before,
            new=after,
            reason=Translated(),
            sequence=forum.sequence,
        )
    )


def _sessions(forum: Forum) -> dict[ForumSession, tuple[object, ...]]:
    return {session: session_facts(session) for session in forum.sessions}


def _note_sessions(forum: Forum, before: Published, now: datetime, *, all_changed: bool) -> None:
    for session in forum.sessions:
        if session not in before.sessions:
            session.first_published_at = session.changed_at = now
        elif all_changed or session_facts(session) != before.sessions[session]:
            session.sequence += 1
            session.changed_at = now
