"""Whose papers are printed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select

from forumapp.core.db import db
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoPrints:
    """Which people of a forum: empty is any. `ids`, where given, are the ones meant, in whatever state.

    `since` and `until` bound when they registered; the first is inclusive, the second is not.
    """

    state: str = CONFIRMED
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    checked_in: bool = False
    ids: tuple[int, ...] = field(default=())


def people_to_print(forum_id: int, who: WhoPrints, *, limit: int) -> list[Registration]:
    """At most `limit` people whose names are known, in the order of names: Chinese by pinyin."""
    return list(db.session.scalars(_chosen(forum_id, who).limit(limit)))


def _chosen(forum_id: int, who: WhoPrints) -> Select[Registration]:
    chosen = (
        select(Registration)
        .where(Registration.forum_id == forum_id, Registration.name != "")
        .order_by(Registration.name_key, Registration.id)
    )
    if who.ids:
        chosen = chosen.where(Registration.id.in_(who.ids))
    elif who.state:
        chosen = chosen.where(Registration.state == who.state)
    if who.language:
        chosen = chosen.where(Registration.language == who.language)
    if who.since:
        chosen = chosen.where(Registration.registered_at >= who.since)
    if who.until:
        chosen = chosen.where(Registration.registered_at < who.until)
    if who.checked_in:
        chosen = chosen.where(Registration.checked_in_at.is_not(None))
    return chosen
