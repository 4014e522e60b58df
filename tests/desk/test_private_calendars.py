"""Private calendars at the desk: who makes, sees, renews and revokes them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar, note_use, renew_address
from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.tokens import new_uid
from forumapp.core.transaction import writing
from forumapp.delegations.models import Delegation
from forumapp.duties.services import give_duty
from forumapp.history.models import HistoryRow
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.web.qr import qr_image
from tests.conftest import Client
from tests.records import a_delegation, a_forum, a_member, a_person, an_itinerary_item, both
from tests.support import NOW, an_account

Rows = scoped_session[Session]
ADDRESS = re.compile(r'value="(http[^"]+/calendars/[A-Za-z0-9_-]{43}\.ics)"')
KEY = re.compile(r'name="key"[^>]* value="([^"]+)"')
PAGE = re.compile(r'value="(http[^"]+/calendars/[A-Za-z0-9_-]{43})"')
BY = {"by": COMMAND, "now": NOW}


@pytest.fixture
def sign_in(session: Rows, signed_in) -> Callable[[str], Client]:
    """The browser of a new account in a role, after what the test wrote."""

    def enter(role: str) -> Client:
        session.commit()
        return signed_in(role)

    return enter


@pytest.fixture
def journey(session: Rows) -> Delegation:
    delegation = a_delegation(state="draft", release_at=None)
    a_member(delegation, a_person(email="lin@example.org"))
    an_itinerary_item(delegation)
    session.add(delegation)
    session.commit()
    return delegation


def made(holder: Any, **facts: Any) -> PrivateCalendar:
    calendar = make_calendar(holder, **{"language": "en", **facts}, **BY)
    db.session.commit()
    return calendar


def address_on(page: str) -> str:
    (address,) = ADDRESS.findall(page)
    return address


def told(session: Rows, kind: str) -> list[str]:
    rows = select(HistoryRow.action).where(HistoryRow.kind == kind).order_by(HistoryRow.id)
    return list(session.scalars(rows))


def test_an_organizer_makes_one_and_its_address_is_shown_again(
    session: Rows, sign_in, client: Client, journey: Delegation
):
    organizer = sign_in("organizer")
    at = f"/desk/delegations/{journey.id}/private-calendars/new"
    made_it = organizer.post(at, data={"language": "zh", "alarm_minutes": "30", "label": "司机"})
    page = organizer.get(made_it.location)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    address = address_on(page.text)
    assert address == address_on(organizer.get(made_it.location).text)
    calendar = client.get(address.partition("127.0.0.1:8000")[2] or address).text
    assert "会见港务委员会" in calendar
    assert "TRIGGER:-PT30M" in calendar
    assert told(session, "delegation") == ["private calendar made"]
    assert "司机" in organizer.get(f"/desk/delegations/{journey.id}/").text


def test_a_form_that_is_sent_twice_makes_one(session: Rows, sign_in, journey: Delegation):
    organizer = sign_in("organizer")
    places = [f"/desk/delegations/{journey.id}", f"/desk/people/{journey.members[0].person_id}"]
    page = organizer.get(f"{places[0]}/private-calendars/new").text
    typed = {"language": "en", "alarm_minutes": "", "key": KEY.search(page)[1]}
    made = [
        organizer.post(f"{place}/private-calendars/new", data=typed).location
        for place in (places[0], places[0], places[1])
    ]
    assert made[0] == made[1] != made[2]
    assert session.scalar(select(func.count(PrivateCalendar.id))) == 2


def test_pressed_twice_at_the_same_moment_it_makes_one(app: Flask, session: Rows, journey):
    """The second waits for the first, on either database."""
    start, key, made = Barrier(2), new_uid(), []
    session.commit()

    def press() -> None:
        with app.app_context(), writing() as own:
            start.wait(10)
            holder = own.get_one(Delegation, journey_id)
            made.append(make_calendar(holder, language="en", key=key, **BY).id)

    journey_id = journey.id
    session.rollback()
    presses = [Thread(target=press) for _each in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(60)
    assert len(made) == 2
    assert made[0] == made[1]


def test_who_does_not_edit_records_sees_no_address_and_no_way_to_it(
    session: Rows, sign_in, journey: Delegation
):
    calendar = made(journey)
    secret = secret_of(calendar)
    for role in ("staff", "editor"):
        browser = sign_in(role)
        page = browser.get(f"/desk/delegations/{journey.id}/").text
        assert "private-calendars" not in page
        assert secret not in page
        shown = browser.get(f"/desk/private-calendars/{calendar.id}/")
        assert shown.status_code == 403
        assert secret not in shown.text


def test_renewing_asks_first_and_ends_the_address_before(
    session: Rows, sign_in, client: Client, journey: Delegation
):
    calendar, organizer = made(journey), sign_in("organizer")
    before = f"/calendars/{secret_of(calendar)}.ics"
    at = f"/desk/private-calendars/{calendar.id}/renew"
    assert "answers nobody" in organizer.get(at).text
    assert client.get(before).status_code == 200
    organizer.post(at)
    assert client.get(before).status_code == 404
    session.refresh(calendar)
    assert client.get(f"/calendars/{secret_of(calendar)}.ics").status_code == 200


def test_revoking_asks_first_and_takes_the_calendar_away(
    session: Rows, sign_in, client: Client, journey: Delegation
):
    calendar, organizer = made(journey.members[0]), sign_in("organizer")
    address = f"/calendars/{secret_of(calendar)}.ics"
    at = f"/desk/private-calendars/{calendar.id}/revoke"
    assert client.get(address).status_code == 200
    organizer.get(at)
    assert client.get(address).status_code == 200
    assert organizer.post(at).location == f"/desk/delegations/{journey.id}/"
    assert client.get(address).status_code == 404
    assert organizer.get(f"/desk/private-calendars/{calendar.id}/").status_code == 404
    assert told(session, "delegation") == ["private calendar made", "private calendar revoked"]


def test_the_last_use_is_told_in_days(session: Rows, sign_in, clock, journey: Delegation):
    calendar, organizer = made(journey), sign_in("organizer")
    page = f"/desk/private-calendars/{calendar.id}/"
    assert "Never used" in organizer.get(page).text
    calendar_id = calendar.id
    session.commit()
    note_use(calendar_id, NOW)
    words = {0: "Used today", 1: "Used yesterday", 10: "Used on 23 November 2026"}
    for days, said in words.items():
        clock.now = NOW + timedelta(days=days)
        assert said in organizer.get(page).text
    renew_address(calendar, **BY)
    assert "Never used" in organizer.get(page).text


def test_everybody_at_the_desk_has_one_calendar_of_their_own(session: Rows, sign_in):
    for role in ("door", "staff", "editor", "organizer", "administrator"):
        browser = sign_in(role)
        assert not ADDRESS.findall(browser.get("/desk/my-calendar").text)
        browser.post("/desk/my-calendar", data={"language": "en", "alarm_minutes": ""})
        first = address_on(browser.get("/desk/my-calendar").text)
        browser.post("/desk/my-calendar", data={"language": "zh", "alarm_minutes": "60"})
        assert address_on(browser.get("/desk/my-calendar").text) == first
        browser.post("/desk/my-calendar/renew")
        assert address_on(browser.get("/desk/my-calendar").text) != first
    assert session.scalar(select(func.count(PrivateCalendar.id))) == 5
    assert set(session.scalars(select(PrivateCalendar.language))) == {"zh"}


def test_what_is_called_off_says_so_among_ones_duties(client: Client, session: Rows, clock):
    account, forum = an_account("staff"), a_forum(state="cancelled")
    session.add_all([account, forum])
    session.flush()
    give_duty(forum, account.id, **BY)
    duties = client.sign_in(account).get("/desk/my-calendar").text.partition("My duties")[2]
    assert f'href="/desk/forums/{forum.id}/"' in duties
    assert "Cancelled" in duties


def test_an_account_gets_no_second_calendar(session: Rows, sign_in):
    account = an_account("staff")
    session.add(account)
    made(account)
    at = f"/desk/accounts/{account.id}/private-calendars/new"
    refused = sign_in("organizer").post(at, data={"language": "en", "alarm_minutes": ""})
    assert refused.status_code == 422
    assert "has its calendar already" in refused.text


@pytest.mark.parametrize("typed", [{"alarm_minutes": "7"}, {"language": "fr"}])
def test_what_is_not_offered_is_refused(session: Rows, sign_in, journey: Delegation, typed: dict):
    at = f"/desk/delegations/{journey.id}/private-calendars/new"
    data = {"language": "en", "alarm_minutes": "", "label": "Kept", **typed}
    refused = sign_in("organizer").post(at, data=data)
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text
    assert session.scalar(select(func.count(PrivateCalendar.id))) == 0


def test_its_address_goes_by_mail_and_stands_in_no_table(
    session: Rows, sign_in, journey: Delegation
):
    calendar, organizer = made(journey.members[0], language="zh"), sign_in("organizer")
    organizer.post(f"/desk/private-calendars/{calendar.id}/mail")
    mail = session.scalars(select(OutgoingMail)).one()
    secret = secret_of(calendar)
    assert (mail.to_address, mail.kind, mail.language) == (
        *("lin@example.org", "private_calendar", "zh"),
    )
    assert secret not in mail.text_body + mail.html_body
    assert secret not in organizer.get(f"/desk/mail/{mail.id}/").text
    written = message_of(mail).get_body(("plain",)).get_content()
    assert f"/calendars/{secret}\n" in written
    assert f"/calendars/{secret}.ics\n" in written


def test_a_mail_that_waits_leads_to_the_new_address_and_to_none_once_it_is_revoked(
    session: Rows, sign_in, journey: Delegation
):
    calendar, organizer = made(journey.members[0]), sign_in("organizer")
    at = f"/desk/private-calendars/{calendar.id}"
    for _each in range(2):
        organizer.post(f"{at}/mail")
    sent, waiting = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    sent.state = "sent"
    before = secret_of(calendar)
    session.commit()
    organizer.post(f"{at}/renew")
    written = message_of(waiting).get_body(("plain",)).get_content()
    assert before not in written
    assert f"/calendars/{secret_of(calendar)}\n" in written
    assert f"/calendars/{secret_of(calendar)}.ics\n" in written
    assert before in message_of(sent).get_body(("plain",)).get_content()
    organizer.post(f"{at}/revoke")
    assert session.scalars(select(OutgoingMail.state)).all() == ["sent"]


def test_the_desk_shows_the_readers_page_and_offers_the_mail_only_where_it_can_go(
    session: Rows, sign_in, journey: Delegation
):
    unreachable = a_member(journey, a_person(name=both("Chen Suyin", "陈素音"), email=""))
    session.add(unreachable)
    session.commit()
    organizer = sign_in("organizer")
    whole, lin, chen = (made(each) for each in (journey, journey.members[0], unreachable))
    pages = [
        organizer.get(f"/desk/private-calendars/{each.id}/").text for each in (whole, lin, chen)
    ]
    for calendar, page in zip((whole, lin, chen), pages, strict=True):
        (address,) = PAGE.findall(page)
        assert address.endswith(f"/calendars/{secret_of(calendar)}")
        assert qr_image(address) in unescape(page)
        assert "webcal:" not in page
    assert "Several people read this calendar" in pages[0]
    assert "by mail</button>" in pages[1]
    assert "No mail address of Chen Suyin is noted" in pages[2]
    assert ['/mail"' in page for page in pages] == [False, True, False]


def test_a_mail_to_nobody_is_refused(session: Rows, sign_in, journey: Delegation):
    calendar = made(journey)
    at = f"/desk/private-calendars/{calendar.id}/mail"
    refused = sign_in("organizer").post(at)
    assert refused.status_code == 409
    assert "There is no mail address" in refused.text
    assert session.scalar(select(func.count(OutgoingMail.id))) == 0


def test_no_address_is_kept(session: Rows, journey: Delegation):
    calendar = made(journey)
    secret = secret_of(calendar)
    columns = PrivateCalendar.__table__.columns
    assert not [c.key for c in columns if secret in str(getattr(calendar, c.key))]
    assert secret not in str([row.changes for row in session.scalars(select(HistoryRow))])
