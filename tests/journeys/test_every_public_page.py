"""Every public page of the demonstration, in both languages, on a desk and on a phone."""

from werkzeug.routing import Map

from forumapp.core.links import UNLOCALIZED
from tests.journeys.conftest import Browse
from tests.journeys.crawl import Crawl
from tests.served import Served

PARTS = ("calendar", "forums/evening-at-harbour-house", "forums/evening-at-harbour-house/button")
"""What other sites show, and no page of ours links to."""
START = [
    *("/", "/zh/", "/opensearch.xml", "/zh/opensearch.xml", "/account/password/new?asked=1"),
    *(f"{prefix}/embed/{part}" for prefix in ("", "/zh") for part in PARTS),
    *(UNLOCALIZED[kind] for kind in ("sitemap", "robots", "sign_in", "ask_password")),
]
LED_TO_BY_A_MAIL = (
    "site.registrations.",
    "site_zh.registrations.",
    "site.papers.",
    "site_zh.papers.",
    *("site.invitations.", "site_zh.invitations.", "site.offers.", "site_zh.offers."),
    *("site.focal.", "site_zh.focal.", "site.feedback.", "site_zh.feedback."),
    *("site.opting_out.", "site_zh.opting_out.", "site.readers.", "site_zh.readers."),
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
    crawl = Crawl(routes, browse(demonstrated), [*START, first_link]).walk()
    crawl.expect_no_fault(tmp_path)
    unseen = crawl.unseen(("site.", "site_zh."))
    assert [
        name
        for name in unseen
        if not name.startswith(
            (*LED_TO_BY_A_MAIL, *LED_TO_BY_AN_ENTRY, *NAMED_IN_A_HEAD_OR_BY_A_SCRIPT)
        )
    ] == []
