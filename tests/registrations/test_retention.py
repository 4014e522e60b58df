"""Personal data are erased a stated time after the forum; numbers stay."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.core.transaction import writing
from forumapp.invitations.models import Invitation
from forumapp.invitations.services.forgetting import forget_invited
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Answer, Booking, Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.retention import erase_due, erase_sensitive_due
from tests.records import an_invitation, both
from tests.support import NOW

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def registration(session, forum, submission) -> Registration:
    with writing():
        row = register(forum, submission(), now=NOW).registration
    for mail in session.scalars(select(OutgoingMail)):
        mail.state = "sent"
    session.add(
        IncomingMail(
            digest="1",
            received_at=NOW,
            from_address="lin@example.org",
            outcome="taken",
            about_kind="registration",
            about_uid=row.uid,
        )
    )
    session.commit()
    return row


def erased(session, now) -> int:
    with writing():
        return erase_due(now)


@pytest.mark.both_databases
def test_names_and_mails_go_when_the_time_is_over_and_the_counts_stay(session, forum, registration):
    ends = forum.ends_at
    assert erased(session, ends + 180 * DAY - MOMENT) == 0
    assert erased(session, ends + 180 * DAY) == 1
    assert erased(session, ends + 181 * DAY) == 0
    row = session.get_one(Registration, registration.id)
    assert (row.name, row.address, row.organization, row.position) == ("", None, "", "")
    assert (row.state, row.country) == ("confirmed", "CN")
    booking = session.scalars(select(Booking)).one()
    assert (booking.name, booking.address) == ("", "")
    texts = [
        (mail.to_address, mail.text_body, mail.calendar)
        for mail in session.scalars(select(OutgoingMail))
    ]
    assert texts == [("", "", None)]
    assert session.scalars(select(IncomingMail.from_address)).all() == [""]


def test_each_forum_has_its_own_term(session, forum, registration):
    session.add(RegistrationSettings(forum_id=forum.id, keeps_days=400))
    session.commit()
    ends = forum.ends_at
    assert erased(session, ends + 399 * DAY) == 0
    assert erased(session, ends + 400 * DAY) == 1


@pytest.mark.both_databases
def test_sensitive_answers_go_first_and_others_stay(session, forum, registration):
    for label, is_sensitive in (("Diet", True), ("Topic", False)):
        question = Question(
            forum=forum,
            kind="text",
            label=both(label),
            help=both("", ""),
            is_sensitive=is_sensitive,
        )
        session.add(Answer(registration=registration, question=question, value=label, given_at=NOW))
    session.commit()
    with writing():
        assert erase_sensitive_due(forum.ends_at + 14 * DAY - MOMENT) == 0
    with writing():
        assert erase_sensitive_due(forum.ends_at + 14 * DAY) == 1
    assert [answer.value for answer in session.scalars(select(Answer))] == ["Topic"]


def test_invited_people_are_forgotten_too(session, forum):
    session.add(an_invitation(forum, state="declined", decline_note="On a journey"))
    session.commit()
    with writing():
        assert forget_invited(forum.ends_at + 179 * DAY) == 0
    with writing():
        assert forget_invited(forum.ends_at + 180 * DAY) == 1
    row = session.scalars(select(Invitation)).one()
    assert (row.name, row.address, row.address_key, row.decline_note) == ("", "", None, "")
    assert row.state == "declined"
