"""The door in a browser: fifty tickets with no network, one of them at two doors, and nothing lost."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import BrowserType, Page, expect

from forumapp.core.clock import now_utc, wall_of
from forumapp.core.db import db
from forumapp.core.tickets import ticket_code
from forumapp.core.transaction import reading, writing
from forumapp.door.models import CheckIn
from forumapp.door.queries.attendance import count_attendance
from forumapp.forums.models import Forum
from tests import records
from tests.journeys.conftest import PHONE, Browse, watch
from tests.journeys.crowd import inside
from tests.journeys.steps import (
    ADMINISTRATOR,
    PASSWORD,
    become_first_administrator,
    choose_password,
)
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

    def expect(self, names: list[str]) -> None:
        with inside(self.served), writing() as session:
            forum = session.get(Forum, self.forum_id)
            session.add_all(records.a_registration(forum, name=name) for name in names)

    def ask(self, question: Callable[[], object]) -> object:
        with inside(self.served), reading():
            return question()

    def inside(self) -> object:
        return self.ask(lambda: count_attendance(self.forum_id).inside)

    def check_ins(self) -> object:
        return self.ask(lambda: db.session.query(CheckIn).filter_by(undone_at=None).count())


def open_door(page: Page, hall: Hall, name: str, people: int = PEOPLE) -> None:
    page.goto(hall.address)
    expect(page.locator("#net")).to_have_text("Connected")
    expect(page.locator("#count")).to_contain_text(f"{people} expected")
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


KEPT = """async (name) => {
  const known = (await indexedDB.databases()).map((each) => each.name);
  if (!known.includes(name)) return null;
  const db = await new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => done(opening.result);
  });
  const ask = (part, question) => new Promise((done) => {
    const asked = question(db.transaction(part).objectStore(part));
    asked.onsuccess = () => done(asked.result);
  });
  const list = await ask("kept", (kept) => kept.get("list"));
  const notes = await ask("waiting", (waiting) => waiting.getAll());
  const key = await ask("keys", (keys) => keys.get("own"));
  const exported = await crypto.subtle.exportKey("raw", key).then(() => "given", () => "refused");
  db.close();
  const text = (sealed) => (sealed ? new TextDecoder("latin1").decode(sealed.sealed) : "");
  return { list: text(list), notes: notes.map(text).join(""), count: notes.length, exported };
}"""
"""What stands in the browser's own database, as somebody would see it who took the device."""


@pytest.mark.timeout(120)
def test_what_a_device_keeps_is_sealed_and_wiped(serve: Callable[..., Served], browse: Browse):
    served = serve("sqlite")
    hall = Hall(served)
    device, desk = browse(served, PHONE), browse(served)
    become_first_administrator(device, served)
    sign_in(desk)
    open_door(device, hall, "East")
    name = f"forumapp-door-{hall.forum_id}"
    device.context.set_offline(True)
    scan(device, hall.tickets[0], "Come in")
    kept = device.evaluate(KEPT, name)
    assert (kept["count"], kept["exported"]) == (1, "refused")
    assert len(kept["list"]) > PEOPLE * 50
    assert "Guest" not in kept["list"] + kept["notes"]
    assert "uid" not in kept["notes"]

    device.route("**/door/scans", lambda route: route.fulfill(status=403, body="No."))
    with device.expect_response("**/door/scans"):
        device.context.set_offline(False)
    expect(device.locator("#net")).to_have_text("No network")
    expect(device.locator("#waiting")).to_have_text("1 waiting to be sent")
    device.unroute("**/door/scans")
    device.reload()
    expect(device.locator("#waiting")).to_have_text("All sent")
    expect(device.locator("#count")).to_have_text(f"1 in · {PEOPLE} expected")
    desk.goto(f"/desk/forums/{hall.forum_id}/attendance/")
    desk.get_by_role("button", name="Revoke the device").click()
    expect(device.locator("#trouble")).to_contain_text("wiped", timeout=20_000)
    device.locator("#q").fill("guest")
    expect(device.locator("#found li")).to_have_count(0)
    assert device.evaluate(KEPT, name) is None
    assert device.goto(hall.address).status == 410

    open_door(desk, hall, "Desk")
    desk.get_by_text("This device", exact=True).click()
    desk.get_by_role("button", name="Sign out and wipe the list").click()
    expect(desk).not_to_have_url(re.compile("/door/"))
    assert desk.evaluate(KEPT, name) is None
    assert desk.evaluate("() => caches.keys()") == []

    sign_in(desk)
    open_door(desk, hall, "Desk")
    desk.context.set_offline(True)
    desk.evaluate("() => { const at = Date.now() + 3 * 864e5; Date.now = () => at; }")
    desk.evaluate("() => dispatchEvent(new Event('online'))")
    expect(desk.locator("#trouble")).to_contain_text("The forum is over.")
    assert desk.evaluate(KEPT, name)["list"] == ""
    desk.context.set_offline(False)
    desk.goto("/desk/")
    assert desk.evaluate(KEPT, name)["count"] == 0
    desk.get_by_role("button", name="Sign out").click()
    expect(desk).not_to_have_url(re.compile("/desk/"))
    assert desk.evaluate(KEPT, name) is None


