"""Invitations go out: what is asked for at the desk is owed, and the worker writes it, some at a time.

Of a list of thousands nobody waits for all: neither who presses the button nor who registers meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select, update

from forumapp.core import visibility
from forumapp.core.actor import WORKER, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import require_mail_address
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, normalised_address
from forumapp.core.transaction import apart
from forumapp.core.visibility import is_visible
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.invitations import mails
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import (
    has_settled,
    invited_to_what_is_off,
    invited_to_what_is_on_again,
    known_addresses,
    owed_mails,
    to_remind,
    unsent,
)
from forumapp.invitations.rules.states import (
    ACCEPTED,
    BACK_ON,
    BOUNCED,
    CALLED_OFF,
    DRAFT,
    INVITATION,
    REMINDER,
    SENT,
    UNANSWERED,
    WITHDRAWN,
    answer_by,
)
from forumapp.invitations.services.adding import Batch, refuse_batch
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import came_back
from forumapp.mail.rules import SENT as MAIL_SENT

AT_ONCE = 50
"""So many mails a run, so that nobody who registers waits for them."""


def send_invitations(
    forum: Forum, *, chosen: Iterable[int] | None = None, by: Actor, now: datetime
) -> int:
    """To all who were not sent one, or to those of them who are `chosen`; how many go out."""
    refuse_unless_on(forum, now)
    rows = unsent(forum.id, now, chosen)
    return owe(forum, rows, INVITATION, _("invitations sent"), by=by, now=now)


def remind(forum: Forum, *, chosen: Iterable[int] | None = None, by: Actor, now: datetime) -> int:
    """Those who have not answered, once a day at most; how many are reminded."""
    refuse_unless_on(forum, now)
    rows = to_remind(forum.id, now, chosen)
    return owe(forum, rows, REMINDER, _("reminders sent"), by=by, now=now)


def owe(
    forum: Forum, rows: Select[Invitation], kind: str, action: str, *, by: Actor, now: datetime
) -> int:
    """Those rows get such a mail next; how many."""
    count = set_owed(rows, kind)
    if count:
        record_change(forum, action, by=by, now=now, count=count)
    return count


def set_owed(rows: Select[Invitation], kind: str) -> int:
    """In one statement: whom another organizer or the worker has just written to is left out."""
    owed = db.session.execute(
        update(Invitation)
        .where(rows.whereclause)  # type: ignore[arg-type]  # it has conditions
        .values(owed_mail=kind, version=Invitation.version + 1)
        .execution_options(synchronize_session=False)
    )
    count: int = owed.rowcount  # type: ignore[attr-defined]
    return count


def refuse_unless_on(forum: Forum, now: datetime) -> None:
    if not is_on(forum, now):
        raise Refused(
            _(
                "Invitations go out for a forum that is published and still to come. "
                "Publish it first, or reinstate it."
            )
        )


def is_on(forum: Forum, now: datetime) -> bool:
    is_public = is_visible(forum.state, forum.release_at, now)
    return is_public and forum.state == visibility.PUBLISHED and forum.starts_at > now


def owe_word_of_cancelled(now: datetime) -> int:
    """The worker's: who was invited hears, as attendees do, that the forum will not be held, or will
    after all; to how many that is owed.
    """
    settled = has_settled(now, timedelta(minutes=setting("QUIET_MINUTES")))
    off = invited_to_what_is_off(settled).where(Invitation.owed_mail != CALLED_OFF)
    on_again = invited_to_what_is_on_again(settled).where(Invitation.owed_mail != BACK_ON)
    return set_owed(off, CALLED_OFF) + set_owed(on_again, BACK_ON)


def write_owed_mails(now: datetime) -> int:
    """The worker's: write the mails that are owed, some at a time; how many.

    What cannot be answered any more, because the forum is off or its time over, is not written.
    """
    written = 0
    for invitation in owed_mails(AT_ONCE):
        kind, invitation.owed_mail = invitation.owed_mail, ""
        if is_called_for(kind, invitation, now):
            note_written(kind, invitation, now)
            mails.send(kind, invitation, now=now)
            written += 1
        elif kind in (INVITATION, REMINDER):
            record_change(
                invitation, _("not sent any more"), by=WORKER, now=now, label=label_of(invitation)
            )
    return written


def is_called_for(kind: str, invitation: Invitation, now: datetime) -> bool:
    """Whether a mail that is owed still says what holds."""
    if kind == CALLED_OFF:
        is_off = invitation.forum.state in (visibility.CANCELLED, visibility.WITHDRAWN)
        return is_off and invitation.state in (SENT, ACCEPTED)
    if not is_on(invitation.forum, now):
        return False
    if kind == BACK_ON:
        return invitation.state in (SENT, ACCEPTED)
    is_its_turn = invitation.state == (DRAFT if kind == INVITATION else SENT)
    return is_its_turn and answer_by(invitation) > now


def note_written(kind: str, invitation: Invitation, now: datetime) -> None:
    invitation.knows_it_is_off = kind == CALLED_OFF
    if kind == INVITATION:
        invitation.sent_at = now
        change_state(invitation, SENT, _("sent"), by=WORKER, now=now)
    if kind == REMINDER:
        invitation.reminded_at = now


def change_state(
    invitation: Invitation, state: str, action: str, *, by: Actor, now: datetime
) -> None:
    invitation.state, invitation.state_changed_at = state, now
    record_change(invitation, action, by=by, now=now, label=label_of(invitation))


def label_of(invitation: Invitation) -> str:
    """What history calls it: no name, which is to be erased."""
    return str(invitation.uid)[:8]


def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Its link acts no more. Who has accepted is registered, and cancelled there."""
    lock(invitation)
    refuse_answered(invitation)
    invitation.owed_mail = ""
    change_state(invitation, WITHDRAWN, _("withdrawn"), by=by, now=now)


