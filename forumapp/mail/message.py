"""An outgoing mail as bytes for the wire: RFC 5322 and MIME; a calendar part as RFC 6047 asks."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from forumapp.core.links import absolute
from forumapp.core.settings import setting
from forumapp.core.tokens import address_token, capability_token, carrying_token
from forumapp.ical.folding import rewrite
from forumapp.institution.queries import correspondence_address
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import (
    ANYBODY,
    LEAVING,
    RETURN,
    SENDER,
    UNSUBSCRIBE,
    personal_address,
    placeholder,
)


class WaysOut(UnstructuredHeader, BaseHeader):
    """List-Unsubscribe, folded between its addresses only.

    A word encoded by RFC 2047, into which long addresses would be folded, is none to who reads it.
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {str(self).replace(', ', f',{policy.linesep} ')}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", WaysOut)
ON_THE_WIRE = SMTP.clone(header_factory=HEADERS)


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The message with its personal links and its sender's address filled in: not to be stored."""
    message = EmailMessage(policy=ON_THE_WIRE)
    sender = sender_of(mail)
    message["From"] = mailbox(mail.from_name, sender)
    if sender != mail.from_address:  # the program reads that one; who presses “reply” is a person
        message["Reply-To"] = mailbox(mail.from_name, correspondence_address())
    message["To"] = mailbox(mail.to_name, mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = date_header(mail.queued_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    if UNSUBSCRIBE in mail.links:
        message["List-Unsubscribe"] = ", ".join(ways_out(mail.links[UNSUBSCRIBE]))
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(with_links(mail, mail.text_body), cte="quoted-printable")
    message.add_alternative(
        with_links(mail, mail.html_body), subtype="html", cte="quoted-printable"
    )
    if mail.calendar and mail.calendar_method:
        calendar = rewrite(mail.calendar, mail.from_address.encode(), sender.encode())
        add_calendar(message, calendar, mail.calendar_method)
    return message


def sender_of(mail: OutgoingMail) -> str:
    """The address it comes from: the recipient's own, where their calendar answers to it."""
    own = mail.links.get(SENDER)
    if own is None:
        return mail.from_address
    token = address_token(own["purpose"], UUID(own["uid"]), own["version"])
    return mail.from_address.replace(ANYBODY, token)


def return_path_of(mail: OutgoingMail) -> str:
    """Where word goes when it cannot be delivered: an address that names this very mail, read by the
    program; nothing where the program reads none.
    """
    base = setting("REPLY_ADDRESS")
    return base and personal_address(base).replace(ANYBODY, carrying_token(RETURN, mail.uid))


def ways_out(link: Mapping[str, Any]) -> list[str]:
    """How to want no more such mail: by a link (RFC 8058), and where the program reads mail, by a
    message to an address of its own (RFC 2369), if the link says so.
    """
    ways = [f"<{link_at(link)}>"]
    base = setting("REPLY_ADDRESS")
    if base and link.get("by_mail"):
        token = carrying_token(LEAVING, UUID(link["uid"]))
        ways.append(
            f"<mailto:{personal_address(base).replace(ANYBODY, token)}?subject=unsubscribe>"
        )
    return ways


def add_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    """The iTIP message twice, as the last alternative and as a file: some programs see only one of them."""
    message.add_alternative(
        calendar.decode(),
        subtype="calendar",
        cte="base64",
        params={"method": method, "component": "VEVENT"},
    )
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


def with_links(mail: OutgoingMail, text: str) -> str:
    for name, link in mail.links.items():
        if name == SENDER:
            continue
        text = text.replace(placeholder(name), link_at(link))
    return text


def link_at(link: Mapping[str, Any]) -> str:
    """The address of a personal link; one that `carries` tells its record by itself."""
    purpose, uid = link["purpose"], UUID(link["uid"])
    if link.get("carries"):
        token = carrying_token(purpose, uid)
    else:
        token = capability_token(purpose, uid, link["version"])
    return absolute(setting("PUBLIC_URL"), link["path"].format(token=token))


def mailbox(name: str, address: str) -> Address:
    """A name, kept to one line, and its address."""
    local, _at, domain = wire_address(address).rpartition("@")
    return Address(" ".join(name.split()), local, domain)


def wire_address(address: str) -> str:
    """An address whose domain is written as the wire needs it (IDNA)."""
    local, at, domain = address.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def date_header(at: datetime) -> str:
    return format_datetime(at.replace(microsecond=0))
