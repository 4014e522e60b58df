"""Registering on the public site, and what its link lets one do."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import Settings
from forumapp.core.tokens import capability_token
from forumapp.institution.models import ConsentText
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.models.places import AccessCode
from tests.records import a_forum, a_venue, both, the_consent_texts
from tests.support import NOW

FIELDS = {
    "name": "Lin Qiao",
    "address": "lin@example.org",
    "organization": "Harbour Foundation",
    "position": "Director",
    "country": "CN",
    "language": "en",
    "taking_part": "1",
    "key": "a-form",
}


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def forum(session):
    session.add_all(the_consent_texts())
    forum = a_forum(slug="open-harbours", capacity_limit=2, venue=a_venue())
    session.add(forum)
    session.commit()
    return forum


def register(client, at="/forums/open-harbours/register", **fields):
    return client.post(at, data={**FIELDS, **fields})


def ticket_path(session) -> str:
    session.rollback()
    booking = session.scalars(select(Booking).order_by(Booking.id)).first()
    return f"/registrations/{capability_token('registration', booking.uid, 1)}"


def rows(session) -> list[Registration]:
    session.rollback()
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def test_the_form_asks_little_fills_itself_and_ticks_nothing(client, forum):
    page = client.get("/forums/open-harbours/register").text
    for name in ("name", "email", "organization", "organization-title", "country"):
        assert f'autocomplete="{name}"' in page
    assert len(re.findall(r'type="checkbox"', page)) == 5
    assert "checked" not in page
    assert "New York time (EST, UTC−5)" in page


def test_who_registers_sees_the_ticket_with_everything_that_the_mail_holds(client, session, forum):
    answer = register(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, ticket_path(session))
    page = client.get(answer.headers["Location"]).text
    words = re.sub(r"<[^>]+>", "", page)
    words = words.replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")
    (row,) = rows(session)
    for fact in (
        row.reference,
        "Tuesday 8 December 2026, 12:00–14:00",
        "New York time (EST, UTC−5)",
        "Harbour House",
        "http://127.0.0.1:8000" + ticket_path(session),
    ):
        assert fact in words
    assert f'href="{ticket_path(session)}.ics"' in page


def test_a_double_click_a_reload_and_a_second_tab_make_one_registration(client, session, forum):
    first, again, other_tab = register(client), register(client), register(client, key="other-form")
    assert again.headers["Location"] == first.headers["Location"]
    assert other_tab.headers["Location"] == "/forums/open-harbours/register?written=1"
    assert len(rows(session)) == 1


def test_a_registered_address_reads_that_we_have_written_and_no_word_about_anybody(
    client, session, forum
):
    register(client)
    answer = register(client, key="other-form", name="Somebody Else")
    page = client.get(answer.headers["Location"]).text
    assert "We have written to this address" in page
    for secret in (rows(session)[0].reference, "Lin Qiao", "lin@example.org", "/registrations/"):
        assert secret not in page
    kinds = session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)).all()
    assert kinds == ["registration_confirmed", "registration_existing"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Write your name."),
        ({"address": "lin@@example"}, "This is not a mail address."),
        ({"address": "lin@example.org\r\nBcc: x@example.org"}, "This is not a mail address."),
        ({"country": "XX"}, "Choose one of the list."),
        ({"language": "tlh"}, "Choose one of the list."),
        ({"taking_part": ""}, "Without this consent we cannot keep a place for you."),
        ({"taking_part": "9"}, "The wording of this consent has changed."),
        ({"name": "x" * 400}, "This is too long."),
        ({"name": "Visit http://spam.example"}, "Write your name without a web address."),
    ],
)
def test_what_is_not_accepted_is_said_at_its_field_with_nothing_typed_lost(
    client, session, forum, fields, sentence
):
    fields = {key: value for key, value in fields.items() if value or key != "taking_part"}
    data = {**FIELDS, **fields}
    if sentence.startswith("Without"):
        del data["taking_part"]
    answer = client.post("/forums/open-harbours/register", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Harbour Foundation"' in answer.text
    assert rows(session) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "cancelled"}, "This forum is cancelled. Choose another one"),
        ({"state": "postponed"}, "This forum is postponed. You can register"),
        ({"capacity_limit": 0, "waiting_list": "none"}, "All places are taken."),
        ({"registration_mode": "invitation"}, "This forum is by invitation only."),
        ({"registration_mode": "none"}, "You need not register for this forum."),
        (
            {"registration_opens_at": NOW + timedelta(days=1)},
            "Registration opens on 24 November 2026, 04:00 New York time.",
        ),
        (
            {"registration_closes_at": NOW},
            "Registration closed on 23 November 2026, 04:00 New York time.",
        ),
        ({"ends_at": NOW, "starts_at": NOW - timedelta(hours=2)}, "This forum has been held."),
    ],
)
def test_who_cannot_register_reads_why_and_what_to_do(client, session, forum, facts, sentence):
    for name, value in facts.items():
        setattr(forum, name, value)
    session.commit()
    page = client.get("/forums/open-harbours/register")
    assert (page.status_code, sentence in page.text) == (200, True)
    assert '<form method="post"' not in page.text
    answer = register(client)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert rows(session) == []


def test_a_forum_that_is_not_public_takes_no_registration_and_does_not_exist(
    client, session, forum
):
    forum.state = "draft"
    session.commit()
    assert client.get("/forums/open-harbours/register").status_code == 404
    assert register(client).status_code == 404
    assert rows(session) == []


def test_in_chinese_everything_is_chinese_and_so_is_the_mail(client, session, forum):
    form = client.get("/zh/forums/open-harbours/register").text
    assert 'lang="zh-Hans"' in form
    assert "纽约时间（EST，UTC−5）" in form
    answer = register(client, at="/zh/forums/open-harbours/register", language="zh")
    assert answer.headers["Location"] == "/zh" + ticket_path(session)
    assert session.scalars(select(OutgoingMail.language)).one() == "zh"


def test_by_the_link_details_and_consents_change_and_the_address_stays(client, session, forum):
    register(client)
    at = ticket_path(session)
    form = client.get(at + "/change").text
    assert 'value="Lin Qiao"' in form
    answer = client.post(
        at + "/change",
        data={
            "name": "Lin Q.",
            "organization": "",
            "language": "zh",
            "news": "1",
            "address": "x@y.org",
        },
    )
    assert answer.status_code == 303
    (row,) = rows(session)
    assert (row.name, row.organization, row.language, row.address) == (
        "Lin Q.",
        "",
        "zh",
        "lin@example.org",
    )
    assert [c.purpose for c in row.consents] == ["taking_part", "news"]
    boxes = re.findall(r"<input[^>]*checkbox[^>]*>", client.get(at + "/change").text)
    assert [box for box in boxes if "checked" in box] == [box for box in boxes if "news" in box]


def test_a_newer_wording_is_ticked_for_nobody_who_agreed_to_an_older_one(client, session, forum):
    register(client, news="1")
    session.add_all(
        ConsentText(
            purpose=purpose, version=2, wording=both(f"Newer {purpose}."), since=NOW - timedelta(1)
        )
        for purpose in ("news", "photographs")
    )
    session.commit()
    at = ticket_path(session)
    page = client.get(at + "/change").text
    (ticked,) = [box for box in re.findall(r"<input[^>]*checkbox[^>]*>", page) if "checked" in box]
    assert 'name="news"' in ticked
    assert 'value="1"' in ticked
    for wording, is_shown in (
        ("I agree to news.", True),
        ("Newer news.", False),
        ("I agree to photographs.", False),
        ("Newer photographs.", True),
    ):
        assert (wording in page) == is_shown
    client.post(at + "/change", data={"name": "Lin Q.", "language": "en", "news": "1"})
    assert [(c.purpose, c.withdrawn_at) for c in rows(session)[0].consents] == [
        ("taking_part", None),
        ("news", None),
    ]
    client.post(at + "/change", data={"name": "Lin Q.", "language": "en", "news": "2"})
    assert [(c.purpose, c.wording, c.withdrawn_at) for c in rows(session)[0].consents][1:] == [
        ("news", "I agree to news.", NOW),
        ("news", "Newer news.", None),
    ]


def test_looking_at_the_cancel_page_changes_nothing_and_its_button_frees_the_place(
    client, session, forum
):
    register(client)
    at = ticket_path(session)
    assert client.get(at + "/cancel").status_code == 200
    assert rows(session)[0].state == "confirmed"
    for _time in range(2):
        assert client.post(at + "/cancel").status_code == 303
    session.refresh(forum)
    assert (rows(session)[0].state, forum.taken) == ("cancelled", 0)
    assert "This registration is cancelled" in client.get(at).text


def test_the_downloaded_entry_names_nobody_and_is_the_forums_own(client, session, forum):
    register(client)
    for ending in (".ics", ".full.ics"):
        answer = client.get(ticket_path(session) + ending)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"METHOD:PUBLISH" in answer.data
        assert f"UID:{forum.uid}".encode() in answer.data
        assert b"ATTENDEE" not in answer.data
        assert b"lin@example.org" not in answer.data


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (("confirmed", "published"), 200),
        (("pending", "published"), 404),
        (("declined", "published"), 404),
        (("cancelled", "published"), 404),
        (("confirmed", "cancelled"), 404),
        (("confirmed", "withdrawn"), 404),
    ],
)
def test_the_way_to_join_is_in_the_calendar_of_who_has_a_place_and_of_nobody_else(
    client, session, forum, states, status
):
    forum.online_url = "https://meet.example.org/secret"
    session.commit()
    register(client)
    (row,) = rows(session)
    row.state, forum.state = states
    session.commit()
    for ending in (".ics", ".full.ics"):
        answer = client.get(ticket_path(session) + ending)
        assert answer.status_code == status
        assert (b"meet.example.org/secret" in answer.data.replace(b"\r\n ", b"")) == (status == 200)


@pytest.mark.parametrize(
    ("places", "fields"),
    [
        (1, {}),
        (2, {"taking_part": "9"}),
        (2, {"taking_part": None}),
        (2, {"name": "Visit http://spam.example"}),
    ],
)
def test_a_form_that_is_refused_reads_the_same_for_who_has_a_place_and_who_has_none(
    client, session, forum, places, fields
):
    forum.capacity_limit, forum.waiting_list = places, "none"
    session.commit()
    register(client)
    answers = set()
    for address in ("lin@example.org", "wen@example.org"):
        data = {**FIELDS, "key": "other-form", "address": address, **fields}
        filled_in = {name: value for name, value in data.items() if value is not None}
        answer = client.post("/forums/open-harbours/register", data=filled_in)
        own = re.compile(rf"{address}|<input[^>]*csrf_token[^>]*>|<input[^>]*id=\"key\"[^>]*>")
        answers.add((answer.status_code, own.sub("", answer.text)))
    ((status, _page),) = answers
    assert status == 422


def test_a_made_up_link_leads_nowhere_and_a_real_one_is_kept_from_caches_and_searches(
    client, session, forum
):
    register(client)
    made_up = "/registrations/" + "A" * 43
    for at in ("", "/change", "/cancel", ".ics"):
        assert client.get(made_up + at).status_code == 404
    assert client.post(made_up + "/cancel").status_code == 404
    real = client.get(ticket_path(session)).headers
    assert (real["Cache-Control"], real["X-Robots-Tag"], real["Referrer-Policy"]) == (
        "no-store",
        "noindex",
        "no-referrer",
    )


def test_markup_in_what_people_write_stays_text(client, session, forum):
    register(client, name="<b>Lin</b>", organization='"><script>alert(1)</script>')
    page = client.get(ticket_path(session)).text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Lin&lt;/b&gt;" in page


# ------------------------------------------------------------ several, codes, waiting


def test_a_person_is_added_without_scripts_and_nothing_typed_is_lost(client, session, forum):
    add = {**FIELDS, "rows": "companions add"}
    page = client.post("/forums/open-harbours/register", data=add)
    assert page.status_code == 200
    assert 'value="Harbour Foundation"' in page.text
    assert 'name="companions-0-name"' in page.text
    more = {**add, "companions-0-row": "", "companions-0-name": "Wang Min"}
    page = client.post("/forums/open-harbours/register", data=more).text
    assert 'value="Wang Min"' in page
    assert 'name="companions-1-name"' in page
    fewer = {**more, "companions-1-row": "", "rows": "companions remove 0"}
    page = client.post("/forums/open-harbours/register", data=fewer).text
    assert "Wang Min" not in page
    assert rows(session) == []


def test_a_group_reads_of_everybody_and_each_opens_an_own_page(client, session, forum):
    answer = register(
        client,
        **{
            "companions-0-name": "Wang Min",
            "companions-0-address": "wang@example.org",
        },
    )
    booking = client.get(answer.headers["Location"]).text
    assert "Your booking for 2 people" in booking
    lin, wang = rows(session)
    own = f"/registrations/{capability_token('ticket', wang.uid, 1)}"
    assert f'href="{own}"' in booking
    page = client.get(own).text
    assert "Wang Min" in page
    for other in ("Lin Qiao", "lin@example.org", lin.reference, booking_token(lin)):
        assert other not in page
    lins = f"/registrations/{capability_token('ticket', lin.uid, 1)}/erase"
    stays = "who registered them, and the address that their mail goes to, stay"
    assert (stays in client.get(lins).text, stays in client.get(own + "/erase").text) == (
        True,
        False,
    )
    for path in ("/change", "/substitute", "/address", ".ics"):
        assert client.get(answer.headers["Location"] + path).status_code == 404
    assert client.post(own + "/cancel").status_code == 303
    assert [row.state for row in rows(session)] == ["confirmed", "cancelled"]


def booking_token(registration) -> str:
    return capability_token("registration", registration.booking.uid, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"companions-0-address": "wang@@example"}, "This is not a mail address."),
        ({"companions-0-address": "lin@example.org"}, "Two people have the address"),
        ({"companions-0-name": "Visit www.spam.example"}, "without a web address"),
        ({f"companions-{n}-name": "x" for n in range(5)}, "At most 5 people"),
        ({"code": "WRONG"}, "This code does not open this forum."),
    ],
)
def test_what_is_wrong_with_a_group_or_a_code_is_said_with_nothing_typed_lost(
    client, session, forum, fields, sentence
):
    forum.capacity_limit = 9
    session.add(AccessCode(forum=forum, code="GUESTS7", code_key="GUESTS7", created_at=NOW))
    session.commit()
    answer = register(client, **fields)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    for typed in fields.values():
        assert f'value="{typed}"' in answer.text
    assert rows(session) == []


def test_who_guesses_codes_is_told_to_wait(client, session, forum):
    session.add(AccessCode(forum=forum, code="GUESTS7", code_key="GUESTS7", created_at=NOW))
    session.commit()
    statuses = [register(client, code=f"TRY{number}").status_code for number in range(31)]
    assert statuses == [422] * 30 + [429]
    assert register(client, code="GUESTS7").status_code == 429


def test_a_full_forum_offers_its_waiting_list_and_tells_the_position(client, session, forum):
    forum.capacity_limit = 1
    session.commit()
    register(client)
    page = client.get("/forums/open-harbours/register").text
    assert "<h1>Join the waiting list</h1>" in page
    answer = register(client, key="other", address="wang@example.org")
    page = client.get(answer.headers["Location"]).text
    assert "You are on the waiting list" in page
    assert "You are number 1 in line." in page


# -------------------------------------------------------------------------- doubt


def test_a_form_filled_in_by_a_program_is_confirmed_by_mail_and_never_dropped(
    client, session, forum
):
    answer = register(client, website="http://bot.example")
    assert answer.headers["Location"] == "/forums/open-harbours/register?written=1"
    assert rows(session) == []
    at = f"/registrations/confirm/{confirmation_token(session)}"
    assert client.get(at).status_code == 200
    assert rows(session) == []
    assert client.post(at).headers["Location"] == ticket_path(session)
    assert [row.state for row in rows(session)] == ["confirmed"]


def confirmation_token(session) -> str:
    session.rollback()
    asked = session.scalars(select(AddressConfirmation)).one()
    return capability_token("address confirmation", asked.uid, 1)


@pytest.mark.parametrize(
    "case",
    [
        (2, None, "address_confirmation"),
        (3, None, "registration_confirmed"),
        (9, "a-key-that-we-did-not-sign", "address_confirmation"),
    ],
)
def test_a_form_that_comes_back_faster_than_people_type_is_confirmed_by_mail(
    client, session, forum, monkeypatch, case
):
    seconds, key, kind = case
    config = client.application.config
    monkeypatch.setitem(config, "REGISTRATION_SECONDS", Settings().registration_seconds)
    page = client.get("/forums/open-harbours/register").text
    (own,) = re.findall(r'name="key"[^>]*value="([^"]+)"', page)
    monkeypatch.setitem(config, "CLOCK", lambda: NOW + timedelta(seconds=seconds))
    assert register(client, key=key or own).status_code == 303
    assert session.scalars(select(OutgoingMail.kind)).all() == [kind]


# ----------------------------------------------------------------------- own data


def test_links_come_again_by_mail_and_the_page_is_the_same_for_everybody(client, session, forum):
    register(client)
    answers = {
        client.post("/registrations/", data={"address": address}).headers["Location"]
        for address in ("lin@example.org", "stranger@example.org")
    }
    assert answers == {"/registrations/?written=1"}
    assert client.post("/registrations/", data={"address": "lin"}).status_code == 422
    kinds = session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)).all()
    assert kinds == ["registration_confirmed", "registration_links"]


def test_own_data_are_taken_along_and_erased_by_a_button_and_the_link_is_gone(
    client, session, forum
):
    register(client)
    at = ticket_path(session)
    taken = client.get(at + "/data.json")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.json["registrations"][0]["mail_address"] == "lin@example.org"
    assert client.get(at + "/erase").status_code == 200
    assert rows(session)[0].name == "Lin Qiao"
    assert client.post(at + "/erase").headers["Location"] == "/registrations/"
    assert rows(session)[0].name == ""
    for path in ("", "/data.json", "/change", "/cancel"):
        assert client.get(at + path).status_code == 410


def test_who_names_a_substitute_sees_nothing_of_them_and_the_old_link_leads_nowhere(
    client, session, forum
):
    register(client)
    at = ticket_path(session)
    data = {"name": "Wen Bo", "address": "wen@example.org", "taking_part": "1"}
    assert client.post(at + "/substitute", data={**data, "name": ""}).status_code == 422
    answer = client.post(at + "/substitute", data=data)
    assert answer.status_code == 200
    assert "Wen Bo now has the place of Lin Qiao. Both have been written to." in answer.text
    new = capability_token("registration", rows(session)[0].booking.uid, 2)
    assert (client.get(f"/registrations/{new}").status_code, new in answer.text) == (200, False)
    assert client.get(at).status_code == 404
    assert rows(session)[0].name == "Wen Bo"
