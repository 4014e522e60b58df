"""What the reader of a private calendar gets by mail. Its address is a placeholder until delivery."""

from datetime import datetime

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.rules.private import LINK_PURPOSE, PATH, name_of, recipient_of
from forumapp.identity.models import Account
from forumapp.mail.services import queue_mail


def send_private_calendar(calendar: PrivateCalendar, *, now: datetime) -> None:
    """The secret address, and how one subscribes to it, in the calendar's own language."""
    to, language = recipient_of(calendar), calendar.language
    name = to.name if isinstance(to, Account) else to.name.text(language)
    link = {
        "purpose": LINK_PURPOSE,
        "uid": calendar.uid,
        "version": calendar.link_version,
        "path": PATH,
    }
    queue_mail(
        "private_calendar",
        to=to.email,
        name=name,
        language=language,
        context={"name": name, "calendar": name_of(calendar, language)},
        links={"calendar": link},
        about=calendar,
        now=now,
    )
