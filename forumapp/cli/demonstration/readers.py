"""Who reads the demonstration's announcements by mail: counted at the desk, and mailed to nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.db import db
from forumapp.core.tokens import capability_hash, new_uid
from forumapp.readers.models import Reader
from forumapp.readers.rules import LINK
from forumapp.readers.services.telling import mark_told
from forumapp.themes.models import Theme

WEEKS = (1, 0, 2, 1, 3, 0, 2, 4, 5, 3, 6, 4)
"""How many confirmed in each of the last weeks, the oldest first."""
LANGUAGES = ("en", "zh", "zh")
CHOICES: tuple[tuple[str, ...], ...] = ((), (), ("ports",), ("health", "cities"), ("cooperation",))
"""What one after the other chose; nothing is everything."""
WAITING, BOUNCED = 2, 1


def make_readers(themes: Mapping[str, Theme], *, now: datetime) -> None:
    """What is public at loading counts as told to them."""
    number = 0
    for weeks_ago, people in zip(range(len(WEEKS), 0, -1), WEEKS, strict=True):
        for _person in range(people):
            number += 1
            came_at = now - timedelta(weeks=weeks_ago) + timedelta(hours=5 * number)
            add_reader(number, themes, came_at)
    for _person in range(WAITING):
        number += 1
        add_reader(number, themes, now - timedelta(days=1)).confirmed_at = None
    for reader in db.session.scalars(select(Reader).order_by(Reader.id).limit(BOUNCED)):
        reader.bounced_at = now - timedelta(days=3)
    for announcement in db.session.scalars(visible_announcements(now)):
        mark_told(announcement, now)
    db.session.expire_all()


def add_reader(number: int, themes: Mapping[str, Theme], at: datetime) -> Reader:
    chosen = CHOICES[number % len(CHOICES)]
    uid = new_uid()
    reader = Reader(
        uid=uid,
        address=f"reader{number}@readers.example",
        address_key=f"reader{number}@readers.example",
        language=LANGUAGES[number % len(LANGUAGES)],
        wants_all=not chosen,
        themes=[themes[key] for key in chosen],
        link_hash=capability_hash(LINK, uid, 1),
        asked_at=at,
        confirmed_at=at,
    )
    db.session.add(reader)
    db.session.flush()
    return reader
