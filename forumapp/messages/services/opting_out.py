"""Who wants no mail that is not about their own registration."""

from datetime import datetime

from sqlalchemy import select

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import uid_carried
from forumapp.messages.mails.messages import OPT_OUT
from forumapp.messages.models import OptOut
from forumapp.messages.queries.messages import hash_of
from forumapp.registrations.mails.tickets import recipient
from forumapp.registrations.models.bookings import Registration


def opt_out(token: str, *, now: datetime) -> None:
    """Done twice, it is done once; so it is for somebody whose data are erased already."""
    address = address_of(token)
    if not address:
        return
    key = hash_of(address)
    if db.session.scalar(select(OptOut.id).where(OptOut.address_hash == key)) is None:
        db.session.add(OptOut(address_hash=key, at=now))


def address_of(token: str) -> str:
    """Whose link it is; a token that we have not made is nobody's."""
    uid = uid_carried(OPT_OUT, token)
    if uid is None:
        raise NotFound
    registration = db.session.scalar(select(Registration).where(Registration.uid == uid))
    return recipient(registration) if registration is not None else ""
