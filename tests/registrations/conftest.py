"""A forum that takes registrations, and somebody who registers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from forumapp.core.actor import ATTENDEE
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.services.confirming import confirm_address
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.submissions import Details, Submission
from tests.records import a_forum, a_venue, numbered, the_consent_texts


@pytest.fixture
def forum(session) -> Forum:
    """Open, with two places."""
    session.add_all(the_consent_texts())
    forum = a_forum(capacity_limit=2, venue=a_venue())
    session.add(forum)
    session.commit()
    return forum


@pytest.fixture
def submission() -> Callable[..., Submission]:
    """`submission(address=…)` is a form of its own, filled in as asked."""

    def fill_in(**facts: Any) -> Submission:
        details = Details(
            name=facts.pop("name", "Lin Qiao"),
            organization="Harbour Foundation",
            position="Director",
            country="CN",
            language=facts.pop("language", "en"),
        )
        defaults = {"key": numbered("key"), "address": "lin@example.org", "details": details}
        agreed = facts.pop("agreed", {"taking_part": 1})
        return Submission(**defaults | facts, agreed=agreed)

    return fill_in


def register_by_mail(forum: Forum, submission: Submission, now: datetime) -> Registration:
    """Somebody sends the form, then opens the link in the mail that asks whether it was them."""
    with writing():
        receipt = register(forum, submission, now=now)
    assert not receipt.shows_ticket
    asked = select(AddressConfirmation).order_by(AddressConfirmation.id.desc())
    with writing():
        confirmed = confirm_address(db.session.scalars(asked).first(), by=ATTENDEE, now=now)
    assert confirmed is not None
    return confirmed
