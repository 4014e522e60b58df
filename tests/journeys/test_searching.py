"""Somebody searches: by keyboard while typing, and without scripts."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Browse
from tests.served import Served


def test_the_best_pages_are_offered_while_typing_and_chosen_by_keyboard(
    demonstrated: Served, browse: Browse
):
    tab = browse(demonstrated)
    tab.goto("/search")
    field = tab.get_by_role("combobox")
    field.press_sequentially("citi")
    expect(tab.get_by_role("option").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    chosen = tab.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert Axe().run(tab).response["violations"] == []
    leads_to = chosen.get_attribute("data-href")
    field.press("Enter")
    tab.wait_for_url(f"**{leads_to}")

    tab.goto("/zh/search")
    field = tab.get_by_role("combobox")
    field.press_sequentially("城市")
    expect(tab.get_by_role("option").first).to_contain_text("城市")
    field.press("Escape")
    expect(tab.get_by_role("option")).to_have_count(0)
    field.press("Enter")
    tab.wait_for_url("**/zh/search?q=*")
    expect(tab.locator(".hits mark").first).to_have_text("城市")


def test_without_scripts_search_is_a_form(demonstrated: Served, browse: Browse):
    tab = browse(demonstrated, PHONE, java_script_enabled=False)
    tab.goto("/search")
    tab.get_by_role("searchbox").fill("harbour")
    tab.get_by_role("main").get_by_role("button", name="Search").click()
    expect(tab.locator(".hits mark").first).to_be_visible()
    tab.get_by_role("group", name="Kinds of pages").get_by_role("link", name="Speakers").click()
    expect(tab.locator(".hits > li .small").first).to_have_text("Speaker")
