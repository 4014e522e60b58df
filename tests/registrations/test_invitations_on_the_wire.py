"""The iTIP mail as a mail server receives it, at each moment of a registration's life (RFC 6047)."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.mail.services import deliver_due
from forumapp.publishing.forums import cancel_forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services import afterwards, registering
from forumapp.registrations.services.telling import tell_of_changes
from tests.ical.checks import check_mail, events_of, unfolded, value_of, values_of
from tests.ical.readers import PYTHON_READERS, read_with_libical
from tests.mail.replies import calendar_of
from tests.records import both
from tests.support import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["", "events@example.org"], ids=["asking nobody", "asking for answers"])
def reply_address(request, app, smtp, monkeypatch):
    for name, value in {
        "REPLY_ADDRESS": request.param,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": smtp.port,
    }.items():
        monkeypatch.setitem(app.config, name, value)
    return request.param


@pytest.fixture
def registration(session, forum, submission, reply_address) -> Registration:
    forum.first_published_at = forum.changed_at = NOW - timedelta(days=7)
    session.commit()
    with writing():
        name = "林悦 Lin, Yue; the “first” " + "of a very long line " * 5
        registering.register(forum, submission(name=name.strip(), language="zh"), now=NOW)
    return session.scalars(select(Registration)).one()


def arrived(smtp, method: str) -> EmailMessage:
    """The newest message, after everything is delivered; with what every one of them has."""
    db.session.commit()
    deliver_due(LATER)
    message = smtp.wait_for("lin@example.org")
    assert message.get_content_type() == "multipart/mixed"
    texts, attached = message.iter_parts()
    assert texts.get_content_type() == "multipart/alternative"
    plain, html, invitation = texts.iter_parts()
    assert [part.get_content_type() for part in (plain, html, invitation, attached)] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar = invitation.get_payload(decode=True)
    assert attached.get_payload(decode=True) == calendar
    assert (invitation["Content-Transfer-Encoding"], attached.get_filename()) == (
        "base64",
        "invite.ics",
    )
    assert dict(invitation["Content-Type"].params) == {
        "charset": "utf-8",
        "method": method,
        "component": "VEVENT",
    }
    assert f"METHOD:{method}" in unfolded(calendar)
    assert message["Auto-Submitted"] == "auto-generated"
    check_mail(calendar)
    (event,) = events_of(calendar)
    assert values_of(event, "ORGANIZER") == [f"mailto:{parseaddr(str(message['From']))[1]}"]
    assert values_of(event, "ATTENDEE") == ["mailto:lin@example.org"]
    for reader in (*PYTHON_READERS, read_with_libical):
        assert len(list(reader(calendar))) == 1
    return message


def test_confirmation_change_and_cancellation_of_the_forum(
    session, forum, registration, smtp, reply_address
):
    asked = "TRUE" if reply_address else "FALSE"
    confirmed = arrived(smtp, "REQUEST")
    (attendee,) = [line for line in unfolded(calendar_of(confirmed)) if "ATTENDEE" in line]
    assert f"PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP={asked}" in attendee
    sender = str(confirmed["From"])
    with writing():
        cancel_forum(forum, reason=both("Storm", "风暴"), by=COMMAND, now=NOW)
    with writing():
        assert tell_of_changes(LATER) == 1
    cancelled = arrived(smtp, "CANCEL")
    (event,) = events_of(calendar_of(cancelled))
    assert value_of(event, "STATUS") == "CANCELLED"
    assert str(cancelled["From"]) == sender
    assert [bool(each["Reply-To"]) for each in (confirmed, cancelled)] == [bool(reply_address)] * 2


def test_withdrawal_by_link(session, registration, smtp):
    arrived(smtp, "REQUEST")
    with writing():
        afterwards.cancel_registration(registration, by=COMMAND, now=NOW)
    arrived(smtp, "CANCEL")
