"""The link by which a place is offered."""

from datetime import timedelta

import pytest

from forumapp.core.tokens import capability_hash, capability_token
from forumapp.registrations.models.bookings import Booking
from tests.records import a_forum, a_registration, a_venue
from tests.support import NOW


@pytest.fixture
def offered(session) -> Booking:
    """Somebody to whom the only place is offered until tomorrow."""
    forum = a_forum(venue=a_venue(), capacity_limit=1, taken=1)
    registration = a_registration(forum, state="offered", name="Chen Qiao")
    booking = registration.booking
    session.add(registration)
    session.flush()
    booking.waiting_since, booking.offer_expires_at = NOW, NOW + timedelta(days=1)
    booking.offer_version, booking.offer_hash = 1, capability_hash("offer", booking.uid, 1)
    session.commit()
    return booking


def link_of(booking: Booking) -> str:
    return f"/offers/{capability_token('offer', booking.uid, 1)}"


def state_of(session, booking: Booking) -> str:
    session.expire_all()
    return booking.registrations[0].state


def test_opening_the_link_changes_nothing_and_says_until_when(session, client, offered):
    page = client.get(link_of(offered))
    assert page.status_code == 200
    for words in ("A place is kept for you", "24 November 2026, 04:00 New York time", "Chen Qiao"):
        assert words in page.text
    assert state_of(session, offered) == "offered"


@pytest.mark.parametrize(("answer", "state"), [("take", "confirmed"), ("give-up", "cancelled")])
def test_each_button_does_what_it_says_also_when_pressed_twice(
    session, client, offered, answer, state
):
    for _time in range(2):
        done = client.post(f"{link_of(offered)}/{answer}")
        assert (done.status_code, "/registrations/" in done.location) == (303, True)
        assert state_of(session, offered) == state
    assert "This offer has ended" in client.get(link_of(offered)).text


def test_after_its_end_the_offer_cannot_be_taken(session, client, clock, offered):
    link = link_of(offered)
    clock.now = NOW + timedelta(days=1)
    assert "This offer has ended" in client.get(link).text
    refused = client.post(f"{link}/take")
    assert refused.status_code == 409
    assert "This offer has ended. If you still want to come" in refused.text
    assert state_of(session, offered) == "offered"


def test_in_chinese_the_page_is_chinese(client, offered):
    page = client.get(f"/zh{link_of(offered)}")
    assert "已为您保留名额" in page.text
    assert "接受名额" in page.text
