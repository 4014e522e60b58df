"""Reading delegations."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import capability_token, token_hash
from forumapp.core.visibility import visible
from forumapp.delegations.models import (
    Delegation,
    DelegationForum,
    DelegationMember,
    FocalLink,
    ItineraryItem,
)
from forumapp.delegations.rules import FOCAL_PURPOSE
from forumapp.forums.models import Forum
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import mails_about
from forumapp.mail.rules import CAN_BE_RETRIED
from forumapp.people.models import Person
from forumapp.search.queries import matching_ids


def visible_delegations(now: datetime) -> Select[Delegation]:
    """Delegations the public may see, the latest journey first."""
    return (
        select(Delegation)
        .where(visible(Delegation, now))
        .order_by(Delegation.starts_on.desc(), Delegation.id.desc())
    )


def delegation_pages(now: datetime) -> Select[Delegation]:
    """Visible delegations with everything their own page shows."""
    person = selectinload(Delegation.members).joinedload(DelegationMember.person)
    items = selectinload(Delegation.items)
    return visible_delegations(now).options(
        joinedload(Delegation.sending_organization),
        joinedload(Delegation.host_organization),
        person.joinedload(Person.portrait),
        person.selectinload(Person.consents),
        items.joinedload(ItineraryItem.counterpart_organization),
        items.joinedload(ItineraryItem.venue),
        items.joinedload(ItineraryItem.forum),
    )


def public_members(delegation: Delegation) -> list[DelegationMember]:
    """Members who consented to be named, in their order."""
    return [member for member in delegation.members if member.person.is_public]


def public_items(delegation: Delegation) -> list[ItineraryItem]:
    """The points of the journey that the public may see, in their order."""
    return [item for item in delegation.items if item.is_public]


def delegations_at(forum: Forum, now: datetime) -> list[Delegation]:
    """Visible delegations that visit or hold the forum."""
    visits = Delegation.forums.any(DelegationForum.forum_id == forum.id)
    return list(db.session.scalars(visible_delegations(now).where(visits)))


def delegations_meeting(counterpart: ColumnElement[bool]) -> Select[Delegation]:
    """The journeys with a point of which the condition on `ItineraryItem` is true."""
    return select(Delegation).where(Delegation.items.any(counterpart)).order_by(Delegation.id)


def visited_by(delegation: Delegation) -> ColumnElement[bool]:
    """The condition that a `Forum` in the query is visited or held by the delegation."""
    return Forum.id.in_(
        select(DelegationForum.forum_id).where(DelegationForum.delegation_id == delegation.id)
    )


def forum_ids_of(slug: str, now: datetime) -> frozenset[int]:
    """The forums of the visible delegation with this slug; none if there is no such delegation."""
    of_delegation = (
        select(DelegationForum.forum_id)
        .join(Delegation)
        .where(Delegation.slug == slug, visible(Delegation, now))
    )
    return frozenset(db.session.scalars(of_delegation))


def delegation_choices(language: str) -> list[RecordChoice]:
    return record_choices(Delegation, Delegation.name, language)


def delegation_ids_at(forum: Forum) -> list[int]:
    """The delegations that visit or hold the forum, public or not."""
    visits = select(DelegationForum.delegation_id).where(DelegationForum.forum_id == forum.id)
    return list(db.session.scalars(visits))


def delegations_visiting(forum: Forum) -> list[Delegation]:
    """The delegations themselves, the earliest journey first."""
    visits = Delegation.forums.any(DelegationForum.forum_id == forum.id)
    return list(db.session.scalars(select(Delegation).where(visits).order_by(Delegation.starts_on)))


def delegations_with(person: Person) -> Select[Delegation]:
    """Every delegation, whatever its state, in which the person travels, the latest first."""
    return (
        select(Delegation)
        .where(Delegation.members.any(DelegationMember.person_id == person.id))
        .order_by(Delegation.starts_on.desc(), Delegation.id.desc())
    )


def delegation_records(*, q: str = "", state: str = "", archived: str = "") -> Select[Delegation]:
    """Delegations as the desk lists them, the latest journey first, with what a list shows of each."""
    rows = select(Delegation).where(
        Delegation.archived_at.is_not(None) if archived else Delegation.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Delegation.id.in_(matching_ids("delegation", q)))
    if state:
        rows = rows.where(Delegation.state == state)
    return rows.options(
        selectinload(Delegation.members), joinedload(Delegation.host_organization)
    ).order_by(Delegation.starts_on.desc(), Delegation.id.desc())


def the_delegation(delegation_id: int) -> Delegation:
    """A delegation for its pages in the desk, with all that belongs to it, or `NotFound`."""
    members = selectinload(Delegation.members).joinedload(DelegationMember.person)
    items = selectinload(Delegation.items)
    delegation = db.session.scalar(
        select(Delegation)
        .where(Delegation.id == delegation_id)
        .options(
            joinedload(Delegation.sending_organization),
            joinedload(Delegation.host_organization),
            joinedload(Delegation.focal_point),
            members.selectinload(Person.consents),
            items.joinedload(ItineraryItem.counterpart_organization),
            items.joinedload(ItineraryItem.counterpart_person),
            items.joinedload(ItineraryItem.venue),
            items.joinedload(ItineraryItem.forum),
            items.selectinload(ItineraryItem.members),
            selectinload(Delegation.forums).joinedload(DelegationForum.forum),
        )
    )
    if delegation is None:
        raise NotFound
    return delegation


def member_of(delegation: Delegation, member_id: int) -> DelegationMember:
    """One of the delegation's own members, or `NotFound`."""
    for member in delegation.members:
        if member.id == member_id:
            return member
    raise NotFound


