"""Records with everything that their entries name, loaded in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.calendars.rules.forum import ForumFacts
from forumapp.calendars.rules.house import SEAL_RED, House
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Appearance, Conference, Forum, ForumSession, OrganizerLine
from forumapp.forums.queries import confirmed_lines, public_appearances
from forumapp.institution.queries import correspondence_address, the_institution
from forumapp.people.models import Person


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
    return [
        ForumFacts(
            forum=forum,
            lines=tuple(confirmed_lines(forum)),
            appearances=tuple(public_appearances(forum)),
            conference=_visible(forum.conference, now),
            delegations=tuple(journeys[forum.id]),
        )
        for forum in forums
    ]


def delegations_with_items(ids: Collection[int]) -> list[Delegation]:
    items = selectinload(Delegation.items).joinedload(ItineraryItem.venue)
    selected = select(Delegation).where(Delegation.id.in_(ids)).order_by(Delegation.id)
    return list(
        db.session.scalars(selected.options(items).execution_options(populate_existing=True))
    )


def conferences_with_themes(ids: Collection[int]) -> list[Conference]:
    selected = select(Conference).where(Conference.id.in_(ids)).order_by(Conference.id)
    return list(
        db.session.scalars(
            selected.options(selectinload(Conference.themes)).execution_options(
                populate_existing=True
            )
        )
    )


def _journeys(forum_ids: Iterable[int], now: datetime) -> dict[int, list[Delegation]]:
    """The visible delegations at each forum."""
    rows = db.session.execute(
        select(DelegationForum.forum_id, Delegation)
        .join(Delegation)
        .where(DelegationForum.forum_id.in_(forum_ids), visible(Delegation, now))
        .order_by(Delegation.id)
    )
    journeys = defaultdict(list)
    for forum_id, delegation in rows:
        journeys[forum_id].append(delegation)
    return journeys


def _visible(conference: Conference | None, now: datetime) -> Conference | None:
    return conference if conference and conference.is_visible(now) else None
