"""A list of people becomes invitations that are not sent yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.invitations.mails import LINK_PURPOSE
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import known_addresses
from forumapp.invitations.rules.lists import Guest
from forumapp.registrations.queries.places import groups_of


@dataclass(frozen=True, slots=True)
class Batch:
    """What holds for everybody on a list who has nothing else beside their name."""

    language: str
    places: int = 1
    place_group_id: int | None = None
    answer_by: datetime | None = None


def add_invitations(
    forum: Forum, guests: Iterable[Guest], batch: Batch, *, by: Actor, now: datetime
) -> int:
    """Write them down; who is invited or registered meanwhile is left out. How many were added."""
    refuse_batch(forum, batch, now)
    known = set().union(*known_addresses(forum.id))
    added = 0
    for guest in guests:
        if guest.address_key in known:
            continue
        known.add(guest.address_key)
        db.session.add(new_invitation(forum, guest, batch, now))
        added += 1
    if added:
        record_change(forum, _("invitations added"), by=by, now=now, count=added)
    return added


def refuse_batch(forum: Forum, batch: Batch, now: datetime) -> None:
    if batch.answer_by is not None and not now < batch.answer_by <= forum.starts_at:
        raise Refused(
            _("Give a time that is still to come and not after the forum begins."),
            field="answer_by",
        )
    if batch.place_group_id not in {None, *(group.id for group in groups_of(forum.id))}:
        raise Refused(_("Choose one of the list."), field="place_group_id")


def new_invitation(forum: Forum, guest: Guest, batch: Batch, now: datetime) -> Invitation:
    uid = new_uid()
    return Invitation(
        uid=uid,
        forum=forum,
        name=guest.name,
        address=guest.address,
        address_key=guest.address_key,
        organization=guest.organization,
        position=guest.position,
        country=guest.country,
        language=guest.language or batch.language,
        places=guest.places or batch.places,
        place_group_id=batch.place_group_id,
        answer_by=batch.answer_by,
        state_changed_at=now,
        created_at=now,
        link_hash=capability_hash(LINK_PURPOSE, uid, 1),
    )
