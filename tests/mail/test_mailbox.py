"""The mailbox, read from a real IMAP server: each message once, and none lost on the way."""

import logging
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread

import pytest
from sqlalchemy import select

from forumapp import worker
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.mail.mailbox import read_unseen
from forumapp.mail.models import IncomingMail
from forumapp.registrations.services import replying
from tests.mail.dovecot import PASSWORD, USER, Mailbox
from tests.mail.replies import a_letter
from tests.support import NOW

LIMIT = 64 * 1024


@pytest.fixture(scope="session")
def server():
    running = Mailbox()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def mailbox(app, server, monkeypatch):
    """An empty mailbox, set in the settings."""
    server.empty()
    for name, value in {
        "REPLY_ADDRESS": "events@example.org",
        "IMAP_HOST": "127.0.0.1",
        "IMAP_PORT": server.port,
        "IMAP_SECURITY": "none",
        "IMAP_USER": USER,
        "IMAP_PASSWORD": PASSWORD,
    }.items():
        monkeypatch.setitem(app.config, name, value)
    return server


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


def letter(number: int, size: int = 0) -> bytes:
    return a_letter(
        f"events+{number}@example.org", "x" * size, Message_ID=f"<{number}@example.org>"
    )


def test_each_unseen_message_is_taken_once_and_then_marked(mailbox, in_app):
    mailbox.put(letter(1), letter(2))
    taken = []
    assert read_unseen(taken.append, LIMIT) == 2
    assert [b"<1@example.org>" in taken[0], b"<2@example.org>" in taken[1]] == [True, True]
    assert (mailbox.count("SEEN"), read_unseen(taken.append, LIMIT), len(taken)) == (2, 0, 2)


def test_of_a_large_message_no_more_is_fetched_than_is_read(mailbox, in_app):
    mailbox.put(letter(1, size=3 * LIMIT))
    taken = []
    read_unseen(taken.append, LIMIT)
    assert [len(raw) for raw in taken] == [LIMIT + 1]


def test_a_message_that_could_not_be_taken_comes_again_and_holds_up_no_other(mailbox, in_app):
    mailbox.put(letter(1), letter(2))
    taken = []

    def fail_on_the_first(raw: bytes) -> None:
        if b"<1@" in raw:
            raise RuntimeError("the database has gone")
        taken.append(raw)

    assert read_unseen(fail_on_the_first, LIMIT) == 1
    assert (mailbox.count("UNSEEN"), mailbox.count("SEEN")) == (1, 1)
    assert read_unseen(taken.append, LIMIT) == 1
    assert [b"<2@" in taken[0], b"<1@" in taken[1]] == [True, True]


def test_the_worker_takes_over_the_mailbox_and_a_crash_before_marking_counts_nothing_twice(
    mailbox, app, session
):
    raw = letter(1)
    with writing():
        replying.receive(raw, now=NOW)  # and crashed
    mailbox.put(raw, letter(2))
    (job,) = [job for job in worker.JOBS if job.run is replying.read_mailbox]
    assert worker.run_job(app, job)
    assert (mailbox.count("UNSEEN"), mailbox.count("ALL")) == (0, 2)
    rows = session.execute(select(IncomingMail.outcome, IncomingMail.from_address)).all()
    assert [tuple(row) for row in rows] == [("refused", "lin@example.org")] * 2


def test_no_transaction_is_open_while_the_server_is_spoken_to(mailbox, app, session, monkeypatch):
    open_ones = []
    ask = type(mailbox.client()).uid

    def watch(self, *arguments):
        open_ones.append(db.session().in_transaction())
        return ask(self, *arguments)

    monkeypatch.setattr("imaplib.IMAP4.uid", watch)
    mailbox.put(letter(1))
    session.rollback()
    with writing():
        replying.read_mailbox(NOW)
    assert open_ones == [False] * 3


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("IMAP_PORT", 1),
        ("IMAP_SECURITY", "tls"),
        ("IMAP_SECURITY", "starttls"),
        ("IMAP_PASSWORD", "wrong"),
        ("IMAP_PASSWORD", "密"),
        ("IMAP_FOLDER", 'No "such'),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_one_line_in_the_log_and_tried_again(  # noqa: PLR0917
    mailbox, app, in_app, monkeypatch, caplog, setting, value
):
    mailbox.put(letter(1))
    monkeypatch.setitem(app.config, setting, value)
    with caplog.at_level(logging.WARNING):
        assert read_unseen([].append, LIMIT) == 0
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.startswith("The mailbox at 127.0.0.1 cannot be read: ")
    assert "\n" not in said
    assert PASSWORD not in said
    assert "5bc6" not in said, "a character of the password, as Python writes it"
    monkeypatch.undo()
    assert mailbox.count("UNSEEN") == 1


def test_a_server_that_says_nothing_of_no_messages_has_none(app, in_app, monkeypatch, caplog):
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n",
        "SELECT": "* 0 EXISTS\r\n",
        "LOGOUT": "* BYE\r\n",
    }

    class Terse(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK\r\n")
            for line in self.rfile:
                tag, command, *_rest = line.decode().split()
                self.wfile.write(f"{answers.get(command, '')}{tag} OK done\r\n".encode())

    with TCPServer(("127.0.0.1", 0), Terse) as server:
        settings = {"HOST": "127.0.0.1", "PORT": server.server_address[1], "SECURITY": "none"}
        for name, value in settings.items():
            monkeypatch.setitem(app.config, f"IMAP_{name}", value)
        Thread(target=server.handle_request, daemon=True).start()
        assert read_unseen([].append, LIMIT) == 0
    assert caplog.messages == []
