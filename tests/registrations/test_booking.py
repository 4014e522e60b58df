"""One act by which one person or several register together."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.mail.models import OutgoingMail
from forumapp.publishing import forums as publishing
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.waiting import position_of
from forumapp.registrations.services import afterwards, codes, deciding, groups, waiting
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.refusing import AlreadyRegistered, PlacesTaken
from tests.records import both
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
AUTHOR = {"by": ALICE, "now": NOW}


def request(*names: str, **facts) -> BookingRequest:
    """A form that names these people, each with an address of their own."""
    of = facts.pop("of", None)
    people = tuple(
        Attendee(
            name=name,
            address=f"{name.lower()}@example.org",
            place_group_id=of,
            agreed={"taking_part": 1},
        )
        for name in names
    )
    defaults = {"name": names[0], "address": people[0].address, "language": "en"}
    return BookingRequest(**{**defaults, "attendees": people, **facts})


def made(forum, *names: str, now=NOW, **facts) -> Booking:
    with writing():
        return book(forum, request(*names, **facts), by=ATTENDEE, now=now)


def states(booking: Booking) -> list[str]:
    return [each.state for each in booking.registrations]


def mails(session) -> list[str]:
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def newest(session, kind: str) -> OutgoingMail:
    rows = select(OutgoingMail).where(OutgoingMail.kind == kind).order_by(OutgoingMail.id.desc())
    return session.scalars(rows).first()


def cancel(registration, now=NOW):
    with writing():
        afterwards.cancel_registration(registration, by=ATTENDEE, now=now)


@pytest.fixture
def guests(session, forum):
    """One of the forum's two places, set aside."""
    plan = groups.GroupPlan(name={"en": "Guests"}, capacity_limit=1, is_set_aside=True)
    with writing():
        return groups.add_group(forum, plan, **AUTHOR)


def test_two_people_take_two_places_and_a_third_waits(session, forum):
    assert states(made(forum, "Ada", "Bruno")) == ["confirmed", "confirmed"]
    later = made(forum, "Chen")
    assert (states(later), position_of(later)) == (["waitlisted"], 1)
    assert (forum.taken, forum.waiting) == (2, 1)
    assert mails(session) == [
        *("registration_confirmed", "registration_confirmed", "booking_made"),
        "on_waiting_list",
    ]
    mail = newest(session, "on_waiting_list")
    assert "You are number 1 in line." in mail.text_body
    assert "Tuesday 8 December 2026, 12:00–14:00" in mail.text_body


def test_a_request_sent_again_is_the_booking_that_it_made(session, forum):
    first = made(forum, "Ada", submission_key="form")
    assert made(forum, "Ada", submission_key="form") is first
    assert (forum.taken, len(mails(session))) == (1, 1)


def test_a_booking_comes_in_whole_or_waits_whole(session, forum):
    made(forum, "Ada")
    assert states(made(forum, "Bruno", "Chen")) == ["waitlisted", "waitlisted"]
    assert states(made(forum, "Dina")) == ["confirmed"]  # a place that nobody in line can use


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        ({"attendees": ()}, Refused, "Name at least one person"),
        ({"may_wait": False}, PlacesTaken, "All places are taken."),
        (
            {"attendees": tuple(Attendee(name=str(each)) for each in range(6))},
            Refused,
            "At most {largest} people",
        ),
        ({"attendees": (Attendee(name="www.win.example"),)}, Refused, "Write your name"),
        (
            {"attendees": (Attendee(address="a@example.org"), Attendee(address="A@example.org"))},
            Refused,
            "Two people have the address",
        ),
        ({"attendees": (Attendee(place_group_id=99),)}, Refused, "These places are not for choice"),
    ],
)
def test_what_is_refused_leaves_nothing(session, forum, facts, kind, words):
    made(forum, "Ada", "Bruno")
    with pytest.raises(kind) as caught, writing():
        book(forum, request("Chen", **facts), by=ATTENDEE, now=NOW)
    assert caught.value.sentence.startswith(words)
    assert (session.query(Registration).count(), forum.taken, len(mails(session))) == (2, 2, 3)


