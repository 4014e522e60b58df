"""Word that a mail could not be delivered, in the shapes in which mail servers send it."""

from email.message import EmailMessage


def _report(to: str, parts: list[tuple[str, str]], sender: str) -> bytes:
    lines = [
        f"From: {sender}",
        f"To: {to}",
        "Subject: Undelivered mail",
        "Auto-Submitted: auto-replied",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"',
        "",
    ]
    for content_type, body in parts:
        lines += ["--edge", f"Content-Type: {content_type}", "", body]
    return "\r\n".join([*lines, "--edge--", ""]).encode()


def as_postfix(
    mail: EmailMessage, *, to: str, status: str = "5.1.1", action: str = "failed"
) -> bytes:
    """The reason folded over two lines; the whole message comes back."""
    told = (
        "Reporting-MTA: dns; mail.example.org\r\nX-Postfix-Queue-ID: 4Xyz\r\n\r\n"
        f"Final-Recipient: rfc822; lin@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} <lin@example.org>: no such\r\n    mailbox here"
    )
    parts = [
        ("text/plain", "The mail could not be delivered."),
        ("message/delivery-status", told),
        ("message/rfc822", mail.as_string()),
    ]
    return _report(to, parts, "MAILER-DAEMON@mail.example.org")


def as_exchange(mail: EmailMessage, *, to: str) -> bytes:
    """Capital letters elsewhere, and only the headers come back."""
    told = (
        "Reporting-MTA: dns;mail.example.org\r\n\r\n"
        "final-recipient: RFC822;lin@example.org\r\nACTION: Failed\r\nStatus: 5.1.10\r\n"
        "Diagnostic-Code: smtp;550 5.1.10 recipient not found"
    )
    parts = [
        ("text/html; charset=utf-8", "<p>Not found</p>"),
        ("message/delivery-status", told),
        ("text/rfc822-headers", f"Message-ID: {mail['Message-ID']}\r\nSubject: x\r\n"),
    ]
    return _report(to, parts, "postmaster@example.org")


def as_exim(mail: EmailMessage, *, to: str) -> bytes:
    """No reason, and a status that says no more than that it failed."""
    told = (
        "Reporting-MTA: dns; mail.example.org\r\n\r\n"
        "Action: failed\r\nFinal-Recipient: rfc822;lin@example.org\r\nStatus: 5.0.0"
    )
    parts = [
        ("text/plain", "Unroutable address"),
        ("message/delivery-status", told),
        ("message/rfc822", mail.as_string()),
    ]
    return _report(to, parts, "Mailer-Daemon@example.org")


def in_utf_8(mail: EmailMessage, *, to: str) -> bytes:
    """As RFC 6533 has it, for addresses beyond ASCII."""
    told = (
        "Reporting-MTA: dns; mail.example.org\r\n\r\n"
        "Final-Recipient: utf-8; 林@example.org\r\nAction: failed\r\nStatus: 5.2.1\r\n"
        "Diagnostic-Code: smtp; 550 邮箱已停用"
    )
    parts = [
        ("message/global-delivery-status", told),
        ("message/global-headers", f"Message-ID: {mail['Message-ID']}\r\n"),
    ]
    return _report(to, parts, "MAILER-DAEMON@example.org")
