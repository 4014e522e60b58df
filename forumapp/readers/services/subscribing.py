"""An address asks for announcements, says that it is meant, changes what it reads, and ends it.

Programs that fill in forms are let be: whatever they send leads to one mail that asks, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import NotFound, Refused, TooOften
from forumapp.core.facts import require_mail_address
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid, normalised_address, uid_carried
from forumapp.history.services import record_change
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import count_since
from forumapp.mail.rules import QUEUED
from forumapp.readers import mails
from forumapp.readers.models import Reader
from forumapp.readers.queries import count_from_network, reader_of
from forumapp.readers.rules import COUNTS_FOR, LINK, UNSUBSCRIBING
from forumapp.themes.models import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to read: every announcement, or those of themes (by id)."""

    language: str
    wants_all: bool = True
    theme_ids: tuple[int, ...] = ()


def ask(address: str, wish: Wish, *, network: str = "", now: datetime) -> None:
    """Write to an address that somebody gave. Nobody is told whether it is known: its owner reads it.

    A confirmed reader's wish is not changed by who knows no more than the address.
    """
    typed = address.strip()
    if not typed:
        raise Refused(_("Give the mail address to which announcements are to go."), field="address")
    require_mail_address(typed, "address")
    themes = themes_of(wish)
    refuse_flood(network, now)
    reader = reader_of(typed)
    if reader is None:
        reader = add_reader(typed, now)
        if reader is None:
            return
    elif is_written_to_enough(reader, now):
        return
    reader.asked_at, reader.network = now, network
    if reader.confirmed_at is not None:
        mails.send_link(reader, now=now)
        return
    take_wish(reader, wish, themes)
    mails.send_confirmation(reader, now=now)


def add_reader(address: str, now: datetime) -> Reader | None:
    """A row for an address that is new; None where another request was faster, and has written to it."""
    uid = new_uid()
    reader = Reader(
        uid=uid,
        address=address,
        address_key=normalised_address(address),
        language=setting("LANGUAGES")[0],
        link_hash=capability_hash(LINK, uid, 1),
        asked_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(reader)
    except IntegrityError:
        return None
    return reader


def themes_of(wish: Wish) -> list[Theme]:
    """The chosen themes; refused where nothing is chosen."""
    if wish.wants_all:
        return []
    themes = list(db.session.scalars(select(Theme).where(Theme.id.in_(wish.theme_ids))))
    if not themes:
        raise Refused(_("Choose at least one theme, or all announcements."), field="themes")
    return themes


def take_wish(reader: Reader, wish: Wish, themes: list[Theme]) -> None:
    reader.language, reader.wants_all, reader.themes = wish.language, wish.wants_all, themes


def refuse_flood(network: str, now: datetime) -> None:
    """Generous, because a network may be a whole congress; and the same whoever is known."""
    if network and count_from_network(network, now - COUNTS_FOR) >= setting(
        "REGISTRATIONS_PER_NETWORK"
    ):
        raise TooOften(
            _(
                "Announcements have been asked for very often from your network. "
                "Wait ten minutes, then send the form again."
            ),
            seconds=int(COUNTS_FOR.total_seconds()),
        )


def is_written_to_enough(reader: Reader, now: datetime) -> bool:
    """Strict for one address: whoever sends the form again and again fills nobody's mailbox."""
    kinds = (mails.CONFIRMATION, mails.LINK_AGAIN)
    sent = count_since(Reader.__tablename__, reader.uid, now - COUNTS_FOR, *kinds)
    return bool(sent >= setting("REGISTRATIONS_PER_ADDRESS"))


def confirm(reader: Reader, *, now: datetime) -> None:
    """Its owner says that it is meant, and that mail arrives. Done twice, it is done once."""
    reader.confirmed_at = reader.confirmed_at or now
    reader.bounced_at = None


def change_wish(reader: Reader, wish: Wish) -> None:
    take_wish(reader, wish, themes_of(wish))


def unsubscribe(token: str) -> None:
    """By the link of a mail: the row is gone. Done twice, it is done once; raises `NotFound` where the
    link is not ours.
    """
    uid = uid_carried(UNSUBSCRIBING, token)
    if uid is None:
        raise NotFound
    reader = db.session.scalar(select(Reader).where(Reader.uid == uid))
    if reader is not None:
        remove(reader)


def is_ours(token: str) -> bool:
    """Whether we have made the link; whether its reader is still there, nobody is told."""
    return uid_carried(UNSUBSCRIBING, token) is not None


def remove(reader: Reader) -> None:
    """With the mail that has not left yet; what has is blanked afterwards (`forgetting`)."""
    db.session.execute(
        delete(OutgoingMail)
        .where(
            OutgoingMail.about_kind == Reader.__tablename__,
            OutgoingMail.about_uid == reader.uid,
            OutgoingMail.state == QUEUED,
        )
        .execution_options(synchronize_session=False)
    )
    db.session.delete(reader)


def remove_at_desk(reader: Reader, *, by: Actor, now: datetime) -> None:
    """Somebody asked the secretariat to be taken off the list. History names nobody."""
    record_change(reader, _("deleted"), by=by, now=now, label=str(reader.uid)[:8])
    remove(reader)
