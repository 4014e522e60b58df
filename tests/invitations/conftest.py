"""A forum by invitation, and people who are invited to it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.invitations.models import Invitation
from forumapp.invitations.rules.lists import Guest
from forumapp.invitations.services.adding import Batch, add_invitations
from forumapp.invitations.services.sending import send_invitations, write_owed_mails
from tests.records import a_forum, a_venue, the_consent_texts
from tests.support import NOW


@pytest.fixture
def forum(session) -> Forum:
    """With two places and no waiting list."""
    session.add_all(the_consent_texts())
    forum = a_forum(
        capacity_limit=2, venue=a_venue(), registration_mode="invitation", waiting_list="none"
    )
    session.add(forum)
    session.commit()
    return forum


@pytest.fixture
def invite(session, forum) -> Callable[..., Invitation]:
    """`invite("lin@example.org", places=2)`: an invitation that has been sent."""

    def send(address: str, *, name: str = "Lin Qiao", **batch: Any) -> Invitation:
        with writing():
            guest = Guest(name, address, "Harbour Foundation")
            add_invitations(forum, [guest], Batch("en", **batch), by=COMMAND, now=NOW)
            session.flush()
            send_invitations(forum, by=COMMAND, now=NOW)
            write_owed_mails(NOW)
        return session.scalars(select(Invitation).filter_by(address=address)).one()

    return send
