"""Two server processes and everybody at the same moment: no place is given twice, none is left empty."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from forumapp.core.actor import ATTENDEE
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import reading, writing
from forumapp.forums.models import Forum
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.places import groups_of, room_in
from forumapp.registrations.queries.waiting import line_of
from forumapp.registrations.rules.places import fits
from forumapp.registrations.services.booking import Attendee as Person
from forumapp.registrations.services.booking import BookingRequest, book
from forumapp.registrations.services.places import recount_places
from tests.conftest import DATABASES, Client
from tests.journeys.crowd import NO_LIMITS, Attendee, crowd, facts_of, inside, open_forum
from tests.served import Served
from tests.support import an_account

SIZE = 10


@pytest.fixture(params=DATABASES)
def served(request, databases, smtp, tmp_path):
    running = Served(
        databases.make_migrated(request.param), tmp_path / "instance", smtp, **NO_LIMITS
    )
    running.start()
    yield running
    running.stop()
    assert running.tracebacks() == ""


def test_groups_of_ten_come_in_whole_or_not_at_all(served, full):
    attempts, places = (200, 1500) if full else (24, 180)
    slug = open_forum(served, capacity_limit=places, waiting_list="none")
    with inside(served), writing() as session:
        forum_id = session.scalars(select(Forum.id)).one()
        session.add(RegistrationSettings(forum_id=forum_id, largest_group=SIZE))
    answers = crowd(served, slug, [f"group{number}" for number in range(attempts)], register_ten)

    statuses = Counter(status for status, _page in answers.values())
    assert statuses == {303: places // SIZE, 422: attempts - places // SIZE}
    with inside(served), reading() as session:
        sizes = Counter(session.scalars(select(Registration.booking_id)))
        assert Counter(sizes.values()) == {SIZE: places // SIZE}
    assert facts_of(served, slug).taken == places


def register_ten(browser: Attendee, name: str) -> tuple[int, str]:
    if not browser.token:
        browser.open_form()
    fields = {"csrf_token": browser.token, "key": f"form-of-{name}", "name": "Lin Qiao"}
    fields |= {
        "address": f"{name}@example.org",
        "language": "en",
        "country": "",
        "taking_part": "1",
    }
    for number in range(SIZE - 1):
        fields[f"companions-{number}-name"] = f"Guest {number}"
        fields[f"companions-{number}-address"] = f"{name}.{number}@example.org"
    return browser.ask("POST", browser.form, fields)


def test_cancelling_confirming_and_offering_at_once_keep_every_place_in_use(served, full):
    people = 40 if full else 8
    slug = open_forum(served, capacity_limit=people, registration_mode="approval")
    confirmed, waiting, pending = fill(served, people)
    forum = facts_of(served, slug)
    cookie = cookie_of_organizer(served)

    def cancel(link: str) -> int:
        return press(Attendee(served, slug), f"/registrations/{link}/cancel")

    def confirm(registration_id: int) -> int:
        browser = Attendee(served, slug)
        browser.cookie = cookie
        page = f"/desk/forums/{forum.id}/registrations/{registration_id}/"
        return press(browser, page, f"{page}confirm")

    with ThreadPoolExecutor(16) as browsers:
        cancelled = [browsers.submit(cancel, link) for link in confirmed]
        decided = [browsers.submit(confirm, each) for each in pending]
    assert Counter(each.result() for each in cancelled) == {303: people}
    answers = Counter(each.result() for each in decided)
    assert set(answers) <= {303, 409}

    with inside(served), writing() as session:
        states = Counter(session.scalars(select(Registration.state)))
        row = session.get_one(Forum, forum.id)
        assert recount_places(row) == []
        assert row.taken == people == states["offered"] + states["confirmed"]
        assert states["confirmed"] == answers[303]
        assert states["cancelled"] == people
        assert states["pending"] == people - answers[303]
        assert states["waitlisted"] == row.waiting == waiting - states["offered"]
        room = room_in(row, groups_of(row.id))
        assert [who for who, wanted in line_of(row.id) if fits(room, wanted)] == []


def fill(served: Served, people: int) -> tuple[list[str], int, list[int]]:
    """As many have a place as there are, as many wait for one, and as many for a decision.

    The links of the first, how many wait, and the last ones' ids.
    """
    now = datetime.now(UTC)
    with inside(served), writing() as session:
        forum = session.scalars(select(Forum)).one()
        groups: dict[str, list[Booking]] = {"coming": [], "waiting": [], "pending": []}
        for kind, bookings in groups.items():
            for number in range(people):
                address = f"{kind}{number}@example.org"
                request = BookingRequest(
                    name="Lin Qiao",
                    address=address,
                    language="en",
                    attendees=(Person(name="Lin Qiao", address=address),),
                    is_approved=kind != "pending",
                )
                bookings.append(book(forum, request, by=ATTENDEE, now=now))
        links = [capability_token(LINK_PURPOSE, each.uid, 1) for each in groups["coming"]]
        return links, people, [each.registrations[0].id for each in groups["pending"]]


def press(browser: Attendee, page: str, action: str = "") -> int:
    """Open a page and press its button; the answer's status."""
    status, text = browser.ask("GET", page)
    assert status == 200, text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found, text
    return browser.ask("POST", action or page, {"csrf_token": found[1]})[0]


def cookie_of_organizer(served: Served) -> str:
    with inside(served) as app:
        with writing() as session:
            account = an_account("organizer")
            session.add(account)
        browser = Client(app).sign_in(account)
        name = app.config["SESSION_COOKIE_NAME"]
        return f"{name}={browser.get_cookie(name).value}"