def test_an_address_that_is_registered_is_told_by_its_registration(session, forum):
    known = made(forum, "Ada").registrations[0]
    with pytest.raises(AlreadyRegistered) as caught, writing():
        book(forum, request("Bruno", "Ada"), by=ATTENDEE, now=NOW)
    assert caught.value.registration is known
    assert forum.taken == 1


def test_a_place_that_becomes_free_is_offered_to_the_first_in_line_by_one_link(session, forum):
    coming = made(forum, "Ada", "Bruno")
    first = made(forum, "Chen")
    second = made(forum, "Dina", now=NOW + timedelta(hours=1))
    cancel(coming.registrations[0])
    assert (states(first), states(second), position_of(second)) == (["offered"], ["waitlisted"], 1)
    assert first.offer_expires_at == NOW + timedelta(hours=48)
    mail = newest(session, "place_offered")
    assert mail.links["offer"]["path"] == "/offers/{token}"
    assert "25 November 2026, 04:00 New York time" in mail.text_body
    with writing():
        waiting.take_offer(first, by=ATTENDEE, now=NOW)
        waiting.take_offer(first, by=ATTENDEE, now=NOW)
    assert (states(first), forum.taken) == (["confirmed"], 2)
    assert Counter(mails(session))["registration_confirmed"] == 3


def test_an_offer_that_is_not_taken_goes_on_and_its_owner_may_rejoin_at_the_end(session, forum):
    coming = made(forum, "Ada", "Bruno")
    first, second = made(forum, "Chen"), made(forum, "Dina")
    cancel(coming.registrations[0])
    later = NOW + timedelta(hours=48)
    with writing():
        assert waiting.expire_offers(later - timedelta(seconds=1)) == 0
        assert waiting.expire_offers(later) == 1
    assert (states(first), states(second)) == (["expired"], ["offered"])
    assert Counter(mails(session))["offer_expired"] == 1
    third = made(forum, "Eze", now=later)
    with writing():
        waiting.rejoin_waiting_list(first, by=ATTENDEE, now=later + timedelta(hours=1))
    assert [position_of(each) for each in (third, first)] == [1, 2]
    with pytest.raises(Refused, match="Nobody of this booking"), writing():
        waiting.rejoin_waiting_list(first, by=ATTENDEE, now=later)


def test_nobody_is_offered_a_place_once_the_forum_has_begun(session, forum):
    coming, first = made(forum, "Ada", "Bruno"), made(forum, "Chen")
    cancel(coming.registrations[0], now=forum.starts_at)
    assert (states(first), forum.taken) == (["waitlisted"], 1)


def test_a_booking_that_asks_for_less_gets_its_turn(session, forum):
    coming = made(forum, "Ada", "Bruno")
    two = made(forum, "Chen", "Dina")
    cancel(coming.registrations[0])
    assert states(two) == ["waitlisted", "waitlisted"]
    cancel(two.registrations[0])
    assert states(two) == ["cancelled", "offered"]


def test_by_hand_the_organizer_chooses_and_newcomers_join_the_line(session, forum):
    forum.waiting_list = "by_hand"
    session.commit()
    coming = made(forum, "Ada", "Bruno")
    first, second = made(forum, "Chen"), made(forum, "Dina")
    cancel(coming.registrations[0])
    third = made(forum, "Eze")
    assert (states(first), states(third)) == (["waitlisted"], ["waitlisted"])
    with writing():
        waiting.offer_by_hand(second, **AUTHOR)
    assert states(second) == ["offered"]
    with pytest.raises(Refused, match="Fewer places are free"), writing():
        waiting.offer_by_hand(first, **AUTHOR)


