"""The places of a forum at the desk."""

import pytest

from forumapp.core.actor import ATTENDEE
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import AccessCode, PlaceGroup, RegistrationSettings
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from tests.records import a_forum, a_venue, both
from tests.support import NOW


@pytest.fixture
def forum(session) -> Forum:
    """Two places, both taken, and somebody who waits."""
    forum = a_forum(venue=a_venue(), capacity_limit=2, waiting_list="by_hand")
    session.add(forum)
    session.commit()
    for name in ("Ada", "Bruno", "Chen"):
        with writing():
            people = (Attendee(name=name, address=f"{name.lower()}@example.org"),)
            request = BookingRequest(
                name=name, address=people[0].address, language="en", attendees=people
            )
            book(forum, request, by=ATTENDEE, now=NOW)
    return forum


def at(forum: Forum, path: str = "") -> str:
    return f"/desk/forums/{forum.id}/places/{path}"


def test_the_page_shows_who_waits_and_an_offer_is_made_once_a_place_is_free(
    session, forum, signed_in
):
    organizer = signed_in("organizer")
    page = organizer.get(at(forum)).text
    assert "Chen" in page
    assert "No place is free" in page
    forum.capacity_limit = 3
    session.commit()
    assert "Offer a place" in organizer.get(at(forum)).text
    waiting = session.query(Registration).filter_by(name="Chen").one()
    done = organizer.post(at(forum, f"waiting/{waiting.booking_id}/offer"))
    assert done.status_code == 303
    session.expire_all()
    assert (waiting.state, forum.taken, forum.waiting) == ("offered", 3, 0)


def test_a_group_is_added_and_deleted_and_a_refusal_keeps_what_was_typed(session, forum, signed_in):
    organizer = signed_in("organizer")
    form = {"name-en": "Members", "name-zh": "会员", "capacity_limit": "1", "is_set_aside": "y"}
    refused = organizer.post(at(forum, "groups/new"), data=form)
    assert refused.status_code == 422
    assert "The forum has 0 free places; these would take 1 more." in refused.text
    assert 'value="Members"' in refused.text
    del form["is_set_aside"]
    assert organizer.post(at(forum, "groups/new"), data=form).status_code == 303
    group = session.query(PlaceGroup).one()
    assert (group.name, group.capacity_limit) == (both("Members", "会员"), 1)
    assert organizer.post(at(forum, f"groups/{group.id}/delete")).status_code == 303
    assert session.query(PlaceGroup).count() == 0


def test_a_code_is_made_and_stopped(session, forum, signed_in):
    organizer = signed_in("organizer")
    assert (
        organizer.post(
            at(forum, "codes/new"), data={"label": "Board", "place_group": ""}
        ).status_code
        == 303
    )
    code = session.query(AccessCode).one()
    assert (len(code.code_key), code.uses, code.stopped_at) == (9, 0, None)
    assert organizer.post(at(forum, f"codes/{code.id}/stop")).status_code == 303
    session.expire_all()
    assert code.stopped_at == NOW
    assert "stopped" in organizer.get(at(forum)).text


def test_what_is_set_is_kept_and_a_number_out_of_range_is_refused(session, forum, signed_in):
    organizer = signed_in("organizer")
    form = {
        "waiting_list": "automatic",
        "offer_hours": "24",
        "largest_group": "3",
        "keeps_days": "90",
        "allows_substitute": "y",
    }
    refused = organizer.post(at(forum, "settings"), data={**form, "keeps_days": "7"})
    assert (refused.status_code, "Choose a number from 30 to 1095." in refused.text) == (422, True)
    assert organizer.post(at(forum, "settings"), data=form).status_code == 303
    row = session.query(RegistrationSettings).one()
    session.expire_all()
    assert (row.offer_hours, row.largest_group, row.keeps_days) == (24, 3, 90)
    assert forum.waiting_list == "automatic"
    assert "most people in one registration" in organizer.get(f"/desk/forums/{forum.id}/").text


def test_staff_see_the_places_and_change_nothing(forum, signed_in):
    staff = signed_in("staff")
    page = staff.get(at(forum))
    assert page.status_code == 200
    assert "Add a code" not in page.text
    assert staff.post(at(forum, "codes/new"), data={}).status_code == 403
