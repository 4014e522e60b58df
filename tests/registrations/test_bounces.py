"""A mail that came back marks whom it did not reach, until another arrives or the address is set right."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.errors import NotFound, Refused
from forumapp.core.tokens import capability_hash, capability_token
from forumapp.core.transaction import writing
from forumapp.mail.models import OutgoingMail
from forumapp.mail.services import deliver_due, retry_mail
from forumapp.registrations.mails.tickets import send_confirmation
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.opening import opened_by
from forumapp.registrations.queries.waiting import booking_by_offer
from forumapp.registrations.services.bounces import correct_address, mark_returned_mail
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.replying import receive
from tests.mail.reports import as_exchange, as_postfix
from tests.records import a_registration
from tests.support import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def by_smtp(app, smtp, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", smtp.port)
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    return smtp


@pytest.fixture
def lin(session, forum, submission) -> Registration:
    with writing():
        register(forum, submission(), now=NOW)
    return the_one(session)


def the_one(session) -> Registration:
    session.rollback()
    return session.scalars(select(Registration)).one()


def deliver(now=NOW) -> None:
    db.session.rollback()
    deliver_due(now)


def marked(session, now=LATER) -> tuple[bool, str]:
    with writing():
        mark_returned_mail(now)
    registration = the_one(session)
    return registration.bounced_at is not None, registration.bounce_detail


def reported(raw: bytes, to: str = "") -> tuple[str, str]:
    with writing():
        row = receive(raw, to=to, now=LATER)
        return row.outcome, row.about_kind or ""


def test_a_refusal_at_once_marks_the_registration_and_a_mail_that_arrives_unmarks_it(
    session, by_smtp, lin
):
    by_smtp.refused["lin@example.org"] = "550 5.1.1 no such user"
    deliver()
    assert marked(session) == marked(session) == (True, "550 5.1.1 no such user")
    by_smtp.refused.clear()
    with writing():
        retry_mail(session.scalars(select(OutgoingMail)).one(), by=COMMAND, now=LATER)
    deliver(LATER)
    assert marked(session) == (False, "")


def test_word_comes_to_an_address_that_names_the_mail(session, by_smtp, lin):
    deliver()
    sent = by_smtp.wait_for("lin@example.org")
    (return_path,) = by_smtp.return_paths
    assert return_path.startswith("events+")
    del sent["Message-ID"]
    report = as_postfix(sent, to=return_path)
    assert reported(report) == ("taken", "registration")
    assert marked(session)[0]
    assert session.scalars(select(OutgoingMail.state)).one() == "bounced"
    with writing():
        send_confirmation(the_one(session), now=LATER)
    deliver(LATER)
    assert marked(session) == (False, "")


def test_word_that_comes_elsewhere_is_known_by_the_mail_that_it_returns(session, by_smtp, lin):
    deliver()
    report = as_exchange(by_smtp.wait_for("lin@example.org"), to="events@example.org")
    assert reported(report) == ("taken", "registration")
    assert marked(session)[0]


@pytest.mark.parametrize("what", ["delay", "holiday", "stranger"])
def test_nothing_else_that_comes_back_marks_anybody(session, by_smtp, lin, what):
    deliver()
    sent, (return_path,) = by_smtp.wait_for("lin@example.org"), by_smtp.return_paths
    raw = {
        "delay": as_postfix(sent, to=return_path, status="4.4.1", action="delayed"),
        "holiday": f"From: lin@example.org\r\nTo: {return_path}\r\n\r\nAway".encode(),
        "stranger": as_exchange({"Message-ID": "<guessed@x>"}, to="events@example.org"),
    }[what]
    assert reported(raw)[0] == ("refused" if what == "stranger" else "ignored")
    assert marked(session) == (False, "")


def test_a_corrected_address_gets_the_last_mail_and_the_old_links_die(session, by_smtp, lin):
    by_smtp.refused["lin@example.org"] = "550 no"
    deliver()
    marked(session)
    registration = the_one(session)
    booking = registration.booking
    old = capability_token("registration", booking.uid, booking.link_version)
    with writing():
        correct_address(registration, "lin.qiao@example.org", by=COMMAND, now=LATER)
    deliver(LATER)
    assert marked(session) == (False, "")
    text = by_smtp.wait_for("lin.qiao@example.org").get_body(("plain",)).get_content()
    booking = the_one(session).booking
    new = capability_token("registration", booking.uid, booking.link_version)
    assert new in text
    with pytest.raises(NotFound):
        opened_by(old)
    assert opened_by(new).booking.address == "lin.qiao@example.org"


@pytest.mark.parametrize("arranged_by", ["lin@exmaple.org", "focal@example.org"])
def test_an_open_offer_goes_to_the_corrected_address_and_its_old_link_acts_no_more(
    session, forum, arranged_by
):
    forum.taken = 1
    offered = a_registration(forum, address="lin@exmaple.org", state="offered")
    booking = offered.booking
    booking.address = booking.address_key = arranged_by
    booking.waiting_since, booking.offer_expires_at = NOW, NOW + timedelta(hours=5)
    booking.offer_version, booking.offer_hash = 1, capability_hash("offer", booking.uid, 1)
    session.add(offered)
    session.commit()
    with writing():
        correct_address(offered, "lin@example.org", by=COMMAND, now=LATER)
    with pytest.raises(NotFound):
        booking_by_offer(capability_token("offer", booking.uid, 1))
    mail = session.scalars(select(OutgoingMail).filter_by(kind="place_offered")).one()
    assert (mail.to_address, mail.links["offer"]["version"]) == ("lin@example.org", 2)


@pytest.mark.parametrize("typed", ["", "lin", "events+x@example.org", "wang@example.org"])
def test_an_address_that_cannot_be_theirs_is_refused(session, forum, submission, lin, typed):
    with writing():
        register(forum, submission(address="wang@example.org"), now=NOW)
    registration = session.scalars(select(Registration).order_by(Registration.id)).first()
    with pytest.raises(Refused), writing():
        correct_address(registration, typed, by=COMMAND, now=LATER)
