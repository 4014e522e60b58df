"""The calendar doctor at the desk: our own calendars, foreign addresses, files."""

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forumapp.calendars.models import CalendarLook
from forumapp.web.fetching import MOST_BYTES, PER_MINUTE
from tests.answering import internet_of, serving, whole
from tests.site.season import a_season

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


def test_our_own_calendars_are_offered_and_found_healthy(session, signed_in):
    forum = a_season(session)
    session.commit()
    editor = signed_in("editor")
    page = BeautifulSoup(editor.get(DOCTOR).data, "html.parser")
    names = [option["value"] for option in page.select("#calendar option")]
    assert "everything" in names
    assert f"forum-{forum.id}" in names
    for name in names:
        answer = editor.get(f"{DOCTOR}own?calendar={name}")
        assert answer.status_code == 200
        assert "Every client will show this calendar as it is meant." in words(answer)


def test_a_forum_leads_to_how_calendars_see_it(session, signed_in):
    forum = a_season(session)
    session.commit()
    page = BeautifulSoup(
        signed_in("organizer").get(f"/desk/forums/{forum.id}/").data, "html.parser"
    )
    (link,) = page.find_all("a", string="How calendars see this")
    assert link["href"] == f"{DOCTOR}own?calendar=forum-{forum.id}"


def test_a_calendar_that_is_not_there_is_not_found(session, signed_in):
    for name in ("", "forum-77", "nonsense"):
        assert signed_in("staff").get(f"{DOCTOR}own?calendar={name}").status_code == 404


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
