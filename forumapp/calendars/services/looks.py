"""Keep what the doctor saw at an address, so that the next look can be compared with it."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from forumapp.calendars.models import CalendarLook
from forumapp.calendars.queries.looks import last_look, look_key
from forumapp.core.db import db
from forumapp.ical.doctor import Look

KEPT = timedelta(days=180)


def keep_look(address: str, entries: Look, *, now: datetime) -> CalendarLook:
    """The last look at this address; looks that nobody came back to are forgotten."""
    db.session.execute(delete(CalendarLook).where(CalendarLook.looked_at < now - KEPT))
    look = last_look(address)
    if look is None:
        look = CalendarLook(address=look_key(address))
        db.session.add(look)
    look.looked_at, look.entries = now, entries
    return look
