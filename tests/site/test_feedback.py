"""The feedback form by the link of a ticket."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.tokens import capability_hash, capability_token
from forumapp.messages.models import Feedback
from forumapp.messages.queries.feedback import asked_afterwards
from forumapp.messages.services.feedback import ask_for_feedback
from tests.records import a_forum, a_registration, a_venue
from tests.support import NOW


@pytest.fixture
def registration(session):
    registration = a_registration(a_forum(venue=a_venue()))
    session.add(registration)
    session.flush()
    booking = registration.booking
    booking.link_hash = capability_hash("registration", booking.uid, 1)
    ask_for_feedback(registration.forum, by=COMMAND, now=NOW)
    session.commit()
    return registration


@pytest.fixture
def ticket(registration):
    return f"/registrations/{capability_token('registration', registration.booking.uid, 1)}"


@pytest.fixture
def over(clock, registration):
    clock.now = registration.forum.ends_at + timedelta(minutes=5)


@pytest.fixture
def answer(client, registration, ticket):
    _rating, good, _better = asked_afterwards(registration.forum_id)
    name = f"question_{good.id}"
    return lambda text: client.post(f"{ticket}/feedback", data={name: text})


def texts(session):
    session.rollback()
    return sorted(next(iter(each.answers.values())) for each in session.scalars(select(Feedback)))


@pytest.mark.usefixtures("clock")
def test_before_the_end_the_page_says_when_and_takes_nothing(client, session, ticket, answer):
    page = BeautifulSoup(client.get(f"{ticket}/feedback").text, "html.parser")
    assert "once the forum is over, at" in page.main.text
    assert page.main.find("form") is None
    assert answer("Tea").status_code == 422
    assert texts(session) == []
    assert "/feedback" not in client.get(ticket).text


@pytest.mark.usefixtures("over")
def test_the_ticket_leads_to_the_form_once(client, session, ticket, answer):
    assert f'href="{ticket}/feedback"' in client.get(ticket).text
    assert answer("Tea").location == f"{ticket}/feedback"
    assert "We have your feedback" in client.get(f"{ticket}/feedback").text
    assert answer("More tea").status_code == 422
    assert texts(session) == ["Tea"]
    assert "/feedback" not in client.get(ticket).text
    assert "感谢" not in client.get(f"/zh{ticket}").text


@pytest.mark.usefixtures("over")
def test_a_bookings_link_gives_for_each_who_has_no_link_of_their_own(
    session, registration, ticket, answer
):
    own, other = a_registration(registration.forum), a_registration(registration.forum)
    own.booking = other.booking = registration.booking
    own.link_hash = capability_hash("ticket", own.uid, 1)
    session.add_all([own, other])
    session.commit()
    statuses = [answer(each).status_code for each in ("A", "B", "C")]
    assert (statuses, texts(session)) == ([303, 303, 422], ["A", "B"])
    session.refresh(own)
    assert own.feedback_given_at is None


@pytest.mark.usefixtures("over")
def test_who_gave_up_the_place_is_asked_nothing(session, client, registration, ticket, answer):
    registration.state = "cancelled"
    session.commit()
    assert "You are not asked for feedback on this forum." in client.get(f"{ticket}/feedback").text
    assert (answer("Tea").status_code, texts(session)) == (422, [])
