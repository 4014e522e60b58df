"""What stands at an address that somebody at the desk typed: few times a minute, no lock held."""

from flask import current_app
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from forumapp.core.errors import Refused
from forumapp.core.fetching import PUBLIC, Fetched, fetch
from forumapp.core.text import _
from forumapp.core.transaction import undo
from forumapp.web.guards import current_account

MOST_BYTES = 2_000_000
SECONDS = 10
PER_MINUTE = 6

_asked = MovingWindowRateLimiter(MemoryStorage())


def count_fetch() -> None:
    """Refuse who asks for too many addresses: nobody shall search the web, or flood it, from here."""
    if not _asked.hit(parse(f"{PER_MINUTE} per minute"), current_account().fs_uniquifier):
        raise Refused(
            _("You have looked at {number} addresses within a minute. Wait for the next one."),
            field="address",
            number=PER_MINUTE,
        )


def fetch_typed(address: str, *, etag: str = "") -> Fetched:
    """As `core.fetching.fetch`; in a view that only reads, because others answer slowly."""
    undo()
    internet = current_app.config.get("INTERNET", PUBLIC)
    return fetch(address, most_bytes=MOST_BYTES, seconds=SECONDS, etag=etag, internet=internet)
