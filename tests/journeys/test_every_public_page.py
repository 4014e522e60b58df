"""Every public page of the demonstration, in both languages, on a desk and on a phone."""

from time import sleep

from werkzeug.routing import Map

from forumapp.core.links import UNLOCALIZED
from tests.journeys.conftest import PHONE, Browse
from tests.journeys.crawl import HARDLY_SEEN, SHIFT, Crawl
from tests.served import Served

FORUM = "/forums/civil-society-and-inclusive-cities-what-works-and-who-pays-for-it"
REPORT = "/announcements/ten-streets-of-shenzhen-ten-years-on-where-shade-grew-people-stayed"
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getClientRects()[0];
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
  return {
    text: it.innerText?.trim() || it.name || it.outerHTML.slice(0, 80),
    is_seen: it.matches(":focus-visible") && getComputedStyle(it).outlineStyle !== "none"
      && (it.contains(over) || over?.contains(it) || false),
  };
}"""
PARTS = ("calendar", "forums/evening-at-harbour-house", "forums/evening-at-harbour-house/button")
"""What other sites show, and no page of ours links to."""
START = [
    *("/", "/zh/", "/opensearch.xml", "/zh/opensearch.xml", "/account/password/new?asked=1"),
    *(f"{prefix}/embed/{part}" for prefix in ("", "/zh") for part in PARTS),
    *(UNLOCALIZED[kind] for kind in ("sitemap", "robots", "sign_in", "ask_password")),
]
LED_TO_BY_A_PERSONAL_LINK = (
    "site.registrations.",
    "site_zh.registrations.",
    "site.papers.",
    "site_zh.papers.",
    *("site.invitations.", "site_zh.invitations.", "site.offers.", "site_zh.offers."),
    *("site.focal.", "site_zh.focal.", "site.feedback.", "site_zh.feedback."),
    *("site.opting_out.", "site_zh.opting_out.", "site.readers.", "site_zh.readers."),
    *("site.previews.", "site_zh.previews."),
)
NAMED_IN_A_HEAD_OR_BY_A_SCRIPT = tuple(
    f"{site}.{part}"
    for site in ("site", "site_zh")
    for part in ("sharing.", "search.suggest_pages")
)
LED_TO_BY_AN_ENTRY = ("site.linked_data.", "site_zh.linked_data.")


def test_every_public_page_is_accessible_valid_and_fits_a_phone(
    routes: Map, demonstrated: Served, browse: Browse, tmp_path
):
    first_link = demonstrated.flask("first-link").split()[-1].removeprefix(demonstrated.url)
    crawl = Crawl(routes, browse(demonstrated), [*START, first_link], is_public=True).walk()
    crawl.expect_no_fault(tmp_path)
    unseen = crawl.unseen(("site.", "site_zh."))
    assert [
        name
        for name in unseen
        if not name.startswith(
            (*LED_TO_BY_A_PERSONAL_LINK, *LED_TO_BY_AN_ENTRY, *NAMED_IN_A_HEAD_OR_BY_A_SCRIPT)
        )
    ] == []


def test_hardly_anything_moves_when_the_fonts_come_late(demonstrated: Served, browse: Browse):
    page = browse(demonstrated)
    page.route("**/*.woff2", lambda route: (sleep(0.4), route.continue_()))
    moved = {}
    for address in ("/", "/zh/", "/forums/", FORUM, f"/zh{FORUM}", REPORT, f"/zh{REPORT}"):
        page.goto(address, wait_until="load")
        page.evaluate("document.fonts.ready")
        moved[address] = page.evaluate(SHIFT)
    assert {address: shift for address, shift in moved.items() if shift > HARDLY_SEEN} == {}


def test_a_form_is_reached_corrected_and_left_by_keyboard_alone(
    demonstrated: Served, browse: Browse
):
    page = browse(demonstrated, PHONE)
    page.goto(f"{FORUM}/register")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == {"text": "Skip to the text", "is_seen": True}
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.eval_on_selector("main form[method=post]", "(form) => { form.noValidate = true; }")
    page.locator("main form[method=post] button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    wrong = page.locator("[aria-invalid=true]").first
    said = wrong.get_attribute("aria-describedby").split()
    assert any(page.locator(f"[id='{name}'].error").count() for name in said)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[aria-invalid=true]')")


def test_every_stop_of_the_tab_key_can_be_seen_and_none_holds_it(
    demonstrated: Served, browse: Browse
):
    page = browse(demonstrated, PHONE, reduced_motion="reduce")
    for address in ("/", FORUM, REPORT, "/calendar", "/search?q=water"):
        page.goto(address)
        stops = []
        for _each in range(120):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None or stop in stops[:1]:
                break
            stops.append(stop)
        hidden = [stop["text"] for stop in stops if not stop["is_seen"]]
        assert (address, hidden, 8 < len(stops) < 120) == (address, [], True)
