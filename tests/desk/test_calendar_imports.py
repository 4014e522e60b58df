"""An existing calendar at the desk: shown entry by entry, then written, all of it or nothing."""

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from ipaddress import ip_address
from random import Random
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from flask import template_rendered
from sqlalchemy import event, func, select

from forumapp.calendars.models import ImportedEntry
from forumapp.calendars.rules.importing import propose
from forumapp.calendars.rules.places import location
from forumapp.calendars.services.importing import Wanted, import_entries
from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core import transaction
from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.errors import CHANGED_MEANWHILE, RefusedTogether
from forumapp.core.fetching import Internet
from forumapp.core.tokens import new_uid
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.ical.read import read_calendar
from forumapp.venues.models import Venue
from forumapp.web.carrying import packed
from tests.records import a_delegation, a_forum, a_venue, both
from tests.support import NOW

IMPORT = "/desk/calendar-imports/"
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Quay diary\r\n"
WALK = (
    "BEGIN:VEVENT\r\nUID:walk@quay.example\r\nSUMMARY:Harbour walk\r\n"
    "DTSTART;TZID=Europe/Paris:20270310T100000\r\nDTEND;TZID=Europe/Paris:20270310T113000\r\n"
    "LOCATION:Old Crane\\, Quay 3\r\nDESCRIPTION:Bring *boots*.\r\nURL:https://quay.example/walk\r\n"
    "END:VEVENT\r\n"
)
TALK = (
    "BEGIN:VEVENT\r\nUID:talk@quay.example\r\nSUMMARY:港湾讲座\r\n"
    "DTSTART;TZID=Asia/Shanghai:20270311T140000\r\nLOCATION:Harbour House\\, 2nd floor\r\n"
    "END:VEVENT\r\n"
)
OVER = (
    "BEGIN:VEVENT\r\nUID:over@quay.example\r\nSUMMARY:Last year's walk\r\n"
    "DTSTART:20251010T100000Z\r\nEND:VEVENT\r\n"
)
OFF = (
    "BEGIN:VEVENT\r\nUID:off@quay.example\r\nSUMMARY:Cancelled walk\r\nSTATUS:CANCELLED\r\n"
    "DTSTART:20271010T100000Z\r\nEND:VEVENT\r\n"
)
NEVER = "BEGIN:VEVENT\r\nUID:never@quay.example\r\nSUMMARY:Timeless\r\nEND:VEVENT\r\n"


def diary(*entries: str) -> bytes:
    return "".join([HEAD, *entries, "END:VCALENDAR\r\n"]).encode()


def upload(client, body: bytes, **fields):
    given = {"becomes": "forum", "zone": "Asia/Shanghai", "language": "", "delegation_id": ""}
    file = {"file": (BytesIO(body), "diary.ics")}
    return client.post(IMPORT, data={**given, **file, **fields})


def a_journey_in_march(session) -> Delegation:
    delegation = a_delegation(starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 12))
    session.add(delegation)
    session.flush()
    return delegation


def sent_form(page) -> dict[str, str]:
    """What a browser would send of the preview as it stands."""
    form = BeautifulSoup(page.get_data(as_text=True), "html.parser").find("form", class_="import")
    fields = {each["name"]: each["value"] for each in form.find_all("input") if each.get("name")}
    for select_ in form.find_all("select"):
        chosen = select_.find("option", selected=True) or select_.find("option")
        fields[select_["name"]] = chosen["value"]
    return fields


def confirm(client, fields: dict[str, str], **more: str):
    return client.post(f"{IMPORT}confirm", data={**fields, **more})


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def test_every_entry_is_shown_before_anything_is_written(session, signed_in) -> None:
    client = signed_in("organizer")
    session.add(a_venue())
    page = upload(client, diary(WALK, TALK, OVER, OFF, NEVER))
    text = page.get_data(as_text=True)
    for words in (
        "Quay diary",
        "Harbour walk",
        "10:00–11:30",
        "Paris",
        "New venue: Old Crane, Quay 3",
        "Bring *boots*.",
        "https://quay.example/walk",
        "港湾讲座",
        "No end is given: two hours are assumed.",
        "The entry does not say when it begins (DTSTART is missing).",
    ):
        assert words in text
    fields = sent_form(page)
    assert [fields[f"becomes_{number}"] for number in (1, 2, 3, 4)] == ["forum", "forum", "", ""]
    assert fields["place_1"] == "new"
    assert fields["place_2"] == str(session.scalar(select(Venue.id)))
    assert count(session, Forum) == count(session, ImportedEntry) == 0


