"""Words and numbers of delivery."""

import re
from datetime import timedelta

from forumapp.core.text import _

QUEUED, SENDING, SENT, FAILED, BOUNCED = "queued", "sending", "sent", "failed", "bounced"
MAIL_STATES = {
    QUEUED: _("Waiting to be sent"),
    SENDING: _("Being sent"),
    SENT: _("Sent"),
    FAILED: _("Not sent"),
    BOUNCED: _("Refused by the recipient’s server"),
}
CAN_BE_RETRIED = (QUEUED, FAILED, BOUNCED)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after each failed attempt; after the last one the mail has failed."""


def pause_after(attempts: int) -> timedelta | None:
    """The pause before the next attempt, or None when there have been enough."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


UNSUBSCRIBE = "unsubscribe"
"""The name of a link by which somebody wants no more such mail (RFC 8058)."""


def placeholder(name: str) -> str:
    """Where a personal link stands in a queued text; it is filled in at delivery only."""
    return f"{{{{link:{name}}}}}"


SENDER = "sender"
"""The name of the link whose token stands in the sender's address, in place of its `ANYBODY`."""
ANYBODY = "*"
LEAVING = "leaving"
"""The purpose of the token in the address to which a message ends a subscription."""
RETURN = "return"
"""The purpose of the token in the address to which word of a mail goes that cannot be delivered."""


def personal_address(base: str) -> str:
    """`events@example.org` → `events+*@example.org`: one person's own address, not yet filled in."""
    local, _at, domain = base.partition("@")
    return f"{local}+{ANYBODY}@{domain}"


_TOKEN = re.compile(r"[\w-]{43,}", re.ASCII)


def told_by_server(text: str) -> str:
    """What a mail server says, in one line and without tokens: servers repeat an address that acts."""
    return _TOKEN.sub(ANYBODY, " ".join(text.split()))[:500]


_ROBOTS = (
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "daemon",
)


def is_robot(address: str) -> bool:
    """An address that nobody reads, or none at all: an answer to it would come back."""
    return address.partition("@")[0].lower() in ("", *_ROBOTS)


TAKEN, REFUSED, IGNORED = "taken", "refused", "ignored"
INCOMING_OUTCOMES = {
    TAKEN: _("Taken over"),
    REFUSED: _("Not accepted"),
    IGNORED: _("Nothing to do"),
}
"""What became of a mail that came in."""
STRANGERS_KEPT_FOR = timedelta(days=30)
"""How long it is known that a message came in which concerns nobody here."""