def test_many_who_applied_are_decided_in_one_act_as_far_as_places_go(session, forum):
    forum.registration_mode = "approval"
    session.commit()
    people = [made(forum, name).registrations[0] for name in ("Ada", "Bruno", "Chen", "Dina")]
    ids = [each.id for each in people]
    with writing():
        decided = deciding.decide_many(forum, ids[:3], approve=True, may_wait=True, **AUTHOR)
    assert decided == deciding.Decided(confirmed=2, waitlisted=1)
    with writing():
        decided = deciding.decide_many(
            forum, ids, approve=False, reason="The hall is small.", **AUTHOR
        )
    assert decided == deciding.Decided(declined=1, left=3)
    assert [each.state for each in people] == ["confirmed", "confirmed", "waitlisted", "declined"]
    mail = newest(session, "registration_declined")
    assert "The organizer says: The hall is small." in mail.text_body
    cancel(people[0])
    with writing():
        waiting.take_offer(people[2].booking, by=ATTENDEE, now=NOW)
    assert people[2].state == "confirmed"  # it was approved before


def test_places_set_aside_are_kept_for_who_has_the_code(session, forum, guests):
    plan = codes.CodePlan(code="Guest 2026", place_group_id=guests.id, uses_limit=1)
    with writing():
        code = codes.add_code(forum, plan, **AUTHOR)
    assert (forum.taken, guests.taken) == (1, 0)
    assert states(made(forum, "Ada")) == ["confirmed"]
    assert states(made(forum, "Bruno")) == ["waitlisted"]
    guest = made(forum, "Chen", access_code=code)
    assert (states(guest), guests.taken, forum.taken, code.uses) == (["confirmed"], 1, 2, 1)
    with pytest.raises(Refused) as caught, writing():
        book(forum, request("Dina", access_code=code), by=ATTENDEE, now=NOW)
    assert caught.value.field == "code"
    cancel(guest.registrations[0])
    assert (guests.taken, forum.taken, code.uses) == (0, 2, 0)


def test_a_group_that_is_released_goes_to_who_waits(session, forum, guests):
    made(forum, "Ada")
    first = made(forum, "Bruno")
    with writing():
        groups.delete_group(guests, **AUTHOR)
    assert (states(first), forum.taken) == (["offered"], 2)


@pytest.mark.parametrize(
    ("facts", "field"), [({"capacity_limit": 3}, "capacity_limit"), ({"name": {}}, "name")]
)
def test_a_group_larger_than_what_is_free_is_refused(session, forum, guests, facts, field):
    plan = {"name": {"en": "Guests"}, "capacity_limit": 1, "is_set_aside": True} | facts
    with pytest.raises(Refused) as caught, writing():
        groups.edit_group(guests, groups.GroupPlan(**plan), **AUTHOR)
    assert caught.value.field == field
    assert forum.taken == 1


def test_a_group_that_somebody_is_in_is_not_deleted(session, forum, guests):
    made(forum, "Ada", of=guests.id, comes_any_time=True)
    with pytest.raises(Refused, match="have or want these places"), writing():
        groups.delete_group(guests, **AUTHOR)


def test_a_forum_that_is_stopped_offers_nothing_and_one_that_is_on_again_does(session, forum):
    coming, first = made(forum, "Ada", "Bruno"), made(forum, "Chen")
    cancel(coming.registrations[0])
    reason = both("The hall is closed.", "会场关闭。")
    with writing():
        publishing.cancel_forum(forum, reason=reason, **AUTHOR)
    assert (states(first), position_of(first), forum.taken) == (["waitlisted"], 1, 1)
    with writing():
        publishing.reinstate_forum(forum, reason=reason, **AUTHOR)
    assert (states(first), forum.taken) == (["offered"], 2)


def test_a_higher_limit_of_the_forum_is_offered_at_once(session, forum):
    made(forum, "Ada", "Bruno")
    first = made(forum, "Chen")
    forum.capacity_limit = 3
    with writing():
        waiting.resume_offers(forum, now=NOW)
    assert states(first) == ["offered"]