def item_of(delegation: Delegation, item_id: int) -> ItineraryItem:
    """One of the delegation's own points of the itinerary, or `NotFound`."""
    for item in delegation.items:
        if item.id == item_id:
            return item
    raise NotFound


def focal_link_by_token(token: str, now: datetime) -> FocalLink:
    """The link in force whose secret this is, with the delegation and its members, or `NotFound`."""
    members = joinedload(FocalLink.delegation).selectinload(Delegation.members)
    person = members.joinedload(DelegationMember.person)
    link = db.session.scalar(
        select(FocalLink)
        .where(
            FocalLink.link_hash == token_hash(token),
            FocalLink.revoked_at.is_(None),
            FocalLink.expires_at > now,
        )
        .options(person.joinedload(Person.organization))
    )
    if link is None:
        raise NotFound
    return link


def focal_links_of(delegation: Delegation) -> list[FocalLink]:
    """Its focal points' links that are not revoked, the newest first."""
    rows = select(FocalLink).where(
        FocalLink.delegation_id == delegation.id, FocalLink.revoked_at.is_(None)
    )
    return list(db.session.scalars(rows.order_by(FocalLink.id.desc())))


def the_focal_link(delegation_id: int, link_id: int) -> FocalLink:
    """A link of this delegation, or `NotFound`; also where it is revoked."""
    link = db.session.scalar(
        select(FocalLink)
        .where(
            FocalLink.id == link_id,
            FocalLink.delegation_id == delegation_id,
            FocalLink.revoked_at.is_(None),
        )
        .options(joinedload(FocalLink.delegation))
    )
    if link is None:
        raise NotFound
    return link


def secret_of_focal_link(link: FocalLink) -> str:
    return capability_token(FOCAL_PURPOSE, link.uid, link.link_version)


def unsent_focal_mails(link: FocalLink) -> list[OutgoingMail]:
    """Locked, so that none of them is taken for delivery meanwhile."""
    about = mails_about(FocalLink.__tablename__, link.uid)
    unsent = about.where(OutgoingMail.state.in_(CAN_BE_RETRIED)).with_for_update()
    return list(db.session.scalars(unsent))