def reinstate(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Withdrawn by mistake: it can be sent again, with a new link."""
    lock(invitation)
    if invitation.state != WITHDRAWN:
        raise Refused(_("This invitation is not withdrawn. Look at it again."))
    renew_link(invitation)
    invitation.reminded_at = None
    change_state(invitation, DRAFT, _("reinstated"), by=by, now=now)


def change_terms(invitation: Invitation, batch: Batch, *, by: Actor, now: datetime) -> None:
    """What holds for who has not answered yet: how many may come, until when, and in which language."""
    lock(invitation)
    refuse_answered(invitation)
    refuse_batch(invitation.forum, batch, now)
    for name in ("language", "places", "place_group_id", "answer_by"):
        setattr(invitation, name, getattr(batch, name))
    record_change(invitation, _("edited"), by=by, now=now, label=label_of(invitation))


def correct_address(invitation: Invitation, address: str, *, by: Actor, now: datetime) -> None:
    """The old link acts no more; what was sent before goes out anew, to the new address."""
    lock(invitation)
    refuse_answered(invitation)
    key = normalised_address(address)
    if not key:
        raise Refused(_("Give the new mail address."), field="address")
    require_mail_address(address.strip(), "address")
    if key != invitation.address_key and key in set().union(*known_addresses(invitation.forum_id)):
        raise Refused(_("This address is invited or registered already."), field="address")
    if answer_by(invitation) <= now:
        raise Refused(_("The time to answer this invitation is over. Give it more time first."))
    was_sent = invitation.state != DRAFT or invitation.owed_mail != ""
    invitation.address, invitation.address_key = address.strip(), key
    renew_link(invitation)
    invitation.bounce_detail = ""
    invitation.owed_mail = INVITATION if was_sent else ""
    invitation.reminded_at = None
    change_state(invitation, DRAFT, _("address corrected"), by=by, now=now)


def renew_link(invitation: Invitation) -> None:
    invitation.link_version += 1
    invitation.link_hash = capability_hash(
        mails.LINK_PURPOSE, invitation.uid, invitation.link_version
    )


def lock(invitation: Invitation) -> None:
    db.session.refresh(invitation, with_for_update={"of": Invitation})


def refuse_answered(invitation: Invitation) -> None:
    if invitation.state not in UNANSWERED:
        raise Refused(_("This invitation has been answered or withdrawn. Look at it again."))


def note_download(forum_id: int, *, by: Actor, now: datetime) -> None:
    """Written and kept before the first byte of the list leaves."""
    with apart() as session:
        forum = session.get_one(Forum, forum_id)
        record_change(forum, _("downloaded the list of invitations"), by=by, now=now)


def mark_returned_invitations(now: datetime) -> int:
    """The worker's: an invitation whose mail came back, and which nobody has answered, is marked until
    another mail arrives; how many changed.
    """
    rows = db.session.execute(
        came_back(Invitation.__tablename__)
        .with_only_columns(Invitation, OutgoingMail.last_error)
        .join(Invitation, Invitation.uid == OutgoingMail.about_uid)
        .where(
            Invitation.state == SENT,
            Invitation.address == OutgoingMail.to_address,
            OutgoingMail.queued_at >= Invitation.sent_at,
        )
        .order_by(OutgoingMail.id)
    ).all()
    for invitation, detail in rows:
        invitation.bounce_detail = detail
        if invitation.state == SENT:
            change_state(invitation, BOUNCED, _("mail came back"), by=WORKER, now=now)
    return len(rows) + unmark_arrived(now)


def unmark_arrived(now: datetime) -> int:
    """Somebody had the mail sent once more, and this time it went out."""
    has_arrived = exists().where(
        OutgoingMail.about_kind == Invitation.__tablename__,
        OutgoingMail.about_uid == Invitation.uid,
        OutgoingMail.to_address == Invitation.address,
        OutgoingMail.state == MAIL_SENT,
        OutgoingMail.sent_at >= Invitation.state_changed_at,
    )
    rows = db.session.scalars(
        select(Invitation).where(Invitation.state == BOUNCED, has_arrived)
    ).all()
    for invitation in rows:
        invitation.bounce_detail = ""
        change_state(invitation, SENT, _("sent"), by=WORKER, now=now)
    return len(rows)
