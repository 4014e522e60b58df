"""What readers get: the question whether they are meant, their link again, and announcements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forumapp.announcements.models.announcements import Announcement
from forumapp.core import links
from forumapp.core.languages import language_name
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.translated import html_language
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rendering import Texts
from forumapp.mail.rules import UNSUBSCRIBE
from forumapp.mail.services import queue_mail, texts_of
from forumapp.readers.models import Reader
from forumapp.readers.rules import LINK, UNSUBSCRIBING
from forumapp.registrations.mails.tickets import Fact, facts_of, page_of_forum, title_of

CONFIRMATION, LINK_AGAIN, ANNOUNCEMENT = (
    "reader_confirmation",
    "reader_link",
    "announcement_released",
)


def send_confirmation(reader: Reader, *, now: datetime) -> None:
    """Somebody gave this address: is it meant?"""
    _send(CONFIRMATION, reader, now, {"wanted": wanted_words(reader)})


def send_link(reader: Reader, *, now: datetime) -> None:
    """Somebody gave an address that reads already: the link by which its owner changes that."""
    _send(LINK_AGAIN, reader, now, {"wanted": wanted_words(reader)})


def send_announcement(reader: Reader, texts: Texts, *, now: datetime) -> OutgoingMail:
    """The announcement as those read it who have the same language and wish."""
    return _send(ANNOUNCEMENT, reader, now, texts=texts)


def announcement_texts(
    announcement: Announcement, language: str, wanted: Sequence[str], *, now: datetime
) -> Texts:
    """Headline, lead, what it is about, and where it stands; `wanted`: the themes that were chosen."""
    headline, own = announcement.headline.in_language(language)
    return texts_of(
        ANNOUNCEMENT,
        language,
        {
            "headline": whole_title(headline),
            "headline_language": html_language(own),
            "only_in": "" if own == language else language_name(own, language),
            "lead": announcement.lead.text(language),
            "facts": facts_about(announcement, language, now),
            "page": page_of(announcement, language),
            "wanted": wanted,
        },
    )


def wanted_words(reader: Reader) -> tuple[str, ...]:
    """The titles of the themes that were chosen; none for who wants everything."""
    if reader.wants_all:
        return ()
    return tuple(each.title.text(reader.language) for each in reader.themes)


def facts_about(announcement: Announcement, language: str, now: datetime) -> list[Fact]:
    """The forum with its time, zone and place, where the public may see it."""
    forum = announcement.forum
    if forum is None or not page_of_forum(forum, language, now):
        return []
    return [
        Fact(say(_("Forum"), {}, language), title_of(forum, language)),
        *facts_of(forum, language),
    ]


def page_of(announcement: Announcement, language: str) -> str:
    at = links.path("announcement", language, setting("LANGUAGES")[0], slug=announcement.slug)
    return links.absolute(setting("PUBLIC_URL"), at)


def _send(
    kind: str,
    reader: Reader,
    now: datetime,
    context: dict[str, Any] | None = None,
    texts: Texts | None = None,
) -> OutgoingMail:
    return queue_mail(
        kind,
        to=reader.address,
        language=reader.language,
        context=context,
        links=_links(reader),
        about=reader,
        texts=texts,
        now=now,
    )


def _links(reader: Reader) -> dict[str, Any]:
    default, language, token = setting("LANGUAGES")[0], reader.language, "{token}"
    return {
        "reader": {
            "purpose": LINK,
            "uid": reader.uid,
            "version": 1,
            "path": links.path("reader", language, default, token=token),
        },
        UNSUBSCRIBE: {
            "purpose": UNSUBSCRIBING,
            "uid": reader.uid,
            "version": 1,
            "path": links.path("unsubscribe", language, default, reader_token=token),
            "carries": True,
            "by_mail": True,
        },
    }
