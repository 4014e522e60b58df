"""Reading what waits until an address is confirmed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import token_hash
from forumapp.forums.models import Forum
from forumapp.registrations.models.confirming import AddressConfirmation


def confirmation_by_token(token: str) -> AddressConfirmation:
    """What the link in a mail confirms, done or too late as it may be."""
    confirmation = db.session.scalar(
        select(AddressConfirmation)
        .where(AddressConfirmation.link_hash == token_hash(token))
        .options(
            joinedload(AddressConfirmation.forum).joinedload(Forum.venue),
            joinedload(AddressConfirmation.forum).joinedload(Forum.room),
        )
    )
    if confirmation is None:
        raise NotFound
    return confirmation


def confirmation_of_submission(key: str) -> AddressConfirmation | None:
    """What a form that was sent waits for, if it came before."""
    return db.session.scalar(
        select(AddressConfirmation).where(AddressConfirmation.submission_key == key)
    )


def confirmations_of_address(address_key: str, since: datetime) -> int:
    """How often an address was asked to confirm since a moment."""
    counted = select(func.count(AddressConfirmation.id)).where(
        AddressConfirmation.address_key == address_key, AddressConfirmation.created_at > since
    )
    return db.session.scalar(counted) or 0
