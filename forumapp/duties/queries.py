"""Reading who looks after what."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from forumapp.core.choices import RecordChoice, sort_key
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
    today = now.date()
    ahead = or_(Forum.ends_at >= now, Delegation.ends_on >= today)
    found = db.session.scalars(
        _duties()
        .outerjoin(Forum, Duty.forum_id == Forum.id)
        .outerjoin(Delegation, Duty.delegation_id == Delegation.id)
        .where(Duty.account_id == account_id, ahead)
    )
    return sorted(found, key=lambda duty: (first_day(duty), duty.id))


def first_day(duty: Duty) -> object:
    """The day on which it begins, there."""
    if duty.forum is not None:
        return duty.forum.starts.date()
    return duty.delegation.starts_on if duty.delegation else None


def accounts_to_choose(_language: str) -> list[RecordChoice]:
    """The accounts that may sign in, by name."""
    accounts = db.session.scalars(select(Account).where(Account.active.is_(True)))
    named = [RecordChoice(account.id, account.label) for account in accounts if account.label]
    return sorted(named, key=lambda choice: sort_key(choice.name))


def _duties() -> Select[Duty]:
    return select(Duty).options(
        joinedload(Duty.account), joinedload(Duty.forum), joinedload(Duty.delegation)
    )
