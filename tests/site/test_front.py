"""The front page: the newest announcement with its picture, beside the next forum."""

from datetime import timedelta
from io import BytesIO

from bs4 import BeautifulSoup
from PIL import Image

from forumapp.files.services.pictures import store_picture
from forumapp.institution.models import Institution
from tests.records import a_forum, an_announcement, both
from tests.support import NOW


def drawing(side: int = 30):
    out = BytesIO()
    Image.new("RGB", (side, 20), "teal").save(out, "PNG")
    return store_picture(out.getvalue(), both("A harbour"), now=NOW)


def front(client) -> BeautifulSoup:
    return BeautifulSoup(client.get("/").text, "html.parser")


def test_the_newest_pictured_announcement_leads_and_is_not_told_twice(client, session):
    told = {
        "old": an_announcement(headline=both("Of long ago"), release_at=NOW - timedelta(days=400)),
        "led": an_announcement(headline=both("The quay is mended"), release_at=NOW - timedelta(9)),
        "plain": an_announcement(headline=both("A date is set"), release_at=NOW - timedelta(1)),
        "later": an_announcement(headline=both("A surprise"), release_at=NOW + timedelta(1)),
    }
    for side, name in enumerate(("old", "led", "later"), start=30):
        told[name].picture = drawing(side)
    session.add_all([*told.values(), a_forum(title=both("The next one"))])
    session.commit()
    page = front(client)
    assert page.select_one(".face .leading h2").get_text(strip=True) == "The quay is mended"
    assert page.select_one(".face .coming h2").get_text(strip=True) == "The next one"
    listed = [each.get_text(strip=True) for each in page.select(".news h3")]
    assert listed == ["A date is set", "Of long ago"]


def test_without_a_picture_the_next_forum_takes_the_width(client, session):
    session.add_all([an_announcement(), a_forum(title=both("The next one"))])
    session.commit()
    page = front(client)
    assert page.select(".face") == []
    assert page.select_one(".page.next h2").get_text(strip=True) == "The next one"


def test_a_logo_takes_the_place_of_the_seal_at_the_head(client, session):
    session.add(Institution(name=both("Harbour Chamber"), seal="商", logo=drawing()))
    session.commit()
    brand = front(client).select_one(".mast .brand")
    assert [(each.name, each.get("alt")) for each in brand.select("img, .chop")] == [("img", "")]
    assert client.get(brand.img["src"]).status_code == 200
