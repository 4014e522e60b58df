"""Private calendars: found by their secret address, listed at the desk, and what each one holds.

A private calendar reads the same stored entries as the public ones. What its holder may see is asked
here, entry by entry, and nothing else decides it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union_all
from sqlalchemy.orm import joinedload

from forumapp.calendars.models import PrivateCalendar, StoredEntry
from forumapp.calendars.queries.feeds import Asked, Feed, Subject, Written, entries_of, stays
from forumapp.calendars.rules.coming import Coming, coming_of
from forumapp.calendars.rules.private import (
    DELEGATION,
    DESCRIPTION,
    LINK_PURPOSE,
    MEMBER,
    SPEAKER,
    STAFF,
    journey_of,
    name_of,
)
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.text import say
from forumapp.core.tokens import capability_token, token_hash
from forumapp.core.visibility import DRAFT, VISIBLE_STATES, visible
from forumapp.delegations.models import (
    Delegation,
    DelegationForum,
    DelegationMember,
    ItineraryItem,
)
from forumapp.duties.models import Duty
from forumapp.forums.models import Appearance, Forum, ForumSession
from forumapp.identity.models import Account
from forumapp.people.models import Person

NOTHING: ColumnElement[bool] = false()


@dataclass(frozen=True, slots=True)
class Held:
    """Which records a private calendar holds, each kind as a condition on its rows.

    `before_release`: its holder has a part in its forums and is told of them once they are published,
    before the public is.
    """

    delegations: ColumnElement[bool] = NOTHING
    items: ColumnElement[bool] = NOTHING
    forums: ColumnElement[bool] = NOTHING
    sessions: ColumnElement[bool] = NOTHING
    before_release: bool = False


# --------------------------------------------------------------- finding them


def private_calendar_of(token: str) -> PrivateCalendar:
    """Whose secret address this is; raises `NotFound` for an unknown and for a revoked one.

    That of an account which may no longer sign in answers nobody either.
    """
    found = db.session.scalar(
        _standing().where(PrivateCalendar.link_hash == token_hash(token), _holder_is_active())
    )
    if found is None:
        raise NotFound
    return found


def secret_of(calendar: PrivateCalendar) -> str:
    """The token of its address, made again: it is stored nowhere."""
    return capability_token(LINK_PURPOSE, calendar.uid, calendar.link_version)


def private_calendar(calendar_id: int) -> PrivateCalendar:
    """One that is not revoked, for its page in the desk; raises `NotFound`."""
    found = db.session.scalar(_standing().where(PrivateCalendar.id == calendar_id))
    if found is None:
        raise NotFound
    return found


def private_calendars(*, q: str = "", kind: str = "") -> Select[PrivateCalendar]:
    """All that are not revoked, the latest made first; `q` is looked for in their labels."""
    rows = _standing().order_by(PrivateCalendar.made_at.desc(), PrivateCalendar.id.desc())
    if q:
        rows = rows.where(PrivateCalendar.label.icontains(q, autoescape=True))
    return rows.where(PrivateCalendar.kind == kind) if kind else rows


def calendars_of_delegation(delegation: Delegation) -> list[PrivateCalendar]:
    """Those of its whole journey, then those of its members."""
    members = select(DelegationMember.id).where(DelegationMember.delegation_id == delegation.id)
    of_delegation = or_(
        PrivateCalendar.delegation_id == delegation.id, PrivateCalendar.member_id.in_(members)
    )
    found = db.session.scalars(_standing().where(of_delegation).order_by(PrivateCalendar.id))
    return sorted(found, key=lambda calendar: calendar.member_id is not None)


def calendars_of_person(person: Person) -> list[PrivateCalendar]:
    of_person = PrivateCalendar.person_id == person.id
    return list(db.session.scalars(_standing().where(of_person).order_by(PrivateCalendar.id)))


def calendar_of_account(account: Account) -> PrivateCalendar | None:
    """An account has one calendar of its duties at most."""
    return db.session.scalar(_standing().where(PrivateCalendar.account_id == account.id))


def _standing() -> Select[PrivateCalendar]:
    member = joinedload(PrivateCalendar.member)
    return (
        select(PrivateCalendar)
        .where(PrivateCalendar.revoked_at.is_(None))
        .options(
            joinedload(PrivateCalendar.delegation),
            member.joinedload(DelegationMember.delegation),
            member.joinedload(DelegationMember.person),
            joinedload(PrivateCalendar.person),
            joinedload(PrivateCalendar.account),
        )
    )


def _holder_is_active() -> ColumnElement[bool]:
    active = select(Account.id).where(Account.active.is_(True))
    return or_(PrivateCalendar.account_id.is_(None), PrivateCalendar.account_id.in_(active))


# --------------------------------------------------------------- what they hold


def feed_of(calendar: PrivateCalendar, asked: Asked) -> Feed:
    """The calendar, not read yet."""
    journey = journey_of(calendar)
    subject = Subject(
        uid=calendar.uid,
        name=name_of(calendar, asked.language),
        description=say(DESCRIPTION, {}, asked.language),
        zone=journey.zone if journey else asked.house.zone,
    )
    return Feed(subject, asked, _selections(held_in(calendar), asked))


def held_in(calendar: PrivateCalendar) -> Held:
    return _HELD[calendar.kind](calendar)


def coming_entries(calendar: PrivateCalendar, asked: Asked, *, most: int) -> list[Coming]:
    """The next entries that the calendar tells of, the earliest first."""
    told = StoredEntry.kind, StoredEntry.record_id, StoredEntry.starts_at
    ahead = union_all(
        *(
            each.with_only_columns(*told).where(StoredEntry.ends_at > asked.now)
            for each in feed_of(calendar, asked).selections
        )
    ).subquery()
    rows = db.session.execute(
        select(ahead.c.kind, ahead.c.record_id).order_by(ahead.c.starts_at).limit(most)
    )
    return [
        coming_of(kind, db.session.get_one(_RECORDS[kind], record_id), asked.language)
        for kind, record_id in rows
    ]


def _selections(held: Held, asked: Asked) -> tuple[Written, ...]:
    """The written entries of what is held. A point of a journey that is a forum which the public may
    see (its holder may know of) is that forum's entry, as in the public calendars.
    """
    told = Forum.state.in_(VISIBLE_STATES) if held.before_release else visible(Forum, asked.now)
    shown = select(Forum.id).where(told)
    not_a_shown_forum = or_(ItineraryItem.forum_id.is_(None), ItineraryItem.forum_id.not_in(shown))
    forums = entries_of("forum", Forum, asked).where(told, held.forums)
    sessions = (
        entries_of("session", ForumSession, asked)
        .join(Forum, Forum.id == ForumSession.forum_id)
        .where(told, held.sessions)
    )
    delegations = entries_of("delegation", Delegation, asked).where(
        Delegation.state != DRAFT, held.delegations
    )
    items = entries_of("item", ItineraryItem, asked).where(held.items, not_a_shown_forum)
    return tuple(each.where(stays(asked)) for each in (delegations, forums, sessions, items))


def _whole_journey(calendar: PrivateCalendar) -> Held:
    return _journeys(select(Delegation.id).where(Delegation.id == calendar.delegation_id))


def _members_part(calendar: PrivateCalendar) -> Held:
    """What names nobody is for everybody; what names members is for them."""
    named = ItineraryItem.members.any(DelegationMember.id == calendar.member_id)
    mine = or_(named, ~ItineraryItem.members.any())
    journey = select(DelegationMember.delegation_id).where(
        DelegationMember.id == calendar.member_id
    )
    return _journeys(journey, mine)


def _journeys(ids: Select[Any], concerned: ColumnElement[bool] | None = None) -> Held:
    """Journeys with their points, or those of them that are `concerned`.

    A forum on the journey is everybody's, unless it is a point of the journey: then it is for whom
    that point is for.
    """
    points = ItineraryItem.delegation_id.in_(ids)
    items = points if concerned is None else and_(points, concerned)
    is_forum = ItineraryItem.forum_id.is_not(None)
    visited = select(DelegationForum.forum_id).where(DelegationForum.delegation_id.in_(ids))
    as_points = select(ItineraryItem.forum_id).where(points, is_forum)
    held_points = select(ItineraryItem.forum_id).where(items, is_forum)
    forums = or_(Forum.id.in_(held_points), and_(Forum.id.in_(visited), Forum.id.not_in(as_points)))
    return Held(delegations=Delegation.id.in_(ids), items=items, forums=forums)


def _appearances(calendar: PrivateCalendar) -> Held:
    """Who speaks in a session is there at its hour; who appears at the forum itself, all along."""
    own = select(Appearance.forum_id).where(Appearance.person_id == calendar.person_id)
    spoken = select(Appearance.session_id).where(
        Appearance.person_id == calendar.person_id, Appearance.session_id.is_not(None)
    )
    return Held(
        forums=Forum.id.in_(own.where(Appearance.session_id.is_(None))),
        sessions=ForumSession.id.in_(spoken),
        before_release=True,
    )


def _duties(calendar: PrivateCalendar) -> Held:
    on_duty = Duty.account_id == calendar.account_id
    forums = select(Duty.forum_id).where(on_duty, Duty.forum_id.is_not(None))
    delegations = select(Duty.delegation_id).where(on_duty, Duty.delegation_id.is_not(None))
    journeys = _journeys(delegations)
    return Held(
        delegations=journeys.delegations,
        items=journeys.items,
        forums=or_(Forum.id.in_(forums), journeys.forums),
        before_release=True,
    )


_HELD: dict[str, Callable[[PrivateCalendar], Held]] = {
    DELEGATION: _whole_journey,
    MEMBER: _members_part,
    SPEAKER: _appearances,
    STAFF: _duties,
}
_RECORDS: dict[str, type[Any]] = {
    "delegation": Delegation,
    "forum": Forum,
    "session": ForumSession,
    "item": ItineraryItem,
}
