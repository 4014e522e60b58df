"""Reading who looks after what."""

from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from forumapp.core.choices import RecordChoice, sort_key
from forumapp.core.clock import wall_of
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.delegations.models import Delegation
from forumapp.duties.models import Duty
from forumapp.forums.models import Forum
from forumapp.identity.models import Account


def duties_at(place: Forum | Delegation) -> list[Duty]:
    """Who looks after a forum or goes along with a delegation, as they were given it."""
    at = Duty.forum_id if isinstance(place, Forum) else Duty.delegation_id
    return list(db.session.scalars(_duties().where(at == place.id).order_by(Duty.id)))


def duty_at(place: Forum | Delegation, duty_id: int) -> Duty:
    """One of the duties there, or `NotFound`."""
    for duty in duties_at(place):
        if duty.id == duty_id:
            return duty
    raise NotFound


def coming_duties(account_id: int, now: datetime) -> list[Duty]:
    """What an account looks after from today on, the earliest first."""
    some_days_ahead = Delegation.ends_on >= now.date() - timedelta(days=1)
    found = db.session.scalars(
        _duties()
        .outerjoin(Forum, Duty.forum_id == Forum.id)
        .outerjoin(Delegation, Duty.delegation_id == Delegation.id)
        .where(Duty.account_id == account_id, or_(Forum.ends_at >= now, some_days_ahead))
    )
    ahead = [
        duty for duty in found if duty.delegation is None or not _is_over(duty.delegation, now)
    ]
    return sorted(ahead, key=lambda duty: (_first_day(duty), duty.id))


def _is_over(delegation: Delegation, now: datetime) -> bool:
    """Has its last day passed, there?"""
    return delegation.ends_on < wall_of(now, delegation.zone).date()


def _first_day(duty: Duty) -> date:
    """The day on which it begins, there."""
    if duty.delegation is not None:
        return duty.delegation.starts_on
    return cast("Forum", duty.forum).starts.date()


def accounts_to_choose(_language: str) -> list[RecordChoice]:
    """The accounts that may sign in, by name."""
    accounts = db.session.scalars(select(Account).where(Account.active.is_(True)))
    named = [RecordChoice(account.id, account.label) for account in accounts if account.label]
    return sorted(named, key=lambda choice: sort_key(choice.name))


def _duties() -> Select[Duty]:
    return select(Duty).options(
        joinedload(Duty.account), joinedload(Duty.forum), joinedload(Duty.delegation)
    )
