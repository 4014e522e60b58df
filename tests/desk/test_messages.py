"""Messages to registered people, from the desk to the mail that goes."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forumapp.core.actor import WORKER
from forumapp.core.tokens import carrying_token
from forumapp.institution.rules import NEWS
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.messages.models import Message, OptOut
from forumapp.messages.queries.messages import key_of
from forumapp.messages.services.outbox import write_copies
from forumapp.registrations.models.bookings import Registration, RegistrationConsent
from forumapp.registrations.services.erasing import erase_registration
from tests.records import a_forum, a_registration, published, the_consent_texts
from tests.support import NOW

WRITTEN = {
    "kind": "note",
    "subject-en": "News of {forum}",
    "subject-zh": "关于{forum}",
    "body-en": "Dear {name}, your ticket: {ticket}",
    "body-zh": "{name}，您好：{ticket}",
    "states": "confirmed",
    "about": "registration",
    "language": "",
    "came": "",
}


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def forum(session):
    forum = a_forum(**published())
    people = [
        a_registration(forum, name="Ann", address="ann@example.org"),
        a_registration(forum, name="王喆", address="wang@example.org", language="zh"),
        a_registration(forum, name="Later", address="later@example.org", state="pending"),
    ]
    session.add_all((forum, *people, *the_consent_texts()))
    session.commit()
    return forum


def at(forum, rest="") -> str:
    return f"/desk/forums/{forum.id}/messages/{rest}"


def written(desk, forum, session, **changes) -> Message:
    answer = desk.post(at(forum, "new"), data={**WRITTEN, **changes})
    assert answer.status_code == 303
    session.rollback()
    return session.scalar(select(Message).order_by(Message.id.desc()).limit(1))


def make_mails(session) -> list[tuple[str, str, bool]]:
    session.rollback()
    while write_copies(NOW):
        session.commit()
    session.commit()
    rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(each.to_address, each.subject, each.is_held) for each in rows]


def test_a_message_waits_in_the_outbox_until_somebody_lets_it_go(session, forum, signed_in):
    desk = signed_in("organizer")
    message = written(desk, forum, session)
    page = desk.get(at(forum, f"{message.id}/")).text
    assert "2 people" in page
    assert "Dear Ann" in page
    assert "王喆，您好" in page
    assert desk.post(at(forum, f"{message.id}/outbox")).status_code == 303
    held = make_mails(session)
    assert [(to, is_held) for to, _subject, is_held in held] == [
        ("ann@example.org", True),
        ("wang@example.org", True),
    ]
    assert held[1][1].startswith("关于")
    copies = desk.get(at(forum, f"{message.id}/")).text
    first = session.get(Message, message.id).copies[0]
    assert f"/mails/{first.id}" in copies
    shown = desk.get(at(forum, f"{message.id}/mails/{first.id}")).text
    assert "Dear Ann, your ticket: [Your ticket]" in shown
    assert "{{link:" not in shown


def test_what_goes_is_made_from_the_facts_of_the_moment_when_it_goes(session, forum, signed_in):
    desk = signed_in("organizer")
    message = written(desk, forum, session)
    desk.post(at(forum, f"{message.id}/outbox"))
    make_mails(session)
    ann, wang = session.scalars(select(Registration).order_by(Registration.id).limit(2))
    ann.state = "cancelled"
    wang.address = wang.booking.address = "right@example.org"
    session.commit()
    assert desk.post(at(forum, f"{message.id}/send")).status_code == 303
    assert [(to, held) for to, _subject, held in make_mails(session)] == [
        ("right@example.org", False)
    ]
    assert session.get(Message, message.id).state == "sent"
    assert desk.post(at(forum, f"{message.id}/send")).status_code == 409


def test_who_arranged_for_several_gets_one_mail_for_all_of_them(session, forum, signed_in):
    first = session.scalar(select(Registration).order_by(Registration.id).limit(1))
    others = [a_registration(forum, name=name) for name in ("Bob", "Cid")]
    for each in others:
        each.booking, each.address, each.address_key = first.booking, None, None
    session.add_all(others)
    session.commit()
    desk = signed_in("organizer")
    message = written(desk, forum, session)
    desk.post(at(forum, f"{message.id}/outbox"))
    assert [to for to, *_rest in make_mails(session)] == ["ann@example.org", "wang@example.org"]
    text = session.scalar(select(OutgoingMail.text_body).order_by(OutgoingMail.id).limit(1))
    assert "Ann, Bob, Cid" in text


def test_thanks_can_be_read_before_anybody_came_and_nothing_in_them_breaks_the_policy(
    session, forum, signed_in
):
    desk = signed_in("organizer")
    body = {"body-en": "Thank you, {name}: {feedback}", "body-zh": "{name}，谢谢：{feedback}"}
    message = written(desk, forum, session, kind="thanks", hours="12", came="yes", **body)
    page = BeautifulSoup(desk.get(at(forum, f"{message.id}/")).text, "html.parser").main
    assert "0 people" in page.text
    assert "Whom it reaches is looked up when it goes." in page.text
    assert [each.a.text for each in page.select(".leaf")] == ["Tell us what you think", "填写反馈"]
    assert page.select("[style]") == []


def test_a_link_to_questions_that_nobody_is_asked_is_told_in_the_desk(session, forum, signed_in):
    desk = signed_in("organizer")
    message = written(desk, forum, session, **{"body-zh": "{name}：{feedback}"})
    told = "this forum asks for no feedback yet"
    assert told in desk.get(at(forum, f"{message.id}/")).text
    assert desk.post(f"/desk/forums/{forum.id}/feedback/ask").status_code == 303
    assert told not in desk.get(at(forum, f"{message.id}/")).text


def test_an_erased_person_is_in_no_outbox(session, forum, signed_in):
    desk = signed_in("organizer")
    message = written(desk, forum, session)
    desk.post(at(forum, f"{message.id}/outbox"))
    make_mails(session)
    ann = session.scalar(select(Registration).order_by(Registration.id).limit(1))
    erase_registration(ann, by=WORKER, now=NOW)
    session.commit()
    kept = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "forum_message"))
    assert [each.to_address for each in kept] == ["wang@example.org"]


def test_news_go_to_who_agreed_and_one_click_ends_them(session, forum, signed_in, app):
    people = list(session.scalars(select(Registration).order_by(Registration.id).limit(2)))
    for each in people:
        each.consents.append(
            RegistrationConsent(
                purpose=NEWS,
                wording="News",
                wording_version=1,
                language="en",
                given_at=NOW,
                given_by="attendee",
            )
        )
    session.add(a_registration(forum, name="Never asked"))
    session.commit()
    desk = signed_in("organizer")
    message = written(desk, forum, session, about="news")
    token = carrying_token("opt-out", key_of("ann@example.org"))
    anybody = app.test_client()
    assert anybody.get(f"/opt-out/{token}").status_code == 200
    assert session.scalar(select(OptOut.id)) is None
    for _twice in range(2):
        answer = anybody.post(f"/opt-out/{token}")
        assert (answer.status_code, "ann@" in answer.text) == (200, False)
    assert anybody.post("/opt-out/" + "a" * 52).status_code == 404
    page = desk.get(at(forum, f"{message.id}/")).text
    for said in (
        "1 person<",
        "Left out: 1 person who has not agreed to news.",
        "Left out: 1 person who agreed and wants no more of it.",
        "As 王喆 would read it.",
        "<u>不再接收此类邮件</u>",
    ):
        assert said in page
    assert "As Ann would" not in page
    desk.post(at(forum, f"{message.id}/outbox"))
    assert [to for to, *_rest in make_mails(session)] == ["wang@example.org"]
    mail = message_of(session.scalar(select(OutgoingMail)))
    own = carrying_token("opt-out", key_of("wang@example.org"))
    assert f"/opt-out/{own}>" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_reminder_is_scheduled_and_goes_when_its_time_comes(session, forum, signed_in):
    desk = signed_in("organizer")
    page = desk.get(at(forum, "new?kind=reminder")).text
    assert "Soon: {forum}" in page
    message = written(desk, forum, session, kind="reminder", hours="24")
    assert desk.post(at(forum, f"{message.id}/schedule")).status_code == 303
    assert make_mails(session) == []
    assert desk.post(at(forum, f"{message.id}/take-back")).status_code == 303
    assert desk.post(at(forum, f"{message.id}/schedule")).status_code == 303
    session.rollback()
    starts = session.get(Message, message.id).forum.starts_at
    write_copies(starts - timedelta(hours=25))
    assert session.get(Message, message.id).state == "scheduled"
    assert write_copies(starts - timedelta(hours=23)) == 2
    session.rollback()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"states": []}, "Choose to whom it goes."),
        ({"body-en": "Dear {nobody}"}, "stands for nothing"),
        ({"body-en": "[here]({ticket})"}, "becomes a link by itself"),
        ({"kind": "reminder", "hours": ""}, "Choose a number from 1 to 1440."),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(session, forum, signed_in, changes, said):
    answer = signed_in("organizer").post(at(forum, "new"), data={**WRITTEN, **changes})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert session.scalar(select(Message)) is None


def test_who_only_sees_attendees_reads_messages_and_finds_nothing_to_press(
    session, forum, signed_in
):
    desk, reader = signed_in("organizer"), signed_in("staff")
    message = written(desk, forum, session)
    for state in ("draft", "outbox", "scheduled", "sent"):
        message.state = state
        session.commit()
        for rest in ("", f"{message.id}/"):
            page = reader.get(at(forum, rest))
            main = BeautifulSoup(page.text, "html.parser").main
            assert page.status_code == 200
            assert main.select("form, button, a.btn") == []
        message = session.get(Message, message.id)