@pytest.mark.timeout(120)
def test_names_are_found_without_a_network_as_they_are_written_and_spoken(
    serve: Callable[..., Served], browse: Browse
):
    served = serve("sqlite")
    hall = Hall(served)
    hall.expect(["王小明", "吕晓萌", "曾志伟", "李垚 Li Yao", "Đỗ Quyên", "Adam Wang"])
    device = browse(served, PHONE)
    become_first_administrator(device, served)
    open_door(device, hall, "East", people=PEOPLE + 6)
    device.context.set_offline(True)
    device.reload()
    names, field = device.locator("#found b"), device.locator("#q")
    before_typing = ["Adam Wang", "Đỗ Quyên", *(f"Guest {number:02d}" for number in range(10))]
    expect(names).to_have_text(before_typing)
    for typed, found in {
        "w": ["王小明", "Adam Wang", "曾志伟"],
        "wang": ["王小明", "Adam Wang"],
        "wang xiaoming": ["王小明"],
        "wangxm": ["王小明"],
        "WXM": ["王小明"],
        "xm": ["吕晓萌", "王小明"],
        "小明": ["王小明"],
        "王": ["王小明"],
        "lvxm": ["吕晓萌"],
        "lü": ["吕晓萌"],
        "zengzhiwei": ["曾志伟"],
        "yao": ["李垚 Li Yao"],
        "do q": ["Đỗ Quyên"],
        "wangwx": [],
    }.items():
        field.fill(typed)
        expect(names).to_have_text(found)
    field.fill("wxm")
    field.press("Enter")
    device.keyboard.press("Enter")
    expect(device.locator("#verdict")).to_contain_text("王小明")


@pytest.mark.timeout(120)
def test_the_camera_reads_a_ticket(
    serve: Callable[..., Served],
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
):
    """By the reader that comes with the page: this Chromium has none of its own."""
    served = serve("sqlite")
    hall = Hall(served)
    film = tmp_path / "ticket.mjpeg"
    film.write_bytes(picture_of(hall.tickets[4]) * 2)
    seen_by_the_camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    given = browser_type_launch_args
    browser = browser_type.launch(**{**given, "args": [*given["args"], *seen_by_the_camera]})
    try:
        page = browser.new_context(base_url=served.url, viewport=PHONE).new_page()
        faults: list[str] = []
        watch(page, faults)
        become_first_administrator(page, served)
        open_door(page, hall, "East")
        page.context.set_offline(True)
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.locator("#verdict")).to_contain_text("Guest 04", timeout=20_000)
        expect(page.locator("#count")).to_have_text(f"1 in · {PEOPLE} expected")
        assert faults == []
    finally:
        browser.close()


@pytest.mark.timeout(120)
def test_over_plain_http_the_door_says_what_is_missing_and_finds_names(
    serve: Callable[..., Served],
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
):
    name, secret = "hall.test", tmp_path / "secret"
    secret.write_text("5" * 64)
    settings = {"ALLOW_PLAIN_HTTP": "true", "SECRET_FILE": str(secret)}
    served = serve("sqlite", PUBLIC_URL=f"http://{name}", **settings)
    hall = Hall(served)
    given = browser_type_launch_args
    by_name = f"--host-resolver-rules=MAP {name} 127.0.0.1"
    browser = browser_type.launch(**{**given, "args": [*given["args"], by_name]})
    try:
        here = f"http://{name}:{served.port}"
        page = browser.new_context(base_url=here, viewport=PHONE).new_page()
        faults: list[str] = []
        watch(page, faults)
        (link,) = re.findall(r"/account/password/\S+", served.flask("first-link"))
        page.goto(link)
        choose_password(page)
        page.goto(hall.address)
        expect(page.locator("#insecure")).to_contain_text("https://")
        expect(page.locator("#net")).to_have_text("Connected")
        expect(page.locator("#camera")).to_be_hidden()
        scan(page, hall.tickets[0], "needs HTTPS")
        page.locator("#q").fill("guest 31")
        page.locator("#found").get_by_role("button", name="Check in").click()
        expect(page.locator("#verdict")).to_contain_text("Come in")
        expect(page.locator("#waiting")).to_have_text("All sent")
        assert hall.inside() == 1
        # Over plain http Chromium tells of every page that this header does nothing there.
        assert [each for each in faults if "Cross-Origin-Opener-Policy" not in each] == []
    finally:
        browser.close()


def picture_of(code: str) -> bytes:
    """A frame of 640 × 480 with the code in its middle, as JPEG."""
    drawn = io.BytesIO()
    segno.make(code, micro=False).save(drawn, kind="png", scale=5, border=4)
    frame = Image.new("RGB", (640, 480), "white")
    ticket = Image.open(drawn).convert("RGB")
    frame.paste(ticket, ((640 - ticket.width) // 2, (480 - ticket.height) // 2))
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()
