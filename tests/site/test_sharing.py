"""What stands beside a shared link: drawn for each public page, for no other, and named in its head."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from forumapp.core.slugs import change_slug
from forumapp.files.services import drawings
from tests.records import a_forum, an_announcement, both
from tests.site.season import PAGES, a_season
from tests.support import NOW

CARDS = (
    "/cards/site/home.png",
    "/cards/forum/open-harbours.png",
    "/cards/announcement/harbours-open.png",
    "/cards/conference/cities-week.png",
    "/cards/delegation/harbour-delegation.png",
    "/cards/theme/open-cities.png",
)


@pytest.mark.parametrize("at", CARDS)
def test_a_picture_is_drawn_in_each_language_and_sent_once(client, session, at):
    a_season(session)
    english, chinese = client.get(at), client.get(f"/zh{at}")
    pictures = [Image.open(BytesIO(each.data)).convert("RGB") for each in (english, chinese)]
    assert [
        (each.format, each.size) for each in map(Image.open, map(BytesIO, (english.data,)))
    ] == [("PNG", (1200, 630))]
    assert ImageChops.difference(*pictures).getbbox() is not None
    again = client.get(at, headers={"If-None-Match": english.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "at",
    [
        "/cards/forum/undisclosed.png",
        "/cards/announcement/embargoed.png",
        "/cards/conference/unborn.png",
        "/cards/delegation/unsaid.png",
        "/cards/person/lin-yue.png",
        "/cards/site/other.png",
    ],
)
def test_what_the_public_does_not_see_has_no_picture(client, session, at):
    a_season(session)
    assert [client.get(at).status_code, client.get(f"/zh{at}").status_code] == [404, 404]


def test_a_scheduled_announcement_has_its_picture_from_its_moment_on(client, session, clock):
    session.add(an_announcement(slug="soon", release_at=NOW + timedelta(minutes=1)))
    session.commit()
    assert client.get("/cards/announcement/soon.png").status_code == 404
    clock.now = NOW + timedelta(minutes=1)
    assert client.get("/cards/announcement/soon.png").status_code == 200


def test_another_title_is_another_picture_and_a_former_address_leads_to_it(client, session):
    forum = a_forum(slug="first", title=both("First title"))
    session.add(forum)
    session.commit()
    before = client.get("/cards/forum/first.png")
    forum.title = both("Second title")
    change_slug(forum, "second")
    session.commit()
    moved = client.get("/cards/forum/first.png")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/cards/forum/second.png")
    assert client.get("/cards/forum/second.png").headers["ETag"] != before.headers["ETag"]


def test_only_so_many_pictures_are_kept(app, client, session, monkeypatch, tmp_path):
    monkeypatch.setattr(drawings, "MOST", 2)
    monkeypatch.setattr(drawings, "LEFT", 1)
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    a_season(session)
    for at in CARDS[:3]:
        assert client.get(at).status_code == 200
    assert len(list((tmp_path / "drawings").iterdir())) == 1


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_every_page_says_what_stands_beside_its_link(client, session, prefix):
    a_season(session)
    for at in PAGES:
        said = meta(client.get(prefix + at).text)
        assert said["og:title"]
        assert said["og:description"] == said["description"]
        assert 0 < len(said["description"]) <= 200
        assert said["og:locale"] == ("zh_CN" if prefix else "en_US")
        assert said["og:locale:alternate"] == ("en_US" if prefix else "zh_CN")
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:image"].partition(":8000")[2].startswith(f"{prefix}/cards/")


def test_a_page_names_its_own_picture(client, session):
    a_season(session)
    named = {
        at: meta(client.get(at).text)["og:image"].partition(":8000")[2]
        for at in ("/forums/open-harbours", "/announcements/harbours-open", "/speakers/lin-yue")
    }
    assert named == {
        "/forums/open-harbours": "/cards/forum/open-harbours.png",
        "/announcements/harbours-open": "/cards/announcement/harbours-open.png",
        "/speakers/lin-yue": "/cards/site/home.png",
    }


def meta(page: str) -> dict[str, str]:
    """The first value of each name in the head."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    return dict(reversed(found))
