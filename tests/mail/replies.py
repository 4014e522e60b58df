"""Answers as calendars send them: made from an invitation as it came, the way a client makes them."""

import base64
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from tests.ical.checks import events_of, value_of


def address_of(invitation: EmailMessage) -> str:
    """The address that the invitation came from."""
    return parseaddr(str(invitation["From"]))[1]


def calendar_of(invitation: EmailMessage) -> bytes:
    (part,) = [part for part in invitation.walk() if part.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True)


def reply_text(
    invitation: EmailMessage, answer: str, at: datetime, *, method: str = "REPLY", **facts: str
) -> str:
    """The calendar part; `facts` replace a property: `UID="another"`."""
    (event,) = events_of(calendar_of(invitation))
    properties = {
        "UID": value_of(event, "UID"),
        "SEQUENCE": value_of(event, "SEQUENCE"),
        "DTSTAMP": f"{at:%Y%m%dT%H%M%SZ}",
        "ORGANIZER": value_of(event, "ORGANIZER"),
        f"ATTENDEE;CN=Lin Qiao;PARTSTAT={answer}": value_of(event, "ATTENDEE"),
        "DTSTART": "20261208T170000Z",
        "SUMMARY": "Forum on open harbours",
    }
    for name, value in facts.items():
        key = next(known for known in properties if known.partition(";")[0] == name)
        properties[key] = value
    lines = [f"{name}:{value}" for name, value in properties.items() if value]
    return "\r\n".join(
        [
            *("BEGIN:VCALENDAR", "PRODID:-//A client//EN", "VERSION:2.0", f"METHOD:{method}"),
            *("BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""),
        ]
    )


def mail_with(
    calendar: str, *, to: str, sender: str = "lin@example.org", method: str = "REPLY"
) -> bytes:
    """As Google sends it: two texts, the answer in base64, and once more as a file."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Lin Qiao <{sender}>"
    message["To"] = to
    message["Subject"] = "Accepted: Forum on open harbours"
    message["Message-ID"] = f"<{abs(hash(calendar))}@example.org>"
    message.set_content("Lin Qiao has answered this invitation.")
    message.add_alternative("<p>Lin Qiao has answered this invitation.</p>", subtype="html")
    message.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": method})
    message.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )
    return message.as_bytes()


def as_outlook(calendar: str, *, to: str) -> bytes:
    """As Exchange sends it: one alternative, no ORGANIZER (nextcloud/server#53948), LF at each end."""
    lines = [line for line in calendar.split("\r\n") if not line.startswith("ORGANIZER")]
    body = base64.encodebytes("\r\n".join(lines).encode("utf-8")).decode()
    return (
        f'From: "Lin, Qiao" <lin@example.org>\nTo: {to}\nSubject: Declined\n'
        "Message-ID: <AM0PR@outlook.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative;\n\tboundary="_000_"\n\n'
        '--_000_\nContent-Type: text/plain; charset="us-ascii"\n\n\n'
        '--_000_\nContent-Type: text/calendar; charset="utf-8"; method=REPLY\n'
        f"Content-Transfer-Encoding: base64\n\n{body}\n--_000_--\n"
    ).encode()


def as_apple(calendar: str, *, to: str) -> bytes:
    """As a Mac sends it: nothing but the answer, quoted-printable, as an attachment."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "lin@example.org", to
    message["Message-ID"] = "<mac@example.org>"
    message.set_content(
        calendar, subtype="calendar", cte="quoted-printable", params={"method": "REPLY"},
        disposition="attachment", filename="iCal-1.ics",
    )  # fmt: skip
    return message.as_bytes()


def a_letter(to: str, text: str = "When does it begin?", **headers: str) -> bytes:
    """What a person writes."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "lin@example.org", to, "A question"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