def test_drafts_are_made_once_however_often_the_form_is_sent(session, signed_in) -> None:
    client = signed_in("organizer")
    fields = sent_form(upload(client, diary(WALK, TALK)))
    first, second = confirm(client, fields), confirm(client, fields)
    assert (first.status_code, first.location) == (303, second.location)
    forums = session.scalars(select(Forum).order_by(Forum.starts_at)).all()
    assert [(f.state, f.zone, f.starts, f.ends) for f in forums] == [
        ("draft", "Europe/Paris", datetime(2027, 3, 10, 10), datetime(2027, 3, 10, 11, 30)),
        ("draft", "Asia/Shanghai", datetime(2027, 3, 11, 14), datetime(2027, 3, 11, 16)),
    ]
    assert (forums[0].title.exact("en"), forums[1].title.exact("zh")) == (
        "Harbour walk",
        "港湾讲座",
    )
    assert forums[0].venue.name.exact("en") == "Old Crane, Quay 3"
    assert count(session, ImportedEntry) == 2
    page = client.get(first.location).get_data(as_text=True)
    assert "2 draft forums" in page
    assert f"/desk/forums/{forums[0].id}/" in page
    told = session.scalars(select(HistoryRow).where(HistoryRow.action == "imported")).all()
    assert [row.changes["source"] for row in told] == ["diary.ics", "diary.ics"]


def test_what_was_imported_is_known_again_and_left_out(session, signed_in) -> None:
    client = signed_in("organizer")
    confirm(client, sent_form(upload(client, diary(WALK))))
    page = upload(client, diary(WALK.replace("T100000", "T090000"), TALK))
    text = page.get_data(as_text=True)
    forum_id = session.scalar(select(Forum.id))
    assert "Already here" in text
    assert f"/desk/forums/{forum_id}/" in text
    assert "<del>2027-03-10 10:00</del> → <ins>2027-03-10 09:00</ins>" in text
    fields = sent_form(page)
    assert (fields["becomes_1"], fields["becomes_2"]) == ("", "forum")


def test_entries_become_points_of_a_delegation_s_itinerary(session, signed_in) -> None:
    client = signed_in("organizer")
    delegation = a_journey_in_march(session)
    chosen = client.get(f"{IMPORT}?delegation={delegation.id}").get_data(as_text=True)
    assert f'<option selected value="{delegation.id}">' in chosen
    assert '<option selected value="America/New_York">' in chosen
    page = upload(client, diary(WALK), becomes="item", delegation_id=str(delegation.id))
    assert confirm(client, sent_form(page)).status_code == 303
    [item] = session.scalars(select(ItineraryItem))
    assert (item.delegation_id, item.starts, item.starts_zone, item.place.exact("en")) == (
        delegation.id,
        datetime(2027, 3, 10, 10),
        "Europe/Paris",
        "Old Crane, Quay 3",
    )
    assert not item.is_public
    assert count(session, Forum) == 0


def test_what_lies_outside_the_delegation_s_days_is_marked_and_left_out(session, signed_in) -> None:
    client = signed_in("organizer")
    delegation = a_journey_in_march(session)
    late = TALK.replace("20270311T", "20270313T")
    page = upload(client, diary(WALK, late), becomes="item", delegation_id=str(delegation.id))
    marked = BeautifulSoup(page.get_data(as_text=True), "html.parser").select(".proposal")
    assert ["Outside the delegation’s days" in each.get_text() for each in marked] == [False, True]
    fields = sent_form(page)
    assert (fields["becomes_1"], fields["becomes_2"]) == ("item", "")
    assert confirm(client, fields, becomes_2="item").status_code == 303
    assert count(session, ItineraryItem) == 2


def test_another_delegation_is_shown_with_its_days_before_anything_is_written(
    session, signed_in
) -> None:
    client = signed_in("organizer")
    march, december = a_journey_in_march(session), a_delegation()
    session.add(december)
    session.flush()
    page = upload(client, diary(WALK), becomes="item", delegation_id=str(march.id))
    again = confirm(client, sent_form(page), delegation_id=str(december.id))
    assert "Outside the delegation’s days" in again.get_data(as_text=True)
    assert count(session, ItineraryItem) == 0


