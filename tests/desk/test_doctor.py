"""The calendar doctor at the desk: our own calendars, foreign addresses, files."""

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, text

from forumapp.calendars.models import CalendarLook, PrivateCalendar
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar
from forumapp.calendars.services.refresh import refresh_forums
from forumapp.core.actor import COMMAND
from forumapp.core.slugs import change_slug
from forumapp.core.tokens import capability_hash
from forumapp.delegations.models import Delegation
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.web.fetching import MOST_BYTES, PER_MINUTE
from tests.answering import internet_of, serving, whole
from tests.records import a_forum, a_registration, both
from tests.site.season import a_season
from tests.support import NOW

ILL = Path(__file__).parents[1] / "ical" / "ill"
HEALTHY = (ILL / "healthy.ics").read_bytes()
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar; charset=utf-8\r\n"
    b'ETag: "7"\r\nCache-Control: max-age=900\r\n'
)
DOCTOR = "/desk/doctor/"


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").main.get_text(" ").split())


def upload(browser, body: bytes, name: str = "club.ics"):
    return browser.post(DOCTOR, data={"address": "", "file": (io.BytesIO(body), name)})


@pytest.fixture
def calendars(app, monkeypatch):
    """`calendars(answer)` lets every name of the internet lead to a server that answers so."""
    opened = []

    def answering(answer):
        opened.append(serving(answer))
        server = opened[-1].__enter__()
        monkeypatch.setitem(app.config, "INTERNET", internet_of(server))
        return server

    yield answering
    for each in opened:
        each.__exit__(None, None, None)


def known_or_whole(peer, asked: bytes) -> None:
    """A well-kept server: 304 for who has it."""
    if b'If-None-Match: "7"' in asked:
        peer.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n')
    else:
        peer.sendall(whole(HEALTHY, HEAD))


# ----------------------------------------------------------------------- our own


HEALTHY_SAID = "Every client will show this calendar as it is meant."


def test_our_own_calendars_are_offered_and_found_healthy(session, signed_in):
    forum = a_season(session)
    session.commit()
    editor = signed_in("editor")
    page = BeautifulSoup(editor.get(DOCTOR).data, "html.parser")
    names = [option["value"] for option in page.select("#calendar option")]
    assert {"everything", f"forum/{forum.slug}", f"sessions/{forum.slug}", "city/new-york"} <= {
        *names
    }
    for name in names:
        answer = editor.get(f"{DOCTOR}own?calendar={name}")
        assert answer.status_code == 200
        assert HEALTHY_SAID in words(answer)


def test_ours_are_looked_at_in_the_language_profile_and_choice_that_was_asked_for(
    session, signed_in
):
    a_season(session)
    session.commit()
    asked = "calendar=city/new-york&language=zh&profile=full&deadlines=1&cancelled=0"
    shown = words(signed_in("editor").get(f"{DOCTOR}own?{asked}"))
    address = "/zh/calendar.full.ics?city=new-york&deadlines=1&cancelled=0"
    assert f"http://127.0.0.1:8000{address}" in shown
    assert "纽约" in shown
    assert "An entry holds PARTICIPANT components." in shown


def test_a_forum_leads_to_how_calendars_see_it(session, signed_in):
    forum = a_season(session)
    session.commit()
    page = BeautifulSoup(
        signed_in("organizer").get(f"/desk/forums/{forum.id}/").data, "html.parser"
    )
    (link,) = page.find_all("a", string="How calendars see this")
    assert link["href"] == f"{DOCTOR}own?calendar=forum/{forum.slug}"


def test_a_calendar_that_is_not_there_is_not_found(session, signed_in):
    a_season(session)
    session.commit()
    for name in ("", "forum/none", "nonsense", "forum/undisclosed", "theme/../calendar"):
        assert signed_in("staff").get(f"{DOCTOR}own?calendar={name}").status_code == 404


