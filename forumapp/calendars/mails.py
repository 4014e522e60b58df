"""What the reader of a private calendar gets by mail. Its address is a placeholder until delivery."""

from datetime import datetime

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.rules.private import (
    FILE,
    LINK_PURPOSE,
    PAGE,
    name_of,
    reader_name,
    recipient_of,
)
from forumapp.identity.models import Account
from forumapp.mail.services import queue_mail


def send_private_calendar(calendar: PrivateCalendar, *, now: datetime) -> None:
    """The page where one subscribes, and the address for programs, in the calendar's own language."""
    to, language = recipient_of(calendar), calendar.language
    name = to.name if isinstance(to, Account) else reader_name(calendar, language)
    link = {
        "purpose": LINK_PURPOSE,
        "uid": calendar.uid,
        "version": calendar.link_version,
    }
    queue_mail(
        "private_calendar",
        to=to.email,
        name=name,
        language=language,
        context={"name": name, "calendar": name_of(calendar, language)},
        links={"calendar": {**link, "path": PAGE}, "file": {**link, "path": FILE}},
        about=calendar,
        now=now,
    )
