"""What the organizer does with many people in one act leaves nothing half done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.services import codes, deciding, waiting
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.many import CANCEL, REJOIN, Act, act_on_many
from tests.support import NOW

BY = {"by": Actor.account(1, "Alice"), "now": NOW}
pytestmark = pytest.mark.both_databases


def one(forum, name: str, **facts) -> Registration:
    person = Attendee(name=name, address=f"{name.lower()}@example.org", agreed={"taking_part": 1})
    request = BookingRequest(
        name=name, address=person.address, language="en", attendees=(person,), **facts
    )
    with writing():
        return book(forum, request, by=ATTENDEE, now=NOW).registrations[0]


def acted(forum, people, verb: str):
    with writing():
        return act_on_many(forum, [each.id for each in people], Act(verb=verb), **BY)


def test_nobody_is_offered_a_place_who_is_cancelled_in_the_same_act(session, forum):
    forum.capacity_limit = 1
    session.commit()
    people = [one(forum, "Ada"), one(forum, "Bruno")]
    outcome = acted(forum, people, CANCEL)
    assert (outcome.done, outcome.left) == (2, [])
    kinds = list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))
    assert kinds[2:] == ["registration_cancelled", "registration_cancelled"]


def test_whom_it_cannot_be_done_for_stays_as_they_were(session, forum):
    forum.capacity_limit, forum.waiting_list = 1, "by_hand"
    session.commit()
    with writing():
        code = codes.add_code(forum, codes.CodePlan(code="HARBOUR", uses_limit=1), **BY)
    first = one(forum, "Ada", access_code=code)
    with writing():
        waiting.end_registration(first, "expired", **BY)
    one(forum, "Bruno", access_code=code)
    outcome = acted(forum, [first], REJOIN)
    assert outcome.done == 0
    assert [left.why.sentence for left in outcome.left] == [
        "The code of this booking has been used up. Ask for another one."
    ]
    session.expire_all()
    assert (first.state, first.booking.waiting_since, forum.waiting) == ("expired", None, 0)


def test_nobody_is_confirmed_at_a_forum_that_is_off_or_over(session, forum):
    forum.registration_mode = "approval"
    session.add(RegistrationSettings(forum=forum, pending_holds_place=True))
    session.commit()
    applied = one(forum, "Ada")
    forum.state = "cancelled"
    session.commit()
    with writing(), pytest.raises(Refused, match="not on at present"):
        deciding.confirm_registration(applied, **BY)
    forum.state = "published"
    session.commit()
    over = {**BY, "now": forum.ends_at + timedelta(seconds=1)}
    with writing(), pytest.raises(Refused, match="has been held"):
        deciding.decline_registration(applied, **over)
    assert session.get_one(Registration, applied.id).state == "pending"