OURS = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "typed",
    [
        "/calendar.ics",
        f"{OURS}/zh/calendar.full.ics",
        "webcal://127.0.0.1:8000/calendar.ics?theme=open-cities&city=new-york",
        f"{OURS}/calendar.ics?q=harbours&from=2026-09-01&to=2027-12-31",
        f"{OURS}/calendar.ics?delegation=harbour-delegation&deadlines=1&cancelled=0",
        "/zh/forums/open-harbours/sessions.ics",
        "/delegations/harbour-delegation.full.ics",
    ],
)
def test_any_address_of_ours_is_looked_at_without_the_network(session, signed_in, typed):
    a_season(session)
    session.commit()
    organizer = signed_in("organizer")
    for _time in range(PER_MINUTE + 1):
        answer = organizer.post(DOCTOR, data={"address": typed})
        assert answer.status_code == 200
    findings = BeautifulSoup(answer.data, "html.parser").select(".findings b")
    assert [each.get_text() for each in findings if " components." not in each.get_text()] == []
    assert session.scalar(select(func.count(CalendarLook.id))) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/forums/open-harbours", "The address of a calendar ends in .ics."),
        ("/desk/forums/", "The address of a calendar ends in .ics."),
        ("/desk/doctor/own?calendar=x.ics", "The address of a calendar ends in .ics."),
        ("/forums/undisclosed.ics", "No calendar of ours answers at this address."),
        ("/calendar.ics?theme=none", "No calendar of ours answers at this address."),
        (f"{OURS}/calendars/{'A' * 43}.ics", "No calendar of ours answers at this address."),
        ("//127.0.0.1:8000/calendar.ics", "Enter a web address"),
    ],
)
def test_an_address_of_ours_without_a_calendar_is_refused(session, signed_in, typed, sentence):
    a_season(session)
    session.commit()
    answer = signed_in("administrator").post(DOCTOR, data={"address": typed})
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_calendar_of_ours_that_has_moved_or_has_trouble_says_so(session, signed_in):
    forum = a_season(session)
    change_slug(forum, "quiet-harbours")
    session.commit()
    session.execute(text("UPDATE stored_entry SET zones = :zones"), {"zones": '["No/Where"]'})
    session.commit()
    organizer = signed_in("organizer")
    moved = organizer.post(DOCTOR, data={"address": "/forums/open-harbours.ics"})
    assert f"leads on to {OURS}/forums/quiet-harbours.ics." in words(moved)
    for answer in (
        organizer.post(DOCTOR, data={"address": "/forums/quiet-harbours.ics"}),
        organizer.get(f"{DOCTOR}own?calendar=forum/quiet-harbours"),
    ):
        assert answer.status_code < 500
        assert "cannot be read at the moment (status 503)" in words(answer)


def test_several_hundred_forums_of_ours_are_examined_wholly_and_nothing_is_found(
    session, signed_in
):
    forums = [a_forum(slug=f"forum-{number}", themes=[]) for number in range(350)]
    for forum in forums:
        forum.description = both("Homes, water; and a way home after dark. " * 60)
    session.add_all(forums)
    session.flush()
    refresh_forums([forum.id for forum in forums], now=NOW)
    session.commit()
    answer = signed_in("organizer").get(f"{DOCTOR}own?calendar=everything")
    shown = words(answer)
    assert HEALTHY_SAID in shown
    assert "Entries 350" in shown
    assert "Google Calendar takes about 1,000 kB" in shown


# ------------------------------------------------------------------ private ones and tickets


@pytest.fixture
def private(session) -> tuple[int, str]:
    """A delegation's own calendar: its number, and the secret of its address."""
    a_season(session)
    delegation = session.scalars(select(Delegation).filter_by(slug="harbour-delegation")).one()
    calendar = make_calendar(delegation, language="en", alarm_minutes=30, by=COMMAND, now=NOW)
    session.flush()
    told = calendar.id, secret_of(calendar)
    session.commit()
    return told


