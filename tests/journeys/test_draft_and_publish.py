"""Somebody new drafts a forum and publishes it from one page, counting every click and key."""

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.journeys.conftest import DESK, PHONE, Browse
from tests.journeys.steps import become_first_administrator
from tests.served import Served
from tests.support import NEXT_YEAR

MOST_STEPS = 25


class Hands:
    """Does what a person does, and counts it: clicks and keys are steps, typed text is not."""

    def __init__(self) -> None:
        self.steps = 0

    def click(self, what: Locator) -> None:
        self.steps += 1
        what.click()

    def write(self, where: Locator, text: str) -> None:
        """Go to a field, which is a step, and type."""
        self.steps += 1
        where.fill(text)

    def choose(self, what: Locator, text: str) -> None:
        """A choice in a list: open it, then take the entry."""
        self.steps += 2
        what.select_option(label=text)


@pytest.mark.timeout(120)
def test_a_forum_is_drafted_and_published_on_one_page_in_few_steps(served: Served, browse: Browse):
    """On an empty installation: the organization and the venue are created on the way."""
    page = browse(served)
    become_first_administrator(page, served)
    page.goto("/desk/forums/new")
    hands = Hands()
    hands.write(page.locator("#title-en"), "Lanterns on the quay")
    hands.write(page.locator("#title-zh"), "码头上的灯笼")
    hands.choose(page.get_by_label("Kind", exact=True).first, "Luncheon forum")
    hands.write(page.locator("#starts"), f"{NEXT_YEAR}-03-14")
    hands.write(page.locator("#starts-time"), "12:00")
    create_venue(hands, page)
    create_own_organization(hands, page)
    hands.click(page.get_by_role("button", name="Publish now"))
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()
    assert hands.steps <= MOST_STEPS
    expect_public(page, served)


def create_venue(hands: Hands, page: Page) -> None:
    hands.click(page.locator("#place .with-quick a"))
    dialog = page.get_by_role("dialog")
    hands.write(dialog.locator("#new-name-en"), "Riverside Hall")
    hands.write(dialog.locator("#new-city-en"), "New York")
    hands.choose(dialog.get_by_label("Time zone"), "New York · America/New_York")
    hands.click(dialog.get_by_role("button", name="Create"))
    expect(page.locator("#place")).to_contain_text("New York time")


def create_own_organization(hands: Hands, page: Page) -> None:
    hands.click(page.locator("#organizers .with-quick a"))
    dialog = page.get_by_role("dialog")
    hands.write(dialog.locator("#new-name-en"), "Harbour Chamber")
    hands.click(dialog.get_by_label("This is our own organization"))
    hands.click(dialog.get_by_role("button", name="Create"))
    expect(page.locator("#organizers-0-organization option:checked")).to_have_text(
        "Harbour Chamber"
    )


def expect_public(page: Page, served: Served) -> None:
    """Page, announcement and calendar entry, in both languages."""
    page.goto("/forums/lanterns-on-the-quay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lanterns on the quay")
    expect(page.locator("main")).to_contain_text("Harbour Chamber")
    page.goto("/zh/announcements/")
    expect(page.locator("main")).to_contain_text("码头上的灯笼")
    entry = page.request.get(f"{served.url}/zh/forums/lanterns-on-the-quay.ics")
    assert "SUMMARY:码头上的灯笼" in entry.text()
    assert f"DTSTART;TZID=America/New_York:{NEXT_YEAR}0314T120000" in entry.text()


@pytest.fixture(scope="module")
def administrator(demonstrated: Served, browser: Browser) -> StorageState:
    """The cookies of the first administrator, for any number of tabs."""
    context = browser.new_context(base_url=demonstrated.url)
    become_first_administrator(context.new_page(), demonstrated)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.timeout(120)
def test_rows_are_added_and_moved_in_place_and_nothing_typed_is_lost(
    demonstrated: Served, administrator: StorageState, browse: Browse
):
    page = browse(demonstrated, storage_state=administrator)
    page.goto("/desk/forums/new")
    page.locator("#title-zh").fill("港口与河流")
    page.locator("#starts").fill(f"{NEXT_YEAR}-06-01")
    page.locator("#starts-time").fill("09:30")
    page.get_by_role("button", name="Add a session").click()
    expect(page.locator("#sessions-0-starts-time")).to_be_focused()
    expect(page.locator("#sessions-0-starts-time")).to_have_value("09:30")
    page.locator("#sessions-0-ends-time").fill("10:00")
    page.locator("#sessions-0-title-en").fill("Opening")
    page.get_by_role("button", name="Add a session").click()
    expect(page.locator("#sessions-1-starts-time")).to_have_value("10:00")
    page.locator("#sessions-1-title-en").fill("Panel")
    page.get_by_role("button", name="Move up: 2").click()
    expect(page.locator("#sessions-0-title-en")).to_have_value("Panel")
    expect(page.locator("#speakers-0-session option")).to_have_text(
        ["The whole forum", "Panel", "Opening"]
    )
    page.locator("[value='sessions remove 0']").click()
    expect(page.locator("#sessions [id$=title-en]")).to_have_count(1)
    expect(page.locator("#sessions [id$=title-en]")).to_have_value("Opening")
    expect(page.locator("#title-zh")).to_have_value("港口与河流")
    page.goto("about:blank")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.timeout(120)
def test_the_drafting_screen_works_without_scripts(
    demonstrated: Served, administrator: StorageState, browse: Browse, viewport: dict[str, int]
):
    page = browse(demonstrated, viewport, storage_state=administrator, java_script_enabled=False)
    page.goto("/desk/forums/new")
    page.locator("#title-en").fill("Harbour cities")
    page.locator("#starts").fill(f"{NEXT_YEAR}-06-01")
    page.locator("#starts-time").fill("09:30")
    page.locator("#venue").select_option(index=1)
    page.get_by_role("button", name="Add an organization").click()
    page.locator("#organizers-1-organization").select_option(index=3)
    page.get_by_role("button", name="Move up: 2").click()
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", name="The announcement")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Harbour cities")
