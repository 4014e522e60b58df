"""Who was invited is kept no longer than who was registered; how many were and what they said stays."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update

from forumapp.core.db import db
from forumapp.invitations.models import Invitation
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.erasing import blank_mails
from forumapp.registrations.services.retention import AT_ONCE, forums_kept_until


def forget_invited(now: datetime) -> int:
    """Erase the names of forums that have been over long enough, and of who had their registration
    erased; how many, at most `AT_ONCE`.
    """
    named = Invitation.erased_at.is_(None)
    forums = forums_kept_until(now, named, Invitation.forum_id)
    due = select(Invitation).where(named, Invitation.forum_id.in_(forums) | own_is_erased())
    found = db.session.scalars(due.order_by(Invitation.id).limit(AT_ONCE)).all()
    for invitation in found:
        erase_invitation(invitation, now)
    db.session.flush()
    erased = select(Invitation.uid).where(Invitation.erased_at.is_not(None))
    blank_mails(Invitation, OutgoingMail.about_uid.in_(erased))
    return len(found)


def own_is_erased() -> ColumnElement[bool]:
    """Of the booking that came of it somebody is erased, and nobody bears their address any more."""
    of_it = Registration.booking_id == Invitation.booking_id
    return exists().where(of_it, Registration.erased_at.is_not(None)) & ~exists().where(
        of_it, Registration.address_key == Invitation.address_key
    )


def erase_invitation(invitation: Invitation, now: datetime) -> None:
    """Who it was, and who answered its mails; the mails themselves once they are sent."""
    invitation.name = invitation.address = invitation.organization = invitation.position = ""
    invitation.decline_note = invitation.bounce_detail = invitation.owed_mail = ""
    invitation.address_key = None
    invitation.erased_at = now
    db.session.execute(
        update(IncomingMail)
        .where(IncomingMail.about_uid == invitation.uid)
        .values(from_address="")
        .execution_options(synchronize_session=False)
    )
