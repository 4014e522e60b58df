"""Every calendar at its address: what stands in it, what never does, and the contract of HTTP."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from forumapp.core.clock import instant_of, now_utc
from forumapp.core.slugs import change_slug
from forumapp.delegations.models import DelegationForum
from tests.ical.checks import check_public, events_of, unfolded, value_of
from tests.ical.readers import PYTHON_READERS, read_with_libical
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_person,
    a_session,
    a_theme,
    a_venue,
    an_appearance,
    an_itinerary_item,
    an_organizer_line,
    both,
)
from tests.support import NOW


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    """Requests take place at NOW."""
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def story(session) -> dict:
    """A delegation at one forum of a conference, with a theme, a speaker and an organizer."""
    theme, person = a_theme(slug="cities"), a_person(slug="ana", name=both("Ana Lindqvist", "安娜"))
    conference = a_conference(slug="week", themes=[theme])
    forum = a_forum(slug="harbours", venue=a_venue(), themes=[theme], conference=conference)
    line = an_organizer_line(forum)
    line.organization.slug = "foundation"
    journey = a_delegation(slug="journey")
    rows = {
        "forum": forum,
        "keynote": a_session(forum),
        "conference": conference,
        "delegation": journey,
        "public item": an_itinerary_item(journey, is_public=True, title=both("Public visit")),
        "private item": an_itinerary_item(journey, title=both("Private talk", "闭门会谈")),
        "other": a_forum(slug="other", title=both("Another forum", "另一论坛")),
    }
    visit = DelegationForum(delegation=journey, forum=forum)
    session.add_all([*rows.values(), line, an_appearance(forum, person), visit])
    session.commit()
    return rows


def summaries(body: bytes) -> list[str]:
    return [value_of(event, "SUMMARY") for event in events_of(body)]


ENTRIES = {
    "/forums/harbours": ["Forum on open harbours"],
    "/forums/harbours/sessions": ["Keynote"],
    "/conferences/week": ["Cities Week", "Forum on open harbours"],
    "/themes/cities": ["Forum on open harbours"],
    "/speakers/ana": ["Forum on open harbours"],
    "/organizations/foundation": ["Forum on open harbours"],
    "/delegations/journey": [
        "Harbour delegation to the United States",
        "Public visit",
        "Forum on open harbours",
    ],
    "/calendar": [
        "Harbour delegation to the United States",
        "Cities Week",
        "Another forum",
        "Forum on open harbours",
    ],
}


@pytest.mark.parametrize("ending", ["ics", "full.ics"])
@pytest.mark.parametrize("place", ENTRIES)
def test_a_calendar_holds_what_it_is_of_and_every_reader_takes_it(client, story, place, ending):
    answer = client.get(f"{place}.{ending}")
    assert answer.status_code == 200
    check_public(answer.data)
    assert sorted(summaries(answer.data)) == sorted(ENTRIES[place])
    for reader in (*PYTHON_READERS, read_with_libical):
        assert len(reader(answer.data)) == len(ENTRIES[place])


@pytest.mark.parametrize("place", ENTRIES)
def test_the_same_calendar_in_chinese_has_the_same_uids(client, story, place):
    english, chinese = client.get(f"{place}.ics").data, client.get(f"/zh{place}.ics").data
    check_public(chinese)
    uids = [[x for x in unfolded(body) if x.startswith("UID:")] for body in (english, chinese)]
    assert uids[0] == uids[1]
    if "Forum on open harbours" in ENTRIES[place]:
        assert "开放港湾论坛" in summaries(chinese)


@pytest.mark.parametrize("place", ENTRIES)
def test_the_full_profile_alone_has_components_in_components(client, story, place):
    core, full = client.get(f"{place}.ics").data, client.get(f"{place}.full.ics").data
    assert b"BEGIN:PARTICIPANT" not in core
    if "Forum on open harbours" in ENTRIES[place]:
        assert b"BEGIN:PARTICIPANT" in full
        assert b"BEGIN:VLOCATION" in full


@pytest.mark.parametrize("prefix", ["", "/zh"])
@pytest.mark.parametrize("place", ENTRIES)
def test_each_calendar_says_what_it_is_where_it_comes_from_and_how_often_to_ask(
    client, story, place, prefix
):
    at = f"{prefix}{place}.full.ics?deadlines=1"
    head = unfolded(client.get(at).data.partition(b"BEGIN:V")[2].partition(b"BEGIN:V")[0])
    told = dict(line.split(":", 1) for line in head if ":" in line)
    assert told["NAME"] == told["X-WR-CALNAME"] != ""
    assert told["DESCRIPTION"] == told["X-WR-CALDESC"] != ""
    assert told["SOURCE;VALUE=URI"] == f"http://127.0.0.1:8000{at}"
    assert told["REFRESH-INTERVAL;VALUE=DURATION"] == told["X-PUBLISHED-TTL"] == "PT1H"
    assert (told["COLOR"], told["X-APPLE-CALENDAR-COLOR"]) == ("brown", "#9f2b22")


def named(client, place: str, line: str = "NAME") -> str:
    told = (x for x in unfolded(client.get(place).data) if x.startswith(f"{line}:"))
    return next(told).partition(":")[2]


@pytest.mark.parametrize(
    ("query", "english", "chinese"),
    [
        (
            "theme=cities&city=new-york",
            "Forums in New York · Open cities",
            "纽约的论坛 · 开放的城市",
        ),
        (
            "delegation=journey",
            "Forums · Harbour delegation to the United States",
            "论坛 · 港湾访美代表团",
        ),
        (
            "from=2026-12-01&to=2026-12-31&q=harbours",
            "Forums · 1–31 December 2026 · “harbours”",
            "论坛 · 2026年12月1日至31日 · “harbours”",
        ),
        ("from=2026-12-01", "Forums · from 1 December 2026", "论坛 · 2026年12月1日起"),
        ("to=2026-12-31", "Forums · until 31 December 2026", "论坛 · 2026年12月31日止"),
    ],
)
def test_a_choice_is_called_by_what_was_chosen(client, story, query, english, chinese):
    assert named(client, f"/calendar.ics?{query}") == english
    assert named(client, f"/zh/calendar.ics?{query}") == chinese


def test_a_filter_that_nobody_may_see_yet_is_not_found_like_one_that_is_not_there(
    client, session, story
):
    hidden = a_forum(
        state="draft",
        release_at=None,
        themes=[a_theme(slug="hidden", title=both("Secret theme"))],
        venue=a_venue(city=both("Atlantis"), city_key="sunken"),
    )
    draft = a_delegation(slug="unsaid", name=both("Unsaid journey"), state="draft")
    session.add_all([hidden, draft])
    session.commit()
    for page in ("/calendar.ics", "/forums/", "/calendar"):
        for query in ("theme=hidden", "city=sunken", "delegation=unsaid", "theme=x", "city=x"):
            assert client.get(f"{page}?{query}").status_code == 404, query
    assert (
        client.get("/calendar.ics?theme=hidden", headers={"If-None-Match": "*"}).status_code == 404
    )


def test_a_filter_that_was_renamed_leads_on_and_never_to_an_empty_calendar(client, session, story):
    change_slug(story["forum"].themes[0], "towns")
    session.commit()
    moved = client.get("/zh/calendar.ics?city=new-york&theme=cities&cancelled=0")
    assert moved.status_code == 301
    assert moved.location == "/zh/calendar.ics?city=new-york&theme=towns&cancelled=0"
    assert "Forum on open harbours" in summaries(client.get("/calendar.ics?theme=towns").data)


def test_the_same_filters_are_the_same_calendar_to_a_client_and_others_another(client, story):
    def uid(at: str) -> str:
        return named(client, at, "UID")

    places = ("/calendar.ics", "/calendar.ics?city=new-york", "/calendar.ics?theme=cities")
    assert len({uid(at) for at in places}) == 3
    for at in places:
        mark = "&" if "?" in at else "?"
        assert uid(at) == uid(f"/zh{at}") == uid(f"{at}{mark}page=2&cancelled=0")


# ------------------------------------------------------------------ deadlines


@pytest.fixture
def closing(session, story):
    """The forum's registration closes in two weeks."""
    forum = story["forum"]
    forum.registration_closes = forum.starts - timedelta(days=1)
    forum.registration_closes_at = forum.starts_at - timedelta(days=1)
    session.commit()
    return forum


