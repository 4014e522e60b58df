"""Records with everything that their entries name, loaded in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.calendars.rules.forum import ForumFacts
from forumapp.calendars.rules.house import SEAL_RED, House
from forumapp.calendars.rules.journey import ConferenceFacts, JourneyFacts
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Appearance, Conference, Forum, ForumSession, OrganizerLine
from forumapp.forums.queries import confirmed_lines, public_appearances, visible_predecessor
from forumapp.institution.queries import correspondence_address, the_institution
from forumapp.people.models import Person

Record = TypeVar("Record", Forum, Conference)


def the_house() -> House:
    """The installation as its entries see it."""
    institution = the_institution()
    return House(
        public_url=setting("PUBLIC_URL"),
        default_language=setting("DEFAULT_LANGUAGE"),
        name=institution.name,
        contact=correspondence_address(),
        zone=institution.zone,
        phone=institution.phone,
        accent=institution.accent or SEAL_RED,
    )


def made_with(house: House) -> str:
    """A digest of all that entries depend on besides their records: what differs is to be made anew."""
    parts = (house, setting("LANGUAGES"), version("tzdata"), program_version())
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def program_version() -> str:
    """The version of this program; run from its folder it is installed nowhere."""
    try:
        return version("forumapp")
    except PackageNotFoundError:
        return "0.1"


def facts_of_forums(ids: Collection[int], now: datetime) -> list[ForumFacts]:
    """The facts of forums in any state, as the database has them now."""
    person = selectinload(Forum.appearances).joinedload(Appearance.person)
    forums = db.session.scalars(
        select(Forum)
        .where(Forum.id.in_(ids))
        .order_by(Forum.id)
        .options(
            joinedload(Forum.conference),
            selectinload(Forum.follows),
            joinedload(Forum.venue),
            joinedload(Forum.room),
            joinedload(Forum.picture),
            selectinload(Forum.themes),
            selectinload(Forum.organizer_lines).joinedload(OrganizerLine.organization),
            selectinload(Forum.sessions).joinedload(ForumSession.room),
            person.selectinload(Person.consents),
        )
        .execution_options(populate_existing=True)
    ).all()
    journeys = _journeys(ids, now)
    series = _series({forum.conference_id for forum in forums}, now)
    return [
        replace(
            facts_on_page(forum, now),
            delegations=tuple(journeys[forum.id]),
            series=tuple(series.get(forum.conference_id, ())),
        )
        for forum in forums
    ]


def facts_on_page(forum: Forum, now: datetime) -> ForumFacts:
    """The facts of a forum that is loaded already, without its journeys and its series."""
    return ForumFacts(
        forum=forum,
        lines=tuple(confirmed_lines(forum)),
        appearances=tuple(public_appearances(forum)),
        conference=_visible(forum.conference, now),
        follows=visible_predecessor(forum, now),
    )


def facts_of_delegations(ids: Collection[int], now: datetime) -> list[JourneyFacts]:
    """The facts of delegations in any state, each with its items."""
    items = selectinload(Delegation.items).joinedload(ItineraryItem.venue)
    delegations = db.session.scalars(
        select(Delegation)
        .where(Delegation.id.in_(ids))
        .order_by(Delegation.id)
        .options(items)
        .execution_options(populate_existing=True)
    ).all()
    visits = _visits(ids, now)
    return [JourneyFacts(each, tuple(visits[each.id])) for each in delegations]


def facts_of_conferences(ids: Collection[int], now: datetime) -> list[ConferenceFacts]:
    """The facts of conferences in any state."""
    conferences = db.session.scalars(
        select(Conference)
        .where(Conference.id.in_(ids))
        .order_by(Conference.id)
        .options(
            joinedload(Conference.parent),
            selectinload(Conference.themes),
            selectinload(Conference.organizer_lines).joinedload(OrganizerLine.organization),
        )
        .execution_options(populate_existing=True)
    ).all()
    return [
        ConferenceFacts(each, tuple(confirmed_lines(each)), _visible(each.parent, now))
        for each in conferences
    ]


def _journeys(forum_ids: Iterable[int], now: datetime) -> dict[int, list[Delegation]]:
    """The visible delegations at each forum."""
    rows = db.session.execute(
        select(DelegationForum.forum_id, Delegation)
        .join(Delegation)
        .where(DelegationForum.forum_id.in_(forum_ids), visible(Delegation, now))
        .order_by(Delegation.id)
        .execution_options(populate_existing=True)
    )
    journeys = defaultdict(list)
    for forum_id, delegation in rows:
        journeys[forum_id].append(delegation)
    return journeys


def _visits(delegation_ids: Iterable[int], now: datetime) -> dict[int, list[Forum]]:
    """The visible forums on each journey, by date."""
    rows = db.session.execute(
        select(DelegationForum.delegation_id, Forum)
        .join(Forum)
        .where(DelegationForum.delegation_id.in_(delegation_ids), visible(Forum, now))
        .order_by(Forum.starts_at, Forum.id)
        .options(selectinload(Forum.themes))
        .execution_options(populate_existing=True)
    )
    visits = defaultdict(list)
    for delegation_id, forum in rows:
        visits[delegation_id].append(forum)
    return visits


def _series(conference_ids: Iterable[int | None], now: datetime) -> dict[int | None, list[UUID]]:
    """The UIDs of the visible forums of each series, by date."""
    rows = db.session.execute(
        select(Forum.conference_id, Forum.uid)
        .join(Conference, Forum.conference_id == Conference.id)
        .where(Conference.id.in_(set(conference_ids) - {None}))
        .where(Conference.kind == "series", visible(Conference, now), visible(Forum, now))
        .order_by(Forum.starts_at, Forum.id)
    )
    series = defaultdict(list)
    for conference_id, uid in rows:
        series[conference_id].append(uid)
    return dict(series)


def _visible(record: Record | None, now: datetime) -> Record | None:
    return record if record and record.is_visible(now) else None
