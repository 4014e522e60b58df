"""Which readers there are, who wants an announcement, and how many of each kind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import normalised_address, token_hash
from forumapp.core.visibility import visible
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import QUEUED
from forumapp.readers.models import Reader, ReaderTold, reader_theme
from forumapp.readers.rules import ANNOUNCEMENTS_AT_ONCE, TAKEN_BACK_AT_ONCE
from forumapp.themes.models import Theme


def reader_by_token(token: str) -> Reader:
    """Whose link this is; raises `NotFound`."""
    reader = db.session.scalar(select(Reader).where(Reader.link_hash == token_hash(token)))
    if reader is None:
        raise NotFound
    return reader


def reader_of(address: str) -> Reader | None:
    """The reader with this address, in whichever spelling."""
    key = normalised_address(address)
    return db.session.scalar(select(Reader).where(Reader.address_key == key))


def count_from_network(network: str, since: datetime) -> int:
    """For how many addresses this network has sent the form since then."""
    counted = select(func.count()).where(Reader.network == network, Reader.asked_at > since)
    return db.session.scalar(counted) or 0


def untold_announcements(now: datetime) -> Select[Announcement]:
    """What is public and not yet told to everybody who wants it, the first one first.

    Of two workers each takes other ones.
    """
    return (
        visible_announcements(now)
        .where(Announcement.told_at.is_(None))
        .order_by(None)
        .order_by(Announcement.release_at, Announcement.id)
        .limit(ANNOUNCEMENTS_AT_ONCE)
        .with_for_update(skip_locked=True, of=Announcement)
    )


def readers_to_tell(announcement: Announcement, now: datetime) -> Select[Reader]:
    """Who wants it, was confirmed before its release, can be reached, and has no mail of it yet.

    The themes of its forum count where the public may see that forum.
    """
    themes = {theme.id for theme in announcement.themes}
    if announcement.forum is not None and announcement.forum.is_visible(now):
        themes |= {theme.id for theme in announcement.forum.themes}
    wants_theme = exists().where(
        reader_theme.c.reader_id == Reader.id, reader_theme.c.theme_id.in_(themes)
    )
    is_told = exists().where(
        ReaderTold.announcement_id == announcement.id, ReaderTold.reader_id == Reader.id
    )
    return (
        select(Reader)
        .where(
            Reader.confirmed_at <= announcement.release_at,
            Reader.bounced_at.is_(None),
            or_(Reader.wants_all, wants_theme),
            ~is_told,
        )
        .order_by(Reader.id)
        .options(selectinload(Reader.themes))
    )


def hidden_but_queued(now: datetime) -> Select[ReaderTold]:
    """Whose mail still waits, of what was withdrawn since or has another release; some at a time."""
    return (
        select(ReaderTold)
        .join(OutgoingMail, OutgoingMail.id == ReaderTold.mail_id)
        .join(ReaderTold.announcement)
        .where(OutgoingMail.state == QUEUED, ~visible(Announcement, now))
        .options(contains_eager(ReaderTold.announcement))
        .order_by(ReaderTold.id)
        .limit(TAKEN_BACK_AT_ONCE)
        .with_for_update(skip_locked=True, of=OutgoingMail)
    )


def counts_of_readers() -> Row[int, int, int]:
    """How many are told, have not confirmed, and cannot be reached: `told`, `waiting`, `bounced`."""
    is_confirmed = Reader.confirmed_at.is_not(None)
    return db.session.execute(
        select(
            func.count().filter(is_confirmed, Reader.bounced_at.is_(None)).label("told"),
            func.count().filter(~is_confirmed).label("waiting"),
            func.count().filter(is_confirmed, Reader.bounced_at.is_not(None)).label("bounced"),
        ).select_from(Reader)
    ).one()


def readers_by_language() -> Sequence[Row[str, int]]:
    """Confirmed readers of each language, the most first."""
    count = func.count()
    return db.session.execute(
        select(Reader.language, count)
        .where(Reader.confirmed_at.is_not(None))
        .group_by(Reader.language)
        .order_by(count.desc(), Reader.language)
    ).all()


def readers_by_theme() -> Sequence[Row[Theme, int]]:
    """Confirmed readers who chose each theme, the most first; who wants everything is in none."""
    count = func.count()
    counted = (
        select(reader_theme.c.theme_id, count.label("readers"))
        .join(Reader, Reader.id == reader_theme.c.reader_id)
        .where(Reader.confirmed_at.is_not(None), ~Reader.wants_all)
        .group_by(reader_theme.c.theme_id)
        .subquery()
    )
    return db.session.execute(
        select(Theme, counted.c.readers)
        .join(counted, counted.c.theme_id == Theme.id)
        .order_by(counted.c.readers.desc(), Theme.slug)
    ).all()


def count_of_all() -> int:
    """Confirmed readers who want every announcement."""
    wanted = select(func.count()).where(Reader.confirmed_at.is_not(None), Reader.wants_all)
    return db.session.scalar(wanted) or 0


def confirmed_since(since: datetime) -> list[datetime]:
    """When each of today's readers who came since then was confirmed."""
    return list(db.session.scalars(select(Reader.confirmed_at).where(Reader.confirmed_at >= since)))