@pytest.mark.parametrize("place", [at for at in ENTRIES if not at.startswith("/forums/")])
def test_a_feed_of_forums_has_their_deadlines_where_they_are_wanted(client, closing, place):
    deadline = "Registration closes: Forum on open harbours"
    assert sorted(summaries(client.get(f"{place}.ics").data)) == sorted(ENTRIES[place])
    answer = client.get(f"{place}.ics?deadlines=1")
    check_public(answer.data)
    assert sorted(summaries(answer.data)) == sorted([*ENTRIES[place], deadline])
    for reader in (*PYTHON_READERS, read_with_libical):
        assert len(reader(answer.data)) == len(ENTRIES[place]) + 1


def test_deadlines_follow_their_forum_out_of_the_feed(client, session, closing):
    at = "/themes/cities.ics?deadlines=1"
    closing.state = "cancelled"
    session.commit()
    assert "CANCELLED / 已取消: Registration closes: Forum on open harbours" in summaries(
        client.get(at).data
    )
    assert summaries(client.get(f"{at}&cancelled=0").data) == []
    closing.state = "draft"
    session.commit()
    assert summaries(client.get("/calendar.ics?deadlines=1").data) == [
        "Harbour delegation to the United States",
        "Cities Week",
        "Another forum",
    ]