def test_a_forum_of_ours_becomes_a_point_that_is_this_forum(session, signed_in) -> None:
    client = signed_in("organizer")
    delegation = a_delegation()
    forum = a_forum(title=both("Harbours|in winter", "冬季港口"))
    session.add_all([delegation, forum])
    session.commit()
    refresh_entries(forum, now=NOW)
    session.commit()
    ours = client.get(f"/forums/{forum.slug}.ics").data
    page = upload(client, ours, becomes="item", delegation_id=str(delegation.id))
    assert "it is this forum" in page.get_data(as_text=True)
    fields = sent_form(page)
    assert fields["becomes_1"] == "item"
    assert confirm(client, fields).status_code == 303
    [item] = session.scalars(select(ItineraryItem))
    assert (item.forum_id, item.kind, item.title.exact("zh")) == (forum.id, "forum", "冬季港口")
    assert (item.starts, item.ends, item.starts_zone) == (forum.starts, forum.ends, forum.zone)
    again = upload(client, ours, becomes="item", delegation_id=str(delegation.id))
    assert sent_form(again)["becomes_1"] == ""


def test_the_result_names_both_zones_of_a_flight(session, signed_in) -> None:
    client = signed_in("organizer")
    delegation = a_journey_in_march(session)
    landing = "DTEND;TZID=America/New_York:20270310T122000"
    flight = WALK.replace("DTEND;TZID=Europe/Paris:20270310T113000", landing)
    page = upload(client, diary(flight), becomes="item", delegation_id=str(delegation.id))
    result = client.get(confirm(client, sent_form(page)).location)
    times = (
        BeautifulSoup(result.get_data(as_text=True), "html.parser")
        .select_one(".itinerary-when")
        .get_text(" ")
    )
    assert " ".join(times.split()) == (
        "10 Mar 2027 10:00 Paris time – 10 Mar 2027 12:20 New York time"
    )


def test_points_without_a_delegation_are_refused_and_nothing_chosen_is_lost(
    session, signed_in
) -> None:
    client = signed_in("organizer")
    fields = sent_form(upload(client, diary(WALK, TALK)))
    answer = confirm(client, fields, becomes_1="item", place_2="")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Choose the delegation to whose itinerary the points belong." in text
    kept = sent_form(answer)
    assert (kept["becomes_1"], kept["becomes_2"], kept["place_2"]) == ("item", "forum", "")
    assert kept["packed"] == fields["packed"]
    assert count(session, Forum) == count(session, Venue) == 0


def test_where_one_is_refused_none_is_made_and_the_sentence_stands_at_it(
    session, signed_in
) -> None:
    client = signed_in("organizer")
    venue = a_venue()
    session.add(venue)
    fields = sent_form(upload(client, diary(WALK, TALK)))
    session.delete(venue)
    answer = confirm(client, fields)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    [error] = page.select(".proposal .error")
    assert error.get_text() == "Choose one of the list."
    assert count(session, Forum) == count(session, ImportedEntry) == 0


def test_a_new_zone_is_shown_before_it_is_written(session, signed_in) -> None:
    client = signed_in("organizer")
    floating = diary(WALK.replace(";TZID=Europe/Paris", ""))
    fields = sent_form(upload(client, floating))
    answer = confirm(client, fields, zone="America/New_York")
    assert answer.status_code == 200
    assert "No time zone is given: read in America/New_York." in answer.get_data(as_text=True)
    assert count(session, Forum) == 0
    assert confirm(client, sent_form(answer)).status_code == 303
    assert session.scalar(select(Forum.zone)) == "America/New_York"


def test_reading_does_not_hold_the_write_lock(session, signed_in) -> None:
    client, turns = signed_in("organizer"), []

    def note(_sender, **_rest) -> None:
        turns.append(transaction.is_writing())

    with template_rendered.connected_to(note):
        upload(client, diary(WALK))
    assert turns
    assert not any(turns)


def test_the_file_is_read_again_before_the_transaction_that_writes(session, signed_in) -> None:
    client, turns = signed_in("organizer"), []
    fields = sent_form(upload(client, diary(WALK)))
    session.commit()

    def note(_connection) -> None:
        turns.append(transaction.is_writing())

    def turns_of(**more: str) -> tuple[int, list[bool]]:
        turns.clear()
        event.listen(db.engine, "begin", note)
        try:
            answer = confirm(client, fields, **more)
        finally:
            event.remove(db.engine, "begin", note)
        return answer.status_code, list(dict.fromkeys(turns))

    unreadable = packed(b"<html>no calendar")
    assert turns_of(packed=unreadable) == (409, [False])
    assert turns_of() == (303, [False, True])


