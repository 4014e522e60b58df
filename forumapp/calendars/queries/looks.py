"""What the doctor saw last at an address."""

from hashlib import sha256

from sqlalchemy import select

from forumapp.calendars.models import CalendarLook
from forumapp.core.db import db


def look_key(address: str) -> str:
    """What is kept of an address: many a calendar's address is its secret."""
    return sha256(address.encode()).hexdigest()


def last_look(address: str) -> CalendarLook | None:
    return db.session.scalars(select(CalendarLook).filter_by(address=look_key(address))).first()
