"""Search over everything public: ranked, marked, by kind, and never a word of what is not public."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from forumapp.search.services import index_record
from forumapp.site.search import MOST
from tests.records import a_forum, a_person, an_announcement, both
from tests.site.season import a_season
from tests.support import NOW


def found(client, query: str, prefix: str = "") -> list[str]:
    page = BeautifulSoup(client.get(f"{prefix}/search?{query}").text, "html.parser")
    return [link["href"] for link in page.select(".hits a")]


def announced(session, slug: str, headline: str, *texts: str, **facts):
    announcement = an_announcement(
        slug=slug, headline=both(headline), body=both(texts[-1] if texts else ""), **facts
    )
    session.add(announcement)
    index_record(announcement, *(both(text) for text in (headline, *texts)))
    return announcement


def test_a_title_comes_before_a_text_and_the_newer_before_the_older(client, session):
    old = NOW - timedelta(days=3000)
    announced(session, "in-text", "Elsewhere", "", "The lighthouse is lit.", release_at=old)
    announced(session, "old", "Lighthouse opens", "", "", release_at=old)
    announced(session, "new", "Lighthouse opens", "", "")
    assert found(client, "q=lighthouse") == [
        f"/announcements/{slug}" for slug in ("new", "old", "in-text")
    ]


@pytest.mark.parametrize(("query", "mark"), [("harb", "harb"), ("港湾", "港湾")])
def test_what_was_asked_for_is_marked_in_title_and_passage(client, session, query, mark):
    a_season(session)
    page = BeautifulSoup(client.get(f"/zh/search?q={query}").text, "html.parser")
    assert {each.text.casefold() for each in page.select("mark")} == {mark}
    assert page.select_one(".hits h2 mark")


def test_a_query_and_a_text_stay_text(client, session):
    announced(session, "nasty", "<img src=x onerror=alert(1)> quay", "", "")
    query = "%3Cimg+src%3Dx+quay"
    for at in (f"/search?q={query}", f"/search/suggestions?q={query}"):
        page = BeautifulSoup(client.get(at).text, "html.parser")
        assert page.select("img") == []
        assert "onerror=alert(1)" in page.text


def test_kinds_are_counted_and_narrow_the_list(client, session):
    a_season(session)
    page = client.get("/search?q=harbour").text
    counts = dict(re.findall(r'kind=(\w+)"[^>]*>[^<]+<span class="num">(\d+)</span>', page))
    everything = found(client, "q=harbour")
    assert sum(map(int, counts.values())) == len(everything)
    for kind, count in counts.items():
        assert len(found(client, f"q=harbour&kind={kind}")) == int(count)
    forums = {"/forums/open-harbours", "/forums/past-harbours"}
    assert set(found(client, "q=harbour&kind=forum")) == forums
    assert found(client, "q=harbour&kind=nonsense") == everything


def test_a_long_list_has_pages(client, session):
    for number in range(23):
        announced(session, f"tide-{number}", f"Tide {number}")
    first, second = found(client, "q=tide"), found(client, "q=tide&page=2")
    assert (len(first), len(second), len({*first, *second})) == (20, 3, 23)
    assert found(client, "q=tide&page=99") == second


def test_a_mistyped_word_is_put_right_by_what_is_public(client, session):
    a_season(session)
    secret = an_announcement(headline=both("Harbourmasters vanish"), release_at=None, state="draft")
    session.add(secret)
    index_record(secret, secret.headline)
    page = client.get("/search?q=harbuors").text
    assert '<a href="/search?q=harbours">' in page
    assert "vanish" not in client.get("/search?q=harbourmasterz").text
    assert "ourmasters" not in client.get("/search?q=harbourmasterz").text


def test_suggestions_are_the_best_eight_of_what_is_public(client, session):
    a_season(session)
    for number in range(10):
        announced(session, f"harbour-{number}", f"Harbour {number}")
    page = BeautifulSoup(client.get("/search/suggestions?q=har").text, "html.parser")
    options = page.select("[role=listbox] [role=option]")
    assert len(options) == 8
    assert {client.get(option["data-href"]).status_code for option in options} == {200}
    for query in ("embargoed headline", "undisclosed", "h", ""):
        nothing = BeautifulSoup(client.get(f"/search/suggestions?q={query}").text, "html.parser")
        assert nothing.select("[role=option]") == []


def test_however_many_drafts_hold_a_word_its_public_page_is_found(client, session):
    announced(session, "held", "A report", "", "The lighthouses were counted.")
    for number in range(MOST + 1):
        announced(session, f"draft-{number}", "Lighthouses", "Lighthouses", state="draft")
    session.commit()
    assert found(client, "q=lighthouses") == ["/announcements/held"]
    assert found(client, "q=lighthousez") == ["/announcements/held"]
    suggested = BeautifulSoup(client.get("/search/suggestions?q=lighth").text, "html.parser")
    assert [each["data-href"] for each in suggested.select("[role=option]")] == [
        "/announcements/held"
    ]


def test_what_is_embargoed_is_found_from_its_moment_on(client, session, clock):
    announced(session, "soon", "Lighthouse", release_at=NOW + timedelta(minutes=1))
    session.commit()
    assert "/announcements/soon" not in client.get("/search?q=lighthouse").text
    clock.now = NOW + timedelta(minutes=1)
    assert found(client, "q=lighthouse") == ["/announcements/soon"]


def test_a_search_asks_as_often_for_one_page_as_for_many(client, session):
    announced(session, "tide", "Tide")
    session.add(a_forum(title=both("Tide")))
    session.commit()
    one = asked(client, session, "/search?q=tide")
    for number in range(5):
        announced(session, f"tide-{number}", f"Tide {number}")
    session.commit()
    assert asked(client, session, "/search?q=tide") == one


def asked(client, session, at: str) -> int:
    """How often the database is asked for one page."""
    statements = []

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        assert client.get(at).status_code == 200
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    return len(statements)


def test_the_longest_query_is_bounded(client, session):
    session.add(a_person())
    assert client.get("/search?q=" + "harbour%20" * 400).status_code == 200
    assert client.get("/search?q=" + "港湾" * 400 + "&page=x&kind[]=1").status_code == 200
