"""Steps that several journeys take."""

import re

from playwright.sync_api import Page, expect

from tests.served import Served

ADMINISTRATOR = "first.administrator@example.org"
PASSWORD = "harbour lantern orchid 27"


def become_first_administrator(page: Page, served: Served) -> None:
    """By the one-time link that the program prints; ends on the desk, signed in."""
    (link,) = re.findall(r"http://\S+/account/password/\S+", served.flask("first-link"))
    page.goto(link)
    page.get_by_label("Name", exact=True).fill("Lin Yue")
    page.get_by_label("Mail address").fill(ADMINISTRATOR)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page).to_have_url(f"{served.url}/desk/")