def test_a_calendar_names_itself_its_source_and_its_page(client, story):
    lines = unfolded(client.get("/zh/themes/cities.ics").data)
    for line in (
        "NAME:开放的城市",
        "X-WR-CALNAME:开放的城市",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:http://127.0.0.1:8000/zh/themes/cities.ics",
        "URL:http://127.0.0.1:8000/zh/themes/cities",
    ):
        assert line in lines


# --------------------------------------------------------- what never stands there

HIDDEN = {
    "draft": {"state": "draft", "release_at": None},
    "scheduled": {"release_at": now_utc() + timedelta(days=365)},
    "withdrawn": {"state": "withdrawn"},
}


@pytest.mark.parametrize("why", HIDDEN)
@pytest.mark.parametrize("place", [*ENTRIES, "/zh/calendar", "/calendar.ics?theme=cities"])
def test_no_calendar_shows_a_forum_that_is_not_visible(client, session, story, place, why):
    forum = story["forum"]
    for name, value in HIDDEN[why].items():
        setattr(forum, name, value)
    session.commit()
    answer = client.get(place if "?" in place else f"{place}.ics")
    if place.startswith("/forums/"):
        assert answer.status_code == (410 if why == "withdrawn" else 404)
    assert b"harbours" not in answer.data.replace(b"/forums/harbours", b"")
    assert "开放港湾论坛".encode() not in answer.data
    assert str(forum.uid).encode() not in answer.data


PLACES = {
    "forum": "/forums/harbours",
    "delegation": "/delegations/journey",
    "conference": "/conferences/week",
}
NOT_THERE = {"draft": 404, "withdrawn": 410}


@pytest.mark.parametrize("state", NOT_THERE)
@pytest.mark.parametrize("kind", PLACES)
def test_what_was_withdrawn_is_gone_and_a_draft_is_not_there(client, session, story, kind, state):
    place = PLACES[kind]
    etag = client.get(f"{place}.ics").headers["ETag"]
    story[kind].state = state
    session.commit()
    for headers in ({}, {"If-None-Match": etag}):
        assert client.get(f"{place}.ics", headers=headers).status_code == NOT_THERE[state]


def test_a_scheduled_forum_appears_at_its_release_without_anybody_doing_anything(
    app, client, session, story, monkeypatch
):
    release = now_utc() + timedelta(hours=1)
    forum = story["forum"]
    forum.release_at = release
    forum.starts = (release + timedelta(days=30)).replace(tzinfo=None, microsecond=0)
    forum.ends = forum.starts + timedelta(hours=2)
    forum.starts_at = instant_of(forum.starts, forum.zone)
    forum.ends_at = instant_of(forum.ends, forum.zone)
    session.commit()
    monkeypatch.setitem(app.config, "CLOCK", lambda: release - timedelta(seconds=1))
    before = client.get("/calendar.ics")
    assert "Forum on open harbours" not in summaries(before.data)
    monkeypatch.setitem(app.config, "CLOCK", lambda: release)
    conditions = (
        {"If-None-Match": before.headers["ETag"]},
        {"If-Modified-Since": before.headers["Last-Modified"]},
    )
    for headers in conditions:
        after = client.get("/calendar.ics", headers=headers)
        assert after.status_code == 200
        assert "Forum on open harbours" in summaries(after.data)


def test_the_private_itinerary_stands_in_no_public_calendar(client, story):
    for place in ENTRIES:
        for prefix in ("", "/zh"):
            body = client.get(f"{prefix}{place}.full.ics").data
            assert b"Private talk" not in body
            assert "闭门会谈".encode() not in body
            assert str(story["private item"].uid).encode() not in body


