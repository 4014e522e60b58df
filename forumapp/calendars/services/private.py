"""Private calendars: made, changed, given another address, revoked; and noted as used."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, update

from forumapp.calendars.mails import send_private_calendar
from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.rules.private import (
    ALARMS,
    DELEGATION,
    LINK_PURPOSE,
    MEMBER,
    SPEAKER,
    STAFF,
    is_use_to_be_noted,
    journey_of,
    recipient_of,
)
from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.revision import raise_revision
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid
from forumapp.core.transaction import apart
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.history.services import record_change
from forumapp.identity.models import Account
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import mails_about
from forumapp.mail.rules import CAN_BE_RETRIED
from forumapp.people.models import Person

Holder = Delegation | DelegationMember | Person | Account
_KINDS: dict[type, tuple[str, str]] = {
    Delegation: (DELEGATION, "delegation"),
    DelegationMember: (MEMBER, "member"),
    Person: (SPEAKER, "person"),
    Account: (STAFF, "account"),
}
"""Of each kind of holder, the kind of calendar and the column that names the holder."""


def make_calendar(
    holder: Holder,
    *,
    label: str = "",
    language: str,
    alarm_minutes: int | None = None,
    key: UUID | None = None,
    by: Actor,
    now: datetime,
) -> PrivateCalendar:
    """A delegation, one member of it, a speaker or an account gets a calendar by a secret address.

    `key` is the form's own: sent twice, it makes one calendar.
    """
    _check(language, alarm_minutes)
    kind, column = _KINDS[type(holder)]
    uid = uuid5(key, f"{column} {holder.id}") if key else new_uid()
    _lock(holder)
    if key and (made := _with_uid(uid)):
        return made
    if isinstance(holder, Account):
        _refuse_second(holder)
    calendar = PrivateCalendar(
        uid=uid,
        kind=kind,
        label=label,
        language=language,
        alarm_minutes=alarm_minutes,
        link_version=1,
        made_at=now,
        **{column: holder},
    )
    _address(calendar)
    db.session.add(calendar)
    _tell(calendar, _("private calendar made"), by=by, now=now)
    if journey := journey_of(calendar):
        # The points of a journey drafted by an earlier version of the program are not written yet.
        refresh_entries(journey, now=now)
    return calendar


def change_calendar(
    calendar: PrivateCalendar,
    *,
    label: str = "",
    language: str,
    alarm_minutes: int | None,
    by: Actor,
    now: datetime,
) -> PrivateCalendar:
    """Its address stays: whoever has subscribed gets it as it is from now on."""
    _check(language, alarm_minutes)
    before = calendar.label, calendar.language, calendar.alarm_minutes
    calendar.label, calendar.language, calendar.alarm_minutes = label, language, alarm_minutes
    if before != (label, language, alarm_minutes):
        raise_revision()  # whoever asks for it again gets another one than before
        _tell(calendar, _("private calendar changed"), by=by, now=now)
    return calendar


def renew_address(calendar: PrivateCalendar, *, by: Actor, now: datetime) -> PrivateCalendar:
    """Another secret address; the one before answers nobody from now on.

    A mail that is still to be sent leads to the new one.
    """
    calendar.link_version += 1
    calendar.last_used_at = None
    _address(calendar)
    for mail in _unsent_mails(calendar):
        mail.links = {
            name: {**link, "version": calendar.link_version} for name, link in mail.links.items()
        }
    _tell(calendar, _("address of a private calendar renewed"), by=by, now=now)
    return calendar


def revoke_calendar(calendar: PrivateCalendar, *, by: Actor, now: datetime) -> PrivateCalendar:
    """Its address answers nobody any more, and no mail leads there."""
    calendar.revoked_at = now
    for mail in _unsent_mails(calendar):
        db.session.delete(mail)
    _tell(calendar, _("private calendar revoked"), by=by, now=now)
    return calendar


def mail_address_of_calendar(calendar: PrivateCalendar, *, by: Actor, now: datetime) -> str:
    """Send the secret address to whom the calendar is about; returns where to."""
    to = recipient_of(calendar)
    if to is None or not to.email:
        raise Refused(_("There is no mail address to send it to. Note one, or copy the address."))
    send_private_calendar(calendar, now=now)
    _tell(calendar, _("address of a private calendar sent by mail"), by=by, now=now)
    return str(to.email)


def note_use(calendar_id: int, now: datetime) -> None:
    """When its address was last asked for, written at most once an hour, after the answer."""
    with apart() as session:
        calendar = PrivateCalendar.id == calendar_id
        used = session.scalar(select(PrivateCalendar.last_used_at).where(calendar))
        if is_use_to_be_noted(used, now):
            session.execute(update(PrivateCalendar).where(calendar).values(last_used_at=now))


def _check(language: str, alarm_minutes: int | None) -> None:
    if language not in setting("LANGUAGES"):
        raise Refused(_("Choose one of the languages."), field="language")
    if alarm_minutes is not None and alarm_minutes not in ALARMS:
        raise Refused(_("Choose one of the reminders."), field="alarm_minutes")


def _lock(holder: Holder) -> None:
    """Two made for one holder at the same time meet at the holder's row."""
    model = type(holder)
    db.session.execute(
        select(model.id).where(model.id == holder.id).with_for_update(key_share=True)
    )


def _with_uid(uid: UUID) -> PrivateCalendar | None:
    return db.session.scalar(select(PrivateCalendar).where(PrivateCalendar.uid == uid))


def _unsent_mails(calendar: PrivateCalendar) -> list[OutgoingMail]:
    """Locked, so that none of them is taken for delivery meanwhile."""
    about = mails_about(PrivateCalendar.__tablename__, calendar.uid)
    unsent = about.where(OutgoingMail.state.in_(CAN_BE_RETRIED)).with_for_update()
    return list(db.session.scalars(unsent))


def _refuse_second(account: Account) -> None:
    own = PrivateCalendar.account_id == account.id, PrivateCalendar.revoked_at.is_(None)
    if db.session.scalar(select(PrivateCalendar.id).where(*own)):
        raise Refused(_("This account has its calendar already. Renew its address, or revoke it."))


def _address(calendar: PrivateCalendar) -> None:
    calendar.link_hash = capability_hash(LINK_PURPOSE, calendar.uid, calendar.link_version)


def _tell(calendar: PrivateCalendar, done: str, *, by: Actor, now: datetime) -> None:
    """History stands on the page of whom the calendar is about."""
    subject: Any = journey_of(calendar) or calendar.person or calendar.account
    extra = {"member": calendar.member.person.name.text("en")} if calendar.member else {}
    if calendar.label:
        extra["calendar"] = calendar.label
    record_change(subject, done, by=by, now=now, **extra)
    db.session.flush()
