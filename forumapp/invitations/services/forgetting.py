"""Who was invited is kept no longer than who was registered; how many were and what they said stays."""

from datetime import datetime

from sqlalchemy import select

from forumapp.core.db import db
from forumapp.invitations.models import Invitation
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.services.erasing import blank_mails
from forumapp.registrations.services.retention import AT_ONCE, forums_kept_until


def forget_invited(now: datetime) -> int:
    """Erase the names of forums that have been over long enough; how many, at most `AT_ONCE`."""
    named = Invitation.erased_at.is_(None)
    forums = forums_kept_until(now, named, Invitation.forum_id)
    due = select(Invitation).where(named, Invitation.forum_id.in_(forums))
    found = db.session.scalars(due.order_by(Invitation.id).limit(AT_ONCE)).all()
    for invitation in found:
        erase_invitation(invitation, now)
    return len(found)


def erase_invitation(invitation: Invitation, now: datetime) -> None:
    invitation.name = invitation.address = invitation.organization = invitation.position = ""
    invitation.decline_note = invitation.bounce_detail = ""
    invitation.address_key = None
    invitation.erased_at = now
    db.session.flush()
    blank_mails(Invitation, OutgoingMail.about_uid == invitation.uid)
