"""Steps that several journeys take."""

import re

from playwright.sync_api import Page, expect

from tests.served import Served
from tests.support import NEXT_YEAR

ADMINISTRATOR = "first.administrator@example.org"
PASSWORD = "harbour lantern orchid 27"


def become_first_administrator(page: Page, served: Served) -> None:
    """By the one-time link that the program prints; ends on the desk, signed in."""
    (link,) = re.findall(r"http://\S+/account/password/\S+", served.flask("first-link"))
    page.goto(link)
    choose_password(page)
    expect(page).to_have_url(f"{served.url}/desk/")


def choose_password(page: Page) -> None:
    """On the page that a one-time link opens."""
    page.get_by_label("Name", exact=True).fill("Lin Yue")
    page.get_by_label("Mail address").fill(ADMINISTRATOR)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()


def save_a_draft(page: Page) -> None:
    """A forum of which only title and start are known yet."""
    page.goto("/desk/forums/new")
    page.get_by_label("Title, English").fill("Forum on quiet harbours")
    page.get_by_label("Starts, day").fill(f"{NEXT_YEAR}-06-01")
    page.get_by_label("Starts, time").fill("10:00")
    page.get_by_label("Time zone").select_option("Asia/Shanghai")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forum on quiet harbours")


def send_a_test_mail(page: Page) -> None:
    page.goto("/desk/mail/")
    page.get_by_role("button", name="Send me a test mail").click()
    expect(page.get_by_role("status")).to_be_visible()


def import_a_calendar(page: Page) -> None:
    """A file of one entry, which becomes a draft; ends on the page of what was made."""
    walk = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:walk@quay.example\r\n"
        f"SUMMARY:Harbour walk\r\nDTSTART;TZID=Europe/Paris:{NEXT_YEAR}0310T100000\r\n"
        "LOCATION:Old Crane\\, Quay 3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    page.goto("/desk/calendar-imports/")
    file = {"name": "diary.ics", "mimeType": "text/calendar", "buffer": walk.encode()}
    page.get_by_label("Calendar file").set_input_files(file)
    page.get_by_role("button", name="Read the calendar").click()
    expect(page.get_by_role("heading", name="Harbour walk")).to_be_visible()
    page.get_by_role("button", name="Import what is chosen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was imported")


def make_my_calendar(page: Page) -> None:
    """The calendar of one's own duties: with it the pages that renew and revoke it are there."""
    page.goto("/desk/my-calendar")
    page.get_by_role("button", name="Make the calendar").click()
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()


def write_messages(page: Page, forum: str) -> None:
    """One message that is still a draft, and one in the outbox with its mails."""
    for subject in ("A draft of mine", "Bring a passport"):
        page.goto(f"{forum}/messages/new")
        page.get_by_label("Subject, English").fill(subject)
        page.get_by_label("Text, English").fill("Dear {name}, see you there.")
        page.get_by_role("checkbox", name="Confirmed").check()
        page.get_by_role("button", name="Save and look at it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(subject)
    page.get_by_role("button", name="Put in the outbox").click()
    expect(page.locator("a[href*='/mails/']").first).to_be_visible(timeout=20_000)
