"""A message that came in, read with care: whose address it went to, who sent it, and its calendar part.

Whatever it is, however broken, reading it ends soon: sizes, depths and counts are bounded before
anything is parsed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from hashlib import sha256

from forumapp.ical.text import one_line
from forumapp.mail.rules import is_robot

HEADERS_KEPT = 64 * 1024
LONGEST_HEADER = 500
MOST_NESTED = 20
"""So many parts that hold parts, and messages inside of messages, are read; calendars send two or three."""
MOST_PARTS = 100
LARGEST_CALENDAR = 256 * 1024
LONGEST_PARAMETERS = 4000
"""Of a header, in bytes: the time that the parser takes grows with the square of their number."""
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_PERSONAL = re.compile(r"[\w.-]\+([a-z2-7]{52})@", re.IGNORECASE)
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
CHARSETS = (
    *("utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "koi8-r", "cp1251"),
    *("gb18030", "gbk", "gb2312", "big5", "shift_jis", "iso2022_jp", "euc_kr"),
)
"""What calendars write in; some others that Python knows take minutes."""
_LINE_END = re.compile(rb"\r\n?")
_COSTLY = re.compile(
    rb"^content-(?:type|disposition):(?:[^\n]|\n[ \t]){%d}" % LONGEST_PARAMETERS,
    re.IGNORECASE | re.MULTILINE,
)
_WRITTEN_BY_SENDER = ("From", "To", "Date", "Message-ID", "Subject")


class TooComplicated(ValueError):
    """It has more parts, or deeper ones, than a mail has."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """`recipients` are what tells whom it went to, likeliest first, as text with addresses in it.

    `is_automatic`: no person wrote it, or many get it, so nobody may be answered.
    """

    digest: str
    sender: str
    recipients: tuple[str, ...]
    is_automatic: bool
    is_delivery_report: bool


def read_headers(raw: bytes, to: str = "") -> IncomingMessage:
    """What its headers tell; `to` is the envelope's recipient, where that is known."""
    head, body = _halves(raw)
    headers = BytesParser(policy=compat32).parsebytes(head[:HEADERS_KEPT], headersonly=True)
    recipients = (to,) if to else tuple(_values(headers, *RECIPIENT_HEADERS))
    sender = _sender(headers)
    content_type = " ".join(_values(headers, "Content-Type")).lower()
    is_report = "multipart/report" in content_type
    return IncomingMessage(
        digest=_digest(headers, body, recipients),
        sender=sender,
        recipients=recipients,
        is_automatic=is_report or is_robot(sender) or _says_that_it_is_automatic(headers),
        is_delivery_report=is_report and "delivery-status" in content_type,
    )


def token_in(recipients: tuple[str, ...]) -> str:
    """The token of an address `anything+token@…`, in the first text that has one; else nothing."""
    # The token alone opens anything: calendars keep an address that REPLY_ADDRESS was earlier.
    found = (_PERSONAL.search(recipient) for recipient in recipients)
    return next((match[1].lower() for match in found if match), "")


def calendar_part(raw: bytes) -> str | None:
    """The text of its first calendar part, or None where it has none; raises `TooComplicated`.

    That of a message inside of it, which is quoted or came back, is not its own.
    """
    return next((_text(part) for part in parts_of(raw) if _is_calendar(part)), None)


def parts_of(raw: bytes) -> Iterator[Message]:
    """The message and its parts, not those of messages inside of it; raises `TooComplicated`."""
    if len(_NESTING.findall(raw)) > MOST_NESTED or _COSTLY.search(_LINE_END.sub(b"\n", raw)):
        raise TooComplicated
    for number, part in enumerate(_parts(BytesParser(policy=compat32).parsebytes(raw))):
        if number == MOST_PARTS:
            raise TooComplicated
        yield part


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    """Headers and body, whatever ends the lines."""
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return head, body


def _values(headers: Message, *names: str) -> list[str]:
    return [str(value)[:LONGEST_HEADER] for name in names for value in headers.get_all(name) or ()]


def _sender(headers: Message) -> str:
    try:
        return one_line(parseaddr(next(iter(_values(headers, "From")), ""))[1])
    except RecursionError:  # of comments within comments
        return ""


def _digest(headers: Message, body: bytes, recipients: tuple[str, ...]) -> str:
    """Of what the sender wrote and of the address it went to, not of what transport adds on the way."""
    digest = sha256()
    for text in (*recipients[:1], *_values(headers, *_WRITTEN_BY_SENDER)):
        digest.update(text.encode(errors="replace") + b"\n")
    digest.update(body.rstrip())
    return digest.hexdigest()


def _says_that_it_is_automatic(headers: Message) -> bool:
    """RFC 3834 §2, and what came before it."""
    automatic = " ".join(_values(headers, "Auto-Submitted")).strip().lower()
    precedence = " ".join(_values(headers, "Precedence")).strip().lower()
    return (
        automatic not in ("", "no")
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or "<>" in _values(headers, "Return-Path")
        or any(
            name in headers for name in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress")
        )
    )


def _parts(part: Message) -> Iterator[Message]:
    yield part
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for each in part.get_payload():
            yield from _parts(each)  # type: ignore[arg-type]


def _is_calendar(part: Message) -> bool:
    if part.is_multipart():
        return False
    name = str(part.get_filename("") or "").lower()
    return part.get_content_type() in ("text/calendar", "application/ics") or name.endswith(".ics")


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return content[:LARGEST_CALENDAR].decode(_charset(part), "replace")


def _charset(part: Message) -> str:
    """The one that it names, where that is one of ours."""
    try:
        name = codecs.lookup(str(part.get_content_charset("utf-8"))).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if name in CHARSETS else "utf-8"
