from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.forums.models import Forum
from forumapp.forums.services.drafting import draft_forum
from tests.forums.making import BY, a_person, a_plan, a_theme, a_venue, an_organization
from tests.support import NOW

PAGES = ("", "edit", "preview", "preview/en", "preview/zh")


@pytest.fixture
def organizer(signed_in):
    return signed_in("organizer")


def a_draft(session, **facts):
    forum = draft_forum(a_plan(session, **facts), by=BY, now=NOW)
    session.flush()
    return forum


def sent(session, **more):
    """What the drafting screen sends when only what publishing asks for is filled in."""
    return {
        "title-en": "Inclusive cities",
        "title-zh": "包容性城市",
        "kind": "luncheon_forum",
        "starts-day": "2027-03-14",
        "starts-time": "12:00",
        "ends-day": "",
        "ends-time": "",
        "zone": "",
        "attendance_mode": "in_person",
        "registration_mode": "open",
        "venue": str(a_venue(session).id),
        "organizers-0-organization": str(an_organization(session).id),
        "organizers-0-role": "organizer",
        **more,
    }


def test_the_drafting_screen_offers_our_own_organization_first(session, organizer):
    own = an_organization(session)
    page = organizer.get("/desk/forums/new").text
    assert f'<option selected value="{own.id}">Harbour Chamber</option>' in page


def test_a_forum_is_drafted_from_one_screen(session, organizer):
    answer = organizer.post("/desk/forums/new", data=sent(session, do="save"))
    forum = session.scalars(select(Forum)).one()
    assert (answer.status_code, answer.location) == (303, f"/desk/forums/{forum.id}/")
    assert (forum.state, forum.kind, forum.zone) == ("draft", "luncheon_forum", "America/New_York")


@pytest.mark.parametrize("place", PAGES)
def test_every_page_of_a_draft_answers(session, organizer, place):
    forum = a_draft(session)
    answer = organizer.get(f"/desk/forums/{forum.id}/{place}")
    assert answer.status_code == 200
