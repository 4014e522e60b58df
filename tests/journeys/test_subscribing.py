"""Somebody brings the forums into their own calendar: with scripts, without, and inside WeChat."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Browse
from tests.journeys.crowd import Attendee, open_forum
from tests.served import Served

THEME = "health-close-to-home"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 MicroMessenger/8.0.44 NetType/WIFI Language/zh_CN"
)


def open_all(page: Page) -> None:
    for summary in page.locator(".own-calendar:not([open]) > summary").all():
        summary.click()


def expect_sound(page: Page) -> None:
    """No violation found by axe, and nothing wider than the screen."""
    violations = Axe().run(page).response["violations"]
    assert [(each["help"], [node["target"] for node in each["nodes"]]) for each in violations] == []
    too_wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(too_wide) <= 0


def test_by_keyboard_the_choices_change_the_address_and_copying_says_so(
    demonstrated: Served, browse: Browse
):
    tab = browse(demonstrated, permissions=["clipboard-read", "clipboard-write"])
    tab.goto(f"/themes/{THEME}")
    tab.get_by_text("Subscribe to the calendar").first.focus()
    tab.keyboard.press("Enter")
    panel = tab.locator("#subscribe")
    tab.get_by_label("Also when registration opens and closes").focus()
    tab.keyboard.press("Space")
    tab.get_by_label("中文").focus()
    tab.keyboard.press("Space")

    address = f"{demonstrated.url}/zh/themes/{THEME}.ics?deadlines=1"
    expect(panel.locator(".address")).to_have_text(address)
    apple = panel.get_by_role("link", name="Open in Calendar")
    expect(apple).to_have_attribute("href", re.sub("^http", "webcal", address))
    outlook = panel.get_by_role("link", name="Outlook.com").get_attribute("href")
    assert "url=http%3A%2F%2F127.0.0.1" in outlook
    assert "deadlines%3D1" in outlook
    assert "name=Health+close+to+home" in outlook

    tab.get_by_role("button", name="Copy the address").press("Enter")
    expect(tab.get_by_role("status")).to_have_text("The address is copied.")
    assert tab.evaluate("navigator.clipboard.readText()") == address
    tab.get_by_label("Without cancelled and postponed forums").check()
    expect(tab.get_by_role("status")).to_have_text("")
    answer = tab.request.get(
        panel.get_by_role("link", name="Download the file").get_attribute("href")
    )
    assert answer.text().startswith("BEGIN:VCALENDAR")


def test_without_scripts_on_a_phone_the_choices_are_a_form(demonstrated: Served, browse: Browse):
    phone = browse(demonstrated, PHONE, java_script_enabled=False)
    phone.goto("/")
    phone.get_by_role("link", name="Subscribe to the calendar").click()
    expect(phone.get_by_text("Open in Calendar")).to_be_visible()
    phone.get_by_label("Without cancelled and postponed forums").check()
    phone.get_by_role("button", name="Change the address").click()
    expect(phone.locator("#subscribe .address")).to_have_text(
        f"{demonstrated.url}/calendar.ics?cancelled=0"
    )
    expect(phone.get_by_label("Without cancelled and postponed forums")).to_be_checked()
    expect(phone.get_by_role("button", name="Copy the address")).to_be_hidden()


def test_opened_panels_and_menus_are_accessible_and_fit(demonstrated: Served, browse: Browse):
    slug = open_forum(demonstrated, slug="open-harbours-menu")
    pages = (f"/themes/{THEME}", "/zh/calendar", f"/forums/{slug}")
    for screen, scheme in ((PHONE, "light"), (DESK, "dark")):
        tab = browse(demonstrated, screen, color_scheme=scheme)
        for page in pages:
            tab.goto(page)
            open_all(tab)
            expect_sound(tab)


def test_inside_wechat_page_and_ticket_show_the_way_out(demonstrated: Served, browse: Browse):
    slug = open_forum(demonstrated, slug="open-harbours-wechat")
    _status, ticket = Attendee(demonstrated, slug).register("zhou.lan@example.org")
    phone = browse(demonstrated, PHONE, locale="zh-CN", user_agent=WECHAT)
    for page in (f"/zh/forums/{slug}", f"/zh{ticket}", "/zh/calendar?subscribe=1"):
        phone.goto(page)
        open_all(phone)
        expect(phone.locator(".way-out").first).to_contain_text("在浏览器打开")
        assert phone.locator("main .own-calendar a").count() == 0
        expect_sound(phone)
    phone.goto(f"/zh{ticket}")
    phone.get_by_text("添加到日历").click()
    expect(phone.locator(".own-calendar")).to_contain_text("名额确认邮件中也附有该日程。")
