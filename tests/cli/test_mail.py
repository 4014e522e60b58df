"""`receive-mail` as a mail server starts it: what it ends with decides what becomes of the message."""

import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from dev import ROOT
from forumapp.core.clock import now_utc
from forumapp.core.transaction import writing
from forumapp.mail.message import message_of
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.submissions import Details, Submission
from tests.mail.replies import address_of, mail_with, reply_text
from tests.records import a_forum, a_venue, the_consent_texts
from tests.support import NEXT_YEAR

TEMPORARY_FAILURE = 75


@pytest.fixture
def invitation(app, session, monkeypatch):
    """What somebody got who registered today for a forum next year."""
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    day = a_forum().starts.replace(year=NEXT_YEAR)
    forum = a_forum(venue=a_venue(), starts=day, ends=day + timedelta(hours=2))
    session.add_all([*the_consent_texts(), forum])
    session.commit()
    details = Details("Lin Qiao", "", "", "CN", "en")
    with writing():
        register(
            forum,
            Submission("key", "lin@example.org", details, {"taking_part": 1}),
            now=now_utc(),
        )
    message = message_of(session.scalars(select(OutgoingMail)).one())
    session.rollback()
    return message


def hand_over(app, raw: bytes, *arguments: str):
    return app.test_cli_runner().invoke(args=["receive-mail", *arguments], input=raw)


def test_a_decline_on_standard_input_frees_the_place_and_says_nothing(app, session, invitation):
    raw = mail_with(reply_text(invitation, "DECLINED", now_utc()), to="undisclosed@example.org")
    done = hand_over(app, raw, "--to", address_of(invitation))
    assert (done.exit_code, done.output) == (0, "")
    assert session.scalars(select(Registration.state)).one() == "cancelled"


@pytest.mark.parametrize(
    "raw", [b"", b"\xff" * 1000, b"To: events+aaaa@example.org\n\nHello", b"To: <>\n\n"]
)
def test_what_is_refused_for_good_ends_well_so_that_nobody_gets_a_bounce(
    app, session, invitation, raw
):
    done = hand_over(app, raw)
    assert (done.exit_code, done.output) == (0, "")
    assert session.scalars(select(IncomingMail.outcome)).one() == "refused"


def test_a_message_above_the_limit_is_refused_though_it_says_no(
    app, session, invitation, monkeypatch
):
    monkeypatch.setitem(app.config, "INCOMING_LIMIT_KB", 64)
    raw = mail_with(reply_text(invitation, "DECLINED", now_utc()), to=address_of(invitation))
    done = hand_over(app, raw + b"x" * 64 * 1024)
    assert (done.exit_code, done.output) == (0, "")
    row = session.scalars(select(IncomingMail)).one()
    assert (row.outcome, row.detail) == (
        "refused",
        "The message is larger than this installation reads.",
    )
    assert session.scalars(select(Registration.state)).one() == "confirmed"


def test_without_an_address_for_answers_the_message_is_to_come_again(app):
    done = hand_over(app, b"To: events@example.org\n\nHello")
    assert done.exit_code == TEMPORARY_FAILURE
    assert "REPLY_ADDRESS is not set" in done.output


@pytest.mark.parametrize(
    "database", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://127.0.0.1:1/none"]
)
def test_while_the_database_is_away_the_message_is_to_come_again(database, served_command):
    done = served_command("receive-mail", DATABASE_URL=database, input=b"To: a@example.org\n\nx")
    assert done.returncode == TEMPORARY_FAILURE
    (line,) = done.stderr.decode().strip().splitlines()
    assert "cannot be reached" in line


@pytest.fixture
def served_command(tmp_path):
    """A command as a process of its own, with these settings."""

    def run(command: str, *, input: bytes, **settings: str) -> subprocess.CompletedProcess:  # noqa: A002
        environment = {"DATA_DIR": str(tmp_path), "REPLY_ADDRESS": "events@example.org", **settings}
        return subprocess.run(
            [str(ROOT / ".venv/bin/python"), "-m", "flask", "--app", "forumapp", command],
            cwd=ROOT,
            env=environment,
            input=input,
            capture_output=True,
            check=False,
            timeout=60,
        )

    return run
