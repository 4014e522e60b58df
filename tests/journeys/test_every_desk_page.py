"""Every page of the desk on the demonstration, as an administrator sees it, in both languages."""

from urllib.parse import urlsplit

import pytest
from werkzeug.routing import Map

from tests.journeys.conftest import Browse
from tests.journeys.crawl import Crawl
from tests.journeys.steps import (
    become_first_administrator,
    import_a_calendar,
    make_my_calendar,
    save_a_draft,
    send_a_test_mail,
    write_messages,
)
from tests.served import Served

DOOR_PARTS = ("", "list", "app.webmanifest", "worker.js")
"""The page of the door and what its scripts ask for; no link leads there."""


PART_OF_A_PAGE = "desk.institution.show_look"
"""A sample of the colours, fetched into the page of the institution's settings while they are typed."""


@pytest.mark.timeout(600)
def test_every_desk_page_is_accessible_valid_and_fits_a_phone(
    routes: Map, demonstrated: Served, browse: Browse, tmp_path
):
    page = browse(demonstrated)
    become_first_administrator(page, demonstrated)
    save_a_draft(page)
    send_a_test_mail(page)
    make_my_calendar(page)
    write_messages(page, "/desk/forums/14")
    import_a_calendar(page)
    imported = urlsplit(page.url).path
    starts = [
        "/desk/",
        "/account/",
        "/desk/find?q=harbour",
        "/desk/conferences/1/lines/1/confirm",
        "/desk/delegations/1/registrations/10/cancel",
        "/desk/forums/10/answers/112",
        *(f"/desk/forums/7/invitations/{act}?whom=all" for act in ("send", "remind")),
        imported,
        *(f"/desk/forums/14/door/{part}" for part in DOOR_PARTS),
    ]
    crawl = Crawl(routes, page, starts, within=("/desk/", "/account", "/calendars/")).walk()
    crawl.expect_no_fault(tmp_path)
    assert crawl.unseen(("desk.",)) == [PART_OF_A_PAGE]
