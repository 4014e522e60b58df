"""The door in a browser: fifty tickets with no network, one of them at two doors, and nothing lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from forumapp.core.clock import now_utc, wall_of
from forumapp.core.db import db
from forumapp.core.tickets import ticket_code
from forumapp.core.transaction import reading, writing
from forumapp.door.models import CheckIn
from forumapp.door.queries.attendance import count_attendance
from tests import records
from tests.journeys.conftest import PHONE, Browse
from tests.journeys.crowd import inside
from tests.journeys.steps import ADMINISTRATOR, PASSWORD, become_first_administrator
from tests.served import Served

PEOPLE = 50


class Hall:
    """A forum that begins in an hour, its tickets, and what the database knows of who came."""

    def __init__(self, served: Served) -> None:
        self.served = served
        soon = wall_of(now_utc(), "Asia/Shanghai").replace(microsecond=0) + timedelta(hours=1)
        with inside(served), writing() as session:
            forum, other = (
                records.a_forum(
                    starts=soon,
                    ends=soon + timedelta(hours=3),
                    zone="Asia/Shanghai",
                    changed_at=now_utc(),
                    first_published_at=now_utc(),
                )
                for _each in range(2)
            )
            guests = [
                records.a_registration(forum, name=f"Guest {number:02d}", organization="Quay 3")
                for number in range(PEOPLE)
            ]
            guests[1].ticket_version = 2
            session.add_all((forum, other, *guests))
            session.flush()
            self.forum_id, self.uid = forum.id, forum.uid
            self.tickets = [
                ticket_code(guest.uid, forum.uid, guest.ticket_version) for guest in guests
            ]
            self.old_ticket = ticket_code(guests[1].uid, forum.uid, 1)
            self.foreign_ticket = ticket_code(guests[0].uid, other.uid, 1)
        self.address = f"/desk/forums/{self.forum_id}/door/"

    def ask(self, question: Callable[[], object]) -> object:
        with inside(self.served), reading():
            return question()

    def inside(self) -> object:
        return self.ask(lambda: count_attendance(self.forum_id).inside)

    def check_ins(self) -> object:
        return self.ask(lambda: db.session.query(CheckIn).filter_by(undone_at=None).count())


def open_door(page: Page, hall: Hall, name: str) -> None:
    page.goto(hall.address)
    expect(page.locator("#net")).to_have_text("Online")
    expect(page.locator("#count")).to_contain_text(f"{PEOPLE} expected")
    expect(page.locator("body")).to_have_attribute("data-ready", "yes")
    page.get_by_text("This device", exact=True).click()
    page.get_by_label("Name of this door").fill(name)
    page.get_by_text("This device", exact=True).click()


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Mail address").fill(ADMINISTRATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/"))


def scan(page: Page, code: str, said: str) -> None:
    """As a hand scanner does: the code, and Enter."""
    page.locator("#q").fill(code)
    page.locator("#q").press("Enter")
    expect(page.locator("#verdict")).to_contain_text(said)
    expect(page.locator("#q")).to_have_value("")


@pytest.mark.timeout(180)
def test_fifty_tickets_without_a_network_at_two_doors(serve: Callable[..., Served], browse: Browse):
    served = serve("sqlite")
    hall = Hall(served)
    east, west = browse(served, PHONE), browse(served, PHONE)
    become_first_administrator(east, served)
    sign_in(west)
    open_door(east, hall, "East")
    open_door(west, hall, "West")

    for page in (east, west):
        page.context.set_offline(True)
        expect(page.locator("#net")).to_have_text("No network")
    for code in hall.tickets:
        scan(east, code, "Come in")
    scan(east, hall.tickets[7], "In already")
    scan(east, hall.old_ticket, "replaced by a newer one")
    scan(east, hall.foreign_ticket, "for another forum")
    scan(east, hall.tickets[3][:-1] + ("A" if hall.tickets[3][-1] != "A" else "Q"), "not a ticket")
    expect(east.locator("#waiting")).to_have_text(f"{PEOPLE} waiting to be sent")
    scan(west, hall.tickets[7], "Come in")

    served.kill("web")
    east.reload()
    expect(east.locator("#waiting")).to_have_text(f"{PEOPLE} waiting to be sent")
    expect(east.locator("#count")).to_have_text(f"{PEOPLE} in · {PEOPLE} expected")
    east.locator("#q").fill("guest 09")
    east.locator("#found").get_by_role("button", name="Undo").click()
    expect(east.locator("#count")).to_have_text(f"{PEOPLE - 1} in · {PEOPLE} expected")
    assert hall.inside() == 0

    served.start_web()
    for page in (east, west):
        page.context.set_offline(False)
        expect(page.locator("#waiting")).to_have_text("All sent", timeout=20_000)
        expect(page.locator("#count")).to_have_text(f"{PEOPLE - 1} in · {PEOPLE} expected")
    expect(west.locator("#notices")).to_contain_text("Guest 07")
    expect(west.locator("#notices")).to_contain_text("It counts once")
    assert hall.inside() == PEOPLE - 1
    assert hall.check_ins() == PEOPLE
    east.goto(f"/desk/forums/{hall.forum_id}/attendance/")
    expect(east.get_by_role("heading", name="Let in more than once")).to_be_visible()
    expect(east.locator("#count")).to_contain_text(f"{PEOPLE - 1} inside")
