"""The main job, whole: from the first link to the attendee list, with real server, worker and SMTP peer."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import DATABASES
from tests.ical.checks import check_mail, check_public, events_of, value_of, values_of
from tests.ical.readers import (
    PYTHON_READERS,
    install_ical_js,
    read_with_ical_js,
    read_with_libical,
)
from tests.journeys.conftest import PHONE, Browse
from tests.journeys.steps import become_first_administrator
from tests.journeys.test_draft_and_publish import Hands, create_own_organization, create_venue
from tests.served import Served
from tests.support import NEXT_YEAR

FORUM = "/forums/harbour-cities"
ATTENDEE = "zhao.lan@example.org"
NOON = datetime(NEXT_YEAR, 3, 14, 12, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
THREE = datetime(NEXT_YEAR, 3, 15, 15, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", DATABASES)
def test_a_forum_from_the_first_link_to_the_attendee_list(
    kind: str, serve: Callable[..., Served], browse: Browse
):
    prompt = serve(kind, QUIET_MINUTES="0")
    organizer = browse(prompt)
    become_first_administrator(organizer, prompt)
    draft_and_publish(organizer)

    attendee = browse(prompt, PHONE, locale="zh-CN")
    register_in_chinese(attendee)
    confirmation = prompt.smtp.wait_for(ATTENDEE)
    invitation = calendar_of(confirmation, "REQUEST")
    assert "PARTSTAT=ACCEPTED" in invitation.decode()
    readers = Readers(browse(prompt))
    readers.agree(invitation, NOON)
    entry = organizer.request.get(f"{prompt.url}{FORUM}.ics").body()
    check_public(entry)
    readers.agree(entry, NOON)

    move(organizer)
    moved = calendar_of(prompt.smtp.wait_for(ATTENDEE, 2), "REQUEST")
    readers.agree(moved, THREE)
    feed = organizer.request.get(f"{prompt.url}/calendar.ics").body()
    check_public(feed)
    readers.agree(feed, THREE)
    assert sequence(feed) == sequence(moved) > sequence(entry) == sequence(invitation)
    assert uid(feed) == uid(moved) == uid(entry) == uid(invitation)
    organizer.goto(FORUM)
    expect(organizer.locator("main")).to_contain_text(f"{THREE:%A} 15 March {NEXT_YEAR}")
    expect(organizer.locator("main")).to_contain_text("15:00–17:00")

    cancel_by_link(attendee, confirmation)
    assert calendar_of(prompt.smtp.wait_for(ATTENDEE, 3), "CANCEL")
    assert str(NEXT_YEAR) not in download(organizer, "csv").decode("utf-8-sig").splitlines()[0]
    assert "cancelled" in download(organizer, "csv").decode("utf-8-sig").lower()
    assert download(organizer, "xlsx").startswith(b"PK")
    organizer.goto("/desk/history/")
    expect(organizer.locator("main")).to_contain_text("downloaded the attendee list")


def draft_and_publish(page: Page) -> None:
    page.goto("/desk/forums/new")
    page.locator("#title-en").fill("Harbour cities")
    page.locator("#title-zh").fill("港口城市")
    page.locator("#starts").fill(f"{NEXT_YEAR}-03-14")
    page.locator("#starts-time").fill("12:00")
    create_venue(Hands(), page)
    create_own_organization(Hands(), page)
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()


def register_in_chinese(page: Page) -> None:
    page.goto(f"/zh{FORUM}")
    page.get_by_role("link", name="报名", exact=True).click()
    page.get_by_label("姓名", exact=True).fill("赵岚")
    page.locator("#address").fill(ATTENDEE)
    page.locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("名额已确认")
    expect(page.locator("main")).to_contain_text("纽约时间")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("名额已确认")


def move(page: Page) -> None:
    page.goto("/desk/forums/")
    page.get_by_role("link", name="Harbour cities").first.click()
    page.get_by_role("link", name="Move").first.click()
    page.locator("#starts").fill(f"{NEXT_YEAR}-03-15")
    page.locator("#starts-time").fill("15:00")
    page.locator("#ends").fill("")
    page.locator("#ends-time").fill("")
    page.get_by_role("button", name="Move", exact=True).last.click()
    expect(page.locator("main")).to_contain_text(f"15 March {NEXT_YEAR}")


def cancel_by_link(page: Page, confirmation: EmailMessage) -> None:
    text = confirmation.get_body(("plain",)).get_content()
    (link,) = set(re.findall(r"http://\S+/zh/registrations/[\w-]{43}", text))
    page.goto(link)
    page.get_by_role("link", name="取消报名").click()
    page.get_by_role("button", name="取消报名").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("该报名已取消")


def download(page: Page, ending: str) -> bytes:
    page.goto("/desk/forums/")
    page.get_by_role("link", name="Harbour cities").first.click()
    here = page.url.rstrip("/")
    answer = page.request.get(f"{here}/registrations/attendees.{ending}")
    assert answer.ok
    return answer.body()


def calendar_of(mail: EmailMessage, method: str) -> bytes:
    """The invitation in a mail, found in both forms in which clients look for it."""
    parts = {part.get_content_type(): part for part in mail.walk()}
    inline, attached = parts["text/calendar"], parts["application/ics"]
    assert inline["Content-Type"].params["method"] == method
    calendar = inline.get_payload(decode=True)
    assert calendar == attached.get_payload(decode=True)
    check_mail(calendar)
    return calendar


class Readers:
    """Every reader of calendars that the tests know, asked at once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        install_ical_js(page)

    def agree(self, calendar: bytes, start: datetime) -> None:
        """All of them see one event that starts at this instant."""
        in_browser = partial(read_with_ical_js, self.page)
        for read in (*PYTHON_READERS, read_with_libical, in_browser):
            assert [event.start for event in read(calendar)] == [start], read


def sequence(calendar: bytes) -> int:
    return int(value_of(events_of(calendar)[0], "SEQUENCE"))


def uid(calendar: bytes) -> list[str]:
    return values_of(events_of(calendar)[0], "UID")
