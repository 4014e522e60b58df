"""Asking for announcements by mail, saying so, and ending it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.core.tokens import capability_token, carrying_token
from forumapp.core.transaction import writing
from forumapp.institution.defaults import PRIVACY_PAGE
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.readers.models import Reader
from forumapp.readers.rules import LINK, NETWORKS_KEPT_FOR, UNCONFIRMED_FOR, UNSUBSCRIBING
from forumapp.readers.services.forgetting import (
    forget_readers,
    mark_returned_readers,
    remove_leaving,
)
from forumapp.readers.services.subscribing import Wish, ask, confirm
from forumapp.registrations.services.replying import receive
from forumapp.worker import JOBS
from tests.mail.replies import a_letter
from tests.records import a_forum, a_reader, a_theme
from tests.support import NOW

ENGLISH = Wish(language="en")


@pytest.fixture(autouse=True)
def _at_this_time(clock):
    return clock


def mails(session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(each.to_address, each.kind) for each in rows]


def readers(session) -> list[tuple[str, bool]]:
    session.rollback()
    rows = session.scalars(select(Reader).order_by(Reader.id))
    return [(each.address, each.confirmed_at is not None) for each in rows]


def link_of(reader) -> str:
    return f"/readers/{capability_token(LINK, reader.uid, 1)}"


def test_who_asks_is_written_to_and_reads_once_they_say_so(session, client):
    answer = client.post("/zh/readers/", data={"address": "lin@example.org"}, csrf=False)
    assert (answer.status_code, answer.location) == (303, "/zh/readers/?written=1")
    assert "Set-Cookie" not in answer.headers
    assert mails(session) == [("lin@example.org", "reader_confirmation")]
    mail = session.scalars(select(OutgoingMail)).one()
    assert mail.language == "zh"
    plain = message_of(mail).get_body(("plain",)).get_content()
    (link,) = re.findall(r"/zh/readers/[\w-]{43}\b", plain)
    assert "lin@example.org" in client.get(link).text
    assert readers(session) == [("lin@example.org", False)]
    assert client.post(link).status_code == 303
    assert readers(session) == [("lin@example.org", True)]
    assert client.post(link, data={"language": "zh"}).status_code == 303
    assert readers(session) == [("lin@example.org", True)]


def test_nobody_is_told_whether_an_address_is_known(session, client):
    session.add(a_reader(address="known@example.org"))
    answers = {
        (answer.status_code, answer.location, answer.text.replace(address, ""))
        for address in ("known@example.org", "new@example.org")
        for answer in [client.post("/readers/", data={"address": address}, csrf=False)]
    }
    assert len(answers) == 1
    assert mails(session) == [
        ("known@example.org", "reader_link"),
        ("new@example.org", "reader_confirmation"),
    ]


def test_who_knows_no_more_than_an_address_changes_nothing_for_its_owner(session):
    theme = a_theme()
    reader = a_reader(address="known@example.org")
    session.add_all((theme, reader))
    session.flush()
    ask("KNOWN@example.org", Wish(language="zh", wants_all=False, theme_ids=(theme.id,)), now=NOW)
    assert (reader.wants_all, reader.language, reader.themes) == (True, "en", [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": ""}, "Give the mail address"),
        ({"address": "nobody"}, "This is not a mail address"),
        ({"address": "lin@example.org", "wants": "themes"}, "Choose at least one theme"),
        ({"address": "lin@example.org", "wants": "nonsense"}, "Choose one of the list"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_lost(session, client, typed, sentence):
    session.add(a_forum(themes=[a_theme()]))
    answer = client.post("/readers/", data={"wants": "all", **typed}, csrf=False)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed["address"]}"' in answer.text
    assert readers(session) == []


def test_one_address_is_not_written_to_without_end(session, app, monkeypatch):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_ADDRESS", 2)
    for _time in range(4):
        ask("lin@example.org", ENGLISH, now=NOW)
        session.commit()
    assert len(mails(session)) == 2
    ask("lin@example.org", ENGLISH, now=NOW + timedelta(minutes=11))
    session.commit()
    assert len(mails(session)) == 3


def test_one_network_asks_for_no_more_than_a_congress_would(session, app, client, monkeypatch):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_NETWORK", 2)
    codes = [
        client.post("/readers/", data={"address": f"a{n}@example.org"}, csrf=False).status_code
        for n in range(3)
    ]
    assert codes == [303, 303, 429]
    assert len(readers(session)) == 2


def test_themes_are_chosen_and_changed_by_the_link(session, client):
    first, second = a_theme(), a_theme()
    session.add_all((a_forum(themes=[first, second]), first, second))
    session.commit()
    typed = {"address": "lin@example.org", "wants": "themes", "themes": [first.id]}
    client.post("/readers/", data=typed, csrf=False)
    reader = session.scalars(select(Reader)).one()
    assert (reader.wants_all, reader.themes) == (False, [first])
    confirm(reader, now=NOW)
    changed = {"wants": "themes", "themes": [second.id], "language": "zh"}
    assert client.post(link_of(reader), data=changed).status_code == 303
    session.expire_all()
    assert (reader.themes, reader.language) == ([second], "zh")


def test_unsubscribing_takes_one_press_without_cookie_or_token_and_may_come_twice(session, client):
    reader = a_reader(themes=[a_theme()])
    session.add_all((reader, a_reader(address="other@example.org")))
    session.flush()
    ask(reader.address, ENGLISH, now=NOW)
    session.commit()
    at = f"/readers/unsubscribe/{carrying_token(UNSUBSCRIBING, reader.uid)}"
    assert client.get(at).status_code == 200
    assert len(readers(session)) == 2
    press = {"List-Unsubscribe": "One-Click"}
    answers = [client.post(at, data=press, csrf=False) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {"Set-Cookie" in answer.headers for answer in answers} == {False}
    assert readers(session) == [("other@example.org", True)]
    assert mails(session) == []


def test_every_mail_has_the_one_click_way_out_of_rfc_8058(session):
    ask("lin@example.org", ENGLISH, now=NOW)
    session.flush()
    reader, mail = (
        session.scalars(select(Reader)).one(),
        session.scalars(select(OutgoingMail)).one(),
    )
    message = message_of(mail)
    at = f"/readers/unsubscribe/{carrying_token(UNSUBSCRIBING, reader.uid)}"
    assert f"\r\nList-Unsubscribe: <http://127.0.0.1:8000{at}>\r\n".encode() in bytes(message)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_where_the_program_reads_mail_a_message_ends_it_too(session, app, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    reader = a_reader(address="lin@example.org")
    session.add_all((reader, a_reader(address="other@example.org")))
    session.flush()
    ask(reader.address, ENGLISH, now=NOW)
    session.flush()
    message = message_of(session.scalars(select(OutgoingMail)).one())
    (to,) = re.findall(
        r",\r\n <mailto:(events\+[a-z2-7]{52}@example\.org)\?", bytes(message).decode()
    )
    with writing():
        row = receive(a_letter(to, "unsubscribe"), now=NOW)
    assert (row.outcome, row.from_address) == ("taken", "")
    assert remove_leaving(NOW) == 1
    session.commit()
    assert readers(session) == [("other@example.org", True)]
    assert remove_leaving(NOW) == 0


def test_an_address_that_nobody_confirms_is_forgotten_with_its_mail(session):
    ask("lin@example.org", ENGLISH, network="192.0.2.1", now=NOW)
    session.add(a_reader(address="stays@example.org"))
    session.flush()
    session.scalars(select(OutgoingMail)).one().state = "sent"
    forget_readers(NOW + timedelta(minutes=21))
    session.expire_all()
    assert [each.network for each in session.scalars(select(Reader))] == ["", ""]
    forget_readers(NOW + timedelta(days=6))
    session.commit()
    assert len(readers(session)) == 2
    forget_readers(NOW + timedelta(days=7))
    session.commit()
    assert readers(session) == [("stays@example.org", True)]
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.to_address, mail.text_body, mail.links) == ("", "", {})


def test_nothing_is_sent_to_an_address_from_which_mail_came_back_until_it_says_so(session, client):
    reader = a_reader()
    session.add(reader)
    session.flush()
    ask(reader.address, ENGLISH, now=NOW)
    session.flush()
    session.scalars(select(OutgoingMail)).one().state = "bounced"
    assert mark_returned_readers(NOW) == 1
    session.commit()
    assert mark_returned_readers(NOW) == 0
    assert "came back" in client.get(link_of(reader)).text
    client.post(link_of(reader))
    session.expire_all()
    assert reader.bounced_at is None


def test_the_privacy_page_says_what_is_kept_and_for_how_long():
    job = next(each for each in JOBS if each.run is forget_readers)
    lasts = NETWORKS_KEPT_FOR + timedelta(seconds=job.every_seconds)
    assert (lasts < timedelta(minutes=30), UNCONFIRMED_FOR) == (True, timedelta(days=7))
    english, chinese = PRIVACY_PAGE.exact("en"), PRIVACY_PAGE.exact("zh")
    assert "a request for announcements that nobody confirms after seven" in english
    assert "or a request for announcements came is erased within half an hour" in english
    assert "未确认的公告订阅，七日后清除" in chinese
    assert "提交报名或订阅时的网络地址在半小时内清除" in chinese
