"""The outbox: written with what it tells, delivered once, never lost, never showing a link that acts."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.tokens import capability_token, new_uid
from forumapp.core.transaction import writing
from forumapp.institution.services import ensure_institution
from forumapp.mail import services
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import PAUSES
from forumapp.mail.services import claim_mail, queue_mail, retry_mail
from tests.support import NOW

LEASE = timedelta(seconds=120)
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:论坛\r\nEND:VCALENDAR\r\n".encode()


def queued(**more) -> OutgoingMail:
    details = {"author": "Chen Wei", "moment": "today"}
    return queue_mail(
        "test_mail", to="lin@example.org", name="Lin Qiao", language="en", context=details,
        now=NOW, **more,
    )  # fmt: skip


def the_mail(session) -> OutgoingMail:
    session.rollback()
    return session.scalars(select(OutgoingMail)).one()


def deliver_due(now) -> int:
    """A run of the worker, which has no transaction open."""
    db.session.rollback()
    return services.deliver_due(now)


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    return tmp_path / "mail"


@pytest.fixture
def by_smtp(app, smtp, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", smtp.port)
    return smtp


def test_a_mail_queued_in_a_transaction_that_fails_is_not_there(session):
    def queue_and_fail() -> None:
        with writing():
            queued()
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        queue_and_fail()
    assert session.scalars(select(OutgoingMail)).all() == []


def test_without_a_server_a_mail_becomes_one_file_named_by_its_message_id(session, folder):
    with writing():
        queued()
    assert deliver_due(NOW) == 1
    mail = the_mail(session)
    assert [path.name for path in folder.iterdir()] == [mail.message_id.strip("<>") + ".eml"]
    assert (mail.state, mail.sent_at, mail.attempts) == ("sent", NOW, 1)
    assert deliver_due(NOW + timedelta(days=1)) == 0


def test_a_personal_link_acts_in_what_is_sent_and_nowhere_in_the_table(session, folder):
    uid = new_uid()
    link = {"purpose": "registration", "uid": uid, "version": 1, "path": "/registrations/{token}"}
    token = capability_token("registration", uid, 1)
    with writing():
        mail = queued(links={"ticket": link})
        mail.text_body = "Your ticket: {{link:ticket}}"
        mail.html_body = '<a href="{{link:ticket}}">ticket</a>'
    deliver_due(NOW)
    sent = message_from_bytes(next(folder.iterdir()).read_bytes(), policy=policy.default)
    plain, html = sent.get_payload()
    assert (
        plain.get_content().strip() == f"Your ticket: http://127.0.0.1:8000/registrations/{token}"
    )
    assert f'href="http://127.0.0.1:8000/registrations/{token}"' in html.get_content()
    row = the_mail(session)
    stored = " ".join(str(getattr(row, column.key)) for column in OutgoingMail.__table__.columns)
    assert token not in stored


def test_the_calendar_part_stands_last_and_again_as_a_file_byte_for_byte(session, by_smtp):
    with writing():
        queued(calendar=CALENDAR, method="REQUEST")
    deliver_due(NOW)
    message = by_smtp.wait_for("lin@example.org")
    body, attached = message.get_payload()
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in body.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    part = body.get_payload()[2]
    assert dict(part["Content-Type"].params) == {
        "charset": "utf-8",
        "method": "REQUEST",
        "component": "VEVENT",
    }
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part.get_payload(decode=True) == CALENDAR
    assert attached.get_content_type() == "application/ics"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == CALENDAR
    assert message["Auto-Submitted"] == "auto-generated"


def test_many_mails_of_one_run_go_over_one_connection(session, by_smtp):
    with writing():
        for _number in range(5):
            queued()
    assert deliver_due(NOW) == 5
    assert len(by_smtp.to("lin@example.org")) == 5
    assert len(by_smtp.peers) == 1


def test_a_mail_left_by_a_killed_worker_is_sent_after_its_lease_with_the_same_message_id(
    session, by_smtp
):
    with writing():
        message_id = queued().message_id
    assert claim_mail(NOW, LEASE) is not None  # and then the worker is killed
    assert deliver_due(NOW + LEASE / 2) == 0
    assert deliver_due(NOW + LEASE) == 1
    assert [message["Message-ID"] for message in by_smtp.messages] == [message_id]


def test_a_server_that_is_not_there_is_tried_again_after_growing_pauses_and_then_given_up(
    session, app, monkeypatch
):
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", 1)
    with writing():
        queued()
    now = NOW
    for pause in PAUSES:
        deliver_due(now)
        mail = the_mail(session)
        assert (mail.state, mail.due_at) == ("queued", now + pause)
        assert "127.0.0.1:1" in mail.last_error
        now += pause
    deliver_due(now)
    assert the_mail(session).state == "failed"


def test_an_address_that_its_server_refuses_for_good_is_known_as_bounced(session, by_smtp):
    by_smtp.refused["lin@example.org"] = "550 5.1.1 no such user"
    with writing():
        queued()
    deliver_due(NOW)
    mail = the_mail(session)
    assert mail.state == "bounced"
    assert mail.last_error == "550 5.1.1 no such user"


@pytest.mark.parametrize("refused", ["sender", "recipient"])
def test_a_server_that_repeats_the_address_that_acts_tells_it_to_nobody_here(
    session, by_smtp, refused
):
    said = "550 5.7.1 <{address}>: Sender address rejected: not owned by user"
    by_smtp.refused_sender = said if refused == "sender" else ""
    by_smtp.refused["lin@example.org"] = said
    token = {"purpose": "reply", "uid": new_uid(), "version": 1}
    with writing():
        queued(sender="events+*@example.org", links={"sender": token})
    deliver_due(NOW)
    mail = the_mail(session)
    assert mail.last_error == said.format(address="events+*@example.org")
    assert mail.state == {"sender": "queued", "recipient": "bounced"}[refused]


def test_a_refused_mail_does_not_hold_up_the_next(session, by_smtp):
    by_smtp.refused["lin@example.org"] = "450 later"
    with writing():
        queued()
        queue_mail(
            "test_mail", to="wang@example.org", language="zh", now=NOW,
            context={"author": "陈伟", "moment": "今天"},
        )  # fmt: skip
    assert deliver_due(NOW) == 1
    assert [message["To"] for message in by_smtp.messages] == ["wang@example.org"]


def test_a_mail_that_cannot_be_put_on_the_wire_fails_alone(session, by_smtp):
    with writing():
        queued().links = {"ticket": {"purpose": "a link without a record"}}
        queued()
    assert deliver_due(NOW) == 1
    session.rollback()
    states = session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)).all()
    assert states == ["failed", "sent"]


def test_a_failed_mail_is_sent_again_when_somebody_asks_and_a_sent_one_never(session, by_smtp):
    by_smtp.refused["lin@example.org"] = "550 no"
    with writing():
        queued()
    deliver_due(NOW)
    by_smtp.refused.clear()
    with writing():
        retry_mail(session.scalars(select(OutgoingMail)).one(), by=COMMAND, now=NOW)
    assert deliver_due(NOW) == 1
    with pytest.raises(Refused), writing():
        retry_mail(session.scalars(select(OutgoingMail)).one(), by=COMMAND, now=NOW)


def test_a_name_cannot_write_headers_or_markup_into_a_mail(session, by_smtp):
    with writing():
        queue_mail(
            "test_mail", to="lin@example.org", name='Lin"\r\nBcc: all@example.org', language="en",
            context={"author": "<script>alert(1)</script>", "moment": "today"}, now=NOW,
        )  # fmt: skip
    assert deliver_due(NOW) == 1
    message = by_smtp.wait_for("lin@example.org")
    assert message["Bcc"] is None
    plain, html = message.get_payload()
    assert "<script>alert(1)</script>" in plain.get_content()
    assert "<script" not in html.get_content()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html.get_content()


def test_a_mail_wears_the_institutions_own_colour_and_leaves_what_people_wrote(session):
    house = ensure_institution(by=COMMAND, now=NOW)
    house.accent = "#1d5a4a"
    session.flush()
    said = {"author": "Painter of #9f2b22", "moment": "today"}
    html = services.texts_of("test_mail", "en", said).html
    assert "border-bottom:2px solid #1d5a4a" in html
    assert html.count("#9f2b22") == 1
