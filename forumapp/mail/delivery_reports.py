"""Word of a mail server that a mail could not be delivered (RFC 3464), read with care.

Nothing in it is believed but that a mail of ours failed for good, and the server's reason in a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser
from email.policy import compat32

from forumapp.mail.incoming import HEADERS_KEPT, TooComplicated, parts_of
from forumapp.mail.rules import told_by_server

STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = (
    *("message/rfc822", "message/global", "text/rfc822-headers"),
    *("message/global-headers", "message/rfc822-headers"),
)
MOST_RECIPIENTS = 20
LONGEST_MESSAGE_ID = 200
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that cannot be delivered: the `message_id` of what came back, and the server's reason."""

    message_id: str
    detail: str


def failure_in(raw: bytes) -> Failure | None:
    """What a delivery report says of a mail that failed for good; nothing where it says anything else."""
    try:
        parts = list(parts_of(raw))
    except (TooComplicated, RecursionError):
        return None
    details = [
        detail for part in parts if part.get_content_type() in STATUS for detail in _failures(part)
    ]
    if not details:
        return None
    returned = (part for part in parts if part.get_content_type() in RETURNED)
    return Failure(next((_message_id(part) for part in returned), ""), details[0])


def _failures(part: Message) -> Iterator[str]:
    """The reason for each recipient whom it cannot reach, or has given up to reach (2.3.3, 2.3.4).

    Action decides, since a server that gives up after days says 4.4.7 or the like; status where a
    server leaves it out.
    """
    inside = part.get_payload()
    blocks = [each for each in inside if isinstance(each, Message)] if inside else []
    text = b"\n\n".join(each.as_bytes() for each in blocks).decode(errors="replace")
    for block in _BLANK_LINE.split(text[:HEADERS_KEPT])[: MOST_RECIPIENTS * 2]:
        fields = HeaderParser(policy=compat32).parsestr(block.lstrip())
        found = _STATUS.search(_field(fields, "Status"))
        status = found[0] if found else ""
        action = _field(fields, "Action").lower() or ("failed" if status.startswith("5") else "")
        if action == "failed":
            diagnosis = _field(fields, "Diagnostic-Code")
            reason = f"{status} {diagnosis.partition(';')[2] or diagnosis}"
            yield told_by_server(reason) or action


def _message_id(part: Message) -> str:
    """Of what came back, where it came back whole or with its headers."""
    inside = part.get_payload()
    if isinstance(inside, list):
        headers = inside[0] if inside else part
    else:
        body = part.get_payload(decode=True)
        given = body[:HEADERS_KEPT] if isinstance(body, bytes) else b""
        headers = BytesHeaderParser(policy=compat32).parsebytes(given)
    return _field(headers, "Message-ID")[:LONGEST_MESSAGE_ID]  # type: ignore[arg-type]


def _field(fields: Message, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())