def test_a_private_calendar_is_looked_at_by_number_and_its_address_not_told(
    session, signed_in, private
):
    calendar_id, secret = private
    organizer = signed_in("organizer")
    page = BeautifulSoup(organizer.get(DOCTOR).data, "html.parser")
    assert [option["value"] for option in page.select("#private option")] == [str(calendar_id)]
    answer = organizer.get(f"{DOCTOR}private?calendar={calendar_id}")
    shown = words(answer)
    assert "Itinerary: Harbour" in shown
    assert HEALTHY_SAID in shown
    assert secret not in answer.text
    typed = organizer.post(DOCTOR, data={"address": f"/calendars/{secret}.ics"})
    assert "/calendars/….ics" in words(typed)
    assert secret not in typed.text
    assert session.get_one(PrivateCalendar, calendar_id).last_used_at is None


def test_who_may_not_see_private_calendars_is_not_offered_them(session, signed_in, private):
    calendar_id, _secret = private
    for role in ("editor", "staff"):
        browser = signed_in(role)
        assert b"private" not in browser.get(DOCTOR).data.split(b"<main", 1)[1]
        assert browser.get(f"{DOCTOR}private?calendar={calendar_id}").status_code == 403


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "9" * 30])
def test_a_number_of_no_private_calendar_leads_nowhere(session, signed_in, number):
    answer = signed_in("organizer").get(f"{DOCTOR}private?calendar={number}")
    assert answer.status_code in (303, 404)


def test_a_ticket_is_looked_at_from_its_registration(session, signed_in):
    forum = a_season(session)
    registration = a_registration(forum)
    booking = registration.booking
    session.add(registration)
    session.flush()
    booking.link_hash = capability_hash(LINK_PURPOSE, booking.uid, booking.link_version)
    at = f"/desk/forums/{forum.id}/registrations/{registration.id}/"
    reference = registration.reference
    session.commit()
    staff = signed_in("staff")
    page = staff.get(at)
    (link,) = BeautifulSoup(page.data, "html.parser").find_all("a", string="How calendars see this")
    shown = words(staff.get(link["href"]))
    assert HEALTHY_SAID in shown
    assert reference in shown
    assert signed_in("editor").get(link["href"]).status_code == 403


# ------------------------------------------------------------------------ a file


def test_a_file_is_examined_and_its_lines_shown_as_text(session, signed_in):
    body = (ILL / "unescaped.ics").read_bytes().replace(b"picnic", b"<script>alert(1)</script>")
    answer = upload(signed_in("organizer"), body)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.data
    shown = words(answer)
    assert "A comma or semicolon stands bare in DESCRIPTION." in shown
    assert "Line 33 DESCRIPTION:Boats, blades and a <script>alert(1)</script>." in shown
    assert "Regatta on the canal" in shown
    assert "12 June 2027, 10:00–12:00 Paris time" in shown
    assert "12 June 2027, 16:00 Beijing time" in shown


ODD = """
    empty_file web_page no_begin no_end not_utf8.utf16 control_character no_summary.empty
    bad_time floating tzid_unknown tzid_windows end_not_after_start.day date_without_value days_as_bar
"""


@pytest.mark.parametrize("name", ODD.split())
def test_any_file_can_be_shown(signed_in, name):
    body = (ILL / f"{name}.ics").read_bytes()
    answer = upload(signed_in("organizer"), body, "../../\u65e5\u7a0b.ics")
    assert answer.status_code == 200
    assert "{" not in words(answer).replace("[object Object]", "")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(b"", "There is nothing in the file."), (b"\x00\xff\x89PNG" * 99, "no BEGIN:VCALENDAR")],
)
def test_what_is_no_calendar_gets_a_sentence(signed_in, body, sentence):
    assert sentence in words(upload(signed_in("organizer"), body))


