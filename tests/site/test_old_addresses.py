"""Addresses of a former site lead to what stood there."""

from datetime import timedelta

import pytest

from forumapp.announcements.models.archive import OldAddress
from forumapp.announcements.services.addressing import keep_old_address
from forumapp.core.translated import Translated
from tests.records import an_announcement
from tests.support import NOW


@pytest.fixture
def moved(session):
    announcement = an_announcement(slug="moved", release_at=NOW - timedelta(days=1))
    session.add(announcement)
    session.flush()
    keep_old_address(announcement, "http://old.example/ShowNews.aspx?ID=777&utm_source=mail")
    session.commit()
    return announcement


@pytest.mark.parametrize(
    "address",
    ["/ShowNews.aspx?id=777", "/shownews.aspx?ID=777&from=wechat", "/SHOWNEWS.ASPX/?id=777"],
)
def test_however_it_is_spelled_an_old_address_leads_on_for_good(client, moved, address) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (301, "/announcements/moved")


@pytest.mark.parametrize("address", ["/ShowNews.aspx?id=778", "/ShowNews.aspx", "/nowhere?id=777"])
def test_what_was_never_there_is_not_found(client, moved, address) -> None:
    assert client.get(address).status_code == 404


def test_it_leads_to_the_language_that_was_written_first(client, session, moved) -> None:
    chinese = Translated().revised({"zh": "港湾"}, NOW - timedelta(days=9))
    moved.headline = chinese.revised({"en": "Harbours"}, NOW)
    session.commit()
    assert client.get("/ShowNews.aspx?id=777").location == "/zh/announcements/moved"


def test_what_is_not_public_is_not_betrayed(client, session, moved) -> None:
    moved.release_at = NOW + timedelta(days=3650)
    session.commit()
    assert client.get("/ShowNews.aspx?id=777").status_code == 404
    moved.release_at, moved.state = NOW, "withdrawn"
    session.commit()
    assert client.get("/ShowNews.aspx?id=777").status_code == 404


def test_an_address_of_ours_is_never_taken_for_an_old_one(client, session, moved) -> None:
    session.add(OldAddress(address="/announcements", announcement=moved))
    session.commit()
    assert client.get("/announcements/").status_code == 200


def test_the_first_announcement_at_an_address_keeps_it(session, moved) -> None:
    other = an_announcement(slug="other")
    session.add(other)
    session.flush()
    assert not keep_old_address(other, "/shownews.aspx?id=777")
    assert not keep_old_address(other, "http://old.example/")
    assert keep_old_address(moved, "/ShowNews.aspx?id=777")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search?id=3", 422),
        ("https://old.example/zh/forums/ports", 422),
        ("/announcements", 422),
        ("/robots.txt", 422),
        ("", 422),
        ("http://[", 422),
        ("/Search.aspx?id=3", 303),
    ],
)
def test_the_desk_takes_no_address_at_which_a_page_of_ours_answers(
    session, signed_in, moved, address, status
) -> None:
    asked = {"address": address, "announcement_id": moved.id}
    session.commit()
    answer = signed_in("organizer").post("/desk/announcements/old-addresses/new", data=asked)
    assert answer.status_code == status
    assert ("A page of this site stands" in answer.text) is (len(address) > 8 and status == 422)
