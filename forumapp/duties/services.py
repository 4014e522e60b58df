"""Duties given and taken back."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.revision import raise_revision
from forumapp.core.text import _
from forumapp.delegations.models import Delegation
from forumapp.duties.models import Duty
from forumapp.duties.queries import duties_at, duty_at
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.identity.models import Account

LONGEST_TASK = 300


def give_duty(
    place: Forum | Delegation,
    account_id: int | None,
    *,
    task: str = "",
    by: Actor,
    now: datetime,
) -> Duty:
    """Somebody of the staff looks after a forum or goes along with a delegation; `task`: as what."""
    account = db.session.get(Account, account_id) if account_id else None
    if account is None or not account.active:
        raise Refused(_("Choose an account of the staff."), field="account_id")
    if any(duty.account_id == account.id for duty in duties_at(place)):
        raise Refused(_("{name} is on duty here already."), field="account_id", name=account.label)
    column = {"forum": place} if isinstance(place, Forum) else {"delegation": place}
    duty = Duty(account=account, task=task[:LONGEST_TASK], given_at=now, **column)
    db.session.add(duty)
    record_change(place, _("duty given"), by=by, now=now, account=account.label, task=task)
    _change_calendars()
    return duty


def take_back_duty(place: Forum | Delegation, duty_id: int, *, by: Actor, now: datetime) -> None:
    duty = duty_at(place, duty_id)
    record_change(place, _("duty taken back"), by=by, now=now, account=duty.account.label)
    db.session.delete(duty)
    _change_calendars()


def _change_calendars() -> None:
    """Whoever asks for the calendar of their duties again gets another one than before."""
    raise_revision()
    db.session.flush()