def test_a_forum_that_is_deleted_meanwhile_is_no_point_of_the_itinerary(session) -> None:
    journey = a_journey_in_march(session)
    (entry,) = read_calendar(diary(WALK), zone="Asia/Shanghai", today=NOW.date()).entries
    proposal = propose(entry, language="en", languages=("en",), venues=[])
    with pytest.raises(RefusedTogether) as refused:
        import_entries(
            [Wanted(proposal, "item", forum_id=4711)],
            key=new_uid(),
            source="diary.ics",
            delegation=journey,
            by=COMMAND,
            now=NOW,
        )
    assert [each.sentence for each in refused.value.refusals] == [CHANGED_MEANWHILE]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "Choose a file, or give an address."),
        (b"<html>hello", "This is a web page, not a calendar."),
        (b"nothing of the kind", "it does not begin with BEGIN:VCALENDAR"),
    ],
)
def test_what_is_no_calendar_is_refused_on_the_form(signed_in, body: bytes, sentence: str) -> None:
    fields = {} if body else {"file": ""}
    answer = upload(signed_in("organizer"), body, **fields)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_markup_and_formulas_stay_text(session, signed_in) -> None:
    nasty = WALK.replace("Harbour walk", '=1+1 {{ 7*7 }} "><x-y onclick=1>').replace(
        "Bring *boots*.", "x <img src=x onerror=alert(1)> [a](javascript:alert(1))"
    )
    client = signed_in("organizer")
    page = upload(client, diary(nasty))
    soup = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    assert not soup.select("x-y, .proposal img, .proposal script, [onclick], [onerror]")
    assert not [a for a in soup.find_all("a") if "javascript" in a.get("href", "")]
    made = confirm(client, sent_form(page))
    assert made.status_code == 303
    assert session.scalar(select(Forum.title)).exact("en") == '=1+1 {{ 7*7 }} "><x-y onclick=1>'
    assert client.get(made.location).status_code == 200


@pytest.mark.parametrize(
    "bent",
    [{"packed": "AAAA"}, {"packed": ""}, {"zone": "Moon/Base"}],
)
def test_a_bent_preview_is_refused(session, signed_in, bent) -> None:
    client = signed_in("organizer")
    fields = sent_form(upload(client, diary(WALK)))
    assert confirm(client, fields, **bent).status_code in (409, 422)
    assert count(session, Forum) == 0


def test_a_form_without_its_key_is_refused(session, signed_in) -> None:
    client = signed_in("organizer")
    fields = sent_form(upload(client, diary(WALK)))
    assert confirm(client, fields, key="none").status_code == 422
    assert count(session, Forum) == 0


def test_editors_and_staff_import_nothing(signed_in) -> None:
    for role in ("editor", "staff", "door"):
        assert upload(signed_in(role), diary(WALK)).status_code == 403


