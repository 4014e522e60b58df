"""The mailbox in which messages arrive, by IMAP (RFC 3501), where it is set."""

import imaplib
import logging
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from forumapp.core.settings import setting

TIMEOUT = 20
"""Seconds that the server may take for one step."""
LONGEST_RUN = 15
"""Seconds after which what is left waits for the next run: mail that goes out waits meanwhile."""

log = logging.getLogger(__name__)


class Unavailable(Exception):
    """The server cannot be reached, or does not do what it is asked."""


def read_unseen(take: Callable[[bytes], None], limit: int) -> int:
    """Hand each unseen message to `take`, and only then mark it as seen; how many were taken.

    `take` gets at most `limit` + 1 bytes of a message. One that it fails on stays unseen and is
    handed over again in the next run. Without a server, or when it does not answer, none are.
    """
    taken = 0
    ends = time.monotonic() + LONGEST_RUN
    try:
        with _mailbox() as server:
            found = (
                _answer(server.uid("SEARCH", "UNSEEN"))[0] or b""
            )  # some servers say nothing of none
            for number in found.split():
                if time.monotonic() > ends:
                    break
                taken += _take(server, number.decode(), take, limit)
    except UnicodeError:  # whose own words repeat what may be the password
        _warn("IMAP takes user names, passwords and folders in ASCII only")
    except (Unavailable, imaplib.IMAP4.error, OSError) as error:
        _warn(" ".join(str(error).split()) or type(error).__name__)
    return taken


def _warn(reason: str) -> None:
    log.warning("The mailbox at %s cannot be read: %s", setting("IMAP_HOST"), reason[:300])


def _take(server: imaplib.IMAP4, number: str, take: Callable[[bytes], None], limit: int) -> bool:
    """One message, by its UID."""
    answered = _answer(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{limit + 1}>)"))
    raw = next((part[1] for part in answered if isinstance(part, tuple)), None)
    if raw is None:  # somebody else has removed it
        return False
    try:
        take(raw)
    except Exception:  # one message that cannot be taken must not keep the others waiting
        log.exception("A message in the mailbox could not be taken over and will be tried again")
        return False
    _answer(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
    return True


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """The folder, opened for reading and marking."""
    server = _connection()
    try:
        server.login(_quoted(setting("IMAP_USER")), setting("IMAP_PASSWORD"))
        _answer(server.select(_quoted(setting("IMAP_FOLDER"))))
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _connection() -> imaplib.IMAP4:
    host, port, security = setting("IMAP_HOST"), setting("IMAP_PORT"), setting("IMAP_SECURITY")
    if security == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port, timeout=TIMEOUT, ssl_context=context)
    server = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    if security == "starttls":
        server.starttls(ssl_context=ssl.create_default_context())
    return server


def _quoted(text: str) -> str:
    """As imaplib quotes a password, and nothing else."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _answer(answered: tuple[str, list]) -> list:
    """What the server says, where it did what it was asked."""
    status, lines = answered
    if status != "OK":
        raise Unavailable(f"{status} {lines!r}")
    return lines
