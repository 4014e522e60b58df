"""A delegation registers its members for a forum: in one act, from its list, within its places."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.facts import require_mail_address
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.delegations.models import Delegation, DelegationMember, FocalLink
from forumapp.delegations.services.members import lock_members
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.delegations import addresses_in_use, standings_at
from forumapp.registrations.rules.delegations import Standing, address_key_of
from forumapp.registrations.services.afterwards import cancel_registrations
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.places import lock_forum


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranger:
    """Who registers the members, and gets the mails of those without an address of their own.

    `wants_copies`: of the mails to the others too. `agreed` maps each purpose that the members agree
    to, by this person's word, to the version of the wording.
    """

    name: str
    address: str
    language: str
    wants_copies: bool = False
    agreed: Mapping[str, int] = field(default_factory=dict)


def register_members(
    delegation: Delegation,
    forum: Forum,
    member_ids: Collection[int | None],
    arranger: Arranger,
    *,
    place_group_id: int | None = None,
    by: Actor,
    now: datetime,
) -> list[Registration]:
    """Register those of these members who are not registered yet; theirs, in one booking.

    The organizer chose the delegation's forums, so nothing more is decided and no window is in the
    way. Refused for more people than the delegation has places.
    """
    lock_forum(forum)
    lock_members(delegation)
    known = standings_at(delegation, forum)
    chosen = [each for each in known if each.member and each.member.id in set(member_ids)]
    if not chosen:
        raise Refused(_("Choose at least one member of the delegation."), field="member_ids")
    require_mail_address(arranger.address, "address")
    new = [each.member for each in chosen if not each.is_active]
    if not new:
        return []
    refuse_beyond_places(delegation, known, len(new))
    booking = book(
        forum,
        BookingRequest(
            name=arranger.name,
            address=arranger.address,
            language=arranger.language,
            attendees=attendees_of(new, forum, arranger, place_group_id),
            made_by="delegation",
            delegation_id=delegation.id,
            wants_copies=arranger.wants_copies,
            is_approved=True,
            comes_any_time=True,
        ),
        by=by,
        now=now,
    )
    tell(delegation, _("members registered"), forum, len(new), by=by, now=now)
    return booking.registrations


def register_by_focal_point(
    link: FocalLink,
    forum: Forum,
    member_ids: Collection[int | None],
    agreed: Mapping[str, int],
    *,
    wants_copies: bool,
    now: datetime,
) -> list[Registration]:
    """The same by a focal point, who has the members' word that they agree to what is needed."""
    if REQUIRED_PURPOSE not in agreed:
        raise Refused(
            _("Without this consent we cannot keep places for the members. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    link.last_used_at = now
    arranger = Arranger(
        name=link.name,
        address=link.address,
        language=link.language,
        wants_copies=wants_copies,
        agreed={REQUIRED_PURPOSE: agreed[REQUIRED_PURPOSE]},
    )
    return register_members(
        link.delegation, forum, member_ids, arranger, by=Actor.focal_point(link.name), now=now
    )


def cancel_members(
    delegation: Delegation,
    forum: Forum,
    registration_ids: Collection[int | None],
    *,
    by: Actor,
    now: datetime,
) -> list[Registration]:
    """Cancel those of these registrations that the delegation made; the others stay as they are."""
    lock_forum(forum)
    chosen = [
        each.registration
        for each in standings_at(delegation, forum)
        if each.may_be_cancelled and each.registration.id in set(registration_ids)
    ]
    if not chosen:
        raise Refused(_("Choose at least one registration to cancel."), field="registration_ids")
    cancel_registrations(chosen, by=by, now=now)
    tell(delegation, _("members’ registrations cancelled"), forum, len(chosen), by=by, now=now)
    return chosen


def cancel_by_focal_point(
    link: FocalLink, forum: Forum, registration_ids: Collection[int | None], *, now: datetime
) -> list[Registration]:
    link.last_used_at = now
    by = Actor.focal_point(link.name)
    return cancel_members(link.delegation, forum, registration_ids, by=by, now=now)


def refuse_beyond_places(delegation: Delegation, known: list[Standing], new: int) -> None:
    """Who comes in the place of a member takes one of the delegation's places too."""
    if delegation.places is None:
        return
    left = delegation.places - sum(1 for each in known if each.is_active)
    if new > left:
        raise Refused(
            _(
                "The delegation has {places} places, of which {left} are free at this forum. "
                "Choose fewer members, or cancel somebody first."
            ),
            field="member_ids",
            places=delegation.places,
            left=max(0, left),
        )


def attendees_of(
    members: list[DelegationMember], forum: Forum, arranger: Arranger, place_group_id: int | None
) -> tuple[Attendee, ...]:
    """Their own addresses where they have one that nobody else is registered by, each once."""
    used = addresses_in_use(forum, {address_key_of(member) for member in members})
    attendees = []
    for member in members:
        key, person = address_key_of(member), member.person
        language = language_of(member, arranger.language)
        attendees.append(
            Attendee(
                name=person.name.text(language),
                address=person.email if key and key not in used else None,
                organization=organization_of(member, language),
                position=(member.capacity or person.position).text(language),
                country=person.country,
                language=language,
                place_group_id=place_group_id,
                member_id=member.id,
                agreed=arranger.agreed,
            )
        )
        used.add(key)
    return tuple(attendees)


def language_of(member: DelegationMember, arranged_in: str) -> str:
    """The arranger's, unless the member is known to speak only others, of which we have one."""
    spoken = member.person.languages
    if not spoken or arranged_in in spoken:
        return arranged_in
    return next((each for each in setting("LANGUAGES") if each in spoken), arranged_in)


def organization_of(member: DelegationMember, language: str) -> str:
    """Their own, else the one that sends the delegation."""
    organization = member.person.organization or member.delegation.sending_organization
    return organization.name.text(language) if organization else ""


def tell(
    delegation: Delegation, done: str, forum: Forum, people: int, *, by: Actor, now: datetime
) -> None:
    """History stands on the delegation's page; each registration has its own besides."""
    record_change(delegation, done, by=by, now=now, forum=forum.title.text("en"), people=people)
