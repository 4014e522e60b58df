"""Somebody asks for the links of their registrations."""

from datetime import datetime

from forumapp.core.settings import setting
from forumapp.core.tokens import normalised_address
from forumapp.mail.queries import count_since
from forumapp.registrations.mails import self_service
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.queries.self_service import coming_registrations_of


def send_links_again(address: str, *, now: datetime) -> None:
    """One mail with all that is to come, where there is anything; who asks is told nothing of it.

    It goes to the address as it was registered, and not more often than registrations may be made.
    """
    key = normalised_address(address)
    coming = coming_registrations_of(key, now)
    if not coming:
        return
    first = coming[0]
    sent = count_since(
        Registration.__tablename__, first.uid, registered.recent(now), self_service.LINKS
    )
    if sent >= setting("REGISTRATIONS_PER_ADDRESS"):
        return
    is_own = first.address_key == key
    to = first.address if is_own and first.address else first.booking.address
    self_service.send_links(coming, to, now=now)
