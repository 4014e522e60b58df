"""One act by which one person or several register together."""

from sqlalchemy import select

from forumapp.core.actor import ATTENDEE
from forumapp.core.transaction import writing
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from tests.support import NOW


def request(*names: str, **facts) -> BookingRequest:
    """A form that names these people, each with an address of their own."""
    people = tuple(
        Attendee(name=name, address=f"{name.lower()}@example.org", agreed={"taking_part": 1})
        for name in names
    )
    defaults = {"name": names[0], "address": people[0].address, "language": "en"}
    return BookingRequest(**{**defaults, "attendees": people, **facts})


def test_two_people_take_two_places_and_a_third_waits(session, forum):
    with writing():
        booking = book(forum, request("Ada", "Bruno"), by=ATTENDEE, now=NOW)
    assert [each.state for each in booking.registrations] == ["confirmed", "confirmed"]
    with writing():
        later = book(forum, request("Chen"), by=ATTENDEE, now=NOW)
    assert [each.state for each in later.registrations] == ["waitlisted"]
    session.refresh(forum)
    assert (forum.taken, forum.waiting) == (2, 1)
    assert list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id))) == [
        "registration_confirmed",
        "registration_confirmed",
        "booking_made",
        "on_waiting_list",
    ]