def test_a_point_of_the_journey_that_is_a_visible_forum_stands_there_once(client, session, story):
    item = an_itinerary_item(
        story["delegation"], is_public=True, title=both("Forum visit"), forum=story["forum"]
    )
    session.add(item)
    session.commit()
    assert "Forum visit" not in summaries(client.get("/delegations/journey.ics").data)


def test_a_speaker_whose_consent_is_withdrawn_is_gone_in_the_next_answer(client, session, story):
    before = client.get("/forums/harbours.full.ics")
    assert b"Lindqvist" in before.data
    story["forum"].appearances[0].person.consents[0].withdrawn_at = NOW
    session.commit()
    etag = {"If-None-Match": before.headers["ETag"]}
    after = client.get("/forums/harbours.full.ics", headers=etag)
    assert (after.status_code, b"Lindqvist" in after.data) == (200, False)
    assert client.get("/speakers/ana.ics").status_code == 404


def test_an_unconfirmed_organizer_has_no_calendar_and_stands_in_none(client, session, story):
    line = story["forum"].organizer_lines[0]
    line.confirmed_at = None
    session.commit()
    assert client.get("/organizations/foundation.ics").status_code == 404
    assert b"Harbour Foundation" not in client.get("/forums/harbours.full.ics").data


# ------------------------------------------------------------- windows and filters


def at(day: datetime, **facts) -> dict:
    wall = day.replace(tzinfo=None)
    return {"starts": wall, "ends": wall + timedelta(hours=2), "zone": "UTC", **facts}


@pytest.mark.parametrize(
    ("ago", "state", "stays"),
    [
        (timedelta(days=89), "published", (True, True)),
        (timedelta(days=91), "published", (False, True)),
        (timedelta(days=29), "cancelled", (True, True)),
        (timedelta(days=31), "cancelled", (False, False)),
        (timedelta(days=31), "postponed", (False, False)),
    ],
)
def test_what_is_past_leaves_the_calendar_of_all_and_what_is_off_leaves_every_feed(
    client, session, ago, state, stays
):
    facts = at(NOW - ago, state=state, themes=[a_theme(slug="old")], slug="old-forum")
    session.add_all([a_forum(**facts), a_forum(themes=facts["themes"])])
    session.commit()
    counts = [len(summaries(client.get(f"/{at_}.ics").data)) for at_ in ("calendar", "themes/old")]
    assert counts == [1 + stays[0], 1 + stays[1]]
    assert len(summaries(client.get("/calendar.ics?theme=old").data)) == 1 + stays[0]
    assert len(summaries(client.get("/forums/old-forum.ics").data)) == 1


def test_what_is_off_can_be_left_out(client, session, story):
    story["other"].state = "cancelled"
    session.commit()
    assert "CANCELLED / 已取消: Another forum" in summaries(client.get("/calendar.ics").data)
    wanted = summaries(client.get("/calendar.ics?cancelled=0").data)
    assert not any("Another forum" in summary for summary in wanted)
    assert "Forum on open harbours" in wanted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("theme=cities", ["Forum on open harbours"]),
        ("city=new-york", ["Forum on open harbours"]),
        ("delegation=journey", ["Forum on open harbours"]),
        ("from=2026-12-08", ["Another forum", "Forum on open harbours"]),
        ("from=2026-12-09", []),
        ("to=2026-12-07", []),
    ],
)
def test_the_calendar_of_all_takes_the_filters_of_the_list(client, story, query, found):
    answer = client.get(f"/calendar.ics?{query}")
    check_public(answer.data)
    assert sorted(summaries(answer.data)) == found


def test_a_calendar_with_nothing_in_it_is_valid(client, session):
    answer = client.get("/calendar.ics")
    check_public(answer.data)
    assert read_with_libical(answer.data) == []
    assert "TZID:Asia/Shanghai" in unfolded(answer.data)


# ------------------------------------------------------------ the contract of HTTP


def test_the_headers_of_a_feed(client, story):
    answer = client.get("/themes/cities.ics")
    headers = answer.headers
    assert answer.data[:1] == b"B"
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=900"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Content-Disposition"] == "inline"
    assert int(headers["Content-Length"]) == len(answer.data)
    assert "Set-Cookie" not in headers


def test_one_forum_is_a_download(client, story):
    told = client.get("/forums/harbours.ics").headers["Content-Disposition"]
    assert told == "attachment; filename=\"harbours.ics\"; filename*=UTF-8''harbours.ics"