def facts_of(session, language: str) -> list[tuple]:
    return sorted(
        (f.starts, f.ends, f.zone, f.title.text(language), location(f.venue, None, language))
        for f in session.scalars(select(Forum))
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_our_own_feed_comes_back_with_the_same_times_zones_titles_and_places(
    session, signed_in, language: str
) -> None:
    client = signed_in("organizer")
    lamps = both("Night of lamps; boats, 50% off \\ more", "灯火之夜；船，五折")
    session.add_all(
        [
            a_forum(venue=a_venue()),
            a_forum(
                title=lamps,
                zone="Europe/Paris",
                starts=datetime(2027, 10, 31, 22, 30),
                ends=datetime(2027, 11, 1, 1, 0),
                venue=a_venue(name=both("Lamp Hall", "灯厅"), zone="Europe/Paris"),
            ),
            a_forum(
                zone="Asia/Kathmandu",
                starts=datetime(2026, 12, 1, 9),
                ends=datetime(2026, 12, 1, 12),
            ),
        ]
    )
    session.flush()
    for forum in session.scalars(select(Forum)):
        refresh_entries(forum, now=NOW)
    before = facts_of(session, language)
    feed = client.get("/calendar.full.ics" if language == "en" else "/zh/calendar.ics").data
    for record in (*session.scalars(select(Forum)), *session.scalars(select(Venue))):
        session.delete(record)
    assert confirm(client, sent_form(upload(client, feed))).status_code == 303
    assert facts_of(session, language) == before
    assert set(session.scalars(select(Forum.state))) == {"draft"}


class Quay(BaseHTTPRequestHandler):
    """A web server of somebody else's calendar."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        body = diary(WALK)
        self.send_response(200)
        self.send_header("Content-Type", "text/calendar")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def quay(app):
    """Reached as quay.example, on a port of its own."""
    server = HTTPServer(("127.0.0.1", 0), Quay)
    Thread(target=server.serve_forever, daemon=True).start()
    app.config["INTERNET"] = Internet(
        may_reach=lambda _ip: True,
        ports={"http": server.server_port, "https": 443},
        resolve=lambda _host, _port: [ip_address("127.0.0.1")],
    )
    Quay.asked = 0
    yield "http://quay.example/diary.ics"
    app.config.pop("INTERNET")
    server.shutdown()
    server.server_close()


def test_the_largest_preview_can_be_confirmed(session, signed_in) -> None:
    client = signed_in("organizer")
    noise = Random(7)
    filling = [
        f"X-NOISE:{b64encode(noise.randbytes(60_000)).decode()}\r\nEND:VEVENT" for _line in range(4)
    ]
    entries = [WALK.replace("walk@", f"walk{number}@") for number in range(310)]
    for number, noisy in enumerate(filling):
        entries[number] = entries[number].replace("END:VEVENT", noisy)
    page = upload(client, diary(*entries))
    assert "10 more entries are not shown." in page.get_data(as_text=True)
    fields = sent_form(page)
    assert 300_000 < len(fields["packed"]) < 400_000
    left_out = {name: "" for name in fields if name.startswith("becomes_")}
    assert confirm(client, {**fields, **left_out, "becomes_1": "forum"}).status_code == 303
    assert count(session, Forum) == 1


def test_what_is_too_large_for_a_preview_is_refused(signed_in) -> None:
    noise = b64encode(Random(7).randbytes(70_000)).decode()
    big = WALK.replace("END:VEVENT", f"X-NOISE:{noise}\r\nEND:VEVENT")
    answer = upload(
        signed_in("organizer"),
        diary(
            *[
                big.replace(noise, b64encode(Random(number).randbytes(70_000)).decode())
                for number in range(6)
            ]
        ),
    )
    assert answer.status_code == 422
    assert "This calendar is too large to be read at once." in answer.get_data(as_text=True)


def test_an_address_is_asked_once_for_the_preview_and_never_again(session, signed_in, quay) -> None:
    client = signed_in("organizer")
    client.get(f"{IMPORT}?address={quay}")
    assert Quay.asked == 0
    page = upload(client, b"", file="", address=quay)
    assert "Harbour walk" in page.get_data(as_text=True)
    assert confirm(client, sent_form(page)).status_code == 303
    assert Quay.asked == 1
    assert session.scalar(select(ImportedEntry.source)) == "quay.example"


def test_an_address_in_a_private_network_is_refused(signed_in) -> None:
    answer = upload(signed_in("organizer"), b"", file="", address="http://127.0.0.1/diary.ics")
    assert answer.status_code == 422
    text = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one(".errors")
    assert re.search("private network", text.get_text())


@pytest.mark.parametrize("becomes", ["forum", "item"])
def test_the_same_form_sent_twice_at_one_moment_is_written_once(
    session, signed_in, becomes: str
) -> None:
    clients = [signed_in("organizer"), signed_in("organizer")]
    delegation = a_journey_in_march(session)
    page = upload(clients[0], diary(WALK, TALK), becomes=becomes, delegation_id=str(delegation.id))
    fields = sent_form(page)
    session.commit()
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(Context().run, confirm, client, fields) for client in clients]
        answers = [each.result(timeout=60) for each in sent]
    assert {answer.status_code for answer in answers} <= {303, 422}
    assert 303 in {answer.status_code for answer in answers}
    made = Forum if becomes == "forum" else ItineraryItem
    assert (count(session, made), count(session, ImportedEntry)) == (2, 2)
    assert count(session, Venue) == (2 if becomes == "forum" else 0)
