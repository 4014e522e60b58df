"""How a message leaves: by SMTP where it is set, otherwise as a file in `<DATA_DIR>/mail/`."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from forumapp.core.settings import setting
from forumapp.mail.rules import BOUNCED, told_by_server

TIMEOUT = 20
"""Seconds that the server may take for one step."""
REFUSED_FOR_GOOD = range(500, 600)


class NotDelivered(Exception):
    """A message did not leave.

    `reason` holds no token: servers repeat the sender's address, or a link that they dislike.
    `final`: the state in which it stays, where trying again is of no use; `stops_all`: the next one
    would fare no better.
    """

    def __init__(self, reason: str, *, final: str | None = None, stops_all: bool = False) -> None:
        super().__init__(reason)
        self.reason = told_by_server(reason)
        self.final = final
        self.stops_all = stops_all


class Transport(Protocol):
    def send(self, message: EmailMessage, return_path: str) -> None:
        """Hand the message over; raises `NotDelivered`.

        `return_path` is where word goes when it cannot be delivered; empty is its sender.
        """


@contextmanager
def open_transport() -> Iterator[Transport]:
    """One way out for a run; a connection is made when the first message needs it."""
    if not setting("SMTP_HOST"):
        yield Folder(Path(setting("DATA_DIR")) / "mail")
        return
    server = Server()
    try:
        yield server
    finally:
        server.close()


class Folder:
    """Messages as files named by their Message-ID: written again, a message is still one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, return_path: str) -> None:
        path = self.folder / f"{message['Message-ID'].strip('<>')}.eml"
        half = path.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(message.as_bytes())
            half.replace(path)
        except OSError as error:
            raise NotDelivered(str(error), stops_all=True) from error


class Server:
    """An SMTP server, over one connection until it breaks."""

    def __init__(self) -> None:
        self.connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, return_path: str) -> None:
        connection = self.connection or self.connect()
        try:
            connection.send_message(message, from_addr=return_path or None)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotDelivered(words(code, said), final=final_state(code)) from refused
        except smtplib.SMTPSenderRefused as refused:  # whoever runs the server can allow it yet
            raise NotDelivered(words(refused.smtp_code, refused.smtp_error)) from refused
        except smtplib.SMTPDataError as refused:
            reason = words(refused.smtp_code, refused.smtp_error)
            raise NotDelivered(reason, final=final_state(refused.smtp_code)) from refused
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            raise NotDelivered(str(error) or type(error).__name__) from error

    def connect(self) -> smtplib.SMTP:
        host, port = setting("SMTP_HOST"), setting("SMTP_PORT")
        security = setting("SMTP_SECURITY")
        try:
            if security == "tls":
                context = ssl.create_default_context()
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=TIMEOUT, context=context
                )
            else:
                connection = smtplib.SMTP(host, port, timeout=TIMEOUT)
            if security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if setting("SMTP_USER"):
                connection.login(setting("SMTP_USER"), setting("SMTP_PASSWORD"))
        except (smtplib.SMTPException, OSError) as error:
            reason = f"{host}:{port}: {error or type(error).__name__}"
            raise NotDelivered(reason, stops_all=True) from error
        self.connection = connection
        return connection

    def close(self) -> None:
        if self.connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.quit()
            self.connection = None


def final_state(code: int) -> str | None:
    return BOUNCED if code in REFUSED_FOR_GOOD else None


def words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