def test_who_has_it_is_told_so_without_its_being_read(client, story, session):
    etag = client.get("/calendar.ics").headers["ETag"]
    session.execute(text("UPDATE stored_entry SET body = :body"), {"body": b"not read"})
    session.commit()
    for sent in (etag, f"W/{etag}", f'"other", {etag}'):
        answer = client.get("/calendar.ics", headers={"If-None-Match": sent})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == etag


def test_a_date_tells_it_too_unless_an_etag_says_otherwise(client, story):
    first = client.get("/calendar.ics")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/calendar.ics", headers=since).status_code == 304
    assert (
        client.get("/calendar.ics", headers=since | {"If-None-Match": '"other"'}).status_code == 200
    )
    stale = {"If-Modified-Since": "Sun, 01 Nov 2026 00:00:00 GMT"}
    assert client.get("/calendar.ics", headers=stale).status_code == 200


def test_a_change_is_another_etag_and_an_unknown_address_is_never_304(client, session, story):
    etag = client.get("/forums/harbours.ics").headers["ETag"]
    story["forum"].title = both("Forum on safe harbours", "安全港湾论坛")
    session.commit()
    answer = client.get("/forums/harbours.ics", headers={"If-None-Match": etag})
    assert (answer.status_code, summaries(answer.data)) == (200, ["Forum on safe harbours"])
    since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert client.get("/forums/nobody.ics", headers=since).status_code == 404


def test_each_address_language_and_profile_has_an_etag_of_its_own(client, story):
    places = [f"{p}{at_}.{e}" for p in ("", "/zh") for at_ in ENTRIES for e in ("ics", "full.ics")]
    etags = {client.get(place).headers["ETag"] for place in places}
    assert len(etags) == len(places)


def test_compressed_bytes_are_the_same_calendar_under_an_etag_of_their_own(client, story):
    plain = client.get("/calendar.ics")
    zipped = client.get("/calendar.ics", headers={"Accept-Encoding": "gzip"})
    again = client.get("/calendar.ics", headers={"Accept-Encoding": "br, gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert zipped.data == again.data
    assert zipped.headers["ETag"] == again.headers["ETag"] != plain.headers["ETag"]
    assert int(zipped.headers["Content-Length"]) == len(zipped.data)
    refused = client.get("/calendar.ics", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_head_tells_the_length_and_sends_nothing(client, story):
    answer = client.head("/calendar.ics")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(client.get("/calendar.ics").data)


def test_the_bytes_are_the_same_all_day(app, client, story, monkeypatch):
    first = client.get("/calendar.ics")
    monkeypatch.setitem(app.config, "CLOCK", lambda: datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    later = client.get("/calendar.ics")
    assert (later.data, later.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_new_day_moves_the_windows_also_for_who_knows_only_a_date(
    app, client, story, monkeypatch
):
    since = {"If-Modified-Since": client.get("/calendar.ics").headers["Last-Modified"]}
    assert client.get("/calendar.ics", headers=since).status_code == 304
    tomorrow = now_utc() + timedelta(days=1)
    monkeypatch.setitem(app.config, "CLOCK", lambda: tomorrow)
    assert client.get("/calendar.ics", headers=since).status_code == 200


def test_a_former_address_leads_to_the_present_one(client, session, story):
    change_slug(story["forum"], "new-harbours")
    session.commit()
    answer = client.get("/zh/forums/harbours.full.ics")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/zh/forums/new-harbours.full.ics")


def test_a_fault_is_503_and_never_an_empty_calendar(client, session, story):
    session.execute(text("UPDATE stored_entry SET zones = :zones"), {"zones": '["No/Where"]'})
    session.commit()
    answer = client.get("/calendar.ics")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"
    assert b"VCALENDAR" not in answer.data


def test_a_feed_takes_as_many_queries_for_three_entries_as_for_one(client, session):
    one, three = a_theme(slug="one"), a_theme(slug="three")
    session.add_all([a_forum(themes=[one]), *(a_forum(themes=[three]) for _each in range(3))])
    session.commit()
    assert queries_of(client, session, "/themes/one.ics") == QUERIES
    assert queries_of(client, session, "/themes/three.ics") == QUERIES


QUERIES = 7


def queries_of(client, session, place: str) -> int:
    made = []

    def note(_connection, _cursor, statement, *_more):
        made.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        assert client.get(place).status_code == 200
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    return len([statement for statement in made if statement.startswith("SELECT")])