def test_a_file_that_is_too_large_is_refused(signed_in):
    answer = upload(signed_in("organizer"), b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 422
    assert "larger than 2000 kB" in words(answer)


# -------------------------------------------------------------------- an address


def test_a_healthy_address_is_asked_twice_and_nothing_is_found(calendars, session, signed_in):
    server = calendars(known_or_whole)
    answer = signed_in("staff").post(DOCTOR, data={"address": "http://club.example/a.ics"})
    assert "Every client will show this calendar as it is meant." in words(answer)
    assert [b"If-None-Match" in asked for asked in server.asked] == [False, True]


def test_the_next_look_is_compared_with_the_last(calendars, session, signed_in):
    address = {"address": "http://club.example/secret-of-anna.ics"}
    organizer = signed_in("organizer")
    server = calendars(known_or_whole)
    organizer.post(DOCTOR, data=address)
    moved = whole(HEALTHY.replace(b"20270612T", b"20270619T"), HEAD)
    server.answer = lambda peer, _asked: peer.sendall(moved)
    shown = words(organizer.post(DOCTOR, data=address))
    assert "“Regatta on the canal” has moved, but its SEQUENCE did not rise." in shown
    assert "the server sends everything again" in shown
    look = session.scalars(select(CalendarLook)).one()
    assert "secret" not in look.address
    assert [entry[0] for entry in look.entries.values()] == ["0e3c1b7a-5d52-4a0e-9a3f-6a1f0c2d4e5b"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter an address or choose a file."),
        ("not an address", "Enter a web address"),
        ("http://127.0.0.1/desk/", "leads into a private network"),
        ("https://[::ffff:10.0.0.1]/", "leads into a private network"),
        ("http://169.254.169.254/latest/", "leads into a private network"),
    ],
)
def test_an_address_that_is_not_asked_is_refused_and_stays_typed(
    session, signed_in, address, sentence
):
    answer = signed_in("organizer").post(DOCTOR, data={"address": address})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert sentence in page.select_one("#address-error").get_text()
    assert page.select_one("#address")["value"] == address
    assert session.scalar(select(func.count(CalendarLook.id))) == 0


def test_a_calendar_full_of_rubbish_is_kept_as_a_look_too(calendars, session, signed_in):
    rubbish = HEALTHY.replace(b"Regatta", b"\x00\xed\xa0\x80\xf0\x9f\x9a\xa3 \xe2\x80\xa8")
    calendars(whole(rubbish, HEAD))
    answer = signed_in("organizer").post(DOCTOR, data={"address": "http://club.example/"})
    assert answer.status_code == 200
    assert "invisible control character" in words(answer)
    assert len(session.scalars(select(CalendarLook)).one().entries) == 1


def test_a_server_that_fails_the_second_time_is_shown_as_it_was(calendars, session, signed_in):
    answers = [whole(HEALTHY, HEAD), b"HTTP/1.1 429 Slow down\r\n\r\n"]
    calendars(lambda peer, _asked: peer.sendall(answers.pop(0)))
    answer = signed_in("organizer").post(DOCTOR, data={"address": "http://club.example/"})
    assert "Every client will show this calendar as it is meant." in words(answer)


def test_one_account_asks_few_addresses_a_minute(calendars, session, signed_in):
    calendars(known_or_whole)
    anna, ben = signed_in("organizer"), signed_in("organizer")
    address = {"address": "http://club.example/a.ics"}
    statuses = [anna.post(DOCTOR, data=address).status_code for _time in range(PER_MINUTE + 1)]
    assert statuses == [200] * PER_MINUTE + [422]
    assert "within a minute" in words(anna.post(DOCTOR, data=address))
    assert ben.post(DOCTOR, data=address).status_code == 200


def test_looks_that_nobody_came_back_to_are_forgotten(calendars, clock, session, signed_in):
    calendars(known_or_whole)
    organizer = signed_in("organizer")
    organizer.post(DOCTOR, data={"address": "http://club.example/old.ics"})
    clock.now = clock.now.replace(year=clock.now.year + 1)
    organizer.post(DOCTOR, data={"address": "http://club.example/new.ics"})
    assert session.scalars(select(CalendarLook.looked_at)).all() == [clock.now]


def test_the_page_speaks_chinese(session, signed_in):
    organizer = signed_in("organizer")
    organizer.post("/account/language", data={"language": "zh", "next": DOCTOR})
    shown = words(upload(organizer, (ILL / "no_uid.ics").read_bytes()))
    assert "有条目没有 UID" in shown
    assert "第 31 行" in shown
