"""How a forum takes registrations, as the organizer sets it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forumapp.core.actor import Actor
from forumapp.core.clock import asked_instant, is_doubled
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import refuse_stale
from forumapp.core.text import _
from forumapp.forums.models import Forum
from forumapp.forums.rules import WAITING_LISTS
from forumapp.history.services import record_change
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.places import KEEPS_DAYS, LARGEST_GROUPS, OFFER_HOURS, Wanted
from forumapp.registrations.rules.states import PENDING
from forumapp.registrations.services.places import give_back_places, keep_places, lock_forum
from forumapp.registrations.services.waiting import offer_free_places

LIMITS = {
    "largest_group": LARGEST_GROUPS,
    "offer_hours": OFFER_HOURS,
    "keeps_days": KEEPS_DAYS,
}
CHOICES = ("pending_holds_place", "confirms_address", "allows_substitute", "asks_feedback")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPlan:
    """What the organizer sets (see `RegistrationSettings`); `details_due` is on the forum's own clock."""

    waiting_list: str
    pending_holds_place: bool
    confirms_address: bool
    allows_substitute: bool
    asks_feedback: bool
    largest_group: int
    offer_hours: int
    keeps_days: int
    details_due: datetime | None = None
    details_due_fold: int | None = None


def change_settings(
    forum: Forum, plan: SettingsPlan, *, version: int | None = None, by: Actor, now: datetime
) -> RegistrationSettings:
    """Set them; places that become free thereby are offered to who waits."""
    lock_forum(forum)
    settings = settings_of(forum)
    refuse_stale(settings, version if settings.id else None)
    before = told(settings)
    refuse_out_of_range(plan)
    hold_for_pending(forum, settings, plan.pending_holds_place)
    forum.waiting_list = plan.waiting_list if plan.waiting_list in WAITING_LISTS else "none"
    for name in (*CHOICES, *LIMITS):
        setattr(settings, name, getattr(plan, name))
    set_details_due(settings, forum, plan)
    db.session.add(settings)
    changed: dict[str, Any] = {
        name: [before[name], value]
        for name, value in told(settings).items()
        if value != before[name]
    }
    record_change(forum, _("registration settings edited"), by=by, now=now, **changed)
    db.session.flush()
    offer_free_places(forum, now=now)
    return settings


def told(settings: RegistrationSettings) -> dict[str, Any]:
    """What history tells of them; of the forum's own column it knows by itself."""
    due = settings.details_due
    values = {name: getattr(settings, name) for name in (*CHOICES, *LIMITS)}
    return {**values, "details_due": due.isoformat() if due else None}


def refuse_out_of_range(plan: SettingsPlan) -> None:
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(plan, name) <= most:
            raise Refused(
                _("Choose a number from {least} to {most}."), field=name, least=least, most=most
            )


def hold_for_pending(forum: Forum, settings: RegistrationSettings, holds: bool) -> None:
    """Applications that wait for a decision take a place from now on, or give theirs back."""
    if settings.pending_holds_place == holds:
        return
    pending = pending_by_group(forum)
    if not holds:
        give_back_places(forum, pending)
    elif not keep_places(forum, pending):
        raise Refused(
            _(
                "Not as many places are free as people wait for a decision ({count}). "
                "Decide on some of them first, or raise the number of places."
            ),
            field="pending_holds_place",
            count=sum(pending.values()),
        )


def pending_by_group(forum: Forum) -> Wanted:
    counted = (
        select(Registration.place_group_id, func.count())
        .where(Registration.forum_id == forum.id, Registration.state == PENDING)
        .group_by(Registration.place_group_id)
    )
    return dict(db.session.execute(counted).all())


def set_details_due(settings: RegistrationSettings, forum: Forum, plan: SettingsPlan) -> None:
    wall = plan.details_due
    if wall is None:
        settings.details_due, settings.details_due_fold, settings.details_due_at = None, 0, None
        return
    wall = wall.replace(second=0, microsecond=0, fold=0)
    instant = asked_instant(wall, forum.zone, plan.details_due_fold, field="details_due")
    settings.details_due, settings.details_due_at = wall, instant
    settings.details_due_fold = (plan.details_due_fold or 0) if is_doubled(wall, forum.zone) else 0
